import { assertEquals } from "../../../tests/support/assert.ts";
import { environOf } from "./environ.ts";

const MASKED = "[REDACTED]";
const shown = (name: string, value: string) =>
  environOf({ [name]: value }, (text) => text.replaceAll("known", MASKED))[name];

const SECRET: readonly (readonly [string, string])[] = [
  ["SENTRY_AUTH_TOKEN", "x"],
  ["SENTRY_DSN", "https://k@o1.ingest.sentry.io/1"],
  ["AWS_SECRET_ACCESS_KEY", "x"],
  ["DB_PASSWORD", "x"],
  ["MYSQL_PWD", "x"],
  ["npm_config__authToken", "x"],
  ["STRIPE_API_KEY", "x"],
  ["GOOGLE_APPLICATION_CREDENTIALS_JSON", "{}"],
  ["DATABASE_URL", "postgres://me:pw@host/db"],
  ["PLAIN", "sntrys_eyJpYXQiOjE3"],
  ["PLAIN", "ghp_0123456789012345678901234567890123456789"],
  ["PLAIN", "-----BEGIN RSA PRIVATE KEY-----\nx"],
];
for (const [name, value] of SECRET) {
  Deno.test(`environOf() masks ${name}=${value.slice(0, 12)}`, () => {
    assertEquals(shown(name, value), MASKED);
  });
}

const OPEN: readonly (readonly [string, string, string])[] = [
  ["PATH", "/bin:/usr/bin", "/bin:/usr/bin"],
  ["PWD", "/work", "/work"],
  ["SSH_AUTH_SOCK", "/tmp/agent", "/tmp/agent"],
  ["GIT_AUTHOR_NAME", "me", "me"],
  ["SECRET", "", ""],
  ["REPO", "https://me:pw@example.com/x", `https://${MASKED}@example.com/x`],
  ["NOTE", "a known text", `a ${MASKED} text`],
];
for (const [name, value, expected] of OPEN) {
  Deno.test(`environOf() shows ${name}`, () => assertEquals(shown(name, value), expected));
}

Deno.test("environOf() orders by name", () => {
  const all = environOf({ b: "1", A: "2", a: "3" }, (text) => text);
  assertEquals(Object.keys(all), ["A", "a", "b"]);
});
