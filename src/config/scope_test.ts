import { ConfigError } from "../base/errors.ts";
import { assertEquals, assertThrows } from "../../tests/support/assert.ts";
import { type ConfigOptions, loadConfig } from "../../tests/support/load_config.ts";
import {
  checkOrg,
  checkProject,
  checkRelease,
  findRelease,
  requireRelease,
  resolveOrg,
  resolveProject,
  resolveProjects,
} from "./scope.ts";

const ORG_RULE = "Invalid value for organization. Use the URL slug or the ID and not the name!";
const PROJECT_RULE = "Invalid value for project. Use the URL slug or the ID and not the name!";
const RELEASE_ENDS =
  "Invalid release version. Releases must not contain leading or trailing spaces.";
const RELEASE_RULE =
  "Invalid release version. Slashes and certain whitespace characters are not permitted.";
const NO_ORG =
  "An organization ID or slug is required (provide with --org, set SENTRY_ORG, or use an org-scoped auth token)";
const NO_PROJECT = "A project ID or slug is required (provide with --project)";

for (const value of ["", "a", "a.b", "...", "a\tb", "-", "ü", "a\\b"]) {
  Deno.test(`checkOrg() accepts ${JSON.stringify(value)}`, () => {
    assertEquals(checkOrg(value), undefined);
  });
}
for (const value of [".", "..", "a/b", "a b", " ", "/"]) {
  Deno.test(`checkOrg() refuses ${JSON.stringify(value)}`, () => {
    assertEquals(checkOrg(value), ORG_RULE);
  });
}
for (const value of ["", "a", "a.b", "...", "\u00a0"]) {
  Deno.test(`checkProject() accepts ${JSON.stringify(value)}`, () => {
    assertEquals(checkProject(value), undefined);
  });
}
for (const value of [".", "..", "a/b", "a b", "a\tb", "a\nb", "a\rb"]) {
  Deno.test(`checkProject() refuses ${JSON.stringify(value)}`, () => {
    assertEquals(checkProject(value), PROJECT_RULE);
  });
}
for (
  const value of ["1.0", "-x", "a b", "a\rb", "a\\b", "...", "x".repeat(500), "a\u2028b", "\uFEFFa"]
) {
  Deno.test(`checkRelease() accepts ${JSON.stringify(value.slice(0, 20))}`, () => {
    assertEquals(checkRelease(value), undefined);
  });
}
for (const value of [" 1", "1 ", "\u00a01", "1\u2028", "1\n", "\u0085", "\t/"]) {
  Deno.test(`checkRelease() refuses white space around ${JSON.stringify(value)}`, () => {
    assertEquals(checkRelease(value), RELEASE_ENDS);
  });
}
for (const value of ["", ".", "..", "a/b", "a\nb", "a\tb", "a\vb", "a\fb"]) {
  Deno.test(`checkRelease() refuses ${JSON.stringify(value)}`, () => {
    assertEquals(checkRelease(value), RELEASE_RULE);
  });
}

function orgToken(org = "tok"): string {
  const secret = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
  return `sntrys_${btoa(JSON.stringify({ org, url: null }))}_${secret}`;
}

async function org(options: ConfigOptions, flag?: string) {
  return resolveOrg((await loadConfig(options)).config, { flag });
}

const home = (text: string) => ({ "/home/me/.sentryclirc": `[defaults]\n${text}\n` });

Deno.test("resolveOrg() prefers the flag to the variable to the files", async () => {
  const files = home("org=ini");
  const env = { SENTRY_ORG: "env" };
  assertEquals((await org({ env, files }, "flag")).value, "flag");
  assertEquals((await org({ env, files })).value, "env");
  assertEquals((await org({ files })).value, "ini");
});

Deno.test("resolveOrg() passes by an empty variable", async () => {
  assertEquals((await org({ env: { SENTRY_ORG: "" }, files: home("org=ini") })).value, "ini");
});

Deno.test("resolveOrg() does not check what variables and files say, as the reference", async () => {
  assertEquals((await org({ env: { SENTRY_ORG: "a/b c" } })).value, "a/b c");
});

Deno.test("resolveOrg() says how to give a missing organization", async () => {
  const { config } = await loadConfig();
  const error = assertThrows(() => resolveOrg(config, { flag: undefined }), ConfigError);
  assertEquals([error.message, error.hint], [NO_ORG, undefined]);
});

Deno.test("resolveOrg() names the place of an empty organization", async () => {
  const { config } = await loadConfig({ files: home("org=") });
  const inFile = assertThrows(() => resolveOrg(config, { flag: undefined }), ConfigError);
  assertEquals(inFile.message, NO_ORG);
  assertEquals(inFile.hint, "The value given by /home/me/.sentryclirc:2 is empty");
  const inFlag = assertThrows(() => resolveOrg(config, { flag: "" }), ConfigError);
  assertEquals(inFlag.hint, "The value given by --org is empty");
});

const warningFor = (manual: string) =>
  `Using organization \`tok\` (embedded in token) rather than manually-configured organization ` +
  `\`${manual}\`. To use \`${manual}\`, please provide an auth token for this organization.`;

const WITH_TOKEN: readonly (readonly [
  name: string,
  options: ConfigOptions,
  flag: string | undefined,
  warning: string | undefined,
])[] = [
  ["another flag", {}, "other", warningFor("other")],
  ["the same flag", { env: { SENTRY_ORG: "other" } }, "tok", undefined],
  ["another variable", { env: { SENTRY_ORG: "other" } }, undefined, warningFor("other")],
  ["an empty variable", { env: { SENTRY_ORG: "" } }, undefined, warningFor("")],
  ["an empty flag", {}, "", warningFor("")],
  [
    "another one in a .env",
    { files: { "/work/.env": "SENTRY_ORG=other" } },
    undefined,
    warningFor("other"),
  ],
  ["another one in a file", { files: home("org=other") }, undefined, undefined],
  ["nothing else", {}, undefined, undefined],
];

for (const [name, options, flag, warning] of WITH_TOKEN) {
  Deno.test(`resolveOrg() takes the token's organization over ${name}`, async () => {
    const env = { ...options.env, SENTRY_AUTH_TOKEN: orgToken() };
    assertEquals(await org({ ...options, env }, flag), { value: "tok", warning });
  });
}

Deno.test("resolveOrg() goes by the token in use rather than the configured one", async () => {
  const { config } = await loadConfig({
    env: { SENTRY_AUTH_TOKEN: orgToken(), SENTRY_ORG: "env" },
  });
  assertEquals(resolveOrg(config, { flag: undefined, tokenOrg: undefined }).value, "env");
  assertEquals(resolveOrg(config, { flag: undefined, tokenOrg: "x" }).value, "x");
});

async function projects(options: ConfigOptions, flags: readonly string[], required = true) {
  return resolveProjects((await loadConfig(options)).config, { flags, required });
}

Deno.test("resolveProjects() prefers all flags to the variable to the files", async () => {
  const files = home("project=ini");
  const env = { SENTRY_PROJECT: "env" };
  assertEquals(await projects({ env, files }, ["a", "b"]), ["a", "b"]);
  assertEquals(await projects({ env, files }, []), ["env"]);
  assertEquals(await projects({ env: { SENTRY_PROJECT: "" }, files }, []), ["ini"]);
});

Deno.test("resolveProjects() gives none where none is needed", async () => {
  assertEquals(await projects({}, [], false), []);
  assertEquals(await projects({ files: home("project=") }, [], false), []);
  assertEquals(await projects({}, [""], false), []);
});

Deno.test("resolveProjects() says how to give a missing project", async () => {
  const { config } = await loadConfig({ files: home("project=") });
  const hintOf = (flags: readonly string[], required = true) => {
    const call = () => resolveProjects(config, { flags, required });
    const error = assertThrows(call, ConfigError);
    assertEquals(error.message, NO_PROJECT);
    return error.hint;
  };
  assertEquals(hintOf([]), "The value given by /home/me/.sentryclirc:2 is empty");
  assertEquals(hintOf([""]), "The value given by --project is empty");
  assertEquals(hintOf(["a", ""]), "The value given by --project is empty");
  assertEquals(hintOf(["a", ""], false), "The value given by --project is empty");
  const none = (await loadConfig()).config;
  assertThrows(() => resolveProjects(none, { flags: [], required: true }), ConfigError, NO_PROJECT);
});

Deno.test("resolveProject() gives the one project", async () => {
  const { config } = await loadConfig({ env: { SENTRY_PROJECT: "env" } });
  assertEquals(resolveProject(config, { flag: "flag" }), "flag");
  assertEquals(resolveProject(config, { flag: undefined }), "env");
  const none = (await loadConfig()).config;
  assertThrows(() => resolveProject(none, { flag: undefined }), ConfigError, NO_PROJECT);
});

async function release(value: string | undefined, flag?: string) {
  const env = value === undefined ? {} : { SENTRY_RELEASE: value };
  return findRelease((await loadConfig({ env })).config, { flag });
}

Deno.test("findRelease() prefers the flag to the variable", async () => {
  assertEquals(await release("2", "1"), { value: "1", warning: undefined });
  assertEquals(await release("2"), { value: "2", warning: undefined });
  assertEquals(await release(" 2", "1"), { value: "1", warning: undefined });
});

Deno.test("findRelease() takes an empty variable for none", async () => {
  assertEquals(await release(""), { value: undefined, warning: undefined });
});

Deno.test("findRelease() passes by an invalid variable with a warning", async () => {
  assertEquals(await release(" 1"), {
    value: undefined,
    warning: `Ignoring invalid SENTRY_RELEASE environment variable: ${RELEASE_ENDS}`,
  });
  assertEquals(await release("a/b"), {
    value: undefined,
    warning: `Ignoring invalid SENTRY_RELEASE environment variable: ${RELEASE_RULE}`,
  });
});

Deno.test("requireRelease() says how to give a missing release", () => {
  assertEquals(requireRelease("1"), "1");
  assertThrows(
    () => requireRelease(undefined),
    ConfigError,
    "A release slug is required (provide with --release or by setting the SENTRY_RELEASE environment variable)",
  );
});
