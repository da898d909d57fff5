import { assert, assertEquals, assertRejects } from "../../../tests/support/assert.ts";
import { seeded } from "../../../tests/support/random.ts";
import { readTraceMap, TraceMapError } from "./trace.ts";

const encode = (value: unknown) =>
  new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
const read = (value: unknown) => readTraceMap(encode(value));

const PLAIN = {
  version: 3,
  sources: ["a.ts", "/b.ts"],
  sourceRoot: "/r/",
  sourcesContent: ["A"],
  names: ["x"],
  // (0,0) -> a.ts 0:0 named x, (0,4) -> b.ts 1:2, (0,8) -> nothing, (1,0) -> b.ts 2:0
  mappings: "AAAAA,ICCE,I;AACF",
};

Deno.test("originalOf() gives the segment at or before a position of the same line", async () => {
  const map = await read(PLAIN);
  const ask = (line: number, column: number) => {
    const found = map.originalOf(line, column);
    return found && [found.source.name, found.line, found.column, found.name];
  };
  assertEquals(ask(0, 0), ["/r/a.ts", 0, 0, "x"]);
  assertEquals(ask(0, 3), ["/r/a.ts", 0, 0, "x"]);
  assertEquals(ask(0, 7), ["/b.ts", 1, 2, undefined]);
  assertEquals(ask(0, 99), undefined);
  assertEquals(ask(1, 5), ["/b.ts", 2, 0, undefined]);
  assertEquals([ask(2, 0), ask(-1, 0), ask(0, -1)], [undefined, undefined, undefined]);
});

Deno.test("readTraceMap() gives sources with what text the map has of them", async () => {
  const { sources } = await read(PLAIN);
  assertEquals(sources, [{ name: "/r/a.ts", content: "A" }, { name: "/b.ts", content: undefined }]);
});

Deno.test("readTraceMap() reads indexed maps, nested ones and a line before the JSON", async () => {
  const section = (line: number, map: unknown) => ({ offset: { line, column: 0 }, map });
  const inner = { ...PLAIN, sourceRoot: undefined };
  const indexed = {
    version: 3,
    debugId: "ABCDEF00-0000-4000-8000-000000000000",
    sections: [section(0, inner), section(5, { version: 3, sections: [section(1, inner)] })],
  };
  const map = await read(`)]}'\n${JSON.stringify(indexed)}`);
  assertEquals(map.debugId, "abcdef00-0000-4000-8000-000000000000");
  assertEquals(map.originalOf(0, 1)?.source.name, "a.ts");
  assertEquals(map.originalOf(6, 5)?.source, { name: "/b.ts", content: undefined });
  assertEquals(map.originalOf(4, 0), undefined);
});

Deno.test("readTraceMap() prefers debugId, and knows debug_id", async () => {
  const [a, b] = ["A", "B"].map((digit) => `${digit.repeat(8)}-2222-4333-8444-555555555555`);
  assertEquals((await read({ ...PLAIN, debug_id: a, debugId: b })).debugId, b?.toLowerCase());
  assertEquals((await read({ ...PLAIN, debug_id: a })).debugId, a?.toLowerCase());
  assertEquals((await read(PLAIN)).debugId, undefined);
});

const BROKEN: readonly (readonly [string, unknown])[] = [
  ["no JSON", "nope"],
  ["nothing", ""],
  ["a list", []],
  ["no mappings", { version: 3, sources: [] }],
  ["mappings that are no text", { version: 3, mappings: 5 }],
  ["mappings that are none", { ...PLAIN, mappings: "!" }],
  ["mappings that lead to no source", { ...PLAIN, mappings: "AAgggC" }],
  ["a section without a map", { version: 3, sections: [{ offset: { line: 0, column: 0 } }] }],
  ["sections that are no list", { version: 3, sections: 5 }],
];
for (const [name, value] of BROKEN) {
  Deno.test(`readTraceMap() refuses ${name}`, async () => {
    await assertRejects(() => read(value), TraceMapError);
  });
}

Deno.test("readTraceMap() refuses invalid UTF-8", async () => {
  await assertRejects(() => readTraceMap(Uint8Array.of(0x7b, 0xff)), TraceMapError);
});

Deno.test("readTraceMap() fails cleanly on 500 damaged maps, and answers on the rest", async () => {
  const random = seeded(5);
  const whole = encode(PLAIN);
  for (let round = 0; round < 500; round++) {
    const damaged = whole.slice();
    damaged[Math.floor(random() * damaged.length)] = 32 + Math.floor(random() * 95);
    try {
      const map = await readTraceMap(damaged);
      map.originalOf(0, 5);
    } catch (error) {
      assert(error instanceof TraceMapError, String(error));
    }
  }
});
