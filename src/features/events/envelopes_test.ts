import { assert, assertEquals, assertThrows } from "../../../tests/support/assert.ts";
import { pick, seeded } from "../../../tests/support/random.ts";
import { CliError, InputError } from "../../base/errors.ts";
import { parseEnvelope } from "../../formats/envelope/parse.ts";
import type { EventFrame } from "./build_event.ts";
import { eventEnvelope, rawEventEnvelope, readEnvelopeFile, readEventFile } from "./envelopes.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (data: Uint8Array) => new TextDecoder().decode(data);
const ID = "01234567-89ab-cdef-0123-456789abcdef";
const FRAME: EventFrame = {
  eventId: ID,
  nowMs: 1_000_000,
  serverName: "host",
  release: "r",
  environment: "production",
  user: { username: "me" },
  contexts: { os: { type: "os", name: "Linux" } },
  sdk: { name: "sentry-cli", version: "1" },
};
const OPTIONS = { nowMs: 1_000_000, newId: () => ID };
const read = (source: string) => readEventFile(bytes(source), "e.json", FRAME);
const envelope = (source: string) => text(readEnvelopeFile(bytes(source), "x", OPTIONS));

Deno.test("eventEnvelope() writes the id in both spellings", () => {
  const { eventId, bytes: written } = eventEnvelope(read("{}"));
  assertEquals(eventId, ID);
  const { header, items } = parseEnvelope(written);
  assertEquals(header, { event_id: ID });
  assertEquals(
    JSON.parse(text(items[0]?.payload ?? bytes("")))["event_id"],
    ID.replaceAll("-", ""),
  );
});

Deno.test("rawEventEnvelope() sends the file as it is", () => {
  const source = ' {"event_id": "x", "a": 1.0}\n';
  assert(text(rawEventEnvelope(bytes(source), "e").bytes).endsWith(`\n${source}`));
});

Deno.test("readEventFile() fills in what is missing, and no user", () => {
  const event = read("{}");
  assertEquals(event["environment"], "production");
  assertEquals(event["server_name"], "host");
  assertEquals(event["timestamp"], 1000);
  assertEquals(event["user"], undefined);
});

Deno.test("readEventFile() keeps numbers that no double holds, and unknown keys", () => {
  const written = text(eventEnvelope(read('{"extra":{"id":12345678901234567890},"new":1}')).bytes);
  assert(written.includes('"id":12345678901234567890'), written);
  assert(written.includes('"new":1'), written);
});

const WRONG: readonly (readonly [string, string])[] = [
  ["", "EOF while parsing a value at line 1 column 0"],
  ["{", "EOF while parsing an object at line 1 column 1"],
  ["[]", "invalid type: sequence, expected a map"],
  ['{"tags":null}', "invalid type: null, expected a map at line 1 column 12"],
  ['{"tags":[["a"]]}', "invalid type: sequence, expected a pair"],
  ['{"level":"warn"}', "invalid level"],
  ['{"event_id":"x"}', "UUID parsing failed"],
  ['{"exception":{"values":[{}]}}', "missing field `type`"],
  ['{"timestamp":"2020-01-01"}', "RFC3339"],
  ['{"user":{"ip_address":"1.2.3"}}', "invalid IP address syntax"],
  ['{"request":{"url":"x"}}', "relative URL without a base"],
];
for (const [source, why] of WRONG) {
  Deno.test(`readEventFile() refuses ${source}`, () => {
    assertThrows(() => read(source), InputError, why);
  });
}

Deno.test("readEnvelopeFile() fills in ids, lengths and names, and drops nothing", () => {
  assertEquals(
    envelope('{"a":1}\n{"type":"attachment","b":2}\nx\n{"type":"event"}\n{"c":3}\n'),
    `{"event_id":"${ID}","a":1}\n{"type":"attachment","length":1,"filename":"",` +
      '"attachment_type":"event.attachment","content_type":"application/octet-stream","b":2}\nx\n' +
      `{"type":"event","length":70}\n{"event_id":"${
        ID.replaceAll("-", "")
      }","timestamp":1000,"c":3}\n`,
  );
});

Deno.test("readEnvelopeFile() leaves items that it has no model of byte by byte", () => {
  const source = '{}\n{"type":"client_report","length":9}\n{"x": 1.0}'.replace("9", "10");
  assert(envelope(source).endsWith('\n{"x": 1.0}\n'));
});

Deno.test("readEnvelopeFile() gives an envelope or a clear error for 3,000 damaged files", () => {
  const random = seeded(17);
  const pieces = [
    ...['{"type":"event"}', '{"type":"log","item_count":1}', '{"type":"check_in","length":2}'],
    ...["{}", "[]", "null", '{"items":[]}', '{"type":"attachment","length":5}', "", "x", "\r"],
    ...['{"type":"session"}', '{"tags":[["a","b"]]}', '{"event_id":"x"}', '{"type":5}', "\u0000"],
    ...[`{"event_id":"${ID}"}`, '{"type":"transaction"}', '{"dsn":"x"}', "{", '{"length":1}'],
  ];
  let good = 0;
  for (let round = 0; round < 3000; round++) {
    const source = Array.from({ length: 1 + Math.floor(random() * 5) }, () => pick(random, pieces))
      .join("\n");
    try {
      parseEnvelope(readEnvelopeFile(bytes(source), "x", OPTIONS));
      good++;
    } catch (error) {
      assert(error instanceof CliError, `${JSON.stringify(source)}: ${error}`);
      // deno-lint-ignore no-control-regex -- the point
      assert(!/[\x00-\x08\x1b]/.test(error.message + String(error.cause)), source);
    }
  }
  assert(good > 100, `${good} were taken`);
});

for (
  const [text, place] of [
    ['{"\\xc3":1}', "line 1 column 4"],
    ['{"a":"x\\xffy"}', "line 1 column 10"],
    ['{"a":\n"b\\xc3("}', "line 2 column 5"],
    ['{"a":"\\xff\\"\\xfe"}', "line 1 column 11"],
  ] as const
) {
  Deno.test(`an event file that is not UTF-8 is refused as the reference does: ${text}`, () => {
    const hex = text.replace(/\\x(..)/g, (_, digits) => String.fromCharCode(parseInt(digits, 16)));
    const bytes = Uint8Array.from(hex, (char) => char.charCodeAt(0));
    const error = assertThrows(() => rawEventEnvelope(bytes, "e.json"), InputError);
    assertEquals(error.message, `invalid unicode code point at ${place}`);
  });
}
