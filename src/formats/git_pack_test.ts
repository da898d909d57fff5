import { assertEquals, assertThrows } from "../../tests/support/assert.ts";
import { seeded } from "../../tests/support/random.ts";
import { GitObjectError } from "./git_object.ts";
import { applyDelta, findId, INDEX_HEAD, parsePackEntry, parsePackIndex } from "./git_pack.ts";

const bytes = (...values: number[]) => Uint8Array.from(values);
const text = (value: string) => new TextEncoder().encode(value);

Deno.test("parsePackEntry() reads sizes of several bytes", () => {
  assertEquals(parsePackEntry(bytes(0x95, 0x0a)), {
    type: "commit",
    sizeBytes: 5 + 10 * 16,
    dataStart: 2,
    back: 0,
  });
  const large = parsePackEntry(bytes(0xbf, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f));
  assertEquals(large.sizeBytes, 2 ** 46 - 1);
});

Deno.test("parsePackEntry() reads how far back the base of a delta is", () => {
  assertEquals(parsePackEntry(bytes(0x65, 0x80, 0x00)).back, 128);
  assertEquals(parsePackEntry(bytes(0x65, 0x7f)).back, 127);
  assertEquals(parsePackEntry(bytes(0x75)).type, "id-delta");
});

for (const bad of [[], [0x05], [0x55], [0x95], [0x65, 0x80]]) {
  Deno.test(`parsePackEntry() refuses [${bad}]`, () => {
    assertThrows(() => parsePackEntry(bytes(...bad)), GitObjectError);
  });
}

Deno.test("applyDelta() copies and inserts", () => {
  const base = text("hello world");
  const delta = bytes(11, 9, 0x91, 6, 5, 4, ...text("!abc"));
  assertEquals(new TextDecoder().decode(applyDelta(base, delta)), "world!abc");
});

Deno.test("applyDelta() takes no length for 64 KiB", () => {
  const base = new Uint8Array(0x10000).fill(7);
  assertEquals(applyDelta(base, bytes(0x80, 0x80, 4, 0x80, 0x80, 4, 0x80)), base);
});

for (
  const [what, delta] of [
    ["another base", bytes(5, 1, 1, 65)],
    ["a command of zero", bytes(3, 1, 0)],
    ["too little", bytes(3, 5, 1, 65)],
    ["too much", bytes(3, 1, 2, 65, 66)],
    ["a copy from beyond the end", bytes(3, 2, 0x91, 2, 2)],
    ["a size that cannot be", bytes(3, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 1, 65)],
    ["nothing at all", bytes()],
  ] as const
) {
  Deno.test(`applyDelta() refuses ${what}`, () => {
    assertThrows(() => applyDelta(text("abc"), delta), GitObjectError);
  });
}

Deno.test("applyDelta() refuses or applies made-up deltas", () => {
  const random = seeded(17);
  const base = text("0123456789");
  for (let round = 0; round < 5000; round++) {
    const delta = Uint8Array.from(
      { length: Math.floor(random() * 12) },
      (_, at) => at === 0 ? 10 : Math.floor(random() * 256),
    );
    try {
      applyDelta(base, delta);
    } catch (error) {
      if (!(error instanceof GitObjectError)) throw error;
    }
  }
});

function index(counts: (first: number) => number): Uint8Array {
  const head = new Uint8Array(INDEX_HEAD);
  const view = new DataView(head.buffer);
  view.setUint32(0, 0xff744f63);
  view.setUint32(4, 2);
  for (let at = 0; at < 256; at++) view.setUint32(8 + 4 * at, counts(at));
  return head;
}

Deno.test("parsePackIndex() lays out version 2 and version 1", () => {
  const two = parsePackIndex(index((first) => first < 3 ? 0 : 5), 20);
  assertEquals([two.count, two.idsAt, two.offsetsAt], [5, 1032, 1032 + 5 * 24]);
  const one = parsePackIndex(index((first) => first < 3 ? 0 : 5).subarray(8), 20);
  assertEquals([one.count, one.idsAt, one.idStride, one.idShift], [5, 1024, 24, 4]);
});

Deno.test("parsePackIndex() refuses what is none", () => {
  assertThrows(() => parsePackIndex(new Uint8Array(10), 20), GitObjectError);
  assertThrows(() => parsePackIndex(index((first) => 256 - first), 20), GitObjectError);
});

Deno.test("findId() finds every id of a table and no other", () => {
  const random = seeded(19);
  const ids = [...new Set(Array.from({ length: 200 }, () => Math.floor(random() * 65536)))].sort(
    (a, b) => a - b,
  );
  const table = Uint8Array.from(ids.flatMap((id) => [9, id >> 8, id & 255]));
  const place = { stride: 3, shift: 1 };
  for (let id = 0; id < 65536; id += 7) {
    assertEquals(findId(table, bytes(id >> 8, id & 255), place), ids.indexOf(id));
  }
  for (const [at, id] of ids.entries()) {
    assertEquals(findId(table, bytes(id >> 8, id & 255), place), at);
  }
});
