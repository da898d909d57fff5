/**
 * The given -> expected rows of the specification (section 7) that the configuration decides, by
 * their numbers. Where we differ on purpose, the name begins with "better" and the test holds our way.
 */
import { ConfigError } from "../base/errors.ts";
import { assertEquals, assertThrows } from "../../tests/support/assert.ts";
import { type ConfigOptions, loadConfig, notes } from "../../tests/support/load_config.ts";
import { readToken, UNRECOGNIZED_TOKEN_WARNING } from "./auth_token.ts";
import { editSettings } from "./edit.ts";
import { findRelease, requireRelease, resolveOrg } from "./scope.ts";
import { selectServer } from "./server.ts";
import { settings } from "./settings.ts";

const HOME = "/home/me/.sentryclirc";
const PROJECT = "/work/.sentryclirc";
const S = "http://127.0.0.1:1";
const T = "0123456789abcdef".repeat(4);
const SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const orgToken = (payload: unknown) => `sntrys_${btoa(JSON.stringify(payload))}_${SECRET}`;
const OT = orgToken({ org: "tok", url: S });

/** Organization and project as `info --config-status-json` shows them. */
async function shown(options: ConfigOptions) {
  const { config } = await loadConfig(options);
  if (config.loadError !== undefined) throw config.loadError;
  return {
    org: config.raw(settings.org)?.text ?? null,
    project: config.raw(settings.project)?.text ?? null,
  };
}

/** Project ini text to organization and project. */
const inProject = (text: string) => shown({ files: { [PROJECT]: text } });

async function server(options: ConfigOptions) {
  const chosen = selectServer((await loadConfig(options)).config);
  return { url: chosen.url, token: chosen.credentials?.secret.reveal(), warnings: chosen.warnings };
}

Deno.test("row 1: files merge key by key", async () => {
  const files = {
    [PROJECT]: "[defaults]\norg=w\n",
    [HOME]: "[defaults]\norg=h\nproject=hp\n",
  };
  assertEquals(await shown({ files }), { org: "w", project: "hp" });
});

Deno.test("row 2: an empty value in the project file hides that of the home file", async () => {
  const files = { [PROJECT]: "[defaults]\norg=\n", [HOME]: "[defaults]\norg=h\n" };
  assertEquals(await shown({ files }), { org: "", project: null });
});

Deno.test("row 3: only the nearest file up the tree counts", async () => {
  const files = {
    "/work/a/sentrycli.ini": "[defaults]\norg=a\n",
    [PROJECT]: "[defaults]\nproject=p\n",
  };
  assertEquals(await shown({ cwd: "/work/a/b", files }), { org: "a", project: null });
});

Deno.test("row 4: of repeated keys the home file's first and the project file's last count", async () => {
  const text = "[defaults]\norg=a\norg=b\n";
  assertEquals((await shown({ files: { [HOME]: text } })).org, "a");
  assertEquals((await shown({ files: { [PROJECT]: text } })).org, "b");
});

Deno.test("better than row 5: an indented comment is a comment", async () => {
  assertEquals((await inProject("[defaults]\n  # c\norg=a\n")).org, "a");
});

Deno.test("row 6: a line without separator glues onto the next", async () => {
  assertEquals(await inProject("[defaults]\norg\nproject=p"), { org: null, project: null });
});

Deno.test("better than row 7: a byte order mark does not hide the first section", async () => {
  assertEquals((await inProject("\uFEFF[defaults]\norg=a\n")).org, "a");
});

Deno.test("row 8: quoted values are trimmed, escapes apply everywhere", async () => {
  assertEquals((await inProject('[defaults]\norg="  a  "')).org, "a");
  assertEquals((await inProject("[defaults]\norg=C:\\temp\\new")).org, "C:\temp\new");
});

Deno.test("row 9: properties beat ini files, variables beat properties", async () => {
  const options = {
    env: { SENTRY_PROPERTIES: "p" },
    files: { "/work/p": "defaults.org=po\n", [PROJECT]: "[defaults]\norg=i\n" },
  };
  assertEquals((await shown(options)).org, "po");
  assertEquals((await shown({ ...options, env: { ...options.env, SENTRY_ORG: "e" } })).org, "e");
});

Deno.test("row 10: a variable set to nothing is not overridden by .env", async () => {
  const options = { env: { SENTRY_ORG: "" }, files: { "/work/.env": "SENTRY_ORG=dot" } };
  assertEquals((await shown(options)).org, "");
});

Deno.test("row 11: the file of SENTRY_DOTENV_PATH overrides the environment", async () => {
  const env = { SENTRY_DOTENV_PATH: "x", SENTRY_ORG: "env" };
  assertEquals((await shown({ env, files: { "/work/x": "SENTRY_ORG=x" } })).org, "x");
});

Deno.test("row 12: SENTRY_LOAD_DOTENV=true does not load, and we say so", async () => {
  const loaded = await loadConfig({
    env: { SENTRY_LOAD_DOTENV: "true" },
    files: { "/work/.env": "SENTRY_ORG=dot" },
  });
  assertEquals(loaded.config.raw(settings.org), undefined);
  assertEquals(notes(loaded, "warn").length, 1);
});

Deno.test("row 13: what stands before a bad line of .env counts, with a warning", async () => {
  const loaded = await loadConfig({ files: { "/work/.env": "SENTRY_ORG=a\n%%%\n" } });
  assertEquals(loaded.config.get(settings.org), "a");
  assertEquals(notes(loaded, "warn").length, 1);
});

Deno.test("better than row 14: the home file's token goes to the server of a variable", async () => {
  const options = { env: { SENTRY_URL: S }, files: { [HOME]: `[auth]\ntoken=${T}\n` } };
  assertEquals(await server(options), { url: S, token: T, warnings: [] });
});

Deno.test("better than row 15: a variable's token is refused to the project file's server", async () => {
  const { config } = await loadConfig({
    env: { SENTRY_AUTH_TOKEN: T },
    files: { [PROJECT]: `[defaults]\nurl=${S}\n` },
  });
  const error = assertThrows(() => selectServer(config), ConfigError);
  for (const part of ["SENTRY_AUTH_TOKEN", `${PROJECT}:2`, S]) {
    assertEquals(error.message.includes(part), true, part);
  }
});

Deno.test("better than row 16: the home file naming the same server is the operator's trust", async () => {
  const files = {
    [PROJECT]: `[defaults]\nurl=${S}\n`,
    [HOME]: `[defaults]\nurl=${S}\n[auth]\ntoken=${T}\n`,
  };
  assertEquals(await server({ files }), { url: S, token: T, warnings: [] });
});

Deno.test("better than row 17: a trailing slash is no other server", async () => {
  const env = { SENTRY_AUTH_TOKEN: OT, SENTRY_URL: `${S}/` };
  assertEquals(await server({ env }), { url: S, token: OT, warnings: [] });
});

Deno.test("row 18: the server inside the token wins, with a warning", async () => {
  const chosen = await server({
    env: { SENTRY_URL: "http://other" },
    files: { [HOME]: `[auth]\ntoken=${OT}\n` },
  });
  assertEquals([chosen.url, chosen.token, chosen.warnings.length], [S, OT, 1]);
});

Deno.test("row 19: the organization inside the token wins, with a warning unless a file named another", async () => {
  const env = { SENTRY_AUTH_TOKEN: OT };
  const flagged = resolveOrg((await loadConfig({ env })).config, { flag: "other" });
  assertEquals([flagged.value, flagged.warning === undefined], ["tok", false]);
  const files = { [PROJECT]: "[defaults]\norg=other\n" };
  const filed = resolveOrg((await loadConfig({ env, files })).config, { flag: undefined });
  assertEquals(filed, { value: "tok", warning: undefined });
});

Deno.test("row 20: an empty SENTRY_ORG differs from the token's, too", async () => {
  const { config } = await loadConfig({ env: { SENTRY_AUTH_TOKEN: OT, SENTRY_ORG: "" } });
  assertEquals(resolveOrg(config, { flag: undefined }), {
    value: "tok",
    warning: "Using organization `tok` (embedded in token) rather than manually-configured " +
      "organization ``. To use ``, please provide an auth token for this organization.",
  });
});

Deno.test("row 21: a token of unknown form is used, from flag and variable alike", async () => {
  assertEquals((await server({ flags: { "auth.token": "garbage" } })).token, "garbage");
  const loaded = await loadConfig({ env: { SENTRY_AUTH_TOKEN: "garbage" } });
  assertEquals(notes(loaded, "warn"), []);
  assertEquals(readToken("garbage").kind, "unknown");
  assertEquals(
    UNRECOGNIZED_TOKEN_WARNING,
    "Unrecognized auth token format. Ensure you copied your token correctly.",
  );
});

Deno.test("row 22: a token payload needs the address key, which may be null", async () => {
  assertEquals(readToken(orgToken({ org: "tok" })).kind, "unknown");
  const nullUrl = orgToken({ org: "tok", url: null });
  assertEquals(readToken(nullUrl).kind, "org");
  assertEquals((await server({ env: { SENTRY_AUTH_TOKEN: nullUrl, SENTRY_URL: S } })).url, S);
});

Deno.test("rows 26 and 27: header flags hide the variable", async () => {
  const { config } = await loadConfig({
    flags: { "defaults.custom_header": "Y:2" },
    env: { CUSTOM_HEADER: "X: 1" },
  });
  assertEquals(config.get(settings.customHeader)?.map((each) => each.reveal()), ["Y:2"]);
});

Deno.test("row 29: SENTRY_ALLOW_FAILURE means 1 or true, exactly", async () => {
  for (const [text, expected] of [["TRUE", false], ["true", true], ["1", true]] as const) {
    const { config } = await loadConfig({ env: { SENTRY_ALLOW_FAILURE: text } });
    assertEquals(config.get(settings.allowFailure), expected);
  }
});

Deno.test("row 32: an organization in a variable is not checked", async () => {
  const { config } = await loadConfig({ env: { SENTRY_ORG: "a/b c" } });
  assertEquals(resolveOrg(config, { flag: undefined }).value, "a/b c");
});

Deno.test("row 33: an invalid SENTRY_RELEASE is passed by, then missed", async () => {
  const { config } = await loadConfig({ env: { SENTRY_RELEASE: " 1" } });
  const { value, warning } = findRelease(config, { flag: undefined });
  assertEquals(warning?.startsWith("Ignoring invalid SENTRY_RELEASE environment variable: "), true);
  assertThrows(() => requireRelease(value), ConfigError, "A release slug is required");
});

Deno.test("row 34: an empty http_proxy is a value: no proxy at all", async () => {
  const { config } = await loadConfig({
    env: { http_proxy: "" },
    files: { [PROJECT]: "[http]\nproxy_url=http://p\n" },
  });
  assertEquals(config.get(settings.proxyUrl)?.reveal(), "");
});

Deno.test("row 35: only false, in any case, turns verification off", async () => {
  for (const [text, expected] of [["0", true], ["False", false]] as const) {
    const { config } = await loadConfig({ files: { [PROJECT]: `[http]\nverify_ssl=${text}\n` } });
    assertEquals(config.get(settings.verifySsl), expected);
  }
});

const LOGIN = [
  { setting: settings.authToken, text: T },
  { setting: settings.url, text: S },
];

Deno.test("better than row 36: login keeps the comments; the file becomes 0600", async () => {
  const { system } = await loadConfig();
  system.fs.put(HOME, "# mine\n[defaults]\norg=a\n", 0o644);
  await editSettings(system, HOME, LOGIN);
  assertEquals(
    system.fs.text(HOME),
    `# mine\n[defaults]\norg=a\nurl=${S}\n\n[auth]\ntoken=${T}\n`,
  );
  assertEquals(system.fs.mode(HOME), 0o600);
});

Deno.test("better than row 37: login does not copy the home file into the project file", async () => {
  const files = { [PROJECT]: "[defaults]\norg=p\n", [HOME]: "[http]\nproxy_username=gu\n" };
  const { system } = await loadConfig({ files });
  await editSettings(system, PROJECT, LOGIN);
  assertEquals(
    system.fs.text(PROJECT),
    `[defaults]\norg=p\nurl=${S}\n\n[auth]\ntoken=${T}\n`,
  );
});

Deno.test("row 38: the stored token tells its organization, so that login can ask", async () => {
  const { config } = await loadConfig({ files: { [HOME]: `[auth]\ntoken=${T}\n` } });
  const [stored] = config.all(settings.authToken);
  assertEquals([readToken(stored?.text ?? "").org, readToken(OT).org], [undefined, "tok"]);
});

Deno.test("better than row 39: an API key is used, as in 2.x", async () => {
  const { config } = await loadConfig({ env: { SENTRY_API_KEY: "k" } });
  const { credentials } = selectServer(config);
  assertEquals([credentials?.kind, credentials?.secret.reveal()], ["api-key", "k"]);
});
