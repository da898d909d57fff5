import { assert, assertEquals, assertThrows } from "../../../tests/support/assert.ts";
import { seeded } from "../../../tests/support/random.ts";
import { EnvelopeError, type EnvelopeProblem, parseEnvelope } from "./parse.ts";
import { writeEnvelope } from "./write.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (data: Uint8Array) => new TextDecoder().decode(data);
const parsed = (source: string) => {
  const { header, items } = parseEnvelope(bytes(source));
  return [header, ...items.map((item) => [item.header["type"], text(item.payload)])];
};

const GOOD: readonly (readonly [string, unknown[]])[] = [
  ["{}", [{}]],
  ["{}\n", [{}]],
  ['{}\n{"type":"a"}\nx', [{}, ["a", "x"]]],
  ['{}\n{"type":"a"}\nx\n', [{}, ["a", "x"]]],
  ['{}\n{"type":"a"}\n', [{}, ["a", ""]]],
  ['{}\n{"type":"a"}', [{}, ["a", ""]]],
  ['{}\n{"type":"a","length":0}\n', [{}, ["a", ""]]],
  ['{}\n{"type":"a","length":3}\nx\ny', [{}, ["a", "x\ny"]]],
  ['{}\n{"type":"a","length":3}\nx\ny\n{"type":"b"}\nz\n', [{}, ["a", "x\ny"], ["b", "z"]]],
  ['{}\n{"type":"a","length":null}\nx\n', [{}, ["a", "x"]]],
  ['{}\n\n\n{"type":"a"}\nx\n\n\n', [{}, ["a", "x"]]],
  ['{}\r\n{"type":"a","length":1}\r\nx\r\n', [{}, ["a", "x"]]],
  ['{"e":"ä"}\n{"type":"a","length":2}\nä\n', [{ e: "ä" }, ["a", "ä"]]],
];
for (const [source, expected] of GOOD) {
  Deno.test(`parseEnvelope() reads ${JSON.stringify(source)}`, () => {
    assertEquals(parsed(source), expected);
  });
}

const BAD: readonly (readonly [string, EnvelopeProblem, number])[] = [
  ["", "header", 0],
  ["garbage", "header", 0],
  ["[]\n", "header", 0],
  ["{} x\n", "header", 0],
  ["{}\nx\n", "item-header", 3],
  ['{}\n{"type":"a","length":"2"}\nxx\n', "item-header", 3],
  ['{}\n{"type":"a","length":-1}\nxx\n', "item-header", 3],
  ['{}\n{"type":"a","length":1.5}\nxx\n', "item-header", 3],
  ['{}\n{"type":"a","length":9}\nxx\n', "end", 30],
  ['{}\n{"type":"a","length":1}\nxx\n', "newline", 28],
];
for (const [source, problem, offset] of BAD) {
  Deno.test(`parseEnvelope() refuses ${JSON.stringify(source)}`, () => {
    const error = assertThrows(() => parseEnvelope(bytes(source)), EnvelopeError);
    assertEquals([error.problem, error.offset], [problem, offset]);
  });
}

Deno.test("writeEnvelope() and parseEnvelope() agree on any bytes", () => {
  const random = seeded(7);
  for (let round = 0; round < 300; round++) {
    const items = Array.from({ length: Math.floor(random() * 4) }, (_, at) => ({
      header: { type: "attachment", at },
      payload: Uint8Array.from(
        { length: Math.floor(random() * 30) },
        // Line ends and quotes are what could go wrong.
        () => [10, 13, 34, 123, Math.floor(random() * 256)][Math.floor(random() * 5)] ?? 0,
      ),
    }));
    const { items: read } = parseEnvelope(writeEnvelope({ round }, items));
    assertEquals(
      read.map(({ header, payload }) => [header["at"], [...payload]]),
      items.map(({ header, payload }) => [header.at, [...payload]]),
    );
  }
});

Deno.test("parseEnvelope() gives an envelope or says why not, for 5,000 damaged ones", () => {
  const random = seeded(11);
  const whole = bytes(
    '{"event_id":"0123456789abcdef0123456789abcdef"}\n{"type":"event","length":2}\n{}\n' +
      '{"type":"attachment","length":5,"filename":"a"}\na\nb\nc\n{"type":"log"}\n{"items":[]}\n',
  );
  let refused = 0;
  for (let round = 0; round < 5000; round++) {
    const damaged = whole.slice(
      0,
      random() < 0.3 ? Math.floor(random() * whole.length) : undefined,
    );
    for (let hits = Math.floor(random() * 4); hits > 0 && damaged.length > 0; hits--) {
      damaged[Math.floor(random() * damaged.length)] = Math.floor(random() * 256);
    }
    try {
      const { items } = parseEnvelope(damaged);
      assert(items.every(({ payload }) => payload.length <= damaged.length));
    } catch (error) {
      assert(error instanceof EnvelopeError, String(error));
      assert(error.offset >= 0 && error.offset <= damaged.length);
      refused++;
    }
  }
  assert(refused > 500, `${refused} refused`);
});

Deno.test("parseEnvelope() takes 20 MB of blank lines in no time", () => {
  const many = new Uint8Array(20_000_000).fill(10);
  many.set(bytes("{}"));
  assertEquals(parseEnvelope(many).items.length, 0);
});
