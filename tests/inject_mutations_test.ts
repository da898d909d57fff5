/**
 * Damaged scripts and maps through whole runs of `sourcemaps inject`: each run ends by itself, nothing is
 * an internal error, and each pair is injected or as it was, never half.
 */
import { runApp } from "../src/app.ts";
import { snippet } from "../src/features/sourcemaps/insertion.ts";
import { assert } from "./support/assert.ts";
import { fakeSystem } from "./support/fake_system.ts";
import { pick, seeded } from "./support/random.ts";

const RUNS = 1000;
const PAIRS = 8;
const utf8 = new TextEncoder();

const MAP = {
  version: 3,
  file: "a.js",
  sources: ["a.ts", "é.ts"],
  sourcesContent: ['let a = "x";\n', null],
  names: ["a"],
  mappings: "AAAAA,IAAI,EACA;ACDJ,KAAK;;AACA",
};
const EMBEDDED = btoa('{"version":3,"sources":["b.ts"],"names":[],"mappings":"AAAA;AACA"}');
const PAIRS_GIVEN: readonly (readonly [script: string, map: string])[] = [
  ['"use strict";var a=1;\nb("é");\n//# sourceMappingURL=a.js.map\n', JSON.stringify(MAP)],
  ["#!/bin/node\n/* c */x();", JSON.stringify(MAP, null, 2)],
  [`x();\n//# sourceMappingURL=data:application/json;base64,${EMBEDDED}\n`, "{}"],
  ["a();\r\nb();\r\n//@ sourceMappingURL=a.js.map?v=1", `)]}'\n${JSON.stringify(MAP)}`],
  [
    "y();\n//# sourceMappingURL=a.js.map\n",
    JSON.stringify({
      version: 3,
      sections: [{ offset: { line: 0, column: 0 }, map: MAP }],
      x_facebook_offsets: [0, null],
    }),
  ],
  [
    "z();\n//# sourceMappingURL=a.js.map\n",
    JSON.stringify({
      ...MAP,
      rangeMappings: "B",
      ignoreList: [1],
      x_facebook_sources: [[{ names: ["<g>"], mappings: "AAA" }], null],
    }),
  ],
];

const NOISE = [
  ...["{", "}", "[", "]", '"', "\\", "\\ud83d", ",", ";", ":", "null", "-1", "1e999", "{}"],
  ...["\0", "\r", "\n", "\ufeff", "gggggggggggggB", "AAAA", "/*", "//# debugId=", "`", "💥"],
  ...["//# sourceMappingURL=", '"sections":[],', '"debugId":"x",', '"mappings":"A",'],
];

/** Cuts, repeats, swaps and spoils bytes. */
function damaged(random: () => number, given: string): Uint8Array {
  let bytes: Uint8Array = utf8.encode(given);
  for (let count = Math.floor(random() * 4); count > 0; count--) {
    const from = Math.floor(random() * (bytes.length + 1));
    const to = Math.min(bytes.length, from + Math.floor(random() ** 3 * 40));
    const part = bytes.slice(from, to);
    const change = pick(random, [
      new Uint8Array(0),
      Uint8Array.of(...part, ...part),
      utf8.encode(pick(random, NOISE)),
      part.map((byte) => byte ^ (1 << Math.floor(random() * 8))),
    ]);
    bytes = Uint8Array.of(...bytes.subarray(0, from), ...change, ...bytes.subarray(to));
  }
  return random() < 0.1 ? bytes.slice(0, Math.floor(random() * bytes.length)) : bytes;
}

/** The id that a script has been given; `undefined` when nothing in it is of us. */
function givenId(script: string): string | undefined {
  const id = /\/\/# debugId=([0-9a-f-]{36})\n$/.exec(script)?.[1];
  const isWhole = id !== undefined && script.split(snippet(id)).length === 2;
  assert(isWhole || !script.includes("_sentryDebugIds"), "half a script");
  return isWhole ? id : undefined;
}

Deno.test(`sourcemaps inject: ${RUNS * PAIRS} damaged pairs, none half injected`, async () => {
  const seen = { unchanged: 0, injected: 0, failed: 0 };
  for (let seed = 1; seed <= RUNS; seed++) {
    const random = seeded(seed);
    const system = fakeSystem({ cwd: "/w" });
    const folders = Array.from({ length: PAIRS }, (_, at) => `/w/d${at}`);
    for (const folder of folders) {
      const [script, map] = pick(random, PAIRS_GIVEN);
      system.fs.put(`${folder}/a.js`, damaged(random, script));
      system.fs.put(`${folder}/a.js.map`, damaged(random, map));
    }
    const before = new Map(system.fs.paths().map((path) => [path, system.fs.text(path) ?? ""]));
    const code = await runApp(system, ["sourcemaps", "inject", "."]);
    const { stdout, stderr } = system.written;
    const story = `seed ${seed}: ${JSON.stringify([...before])}\n${stdout}${stderr}`;
    assert(code === 0 || code === 1, `exit code ${code}, ${story}`);
    assert(!/internal error|^\s+at /m.test(stderr), story);
    if (code === 1) seen.failed++;
    for (const folder of folders) {
      const [script, map] = [`${folder}/a.js`, `${folder}/a.js.map`];
      const isNew = (path: string) => before.get(path) !== system.fs.text(path);
      if (!isNew(script)) {
        assert(!isNew(map), `a map without its script, ${story}`);
        seen.unchanged++;
        continue;
      }
      const id = givenId(system.fs.text(script) ?? "");
      const isEmbedded = before.get(script)?.includes("data:") === true;
      assert(id !== undefined || isEmbedded, `no id in ${script}, ${story}`);
      if (!isNew(map)) continue; // without a map of its own, or with one that had the id
      const json: unknown = JSON.parse(system.fs.text(map) ?? "");
      const own = typeof json === "object" && json !== null && "debugId" in json && json.debugId;
      assert(own === id, `two ids in ${folder}, ${story}`);
      seen.injected++;
    }
  }
  const numbers = JSON.stringify(seen);
  assert(seen.injected > RUNS && seen.unchanged > RUNS / 2 && seen.failed > RUNS / 5, numbers);
});
