/** `sourcemaps inject` and `resolve` (source maps §2, §6, §9.1). */
import { type Case, cases, type FileSpec } from "../model.ts";

const M = '{"version":3,"sources":["a.ts"],"names":[],"mappings":"AAAA"}';
const R = "x();\n//# sourceMappingURL=a.js.map\n";
const ID = "11111111-2222-3333-4444-555555555555";

type Files = { readonly [path: string]: FileSpec };

function inject(name: string, files: Files, words: readonly string[] = ["."]): Case {
  return { name, args: ["sourcemaps", "inject", ...words], files };
}

/** A script, and the map that goes with every one of these. */
const pair = (name: string, text: string, map = M) =>
  inject(name, { "a.js": text, "a.js.map": map });

const inline = (text: string) =>
  `x();\n//# sourceMappingURL=data:application/json;base64,${btoa(text)}\n`;

const withKey = (key: string, map = M) => map.replace(/}$/, `,${key}}`);

const indexed = (line: number) =>
  `{"version":3,"file":"a.js","sections":[{"offset":{"line":${line},"column":0},"map":${M}},` +
  '{"offset":{"line":2,"column":3},"url":"foo.map"}]}';

const TOKENS = M.replace('"AAAA"', '"AAAA,YACA,IAAI,KACJ;AACA,EAAA,AAAA;;AAAA"');

/** Beginnings of scripts, each of which moves the place of the snippet; with the row that has it. */
const BEGINNINGS: readonly (readonly [text: string, row?: string])[] = [
  ["#!/usr/bin/env node\n", "I2"],
  ["#!/usr/bin/env node\r\n"],
  ['"use strict";', "I3"],
  ["'use strict';\n", "I4"],
  ['"use strict";\n', "I5"],
  ['"use strict"\n', "I6"],
  ['/* c */\n"use strict";\n', "I7"],
  ['"use client";"use strict";', "I8"],
  ['\ufeff"use strict";', "I9"],
  ["// one\n// two\n/* three */ "],
  ["\u00a0\t\f\v\u2028\n"],
  ["// a\rb\nc();\n"],
  ['"a\nb";'],
  ["'it';\r\n"],
  ["/* never closed "],
  ["/**/'x';'y';"],
  ["é();\n"],
  ["#!x\r'a';b;\n"],
];

/** What ends a comment's value, and what does not. */
const BLANKS = [" ", "\t", "\f", "\v", "\u00a0", "\x85", "\u2028", "\u3000", "\ufeff"];

export const SOURCEMAPS_INJECT = cases("sourcemaps inject", [
  pair("spec I1: a pair", R),
  ...BEGINNINGS.map(([text, row]) => {
    const name = `begins ${JSON.stringify(text)}`;
    return pair(row === undefined ? name : `spec ${row}: ${name}`, text + R, TOKENS);
  }),
  ...BEGINNINGS.map(([text]) =>
    pair(`indexed, begins ${JSON.stringify(text)}`, text + R, indexed(0))
  ),
  ...BLANKS.flatMap((blank) => [
    pair(
      `${JSON.stringify(blank)} after a reference`,
      `x();\n//# sourceMappingURL=a.js.map${blank}z`,
    ),
    pair(`${JSON.stringify(blank)} before a debug id`, `x();\n//# debugId=${blank}${ID}\n`),
  ]),
  pair("a reference to nothing", "x();\n//# sourceMappingURL= \n"),
  inject("spec I10: no reference", { "a.js": "x();\n" }),
  inject("spec I11: no map", { "a.js": R }),
  inject("spec I12: empty", { "a.js": "" }),
  inject("spec I13: CRLF", { "a.js": "a\r\nb\r\n//# sourceMappingURL=nope.js.map\r\nc\r\n" }),
  inject("no line end", { "a.js": "x()" }),
  inject("spec I14: embedded", { "a.js": inline(M) }),
  inject("embedded, an id in it", { "a.js": inline(withKey(`"debug_id":"${ID}"`)) }),
  inject("embedded with a character set", {
    "a.js": `x();\n//# sourceMappingURL=data:application/json;charset=utf-8;base64,${btoa(M)}\n`,
  }),
  inject("spec I15: embedded, no base64", {
    "a.js": "x();\n//# sourceMappingURL=data:application/json;base64,!!!\n",
  }),
  inject("spec I16: embedded, no JSON", { "a.js": inline("nope") }),
  pair("spec I17: the map has an id", R, withKey(`"debug_id":"${ID}"`)),
  pair(
    "spec I18: the map has two ids",
    R,
    withKey(`"debugId":"${ID}","debug_id":"99999999-2222-3333-4444-555555555555"`),
  ),
  pair("spec I19: an id that is none", R, withKey('"debugId":"zzz"')),
  pair("spec I20: the script has an id", `${R}//# debugId=${ID}`),
  pair("spec I21: the id in a string", `a("//# debugId=${ID} ");\n${R}`),
  pair("spec I22: a legacy comment", "x();\n//@ sourceMappingURL=a.js.map\n"),
  ...["foo.map", "foo.min.js.map", "foo.js.map", "foo.min.map"].map((name) =>
    inject(`spec I23: by name, ${name}`, { "foo.min.js": "x", [name]: M })
  ),
  inject("spec I24: the best name", { "foo.min.js": "x", "foo.min.js.map": M, "foo.map": TOKENS }),
  inject("spec I25: two guess one", { "a.js": "x", "a.min.js": "y", "a.js.map": M }),
  inject("spec I26: a guess that is taken", {
    "a.js": "x",
    "b.js": "y\n//# sourceMappingURL=a.js.map",
    "a.js.map": M,
  }),
  inject("a guess that is no map", { "a.js": "x", "a.js.map": "nope" }),
  inject("spec I27: a folder beside", {
    "js/a.js": "x\n//# sourceMappingURL=a.js.map",
    "maps/a.js.map": M,
  }),
  inject("spec I28: two folders beside", {
    "js/a.js": "x\n//# sourceMappingURL=a.js.map",
    "maps/a.js.map": M,
    "maps2/a.js.map": M,
  }),
  inject("spec I29: an extra segment", { "js/a.js": R, "js/maps/a.js.map": M }),
  pair("spec I30: an address elsewhere", "x\n//# sourceMappingURL=https://h/a.js.map"),
  pair("spec I31: query and fragment", "x\n//# sourceMappingURL=a.js.map?x=1#f"),
  inject("spec I32: not decoded", {
    "a.js": "x\n//# sourceMappingURL=a%20b.js.map",
    "a b.js.map": M,
  }),
  pair("spec I33: indexed", R, indexed(0)),
  pair("spec I34: indexed, a directive", `#!/n\n// c\n"use strict";\n${R}`, indexed(0)),
  pair("spec I35: an offset that cannot grow", "a\r\n", indexed(4294967295)),
  pair(
    "spec I36: Hermes",
    R,
    '{"version":3,"sources":["a.ts",null],"names":[1,true,"x"],"sourceRoot":"/r/","file":5,' +
      '"ignoreList":[1],"extra":1,"mappings":"AAAA",' +
      '"x_facebook_sources":[[{"names":["<global>"],"mappings":"AAA"}],null]}',
  ),
  pair("spec I37: a line of junk", R, `)]}'\n${M}`),
  pair(
    "spec I38: tokens around the place",
    '"use strict";var a=1;b();\nc();\n//# sourceMappingURL=a.js.map',
    TOKENS,
  ),
  pair("spec I39: tokens beyond the text", "x();\n", TOKENS),
  inject("spec I41: --dry-run", { "a.js": R, "a.js.map": M }, [".", "--dry-run"]),
  inject("spec I42: what is found", TREE(), ["."]),
  inject("spec I43: --ext", TREE(), [".", "--ext", "test.js"]),
  inject("spec I44: --ignore", TREE(), [".", "-i", "sub", "-i", "*.mjs", "-i", "node_modules/**"]),
  inject("--ignore, anchored", TREE(), [".", "-i", "/a.js"]),
  inject("--ignore with !", TREE(), [".", "-i", "!a.js"]),
  inject("--ignore, a class that is not closed", TREE(), [".", "-i", "["]),
  inject("--ignore-file", { ...TREE(), rules: "/sub\n!sub/x.js\n*.test.js\n" }, [
    ".",
    "-I",
    "rules",
  ]),
  inject("--ignore-file that is not there", TREE(), [".", "-I", "rules"]),
  inject("a folder with a slash", { "dist/a.js": R, "dist/a.js.map": M }, ["dist/"]),
  inject("two paths", { "d/a.js": R, "d/a.js.map": M, "e/b.js": "x" }, ["d", "e/b.js"]),
  inject("a script alone does not bring its map", { "a.js": R, "a.js.map": M }, ["a.js"]),
  inject("spec I45: not there", { "a.js": "x" }, ["a.js", "nope"]),
  inject("spec I46: a file of another kind", { "d.ts": "x" }, ["d.ts"]),
  inject("spec I47: no UTF-8", { "a.js": { base64: "/w==" } }),
  inject("no UTF-8, with a map", { "a.js": { base64: "eP8=" }, "a.js.map": M }),
  inject("nothing found", {}, ["."]),
  inject("no path", {}, []),
  inject("names that sort", { "a-b/c.js": "x", "a/b.js": "x", "a.js": "x", "ä.js": "x" }),
  inject("a link to a file", { "a.js": { linkTo: "b/c.txt" }, "b/c.txt": "x" }),
  inject("a link in a circle", { "d/a.js": "x", "d/up": { linkTo: ".." } }),
  inject("a link to nothing", { "a.js": { linkTo: "nope" } }),
  inject("options of the group", { "a.js": "x" }, ["-o", "o", "-p", "p", "-r", "1", "."]),
  pair("a byte order mark in the map", R, `\ufeff${M}`),
  pair("ranges in the map", R, withKey('"rangeMappings":"B"')),
  pair("where the modules of a RAM bundle are", R, withKey('"x_facebook_offsets":[0]', indexed(0))),
  pair("a key twice in the map", R, withKey('"names":["x"]')),
  pair("an unknown key twice in the map", R, withKey('"z":1,"z":2')),
  pair("columns below zero", R, M.replace('"AAAA"', '"AAAA,DAAA,HAAA"')),
  inject("the map is none, but a folder beside has one", {
    "s/a.js": R,
    "s/a.js.map": "[]",
    "o/a.js.map": M,
  }),
  inject("the map is none, a folder beside has none either", { "s/a.js": R, "o/a.js.map": "[]" }),
  pair("letters beyond ASCII before the place", `/* é */"use strict";${R}`, TOKENS),
], {
  "inject-goes-on": {
    "spec I16: embedded, no JSON": { stdout: "Failed: " },
    "spec I19: an id that is none": { stdout: "Failed: " },
    "spec I47: no UTF-8": { stdout: "Failed: " },
    "no UTF-8, with a map": { stdout: "Failed: " },
    "a link in a circle": { stdout: ["Found 1 file", "Failed: "], files: "//# debugId=" },
    "a link to nothing": { stdout: ["Found 0 files", "Failed: "] },
  },
  "broken-map-is-named": {
    "the map is none, but a folder beside has one": {
      exit: 1,
      stdout: "Failed: ",
      error: "Invalid sourcemap at ./s/a.js.map",
      causes: "bad json",
      files: "",
    },
    "the map is none, a folder beside has none either": {
      exit: 1,
      stdout: "Failed: ",
      error: "Invalid sourcemap at ./o/a.js.map",
      causes: "bad json",
      files: "",
    },
  },
  "map-bom": {
    "a byte order mark in the map": {
      exit: 0,
      error: "",
      causes: "",
      stdout: "Modified",
      files: true,
    },
  },
  "range-mappings": { "ranges in the map": { files: '"rangeMappings":";;B"' } },
  "key-twice": {
    "a key twice in the map": {
      exit: 0,
      stdout: "Modified: ",
      error: "",
      causes: "",
      files: '"names":["x"]',
    },
  },
  "columns-below-zero": { "columns below zero": { files: ",GAAA" } },
  "ram-bundle-offsets": {
    "where the modules of a RAM bundle are": { files: '"x_facebook_offsets":[0]' },
  },
  "columns-beyond-ascii": { "letters beyond ASCII before the place": { files: true } },
});

function TREE(): Files {
  const names =
    "a.js b.cjs c.mjs d.ts e.JS f.jsx g.bundle .hidden.js .hid/h.js node_modules/n.js " +
    "d.test.js sub/x.js";
  return Object.fromEntries(names.split(" ").map((name) => [name, "x"]));
}

const LOOKUP = '{"version":3,"sources":["a.js","bb/long.ts"],"names":["x"],"sourcesContent":' +
  '["l1\\nl2\\n    l3\\n      l4\\n    l5\\n    l6\\nl7\\n",null],' +
  '"mappings":"AAAA,UAIEA;;ACCA,KAAC,E"}';

function resolve(name: string, map: string, ...words: readonly string[]): Case {
  return { name, args: ["sourcemaps", "resolve", "a.map", ...words], files: { "a.map": map } };
}

export const SOURCEMAPS_RESOLVE = cases("sourcemaps resolve", [
  resolve("the first position", LOOKUP),
  resolve("a name", LOOKUP, "-l", "1", "-c", "12"),
  resolve("a long source", LOOKUP, "--line", "3", "--column", "2"),
  resolve("beyond the lines", LOOKUP, "-l", "9"),
  resolve("line 0", LOOKUP, "-l", "0"),
  ...["", "-1", "+2", "4294967296", "99999999999999999999", "1.5"].map((word) =>
    resolve(`--line=${word}`, LOOKUP, `--line=${word}`)
  ),
  resolve("no source", LOOKUP, "-l", "3", "-c", "99"),
  resolve("spec O4: no token", M.replace("AAAA", "CAAA")),
  resolve("indexed", indexed(0), "-l", "2", "-c", "5"),
  resolve("indexed, in a file elsewhere", indexed(0), "-l", "3", "-c", "5"),
  resolve("spec O5: broken", "{\n"),
  resolve("mappings broken", M.replace("AAAA", "!!!")),
  resolve("no number", M, "-l", "x"),
  { name: "not there", args: ["sourcemaps", "resolve", "nope"] },
  { name: "no path", args: ["sourcemaps", "resolve"] },
]);
