/** Generated scripts and maps: the quick way through `injectWithMap` has to give what the full one gives. */
import { assert, assertEquals } from "../../../tests/support/assert.ts";
import { pick, seeded } from "../../../tests/support/random.ts";
import { concatBytes } from "../../base/bytes.ts";
import { SourceMapError } from "../../formats/source_map/errors.ts";
import { loadCodecs } from "../../system/deno/codecs.ts";
import { injectAnyMap, injectWritten } from "./inject_pair.ts";

const ROUNDS = 20_000;
const utf8 = new TextEncoder();

type Random = () => number;

const below = (random: Random, limit: number) => Math.floor(random() * limit);
const many = <T>(random: Random, most: number, make: () => T): T[] =>
  Array.from({ length: below(random, most) }, make);

const BEFORE = [
  "",
  "#!/usr/bin/env node\n",
  "#!x\r",
  "\ufeff",
  " ",
  "\n",
  "\r\n",
  "\u00a0",
  "\u2028",
  "/* é\n */",
  "// c\n",
  "// c\r",
  '"use strict";',
  "'use strict';\n",
  "'💥';",
  '"a"',
  "/*x",
];
const CODE = ["x();", "var a=1;", 'b("é");\n', "\n", "'💥';", "\r\n", "  y()\n", "f(1,2,3,4,5);"];

function script(random: Random): Uint8Array {
  const words = [
    ...many(random, 5, () => pick(random, BEFORE)),
    ...many(random, 8, () => pick(random, CODE)),
  ];
  return utf8.encode(words.join(""));
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function vlq(value: number): string {
  let text = "";
  let rest = value < 0 ? -value * 2 + 1 : value * 2;
  for (; rest >= 32; rest = Math.floor(rest / 32)) text += DIGITS[rest % 32 + 32];
  return text + DIGITS[rest];
}

/** Mostly as a bundler writes them; at times unsorted, repeated, damaged. */
function mappings(random: Random, counts: { sources: number; names: number }): string {
  const isOdd = random() < 0.3;
  const last = { source: 0, line: 0, column: 0, name: 0 };
  const change = (key: keyof typeof last, value: number) => vlq(-last[key] + (last[key] = value));
  const segment = (at: number) => {
    const steps = at === 0 ? [0, 0, 0, 1, 4, 12] : [1, 2, 3, 5, 8, 20, ...isOdd ? [0, -1] : []];
    const column = vlq(pick(random, steps));
    if (counts.sources === 0 || random() < 0.15) return column;
    const where = change("source", below(random, counts.sources)) +
      change("line", pick(random, [last.line, last.line + 1, below(random, 1e6)])) +
      change("column", pick(random, [last.column, below(random, 60)]));
    const isNamed = counts.names > 0 && random() < 0.3;
    return column + where + (isNamed ? change("name", below(random, counts.names)) : "");
  };
  const line = () => Array.from({ length: pick(random, [0, 0, 1, 2, 5]) }, (_, at) => segment(at));
  const text = many(random, 8, () => line().join(",")).join(";") + ";".repeat(below(random, 3));
  if (!isOdd || random() < 0.6) return text;
  const at = below(random, text.length + 1);
  const noise = pick(random, [",", ";", "A", "gA", "B", "!", "", "z", "gggggggggggB"]);
  return text.slice(0, at) + noise + text.slice(at + below(random, 3));
}

const TEXTS = [
  "a.ts",
  "../é.ts",
  "",
  'x"y',
  "b\\s",
  "\t\n\r\b\f",
  "\u2028",
  "\x7f\x01",
  "</x>",
  "💥",
];

/** JSON as different programs write it. */
function written(random: Random, value: unknown): string {
  const text = JSON.stringify(value);
  const way = random();
  if (way < 0.7) return text;
  if (way < 0.8) return JSON.stringify(value, null, 1);
  if (way < 0.9) return text.replaceAll("/", "\\/");
  return text.replaceAll(
    /[^\0-~]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function map(random: Random): string {
  const counts = { sources: pick(random, [0, 1, 1, 2, 5]), names: pick(random, [0, 0, 1, 3]) };
  const texts = (count: number) => Array.from({ length: count }, () => pick(random, TEXTS));
  const entries: [key: string, value: unknown][] = [
    ["version", 3],
    ["sources", texts(counts.sources)],
    ["names", texts(counts.names)],
    ["mappings", mappings(random, counts)],
  ];
  const maybe = (chance: number, key: string, values: readonly unknown[]) => {
    if (random() < chance) entries.push([key, pick(random, values)]);
  };
  const contents = (count: number) =>
    Array.from({ length: Math.max(0, count) }, () => pick(random, [null, "x\ny", ...TEXTS]));
  const { sources } = counts;
  maybe(0.5, "file", ["a.js", "é", "", null, 7]);
  maybe(0.3, "sourceRoot", ["", "/x/", null]);
  maybe(0.6, "sourcesContent", [contents(sources), contents(sources), contents(sources - 1), null]);
  maybe(0.1, "sourcesContent", [contents(sources + 1)]);
  maybe(0.1, "ignoreList", [[], [0], [0, 1], [1, 0], [2, 2], null]);
  maybe(0.1, "x_google_ignoreList", [[], [0]]);
  maybe(0.2, "x_other", [{ a: [1, { "b\n": null }] }, true, 1, -1, 1.5, 1e300, "s", [[], {}]]);
  maybe(0.02, "debugId", ["22222222-2222-3333-4444-555555555555", null, 1]);
  maybe(0.02, "debug_id", ["32222222-2222-3333-4444-555555555555"]);
  maybe(0.02, "rangeMappings", ["", "B", "AB;B", null]);
  maybe(0.02, "sections", [[], null]);
  maybe(0.02, "x_facebook_sources", [[], null]);
  maybe(0.02, "names", [["again"]]);
  if (random() < 0.02) entries.splice(below(random, entries.length), 1);
  if (random() < 0.4) entries.sort(() => random() - 0.5);
  const blank = random() < 0.8 ? "" : pick(random, [" ", "\n", "\r\n\t"]);
  const lines = entries.map(([key, value]) =>
    `${JSON.stringify(key)}${blank}:${blank}${written(random, value)}`
  );
  const text = `{${blank}${lines.join(`${blank},${blank}`)}${blank}}${blank}`;
  if (random() < 0.95) return text;
  const at = below(random, text.length + 1);
  return pick(random, [
    `)]}'\n${text}`,
    `\ufeff${text}`,
    text.slice(0, at),
    `${text.slice(0, at)}${pick(random, ["x", '"', "\\", "{", ",", "\0"])}${text.slice(at + 1)}`,
  ]);
}

Deno.test(`injectWritten() gives the bytes of injectAnyMap() for ${ROUNDS} generated pairs`, async () => {
  const codecs = await loadCodecs();
  let quick = 0;
  for (let seed = 1; seed <= ROUNDS; seed++) {
    const random = seeded(seed);
    const [before, bytes] = [script(random), utf8.encode(map(random))];
    const found = injectWritten(before, bytes, codecs);
    if (found === undefined) continue;
    quick++;
    const story = `seed ${seed}: ${JSON.stringify([before, bytes].map((each) => text(each)))}`;
    try {
      const { map: full, place } = injectAnyMap(before, bytes, codecs);
      assert(place === "point" && full.debugId === found.debugId, story);
      const [quickText, fullText] = [found, full].map(({ pieces }) => text(concatBytes(pieces)));
      assertEquals(quickText, fullText, story);
    } catch (error) {
      if (!(error instanceof SourceMapError)) throw error;
      throw new Error(`the quick way takes what is wrong: ${error.message}, ${story}`);
    }
  }
  // Both ways have to be gone often, or this compares nothing.
  assert(quick > ROUNDS / 4 && quick < ROUNDS * 0.9, `${quick} of ${ROUNDS} went the quick way`);
});

function text(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
