import { assert, assertEquals } from "../../../tests/support/assert.ts";
import { seeded } from "../../../tests/support/random.ts";
import { decodeFields } from "./decode.ts";
import { SourceMapError } from "./errors.ts";
import { fieldsOf } from "./fields.ts";
import { flatten } from "./flatten.ts";
import { encodeRebuilt, rebuildMap } from "./rewrite_map.ts";
import { encodeRewritten, rewriteSplit } from "./rewrite_split.ts";
import { splitMap } from "./split_map.ts";
import { writeVlq } from "./vlq.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);

/** The short way; `undefined` when it leaves the map to the long one. */
function short(bytes: Uint8Array): string | undefined {
  const split = splitMap(bytes);
  const map = split && rewriteSplit(split);
  return map && textOf(encodeRewritten(map));
}

function long(bytes: Uint8Array): string | undefined {
  const text = textOf(bytes);
  try {
    return textOf(
      encodeRebuilt(rebuildMap(flatten(decodeFields(fieldsOf(JSON.parse(text), text))))),
    );
  } catch (error) {
    assert(error instanceof SourceMapError || error instanceof SyntaxError, String(error));
    return undefined;
  }
}

const TEXTS = [
  "",
  "plain",
  'quotes " and \\ and \n\r\t\b\f',
  "controls \u0000 \u001b \u007f",
  "é 漢字 😀 \u2028",
  "a/b </script>",
  '"mappings":"AAAA","sourcesContent":["x"]',
  "ends with \\",
];

type Random = () => number;
const pick = <T>(random: Random, from: readonly T[]): T | undefined =>
  from[Math.floor(random() * from.length)];

/** Segments as bundlers write them, now and then odd ones. */
function randomMappings(random: Random, sources: number, names: number): string {
  const digits = new Uint8Array(16);
  const vlq = (value: number) => textOf(digits.subarray(0, writeVlq(digits, 0, value)));
  const isOdd = random() < 0.4;
  const odd = (chance: number) => isOdd && random() < chance;
  let [source, line, column, name] = [0, 0, 0, 0];
  const step = (most: number) => Math.floor(random() ** 3 * most);
  const lines = Array.from({ length: Math.floor(random() * 12) }, () => {
    let from = 0;
    const segments = Array.from({ length: Math.floor(random() * 6) }, () => {
      if (odd(0.05)) return "";
      const delta = odd(0.1) ? -1 : step(300);
      from += delta;
      if (from < 0) return "";
      if (random() < 0.1 || sources === 0) return vlq(delta);
      const next = {
        source: random() < 0.6 ? source : Math.floor(random() * sources),
        line: line + step(40) - (line > 20 ? 20 : 0),
        column: random() < 0.3 ? 0 : step(3000),
        name: Math.floor(random() * names),
      };
      const hasName = names > 0 && random() < 0.3;
      const written = vlq(delta) + vlq(next.source - source) + vlq(next.line - line) +
        vlq(next.column - column) + (hasName ? vlq(next.name - name) : "");
      [source, line, column] = [next.source, next.line, next.column];
      if (hasName) name = next.name;
      if (odd(0.05)) return `${written},${"A".repeat(hasName ? 5 : 4)}`;
      if (odd(0.02)) return written.replace(/^A/, "B").replace(/^([CE])/, "$1");
      if (odd(0.02)) return written.replace(/^C/, "iA");
      if (odd(0.01)) return `${written}A`;
      return written;
    });
    return segments.join(",");
  });
  return lines.join(";") + (random() < 0.2 ? ";;" : "");
}

function randomMap(random: Random): Uint8Array {
  const sources = Array.from(
    { length: Math.floor(random() * 6) },
    (_, at) =>
      random() < 0.1
        ? null
        : random() < 0.2
        ? "same.ts"
        : `${pick(random, ["", "/", "../"])}s${at}.ts`,
  );
  const names = Array.from(
    { length: Math.floor(random() * 5) },
    (_, at) => random() < 0.1 ? at : pick(random, ["a", "b", "c", "dé"]),
  );
  const contents = sources.map(() => random() < 0.2 ? null : pick(random, TEXTS));
  if (random() < 0.1) contents.pop();
  if (random() < 0.1) contents.push("one more");
  const entries: [string, unknown][] = [
    ["version", 3],
    ...(random() < 0.5 ? [["file", "out.js"]] satisfies [string, unknown][] : []),
    ["sources", sources],
    ...(random() < 0.8 ? [["sourcesContent", contents]] satisfies [string, unknown][] : []),
    ["names", names],
    ["mappings", randomMappings(random, sources.length, names.length)],
    ...(random() < 0.2
      ? [["sourceRoot", pick(random, ["", "/r", "r/", null])]] satisfies [
        string,
        unknown,
      ][]
      : []),
    ...(random() < 0.2
      ? [["debugId", "11111111-2222-4333-8444-555555555555"]] satisfies [string, unknown][]
      : []),
    ...(random() < 0.1 ? [["ignoreList", [0]]] satisfies [string, unknown][] : []),
    ...(random() < 0.1
      ? [["x_other", { mappings: "{", list: [[], "]"] }]] satisfies [string, unknown][]
      : []),
    ...(random() < 0.05 ? [["rangeMappings", "B"]] satisfies [string, unknown][] : []),
    ...(random() < 0.05 ? [["x_facebook_sources", []]] satisfies [string, unknown][] : []),
  ];
  if (random() < 0.5) shuffle(entries, random);
  let text = JSON.stringify(Object.fromEntries(entries), null, random() < 0.3 ? 2 : 0);
  if (random() < 0.2) text = text.replaceAll("/", "\\/");
  if (random() < 0.1) text = text.replaceAll("é", "\\u00e9").replaceAll("\\n", "\\u000A");
  return utf8(text);
}

/** Unlike a sort by chance, the same with every version of the engine. */
function shuffle(items: unknown[], random: () => number): void {
  for (let end = items.length - 1; end > 0; end--) {
    const at = Math.floor(random() * (end + 1));
    [items[at], items[end]] = [items[end], items[at]];
  }
}

Deno.test("rewriteSplit() gives what the long way gives, for any map", () => {
  const random = seeded(11);
  let shortened = 0;
  const rounds = 6000;
  for (let round = 0; round < rounds; round++) {
    const bytes = randomMap(random);
    const quick = short(bytes);
    if (quick === undefined) continue;
    shortened++;
    assertEquals(quick, long(bytes), `round ${round}: ${textOf(bytes)}`);
  }
  assert(shortened > rounds * 0.6, `only ${shortened}`);
});

Deno.test("splitMap() takes nothing for JSON that is none, whatever is damaged", () => {
  const random = seeded(12);
  let [taken, same] = [0, 0];
  for (let round = 0; round < 12_000; round++) {
    const bytes = randomMap(random);
    for (let edits = 0; edits < 1 + random() * 2; edits++) {
      const at = Math.floor(random() * bytes.length);
      bytes[at] = random() < 0.5
        ? Math.floor(random() * 128)
        : utf8(pick(random, [...'"\\{}[],:n0 \n']) ?? "")[0] ?? 0;
    }
    const split = splitMap(bytes);
    if (split === undefined) continue;
    taken++;
    const quick = short(bytes);
    const whole: unknown = JSON.parse(textOf(bytes)); // throws for what is none
    if (quick === undefined) continue;
    same++;
    assertEquals(quick, long(bytes), `round ${round}: ${JSON.stringify(whole)}`);
  }
  assert(taken > 1000 && same > 300, `${taken} ${same}`);
});

Deno.test("splitMap() copies texts in the form in which they would be written", () => {
  const split = splitMap(utf8(
    '{"mappings":"AAAA","sources":[],"sourcesContent":["a\\/b","\\u000a\\u001B","\\u001b","\\ud800",null]}',
  ));
  assertEquals(
    split?.contents.map((each) => each && textOf(each)),
    ['"a/b"', '"\\n\\u001b"', '"\\u001b"', '"\\ud800"', null],
  );
});

Deno.test("splitMap() leaves the unusual to the parser", () => {
  for (
    const text of [
      "{}",
      '{"mappings":1}',
      '{"mappings":"A","mappings":"C"}',
      '{"mappings":"A","sourcesContent":[1]}',
      '{"mappings":"A","sourcesContent":["a",]}',
      '{"mappings":"A","sourcesContent":[nul]}',
      '{"mapping\\u0073":"A"}',
      '{"mappings":"A"} x',
      '{"mappings":"A"',
      '{"mappings":"A","sourcesContent":["\t"]}',
      '{"mappings":"A","sourcesContent":["\\x"]}',
      '{"mappings":"A","a":[}',
      '{"mappings":"A","a":"',
    ]
  ) assertEquals(splitMap(utf8(text)), undefined, text);
});
