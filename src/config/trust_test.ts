import { assertEquals } from "../../tests/support/assert.ts";
import type { OriginKind } from "./model.ts";
import { isOperator, isTrusted, normalUrl } from "./trust.ts";

Deno.test("isOperator() tells the operator's places from the repository's", () => {
  const kinds: OriginKind[] = [
    "flag",
    "env",
    "dotenv",
    "properties",
    "project",
    "global",
    "default",
  ];
  assertEquals(kinds.filter((kind) => isOperator({ kind, where: "" })), [
    "flag",
    "env",
    "global",
    "default",
  ]);
});

for (
  const [url, same] of [
    ["https://host/", "https://host"],
    ["https://HOST:443", "https://host"],
    ["http://host:80//", "http://host"],
    ["https://u:p@host:1", "https://host:1"],
  ] as const
) {
  Deno.test(`normalUrl() takes ${url} for ${same}`, () => {
    assertEquals(normalUrl(url), same);
  });
}

const TRUST: readonly (readonly [url: string, list: string, isTrusted: boolean])[] = [
  ["https://sentry.io", "", true],
  ["https://de.sentry.io", "", true],
  ["http://sentry.io", "", false],
  ["https://sentry.io:8443", "", false],
  ["https://notsentry.io", "", false],
  ["https://sentry.io.evil.com", "", false],
  ["https://sentry.io@evil.com", "", false],
  ["https://a.corp", "https://a.corp", true],
  ["https://a.corp:443", "https://a.corp/", true],
  ["http://a.corp", "https://a.corp", false],
  ["https://a.corp:444", "https://a.corp", false],
  ["https://a.corp", "a.corp", true],
  ["https://a.corp:444", "a.corp", true],
  ["https://A.corp", "a.CORP", true],
  ["http://a.corp", "a.corp", false],
  ["http://a.corp:9000", "a.corp:9000", true],
  ["https://a.corp:9000", "a.corp:9000", true],
  ["http://a.corp:9001", "a.corp:9000", false],
  ["https://a.corp", "a.corp:443", true],
  ["http://a.corp", "a.corp:80", true],
  ["http://127.0.0.1:1234", "127.0.0.1", true],
  ["http://localhost:1234", "localhost", true],
  ["http://[::1]:1234", "[::1]", true],
  ["http://[::1]:1234", "[::1]:1234", true],
  ["http://[::1]:1234", "[::1]:4321", false],
  ["http://10.0.0.1:1234", "10.0.0.1", false],
  ["https://b.a.corp", "a.corp", false],
  ["https://b.a.corp", "*.a.corp", true],
  ["https://b.a.corp", ".a.corp", true],
  ["https://a.corp", "*.a.corp", false],
  ["http://b.a.corp", "*.a.corp", false],
  ["https://ba.corp", "*a.corp", false],
  ["https://evil.com", "*", false],
  ["https://evil.com", "a.corp", false],
  ["https://a.corp", "other a.corp", true],
  ["nonsense", "nonsense", false],
];

for (const [url, list, expected] of TRUST) {
  Deno.test(`isTrusted() ${expected ? "trusts" : "refuses"} ${url} with [${list}]`, () => {
    assertEquals(isTrusted(url, list.split(" ").filter((each) => each !== "")), expected);
  });
}
