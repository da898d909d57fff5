import { assertEquals } from "../support/assert.ts";
import { envelopeLines, maskAuth, maskIds } from "./envelopes.ts";

const NOW = 1_700_000_000_000;

Deno.test("envelopeLines() masks made-up ids, times near now and right lengths, and nothing else", () => {
  const body = '{"event_id":"01234567-89ab-cdef-0123-456789abcdef"}\n' +
    '{"type":"event","length":56}\n{"timestamp":1700000001.5,"old":1600000000,"e":[],"f":1}\n';
  assertEquals(envelopeLines(body, NOW, ""), [
    'line 1 event_id = "<id>"',
    "line 2 length = <as the next line>",
    'line 2 type = "event"',
    'line 3 e = "[]"',
    "line 3 f = 1",
    "line 3 old = 1600000000",
    "line 3 timestamp = <now>",
    'line 4 ""',
  ]);
});

Deno.test("envelopeLines() shows a wrong length", () => {
  assertEquals(envelopeLines('{"length":3}\nab\n', NOW, "")[0], "line 1 length = 3");
});

Deno.test("maskIds() keeps ids that the case gives, in either form", () => {
  const id = "0123456789abcdef0123456789abcdef";
  assertEquals(maskIds(`"${id}"`, "x 01234567-89AB-cdef-0123-456789abcdef"), `"${id}"`);
  assertEquals(maskIds(`"${id}"`, ""), '"<id>"');
});

Deno.test("maskAuth() takes the time out", () => {
  assertEquals(
    maskAuth("Sentry sentry_key=k, sentry_timestamp=1.5, sentry_client=x"),
    "Sentry sentry_key=k, sentry_timestamp=<now>, sentry_client=x",
  );
});
