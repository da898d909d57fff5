import { assertEquals, assertThrows } from "../../tests/support/assert.ts";
import { parseDsn } from "./dsn.ts";

const DSNS: readonly (readonly [dsn: string, envelopeUrl: string])[] = [
  ["https://key@o1.ingest.sentry.io/42", "https://o1.ingest.sentry.io/api/42/envelope/"],
  ["http://key@127.0.0.1:9000/42", "http://127.0.0.1:9000/api/42/envelope/"],
  ["https://key@host/some/prefix/42", "https://host/some/prefix/api/42/envelope/"],
  ["  https://key@host/42/?a=b#c\n", "https://host/api/42/envelope/"],
  ["https://key:secret@host/project", "https://host/api/project/envelope/"],
  ["https://key@[::1]:80/1", "https://[::1]:80/api/1/envelope/"],
];

for (const [dsn, envelopeUrl] of DSNS) {
  Deno.test(`parseDsn() reads ${JSON.stringify(dsn)}`, () => {
    const parsed = parseDsn(dsn);
    assertEquals(parsed.envelopeUrl, envelopeUrl);
    assertEquals(parsed.publicKey, "key");
  });
}

Deno.test("parseDsn() keeps the secret key secret", () => {
  const parsed = parseDsn("https://key:hush@host/1");
  assertEquals(parsed.secretKey?.reveal(), "hush");
  assertEquals(JSON.stringify(parsed).includes("hush"), false);
});

for (
  const [dsn, why] of [
    ["", "not a URL"],
    ["hush", "not a URL"],
    ["ftp://hush@host/1", "not an http(s) URL"],
    ["https://host/1", "no public key"],
    ["https://hush@host", "no project id"],
    ["https://hush@host/", "no project id"],
    ["https://hush@host//", "no project id"],
  ] as const
) {
  Deno.test(`parseDsn() refuses ${JSON.stringify(dsn)} without repeating it`, () => {
    const error = assertThrows(() => parseDsn(dsn), Error, why);
    assertEquals(error.message.includes("hush"), false);
  });
}
