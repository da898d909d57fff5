/** The rows I1 to I48 of the specification of uploads (§9.1): what `sourcemaps inject` makes of what. */
import { assertEquals, assertStringIncludes } from "../support/assert.ts";
import { type Files, type GivenRun, inject, row } from "./sourcemaps_run.ts";

const M = '{"version":3,"sources":["a.ts"],"names":[],"mappings":"AAAA"}';
const R = "x();\n//# sourceMappingURL=a.js.map\n";
const ONES = "11111111-2222-3333-4444-555555555555";
const NINES = "99999999-2222-3333-4444-555555555555";

/** The injected statement (§2.6). */
const snippet = (id: string) =>
  '!function(){try{var e="undefined"!=typeof window?window:"undefined"!=typeof global?global:' +
  '"undefined"!=typeof globalThis?globalThis:"undefined"!=typeof self?self:{},n=(new e.Error).stack;' +
  `n&&(e._sentryDebugIds=e._sentryDebugIds||{},e._sentryDebugIds[n]="${id}")}catch(e){}}();`;

/** The id that a script has in the end. */
function idOf(run: GivenRun, path = "a.js"): string {
  return /\/\/# debugId=(\S+)/.exec(run.text(path) ?? "")?.[1] ?? "no id";
}

/** Fills `{S}` and `{id}`. */
const filled = (text: string, id: string) =>
  text.replaceAll("{S}", () => snippet(id)).replaceAll("{id}", id);

const injectedMap = (mappings: string) =>
  `{"version":3,"sources":["a.ts"],"names":[],"mappings":"${mappings}","debugId":"{id}"}`;
/** How a script ends that was `R` or ended with it. */
const TAIL = "x();\n//# sourceMappingURL=a.js.map\n\n//# debugId={id}\n";

interface Expected {
  readonly id?: string;
  readonly script?: string;
  readonly map?: string;
}

/** One script with a map, and what becomes of both. */
function pair(id: string, what: string, script: string, expected: Expected, map = M): void {
  row(id, what, async () => {
    const run = await inject({ "a.js": script, "a.js.map": map });
    const debugId = idOf(run);
    assertEquals([run.code, run.stderr], [0, ""]);
    assertEquals(debugId, expected.id ?? debugId);
    if (expected.script !== undefined) {
      assertEquals(run.text("a.js"), filled(expected.script, debugId));
    }
    if (expected.map !== undefined) {
      assertEquals(run.text("a.js.map"), filled(expected.map, debugId));
    }
  });
}

function alone(id: string, what: string, script: string, expected: Expected): void {
  row(id, what, async () => {
    const run = await inject({ "a.js": script });
    const debugId = idOf(run);
    assertEquals([run.code, run.stderr], [0, ""]);
    assertEquals(debugId, expected.id ?? debugId);
    assertEquals(run.text("a.js"), filled(expected.script ?? "", debugId));
  });
}

const withKeys = (keys: string) => M.replace(/}$/, `,${keys}}`);
const inline = (base64: string) =>
  `x();\n//# sourceMappingURL=data:application/json;base64,${base64}\n`;
const AFTER_SNIPPET = injectedMap(";;AAAA");

pair("I1", "a script and its map", R, {
  id: "656b9ed6-98ef-5d73-8efc-e2d663f4db1c",
  script: `\n{S}\n${TAIL}`,
  map: AFTER_SNIPPET,
});
pair("I2", "behind a hashbang", `#!/usr/bin/env node\n${R}`, {
  id: "a2abecd8-d4c4-5f1a-841b-d109412ad47a",
  script: `#!/usr/bin/env node\n\n{S}\n${TAIL}`,
  map: injectedMap("AAAA"),
});
pair("I3", "behind a directive on the line of the code", `"use strict";${R}`, {
  id: "59138997-c4db-5ef4-95d3-f9edd1942dc1",
  script: `"use strict";\n{S}\n${TAIL}`,
  map: injectedMap("AAAA;;AAAA"),
});
pair("I4", "behind a single-quoted directive and its line end", `'use strict';\n${R}`, {
  id: "0cd1e89d-2d39-54f0-ae14-7f6f424a368d",
  script: `'use strict';\n\n{S}\n${TAIL}`,
  map: injectedMap("AAAA"),
});
pair("I5", "behind a double-quoted directive, before its line end", `"use strict";\n${R}`, {
  id: "51865c71-9a87-53ad-89bf-4cb7448a258d",
  script: `"use strict";\n{S}\n\n${TAIL}`,
  map: injectedMap("AAAA;;AAAA"),
});
pair("I6", "before a directive without semicolon", `"use strict"\n${R}`, {
  script: `\n{S}\n"use strict"\n${TAIL}`,
});
pair("I7", "behind a comment and a directive", `/* c */\n"use strict";\n${R}`, {
  script: `/* c */\n"use strict";\n{S}\n\n${TAIL}`,
  map: injectedMap("AAAA"),
});
pair("I8", "behind the first of two directives", `"use client";"use strict";${R}`, {
  script: `"use client";\n{S}\n"use strict";${TAIL}`,
});
pair("I9", "before a byte order mark", `\ufeff"use strict";${R}`, {
  script: `\n{S}\n\ufeff"use strict";${TAIL}`,
});

row("I10", "a script that names no map gets its id at the end, and a warning", async () => {
  const run = await inject({ "a.js": "x();\n" });
  const id = "16495198-de57-5b0e-9ba8-164e8f5d85ba";
  assertEquals(run.text("a.js"), filled("x();\n{S}\n//# debugId={id}\n", id));
  assertStringIncludes(
    run.stdout,
    `    ${id} - ./a.js\n        - warning: could not determine a source map reference ` +
      "(Could not auto-detect referenced sourcemap for ./a.js)\n",
  );
});
alone("I11", "a map that is not there", R, {
  id: "44abd174-77a2-5d57-ad3e-2f856a509fde",
  script: "x();\n{S}\n//# sourceMappingURL=a.js.map\n//# debugId={id}\n",
});
alone("I12", "an empty script", "", {
  id: "da39a3ee-5e6b-5b0d-b255-bfef95601890",
  script: "{S}\n//# debugId={id}\n",
});
alone("I13", "line ends of DOS", "a\r\nb\r\n//# sourceMappingURL=nope.js.map\r\nc\r\n", {
  id: "d90793e0-3f22-5aaf-a708-e19cd939f9bf",
  script: "a\nb\nc\n{S}\n//# sourceMappingURL=nope.js.map\n//# debugId={id}\n",
});

row("I14", "an embedded map", async () => {
  const run = await inject({ "a.js": inline(btoa(M)) });
  const id = "3fba2afe-da97-512e-bf45-e56e32cc0010";
  const map = btoa(filled(AFTER_SNIPPET, id));
  assertEquals(
    run.text("a.js"),
    filled(
      `\n{S}\nx();\n//# sourceMappingURL=data:application/json;base64,${map}\n\n//# debugId={id}\n`,
      id,
    ),
  );
});
row("I15", "an embedded map that is no base64", async () => {
  const run = await inject({ "a.js": inline("!!!") });
  assertEquals([run.code, run.text("a.js")], [0, inline("!!!")]);
  assertStringIncludes(run.stderr, "Skipping ./a.js: embedded sourcemap is not valid base64");
  assertStringIncludes(run.stdout, "> Nothing to inject");
});
row("I16", "an embedded map that is no JSON", async () => {
  const script = inline(btoa("nope"));
  const run = await inject({ "a.js": script });
  assertEquals([run.code, run.text("a.js")], [1, script]);
  assertStringIncludes(
    run.stderr,
    "error: Invalid embedded sourcemap in source file ./a.js\n\nCaused by:\n" +
      "    bad json: expected ident at line 1 column 2\n",
  );
});

row("I17", "the id of a map is taken", async () => {
  const run = await inject({ "a.js": R, "a.js.map": withKeys(`"debug_id":"${ONES}"`) });
  assertEquals(run.text("a.js"), filled(`\n{S}\n${TAIL}`, ONES));
  assertEquals(run.text("a.js.map"), filled(AFTER_SNIPPET, ONES));
  assertStringIncludes(
    run.stdout,
    `  Ignored: The following sourcemap files already have debug ids\n    ${ONES} - ./a.js.map\n`,
  );
});
pair(
  "I18",
  "debugId before debug_id",
  R,
  { id: ONES, script: `\n{S}\n${TAIL}`, map: AFTER_SNIPPET },
  withKeys(`"debug_id":"${NINES}","debugId":"${ONES}"`),
);
row("I19", "a map whose id is none", async () => {
  const map = withKeys('"debugId":"zzz"');
  const run = await inject({ "a.js": R, "a.js.map": map });
  assertEquals([run.code, run.text("a.js"), run.text("a.js.map")], [1, R, map]);
  assertStringIncludes(run.stderr, "error: Invalid sourcemap at ./a.js.map\n");
});

/** A script that counts as injected. */
function kept(id: string, what: string, script: string): void {
  row(id, `a script that has ${what} stays as it is, and its map`, async () => {
    const run = await inject({ "a.js": script, "a.js.map": M });
    assertEquals([run.code, run.text("a.js"), run.text("a.js.map")], [0, script, M]);
    assertEquals(
      run.stdout.split("Report\n")[1],
      `  Ignored: The following source files already have debug ids\n    ${ONES} - ./a.js\n\n`,
    );
  });
}
kept("I20", "an id", `${R}//# debugId=${ONES}`);
kept("I21", "one in a string", `a("//# debugId=${ONES} ");\n${R}`);

pair("I22", "a legacy comment", "x();\n//@ sourceMappingURL=a.js.map\n", {
  script: "\n{S}\nx();\n//@ sourceMappingURL=a.js.map\n\n//# debugId={id}\n",
  map: AFTER_SNIPPET,
});

for (const name of ["foo.map", "foo.min.js.map", "foo.js.map", "foo.min.map"]) {
  row("I23", `foo.min.js finds ${name}`, async () => {
    const run = await inject({ "foo.min.js": "x", [name]: M });
    const id = "4cbf3a32-ba1d-5a8a-8167-5240daf1993b";
    assertEquals(idOf(run, "foo.min.js"), id);
    assertStringIncludes(run.text(name) ?? "", `"debugId":"${id}"`);
  });
}
row("I24", "the shortest name wins", async () => {
  const other = M.replace("a.ts", "b.ts");
  const run = await inject({ "foo.min.js": "x", "foo.min.js.map": M, "foo.map": other });
  assertEquals(run.text("foo.min.js.map"), M);
  assertStringIncludes(run.text("foo.map") ?? "", `"debugId":"${idOf(run, "foo.min.js")}"`);
});
row("I25", "two scripts that guess one map both go without", async () => {
  const run = await inject({ "a.js": "x", "a.min.js": "y", "a.js.map": M });
  assertEquals(run.text("a.js.map"), M);
  for (const [path, code] of [["a.js", "x"], ["a.min.js", "y"]] as const) {
    assertEquals(run.text(path), filled(`${code}\n{S}\n//# debugId={id}\n`, idOf(run, path)));
  }
  assertEquals(run.stdout.match(/- warning: .*a\.js\.map/g)?.length, 2);
});
row("I26", "a map that a comment names is not guessed by another script", async () => {
  const run = await inject({
    "a.js": "x",
    "b.js": "y\n//# sourceMappingURL=a.js.map",
    "a.js.map": M,
  });
  assertStringIncludes(run.text("a.js.map") ?? "", `"debugId":"${idOf(run, "b.js")}"`);
  assertEquals(run.text("a.js"), filled("x\n{S}\n//# debugId={id}\n", idOf(run)));
  assertStringIncludes(run.stdout, "- ./a.js\n        - warning: ");
  assertEquals(/- warning: .*\.\/b\.js/.test(run.stdout), true, run.stdout);
});

const BESIDE = "x\n//# sourceMappingURL=a.js.map";
const AT_END = "x\n{S}\n//# sourceMappingURL=a.js.map\n//# debugId={id}\n";
row("I27", "a map in a folder beside", async () => {
  const run = await inject({ "js/a.js": BESIDE, "maps/a.js.map": M });
  const id = "7ad0f962-87d1-5ecf-b528-067125870765";
  assertEquals(idOf(run, "js/a.js"), id);
  assertStringIncludes(run.text("maps/a.js.map") ?? "", `"debugId":"${id}"`);
});
row("I28", "two maps in folders beside are none", async () => {
  const run = await inject({ "js/a.js": BESIDE, "maps/a.js.map": M, "maps2/a.js.map": M });
  assertEquals(run.text("js/a.js"), filled(AT_END, idOf(run, "js/a.js")));
  assertEquals([run.text("maps/a.js.map"), run.text("maps2/a.js.map")], [M, M]);
  assertStringIncludes(run.stderr, "Ambiguous matches for sourcemap path ./js/a.js.map:");
});
row("I29", "a map one folder deeper is none", async () => {
  const run = await inject({ "js/a.js": BESIDE, "js/maps/a.js.map": M });
  assertEquals(run.text("js/a.js"), filled(AT_END, idOf(run, "js/a.js")));
  assertEquals(run.text("js/maps/a.js.map"), M);
});

pair("I30", "an address elsewhere does not count", "x\n//# sourceMappingURL=https://h/a.js.map", {
  map: AFTER_SNIPPET,
});
pair("I31", "query and fragment are cut off", "x\n//# sourceMappingURL=a.js.map?x=1#f", {
  map: AFTER_SNIPPET,
});
row("I32", "a reference is not decoded", async () => {
  const run = await inject({ "a.js": "x\n//# sourceMappingURL=a%20b.js.map", "a b.js.map": M });
  assertEquals(run.text("a b.js.map"), M);
  assertEquals(run.text("a.js")?.startsWith("x\n!function"), true);
});

const indexed = (line: number) =>
  `{"version":3,"file":"a.js","sections":[{"offset":{"line":${line},"column":0},"map":${M}},` +
  '{"offset":{"line":2,"column":3},"url":"foo.map"}]}';
const indexedAfter = (first: number, second: number) =>
  `{"version":3,"file":"a.js","sources":null,"sections":[{"offset":{"line":${first},"column":0},` +
  `"url":null,"map":${M}},{"offset":{"line":${second},"column":3},"url":"foo.map","map":null}],` +
  '"debugId":"{id}"}';
row("I33", "an indexed map: the snippet begins the file", async () => {
  const run = await inject({ "a.js": R, "a.js.map": indexed(0) });
  const id = idOf(run);
  assertEquals(run.text("a.js"), filled(`{S}\n${TAIL}`, id));
  assertEquals(run.text("a.js.map"), filled(indexedAfter(1, 3), id));
});
row("I34", "an indexed map: a directive behind a comment is repeated", async () => {
  const script = `#!/n\n// c\n"use strict";\n${R}`;
  const run = await inject({ "a.js": script, "a.js.map": indexed(0) });
  assertEquals(
    run.text("a.js"),
    filled(`#!/n\n"use strict";{S}\n// c\n"use strict";\n${TAIL}`, idOf(run)),
  );
});
row("I35", "an indexed map whose offset cannot grow: at the end", async () => {
  const run = await inject({ "a.js": `a\r\n${R}`, "a.js.map": indexed(4294967295) });
  const id = idOf(run);
  assertEquals(
    run.text("a.js"),
    filled("a\nx();\n{S}\n//# sourceMappingURL=a.js.map\n//# debugId={id}\n", id),
  );
  const map = run.text("a.js.map") ?? "";
  assertStringIncludes(map, '"offset":{"line":4294967295,"column":0}');
  assertStringIncludes(map, '"offset":{"line":2,"column":3}');
  assertStringIncludes(map, `"debugId":"${id}"`);
});

const SCOPES = '"x_facebook_sources":[[{"names":["<global>"],"mappings":"AAA"}],null]';
pair(
  "I36",
  "a Hermes map with odd values",
  R,
  {
    map: '{"version":3,"file":"<invalid>","sources":["a.ts",""],"sourceRoot":"/r/",' +
      `"names":["1","","x"],"mappings":";;AAAA","ignoreList":[1],${SCOPES},"debugId":"{id}"}`,
  },
  '{"version":3,"sources":["a.ts",null],"names":[1,true,"x"],"sourceRoot":"/r/","file":5,' +
    `"ignoreList":[1],"extra":1,"mappings":"AAAA",${SCOPES}}`,
);
pair("I37", "a line of junk before the map", R, { map: AFTER_SNIPPET }, `)]}'\n${M}`);
pair(
  "I38",
  "tokens around the place of the snippet",
  '"use strict";var a=1;b();\nc();\n',
  { map: injectedMap("AAAA,YACA;;AAAA,GAAI,KACJ;AACA") },
  // (0,0)→(0,0) (0,12)→(1,0) (0,16)→(1,4) (0,21)→(2,0) (1,0)→(3,0)
  M.replace('"AAAA"', '"AAAA,YACA,IAAI,KACJ;AACA"'),
);
pair(
  "I39",
  "tokens behind the last line go",
  "x();\n",
  { map: injectedMap(";;AAAA") },
  M.replace('"AAAA"', '"AAAA;AACA;AACA"'),
);

row("I40", "a second run changes nothing", async () => {
  const once = await inject({ "a.js": R, "a.js.map": M });
  const twice = await inject({ "a.js": R, "a.js.map": M }, ["."], 2);
  assertEquals(
    [twice.text("a.js"), twice.text("a.js.map")],
    [once.text("a.js"), once.text("a.js.map")],
  );
  assertEquals(
    twice.stdout.split("Report\n")[1],
    "  Ignored: The following source files already have debug ids\n" +
      "    656b9ed6-98ef-5d73-8efc-e2d663f4db1c - ./a.js\n\n",
  );
});
pair("I40", "a script of nothing but a hashbang", "#!/x\n", {
  script: "\n{S}\n#!/x\n\n//# debugId={id}\n",
});

row("I41", "--dry-run tells the same and changes nothing", async () => {
  const files = { "a.js": R, "a.js.map": M };
  const real = await inject(files);
  const dry = await inject(files, [".", "--dry-run"]);
  assertEquals([dry.code, dry.stdout], [0, real.stdout]);
  assertEquals([dry.text("a.js"), dry.text("a.js.map")], [R, M]);
});

const TREE: Files = Object.fromEntries(
  ("a.js b.cjs c.mjs d.ts e.JS f.jsx g.bundle .hidden.js .hid/h.js node_modules/n.js d.test.js " +
    "sub/x.js").split(" ").map((path) => [path, "x"]),
);
/** Which files of the tree were injected. */
const touched = (run: GivenRun) =>
  Object.keys(TREE).filter((path) => run.text(path) !== "x").sort();
row("I42", "which files are found", async () => {
  const run = await inject(TREE);
  assertStringIncludes(run.stdout, "> Found 7 files\n");
  assertEquals(
    touched(run),
    [".hidden.js", "a.js", "b.cjs", "c.mjs", "d.test.js", "node_modules/n.js", "sub/x.js"],
  );
});
row("I43", "--ext takes the place of the list", async () => {
  const run = await inject(TREE, [".", "--ext", "test.js"]);
  assertEquals(touched(run), ["d.test.js"]);
});
row("I44", "--ignore leaves files and folders out", async () => {
  const words = [".", "-i", "sub", "-i", "*.mjs", "-i", "node_modules/**"];
  const run = await inject(TREE, words);
  assertStringIncludes(run.stdout, "> Found 4 files\n");
  assertEquals(touched(run), [".hidden.js", "a.js", "b.cjs", "d.test.js"]);
});
row("I45", "a path that is not there", async () => {
  const run = await inject({ "a.js": "x" }, ["nope"]);
  assertEquals(run.code, 1);
  assertStringIncludes(
    run.stderr,
    "error: nope: IO error for operation on nope: No such file or directory (os error 2)\n",
  );
});
row("I46", "a file of another kind", async () => {
  const run = await inject({ "d.ts": "x" }, ["d.ts"]);
  assertEquals([run.code, run.text("d.ts")], [0, "x"]);
  assertStringIncludes(run.stdout, "> Found 1 file\n");
  assertStringIncludes(run.stdout, "> Nothing to inject");
});
row("I47", "a script that is no UTF-8", async () => {
  const run = await inject({ "a.js": Uint8Array.of(0xff) });
  assertEquals(run.code, 1);
  assertStringIncludes(run.stderr, "error: Failed to process ./a.js\n");
});
row("I48", "the id is that of 3.x, where 2.58.6 hashes the map alone", async () => {
  const run = await inject({ "a.js": R, "a.js.map": M });
  // u5 of the map's bytes: what 2.58.6 would have written, under the key debug_id.
  const digest = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(M));
  const old = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0"));
  assertEquals(old.slice(0, 4).join(""), "f90c30b5");
  assertEquals(idOf(run).startsWith("f90c30b5"), false);
  assertEquals(/"debug_id"/.test(run.text("a.js.map") ?? ""), false);
});
