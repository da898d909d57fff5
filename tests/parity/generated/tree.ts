/** Generated folders of scripts and source maps, as builds leave them and as they do not. */
import type { FileSpec } from "../model.ts";
import type { Dice } from "./dice.ts";

type Files = Record<string, FileSpec>;

const FOLDERS = [
  "dist/",
  "dist/",
  "dist/sub/",
  "dist/node_modules/x/",
  "",
  "dist/ü b/",
  "dist/.h/",
];
const STEMS = ["a", "b", "main.min", "x-1", "index", "c.bundle"];
const EXTENSIONS = [
  ".js",
  ".js",
  ".js",
  ".mjs",
  ".cjs",
  ".jsbundle",
  ".bundle",
  ".ts",
  ".css",
  ".txt",
];

const HEADS = [
  "",
  '"use strict";\n',
  "'use strict';",
  "#!/usr/bin/env node\n",
  "// c\n\n",
  "/* a\n b */ 'use strict'\n",
  "\r\n",
  "'use client'\n\"use strict\";\n",
];
const BODIES = [
  "console.log(1)",
  "var a=1;\nvar b=2;\n",
  "",
  "function f(){throw new Error('x')}\r\nf()\r\n",
  "!function(){}();",
  "export default 1\n",
  "// 日本\nlet x='ü'",
];
const INLINE =
  "data:application/json;base64,eyJ2ZXJzaW9uIjozLCJzb3VyY2VzIjpbImEiXSwibmFtZXMiOltdLCJt" +
  "YXBwaW5ncyI6IkFBQUEifQ==";
/** What stands at the end of a script whose map is `{map}`. */
const TAILS = [
  "",
  "\n//# sourceMappingURL={map}",
  "\n//# sourceMappingURL={map}\n",
  "\n//@ sourceMappingURL={map}\n",
  "\n//# debugId=33333333-3333-4333-8333-333333333333\n//# sourceMappingURL={map}\n",
  "\n//# sourceMappingURL=gone.map",
  "\n/*# sourceMappingURL={map} */",
  `\n//# sourceMappingURL=${INLINE}\n`,
  "\n//# sourceMappingURL={map}\n//# foo",
  "\n//#sourceMappingURL={map}",
  "\r\n//# sourceMappingURL={map}\r\n",
  "\n//# sourceMappingURL=http://x/{map}",
  "\n//# sourceMappingURL={map}?x=1",
];

const V3 = { version: 3, names: [] } as const;
/** Maps that both programs take for maps. */
function maps(file: string): readonly unknown[] {
  return [
    { ...V3, sources: ["a.ts"], mappings: "AAAA", sourcesContent: ["let x"] },
    {
      version: 3,
      file,
      sources: ["../src/a.ts", "b.ts"],
      names: ["x"],
      mappings: ";;AAAA,CAACA;ACAD",
      sourceRoot: "/root",
    },
    { ...V3, sources: [], mappings: "" },
    {
      ...V3,
      sources: ["a.ts", null],
      mappings: "AAAA",
      sourcesContent: [null, "x"],
      debug_id: "11111111-1111-4111-8111-111111111111",
    },
    { ...V3, sources: ["a.ts"], mappings: "AAAA", debugId: "22222222-2222-4222-8222-222222222222" },
    {
      version: 3,
      sections: [{
        offset: { line: 0, column: 0 },
        map: { ...V3, sources: ["a"], mappings: "AAAA" },
      }],
    },
    {
      ...V3,
      sources: ["webpack:///./a.js", "~/b", "/abs/c.js"],
      mappings: "AAAA;;;;AACA",
      x_google_ignoreList: [0],
      ignoreList: [1],
      extra: { z: 1 },
    },
  ];
}

export function mapText(dice: Dice, file: string): string {
  return JSON.stringify(dice.pick(maps(file)), null, dice.pick([0, 0, 2]));
}

/** A few scripts with and without maps, and a `.ign` with patterns. */
export function tree(dice: Dice): Files {
  const files: Files = {};
  for (let left = 1 + dice.below(5); left > 0; left--) {
    const folder = dice.pick(FOLDERS);
    const stem = dice.pick(STEMS);
    const name = stem + dice.pick(EXTENSIONS);
    const map = dice.pick([`${name}.map`, `${stem}.map`, "other.map", `sub/${name}.map`]);
    files[folder + name] = dice.pick(HEADS) + dice.pick(BODIES) +
      dice.pick(TAILS).replace("{map}", map);
    if (dice.chance(0.8)) files[folder + map] = mapText(dice, name);
  }
  files[".ign"] = dice.pick(["*.mjs\n", "!a.js\n*.js\n", "sub/\n", "# c\n\n/dist/a.js\n"]);
  files["dist/keep.js"] ??= "k";
  return files;
}
