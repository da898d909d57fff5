/** Given surroundings, expected: what `config validate` says, with the place. */
import { assertEquals } from "../../tests/support/assert.ts";
import { type ConfigOptions, loadConfig } from "../../tests/support/load_config.ts";
import { problemText } from "./problem.ts";
import { cascadeFiles, inspectFile, validate } from "./validate.ts";

const TOKEN = "0123456789abcdef".repeat(4);
const HOME = "/home/me/.sentryclirc";

type Row = readonly [name: string, given: ConfigOptions, expected: readonly string[]];

const ROWS: readonly Row[] = [
  ["nothing at all", {}, []],
  ["all in order", { env: { SENTRY_ORG: "acme", SENTRY_AUTH_TOKEN: TOKEN } }, []],
  ["an empty variable that means something, and that nothing", { env: { SENTRY_DSN: "" } }, [
    "error: SENTRY_DSN: the value does not fit auth.dsn: not a URL (expected: DSN)",
  ]],
  ["an empty variable that counts as not set", {
    env: { SENTRY_ORG: "" },
    files: { [HOME]: "[defaults]\norg=acme\n" },
  }, []],
  ["an empty variable that hides a file", {
    env: { SENTRY_ENVIRONMENT: "" },
    files: { [HOME]: "[defaults]\nenvironment=staging\n" },
  }, [
    "warning: SENTRY_ENVIRONMENT: defaults.environment is empty here and hides the value of " +
    `${HOME}:2 (take it out if that is not meant)`,
  ]],
  ["an empty proxy variable that hides a file", {
    env: { http_proxy: "" },
    files: { [HOME]: "[http]\nproxy_url=http://proxy:3128\n" },
  }, [
    `warning: http_proxy: http.proxy_url is empty here and hides the value of ${HOME}:2 ` +
    "(take it out if that is not meant)",
  ]],
  ["an empty line of a .env file that hides a file", {
    files: { "/work/.env": "A=1\nCUSTOM_HEADER=\n", [HOME]: "[defaults]\ncustom_header=X-A: b\n" },
  }, [
    "warning: /work/.env:2: defaults.custom_header is empty here and hides the value of " +
    `${HOME}:2 (take it out if that is not meant)`,
  ]],
  ["an empty line of a project file that hides the home file", {
    files: { "/work/.sentryclirc": "[defaults]\norg=\n", [HOME]: "[defaults]\norg=acme\n" },
  }, [
    "warning: /work/.sentryclirc:2: defaults.org is empty here and hides the value of " +
    `${HOME}:2 (take it out if that is not meant)`,
  ]],
  ["a damaged token in a variable", { env: { SENTRY_AUTH_TOKEN: TOKEN.slice(1) } }, [
    "warning: SENTRY_AUTH_TOKEN: the auth token looks damaged: it has 63 hexadecimal digits " +
    "instead of 64 (copy it again, as one piece)",
  ]],
  ["a damaged token in a .env file", {
    files: { "/work/.env": `\nSENTRY_AUTH_TOKEN="Bearer ${TOKEN}"\n` },
  }, [
    "warning: /work/.env:2: the auth token looks damaged: there are blanks in it " +
    "(copy it again, as one piece)",
  ]],
  ["a wrong number in a variable", { env: { SENTRY_HTTP_MAX_RETRIES: "5x" } }, [
    'warning: SENTRY_HTTP_MAX_RETRIES: "5x" does not fit http.max_retries, so it is ignored: ' +
    "invalid digit found in string (expected: whole number)",
  ]],
  ["a bad line in a .env file", { files: { "/work/.env": "SENTRY_ORG=a\n%%%\n" } }, [
    "warning: [..]/work/.env[..]",
  ]],
  ["a properties file that is not there", { env: { SENTRY_PROPERTIES: "p" } }, [
    "warning: SENTRY_PROPERTIES: the properties file /work/p does not exist (correct or unset it)",
  ]],
  ["an empty name of a properties file", { env: { SENTRY_PROPERTIES: "" } }, [
    "warning: SENTRY_PROPERTIES: the variable is empty: no properties file is read " +
    "(correct or unset it)",
  ]],
  ["files of each kind", {
    env: { SENTRY_PROPERTIES: "p" },
    files: {
      "/work/p": "http.verify_ssl=0\n",
      "/work/sentrycli.ini": "[htp]\na=b\n",
      [HOME]: "\uFEFF[auth]\n",
    },
  }, [
    'warning: /work/p:1: "0" counts as true for http.verify_ssl (write true or false)',
    "warning: /work/sentrycli.ini:1: unknown section [htp]: nothing in it counts " +
    "(did you mean [http]?)",
    `warning: ${HOME}:1: the file begins with a byte-order mark, with which other versions of ` +
    "sentry-cli lose the first section or key (store it as UTF-8 without a mark)",
  ]],
  ["all broken files, not the first alone", {
    env: { SENTRY_PROPERTIES: "p" },
    files: { "/work/p": "a=\\u12\n", "/work/.sentryclirc": "[a", [HOME]: "[b]\nc" },
  }, [
    "error: /work/p:1: [..]",
    "error: /work/.sentryclirc:1: the section header is not closed before the end of the file",
    `error: ${HOME}:2: a key without a value (expected "=" or ":")`,
  ]],
  ["a directory in the place of a file", {
    prepare: ({ fs }) => fs.putDirectory("/work/.sentryclirc"),
  }, ["error: /work/.sentryclirc: Is a directory"]],
  ["a file that may not be read", {
    files: { [HOME]: "" },
    prepare: ({ fs }) => fs.refuse = (call) => call === "read" ? "permission" : undefined,
  }, [`error: ${HOME}: Permission denied`]],
  ["a token that would go where only a repository says", {
    files: {
      "/work/.sentryclirc": "[defaults]\nurl=https://theirs.example.com\n",
      [HOME]: `[auth]\ntoken=${TOKEN}\n`,
    },
  }, [
    `error: Refusing to send the auth token from ${HOME}:2 to https://theirs.example.com: that ` +
    "address comes from /work/.sentryclirc:2, a file of the repository ([..])",
  ]],
  ["an address that is none, said once", { env: { SENTRY_URL: "sentry" } }, [
    "error: SENTRY_URL: bad sentry url: unknown scheme (sentry) " +
    "(expected something like https://sentry.io)",
  ]],
  ["no home file when tests switch it off", {
    env: { SENTRY_INTEGRATION_TEST: "" },
    files: { [HOME]: "[broken" },
  }, []],
];

function fits(actual: string, golden: string): boolean {
  const pattern = golden.split("[..]").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${pattern.join(".*")}$`).test(actual);
}

for (const [name, given, expected] of ROWS) {
  Deno.test(`validate() on ${name}`, async () => {
    const { config, system, env } = await loadConfig(given);
    // As in a run: the `.env` file has been read, and is read again for its notes.
    const problems = await validate(config, { ...system, env });
    const said = problems.map((each) => `${each.level}: ${problemText(each)}`);
    const areAll = said.length === expected.length &&
      said.every((line, at) => fits(line, expected[at] ?? ""));
    if (!areAll) assertEquals(said, [...expected]);
  });
}

Deno.test("cascadeFiles() lists the home file once when it is found on the way up, too", async () => {
  const { config, system } = await loadConfig({
    cwd: "/home/me/repo",
    files: { [HOME]: "[defaults]\norg=a\n" },
    prepare: ({ fs }) => fs.putDirectory("/home/me/repo"),
  });
  const files = await cascadeFiles(config, system);
  assertEquals(files.map(({ kind, file, exists }) => ({ kind, file, exists })), [
    { kind: "global", file: HOME, exists: true },
  ]);
});

Deno.test("inspectFile() says that a file is not there", async () => {
  const { system } = await loadConfig();
  assertEquals(await inspectFile(system, "project", "/none"), {
    kind: "project",
    file: "/none",
    exists: false,
    problems: [],
  });
});
