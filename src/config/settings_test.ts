import { MASK, Secret } from "../base/secret.ts";
import { assert, assertEquals, assertThrows } from "../../tests/support/assert.ts";
import type { Origin, OriginKind, Setting } from "./model.ts";
import { CATALOGUE, settings } from "./settings.ts";

const from = (kind: OriginKind): Origin => ({ kind, where: "here" });

Deno.test("CATALOGUE names every key, variable and flag once", () => {
  const unique = (names: readonly string[]) => assertEquals([...new Set(names)], names);
  unique(CATALOGUE.flatMap(({ key, legacyKeys }) => [key, ...legacyKeys]));
  unique(CATALOGUE.flatMap(({ variables }) => variables));
  unique(CATALOGUE.flatMap(({ flag }) => flag ?? []));
});

Deno.test("CATALOGUE has every setting of the reference and those it dropped", () => {
  const keys = new Set(CATALOGUE.flatMap(({ key, legacyKeys }) => [key, ...legacyKeys]));
  const variables = new Set(CATALOGUE.flatMap((setting) => setting.variables));
  // deno-fmt-ignore
  const expectedKeys = [
    "auth.token", "auth.dsn", "auth.api_key", "defaults.url", "defaults.org", "defaults.project",
    "defaults.environment", "defaults.vcs_remote", "defaults.pipeline", "defaults.custom_header",
    "http.proxy_url", "http.proxy_username", "http.proxy_password", "http.keepalive",
    "http.verify_ssl", "http.check_ssl_revoke", "http.max_retries", "log.level",
    "update.disable_check", "dif.max_item_size", "dsym.max_item_size", "dif.max_upload_size",
    "dsym.max_upload_size", "ui.show_notifications", "device.family", "device.model",
    "http.transfer_encoding", "crash_reporting.enabled", "crash_reporting.sentry_dsn",
  ];
  // deno-fmt-ignore
  const expectedVariables = [
    "SENTRY_AUTH_TOKEN", "SENTRY_DSN", "SENTRY_API_KEY", "SENTRY_URL", "SENTRY_ORG",
    "SENTRY_PROJECT", "SENTRY_RELEASE", "SENTRY_ENVIRONMENT", "SENTRY_VCS_REMOTE",
    "SENTRY_PIPELINE", "CUSTOM_HEADER", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY",
    "all_proxy", "NO_PROXY", "no_proxy", "SENTRY_HTTP_MAX_RETRIES", "CURL_CA_BUNDLE",
    "SSL_CERT_FILE", "SENTRY_LOG_LEVEL", "SENTRY_ALLOW_FAILURE", "SENTRY_NO_PROGRESS_BAR",
    "SENTRY_DISABLE_UPDATE_CHECK", "SENTRY_PROPERTIES", "SENTRY_LOAD_DOTENV",
    "SENTRY_DOTENV_PATH", "SENTRY_DOTENV_PATHS", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE",
    "SENTRY_INTEGRATION_TEST", "DEVICE_FAMILY", "DEVICE_MODEL",
    "SENTRY_EXPERIMENTAL_PROGUARD_CHUNK_UPLOAD", "SENTRY_FORCE_ARTIFACT_BUNDLES",
  ];
  assertEquals(expectedKeys.filter((key) => !keys.has(key)), []);
  assertEquals(expectedVariables.filter((name) => !variables.has(name)), []);
});

Deno.test("CATALOGUE rows can be set somewhere and explain themselves in one sentence", () => {
  for (const { key, help, form, inFiles, variables } of CATALOGUE) {
    assert(inFiles || variables.length > 0, key);
    assert(/^[A-Z0-9].*\.$/.test(help) && help.length <= 90 && form !== "", key);
    assertEquals(inFiles, !key.startsWith("env."), key);
    assert(/^[a-z_]+\.[a-z_]+$/.test(key), key);
  }
});

Deno.test("CATALOGUE never shows a secret", () => {
  for (const setting of CATALOGUE.filter(({ secret }) => secret)) {
    for (const text of ["hush", "https://hush:hush@host/1", "X-Key: hush", "X-Key:hush"]) {
      const isUrl = text.includes("://");
      const isForIt = setting.form === "URL" || setting.form === "DSN" ? isUrl : !isUrl;
      const isHeader = setting.key === "defaults.custom_header";
      if (!isForIt || (isHeader && !text.startsWith("X-"))) continue;
      assertEquals(setting.shown(text).includes("hush"), false, `${setting.key}: ${text}`);
    }
  }
});

Deno.test("CATALOGUE gives secrets as Secret", () => {
  for (const { key, secret, parse } of CATALOGUE.filter((row) => row.form === "text")) {
    assertEquals(parse("x", from("env")) instanceof Secret, secret, key);
  }
  assert(settings.proxyUrl.parse("http://u:p@h", from("env")) instanceof Secret);
  assertEquals(String(settings.customHeader.parse("A: b", from("env"))), MASK);
});

/** Text to value, for every origin unless named otherwise. */
function parses<T>(
  setting: Setting<T>,
  rows: readonly (readonly [text: string, value: T])[],
): void {
  for (const [text, value] of rows) {
    Deno.test(`${setting.key} takes ${JSON.stringify(text)} for ${JSON.stringify(value)}`, () => {
      assertEquals(setting.parse(text, from("project")), value);
    });
  }
}

parses(settings.keepAlive, [["true", true], ["True", false], ["1", false], ["", false]]);
parses(settings.verifySsl, [
  ["false", false],
  ["False", false],
  ["FALSE", false],
  ["0", true],
  ["no", true],
  ["", true],
  ["true", true],
]);
parses(settings.checkSslRevoke, [["false", false], ["true", true], ["", true], ["0", true]]);
parses(settings.showNotifications, [["true", true], ["false", false], ["", false]]);
parses(settings.allowFailure, [["1", true], ["true", true], ["TRUE", false], ["", false]]);
parses(settings.noProgressBar, [["1", true], ["true", false], ["", false]]);
parses(settings.loadDotenv, [["1", true], ["true", false], ["", false]]);
parses(settings.disableUpdateCheck, [["true", true], ["1", false], ["yes", false], ["", false]]);
parses(settings.logLevel, [
  ["WARN", { level: "warn", areas: {} }],
  ["off", { level: "off", areas: {} }],
  ["info, HTTP=Trace,config=off", { level: "info", areas: { http: "trace", config: "off" } }],
  ["http=debug", { level: "warn", areas: { http: "debug" } }],
]);
parses(settings.logFormat, [["JSON", "json"], ["text", "text"]]);
parses(settings.maxRetries, [["0", 0], ["+7", 7], ["4294967295", 4294967295]]);
parses(settings.maxItemSize, [["18446744073709551615", 2 ** 64], ["1048576", 1048576]]);
parses(settings.timeout, [["30", 30_000], ["1.5s", 1500], ["500ms", 500], ["2 m", 120_000], [
  "1h",
  3_600_000,
]]);
parses(settings.trustedHosts, [["a, b:1,,https://c", ["a", "b:1", "https://c"]], ["", []]]);
parses(settings.exitCodes, [["Semantic", "semantic"], ["reference", "reference"]]);

Deno.test("update.disable_check takes 1 from a variable only", () => {
  for (const kind of ["env", "dotenv"] as const) {
    assertEquals(settings.disableUpdateCheck.parse("1", from(kind)), true);
    assertEquals(settings.disableUpdateCheck.parse("yes", from(kind)), false);
  }
});

/** Text to the reason of refusal. */
function refuses(
  setting: Setting<unknown>,
  rows: readonly (readonly [text: string, why: string])[],
) {
  for (const [text, why] of rows) {
    Deno.test(`${setting.key} refuses ${JSON.stringify(text)}`, () => {
      assertThrows(() => setting.parse(text, from("project")), Error, why);
    });
  }
}

refuses(settings.maxRetries, [
  ["", "cannot parse integer from empty string"],
  ["x", "invalid digit found in string"],
  ["-1", "invalid digit found in string"],
  ["+", "invalid digit found in string"],
  [" 1", "invalid digit found in string"],
  ["4294967296", "number too large to fit in target type"],
]);
refuses(settings.maxItemSize, [["18446744073709551616", "number too large"], [
  "1k",
  "invalid digit",
]]);
refuses(settings.logLevel, [
  ["verbose", "off, error, warn"],
  ["", "expected one of"],
  ["warn,", "expected one of"],
  ["http=", "expected one of"],
  ["disk=debug", "'disk' is no area of the log"],
]);
refuses(settings.timeout, [["0", "above zero"], ["", "expected a time"], [
  "1d",
  "expected a time",
]]);
refuses(settings.dsn, [["x", "not a URL"]]);

Deno.test("settings show URLs without their credentials", () => {
  assertEquals(settings.url.shown("https://u:p@host:1"), "https://[REDACTED]@host:1");
  assertEquals(settings.proxyUrl.shown("u:p/w@host:1"), "[REDACTED]@host:1");
  assertEquals(settings.proxyUrl.shown("http://host:1"), "http://host:1");
  assertEquals(settings.customHeader.shown("X-Key: abc"), `X-Key: ${MASK}`);
});
