/** The rows I1 … I47 of the specification (§9.1), and what is ours beyond them. */
import { runApp } from "../../app.ts";
import { snippet } from "../../features/sourcemaps/insertion.ts";
import { assert, assertEquals } from "../../../tests/support/assert.ts";
import { halfWritten } from "../../../tests/support/half_written.ts";
import { fakeSystem } from "../../../tests/support/fake_system.ts";

type Files = Record<string, string>;

const M = '{"version":3,"sources":["a.ts"],"names":[],"mappings":"AAAA"}';
const R = "x();\n//# sourceMappingURL=a.js.map\n";
const ID = "11111111-2222-3333-4444-555555555555";

interface Ran {
  readonly code: number;
  readonly files: Files;
  readonly stdout: string;
  readonly stderr: string;
  readonly fs: ReturnType<typeof fakeSystem>["fs"];
}

async function run(
  files: Files,
  words: readonly string[] = ["."],
  prepare: (system: ReturnType<typeof fakeSystem>) => void = () => {},
): Promise<Ran> {
  const given = Object.entries(files).map(([path, text]) => [`/${path}`, text]);
  const system = fakeSystem({ cwd: "/", files: Object.fromEntries(given) });
  prepare(system);
  const code = await runApp(system, ["sourcemaps", "inject", ...words]);
  const after: Files = {};
  for (const path of system.fs.paths()) {
    after[path.slice(1)] = system.fs.text(path) ?? "";
  }
  return { code, files: after, ...system.written, fs: system.fs };
}

const map = (mappings: string, id: string) =>
  `{"version":3,"sources":["a.ts"],"names":[],"mappings":"${mappings}","debugId":"${id}"}`;
/** `before` + snippet line + `after` + comment. */
const script = (before: string, after: string, id: string) =>
  `${before}\n${snippet(id)}\n${after}\n//# debugId=${id}\n`;
const atEnd = (text: string, id: string, reference = "") =>
  `${text}${snippet(id)}\n${reference}//# debugId=${id}\n`;

interface Row {
  readonly name: string;
  readonly given: Files;
  readonly expected: Files;
  readonly words?: readonly string[];
}

const SIMPLE: readonly (readonly [string, string, string, string, string, string])[] = [
  ["I1", R, "656b9ed6-98ef-5d73-8efc-e2d663f4db1c", "", R, ";;AAAA"],
  [
    "I2",
    `#!/usr/bin/env node\n${R}`,
    "a2abecd8-d4c4-5f1a-841b-d109412ad47a",
    "#!/usr/bin/env node\n",
    R,
    "AAAA",
  ],
  [
    "I3",
    `"use strict";${R}`,
    "59138997-c4db-5ef4-95d3-f9edd1942dc1",
    '"use strict";',
    R,
    "AAAA;;AAAA",
  ],
  [
    "I4",
    `'use strict';\n${R}`,
    "0cd1e89d-2d39-54f0-ae14-7f6f424a368d",
    "'use strict';\n",
    R,
    "AAAA",
  ],
  [
    "I5",
    `"use strict";\n${R}`,
    "51865c71-9a87-53ad-89bf-4cb7448a258d",
    '"use strict";',
    `\n${R}`,
    "AAAA;;AAAA",
  ],
];

const inline = (text: string) =>
  `x();\n//# sourceMappingURL=data:application/json;base64,${btoa(text)}\n`;
const M_ID1 = M.replace("}", `,"debug_id":"${ID}"}`);

const ROWS: readonly Row[] = [
  ...SIMPLE.map(([name, js, id, before, after, mappings]): Row => ({
    name,
    given: { "a.js": js, "a.js.map": M },
    expected: { "a.js": script(before, after, id), "a.js.map": map(mappings, id) },
  })),
  {
    name: "I10 no reference",
    given: { "a.js": "x();\n" },
    expected: { "a.js": atEnd("x();\n", "16495198-de57-5b0e-9ba8-164e8f5d85ba") },
  },
  {
    name: "I11 no map",
    given: { "a.js": R },
    expected: {
      "a.js": atEnd(
        "x();\n",
        "44abd174-77a2-5d57-ad3e-2f856a509fde",
        "//# sourceMappingURL=a.js.map\n",
      ),
    },
  },
  {
    name: "I12 empty",
    given: { "a.js": "" },
    expected: { "a.js": atEnd("", "da39a3ee-5e6b-5b0d-b255-bfef95601890") },
  },
  {
    name: "I13 CRLF and a comment in the middle",
    given: { "a.js": "a\r\nb\r\n//# sourceMappingURL=nope.js.map\r\nc\r\n" },
    expected: {
      "a.js": atEnd(
        "a\nb\nc\n",
        "d90793e0-3f22-5aaf-a708-e19cd939f9bf",
        "//# sourceMappingURL=nope.js.map\n",
      ),
    },
  },
  {
    name: "I14 embedded",
    given: { "a.js": inline(M) },
    expected: {
      "a.js": script(
        "",
        inline(map(";;AAAA", "3fba2afe-da97-512e-bf45-e56e32cc0010")),
        "3fba2afe-da97-512e-bf45-e56e32cc0010",
      ),
    },
  },
  {
    name: "I15 embedded, no base64",
    given: { "a.js": "x();\n//# sourceMappingURL=data:application/json;base64,!!!\n" },
    expected: { "a.js": "x();\n//# sourceMappingURL=data:application/json;base64,!!!\n" },
  },
  {
    name: "I17 the map has an id",
    given: { "a.js": R, "a.js.map": M_ID1 },
    expected: { "a.js": script("", R, ID), "a.js.map": map(";;AAAA", ID) },
  },
  {
    name: "I18 the map has two ids",
    given: {
      "a.js": R,
      "a.js.map": M.replace(
        "}",
        `,"debug_id":"99999999-2222-3333-4444-555555555555","debugId":"${ID}"}`,
      ),
    },
    expected: { "a.js": script("", R, ID), "a.js.map": map(";;AAAA", ID) },
  },
  {
    name: "I20 the script has an id",
    given: { "a.js": `${R}//# debugId=${ID}`, "a.js.map": M },
    expected: { "a.js": `${R}//# debugId=${ID}`, "a.js.map": M },
  },
  {
    name: "I21 the id is in a string",
    given: { "a.js": `a("//# debugId=${ID} ");\n${R}`, "a.js.map": M },
    expected: { "a.js": `a("//# debugId=${ID} ");\n${R}`, "a.js.map": M },
  },
  {
    name: "I29 an extra segment",
    given: { "js/a.js": R, "js/maps/a.js.map": M },
    expected: {
      "js/a.js": atEnd(
        "x();\n",
        "44abd174-77a2-5d57-ad3e-2f856a509fde",
        "//# sourceMappingURL=a.js.map\n",
      ),
      "js/maps/a.js.map": M,
    },
  },
  {
    name: "I41 --dry-run",
    given: { "a.js": R, "a.js.map": M },
    words: [".", "--dry-run"],
    expected: { "a.js": R, "a.js.map": M },
  },
];

for (const { name, given, expected, words } of ROWS) {
  Deno.test(`sourcemaps inject: spec ${name}`, async () => {
    const { code, files, stderr } = await run(given, words);
    assertEquals(files, expected);
    assertEquals(code, 0, stderr);
  });
}

/** Where the snippet comes: text before it, text after it; the id is a hash of both files. */
const PLACES: readonly (readonly [string, string, string, string?])[] = [
  ["I6 no semicolon", "", `"use strict"\n${R}`],
  ["I7 a comment first", '/* c */\n"use strict";', `\n${R}`, "AAAA"],
  ["I8 only one directive", '"use client";', `"use strict";${R}`],
  ["I22 a legacy comment", "", "x();\n//@ sourceMappingURL=a.js.map\n"],
  ["I31 query and fragment", "", "x\n//# sourceMappingURL=a.js.map?x=1#f"],
  ["I30 an address elsewhere, paired by name", "", "x\n//# sourceMappingURL=https://h/a.js.map"],
];
for (const [name, before, after, mappings] of PLACES) {
  Deno.test(`sourcemaps inject: spec ${name}`, async () => {
    const { files } = await run({ "a.js": before + after, "a.js.map": M });
    const id = /debugId=(\S+)/.exec(files["a.js"] ?? "")?.[1] ?? "";
    assertEquals(files["a.js"], script(before, after, id));
    const written = files["a.js.map"] ?? "";
    assert(written.endsWith(`"debugId":"${id}"}`), written);
    if (mappings !== undefined) assertEquals(written, map(mappings, id));
  });
}

Deno.test("sourcemaps inject: spec I9 and I40, before a byte order mark and before comments alone", async () => {
  for (const text of ['\ufeff"use strict";x', "#!/x\n"]) {
    const { files } = await run({ "a.js": text, "a.js.map": M });
    const id = /debugId=(\S+)/.exec(files["a.js"] ?? "")?.[1] ?? "";
    assertEquals(files["a.js"], script("", text, id));
  }
});

Deno.test("sourcemaps inject: spec I23 and I24, maps by their names", async () => {
  const names = ["foo.map", "foo.min.js.map", "foo.js.map", "foo.min.map"];
  for (const name of names) {
    const { files } = await run({ "foo.min.js": "x", [name]: M });
    assertEquals(files[name], map(";;AAAA", "4cbf3a32-ba1d-5a8a-8167-5240daf1993b"));
  }
  const { files } = await run({ "foo.min.js": "x", "foo.min.js.map": M, "foo.map": M });
  assertEquals(files["foo.min.js.map"], M);
  assert(files["foo.map"] !== M);
});

Deno.test("sourcemaps inject: spec I25, two scripts guess one map", async () => {
  const { files, stdout } = await run({ "a.js": "x", "a.min.js": "y", "a.js.map": M });
  assertEquals(files["a.js.map"], M);
  assert(files["a.js"]?.startsWith("x\n!function"));
  assertEquals(stdout.split("guessed the sourcemap reference a.js.map for multiple").length, 3);
});

Deno.test("sourcemaps inject: spec I26, a guess that another script names", async () => {
  const { files, stdout } = await run({
    "a.js": "x",
    "b.js": "y\n//# sourceMappingURL=a.js.map",
    "a.js.map": M,
  });
  assert(files["a.js"]?.startsWith("x\n!function"));
  assert(files["b.js"]?.startsWith("\n!function"));
  assert(stdout.includes("(a.js.map), which is already associated with source ./b.js."));
});

Deno.test("sourcemaps inject: spec I27, I28, a map in a folder beside", async () => {
  const given = { "js/a.js": "x\n//# sourceMappingURL=a.js.map", "maps/a.js.map": M };
  const one = await run(given);
  assertEquals(one.files["maps/a.js.map"], map(";;AAAA", "7ad0f962-87d1-5ecf-b528-067125870765"));
  const two = await run({ ...given, "maps2/a.js.map": M });
  assertEquals([two.files["maps/a.js.map"], two.files["maps2/a.js.map"]], [M, M]);
  assert(two.stderr.includes("Ambiguous matches for sourcemap path ./js/a.js.map:"), two.stderr);
  assert(two.stderr.includes("./maps2/a.js.map"), two.stderr);
});

Deno.test("sourcemaps inject: spec I32, a reference is not decoded", async () => {
  const { files } = await run({ "a.js": "x\n//# sourceMappingURL=a%20b.js.map", "a b.js.map": M });
  assertEquals(files["a b.js.map"], M);
});

const indexed = (line: number) =>
  `{"version":3,"file":"a.js","sections":[{"offset":{"line":${line},"column":0},"map":${M}},` +
  '{"offset":{"line":4294967295,"column":3},"url":"foo.map"}]}';

Deno.test("sourcemaps inject: spec I33, an indexed map", async () => {
  const given = indexed(0).replace("4294967295", "2");
  const { files } = await run({ "a.js": R, "a.js.map": given });
  const id = /debugId=(\S+)/.exec(files["a.js"] ?? "")?.[1] ?? "";
  assertEquals(files["a.js"], `${snippet(id)}\n${R}\n//# debugId=${id}\n`);
  assertEquals(
    files["a.js.map"],
    `{"version":3,"file":"a.js","sources":null,"sections":[{"offset":{"line":1,"column":0},"url":null,` +
      `"map":${M}},{"offset":{"line":3,"column":3},"url":"foo.map","map":null}],"debugId":"${id}"}`,
  );
});

Deno.test("sourcemaps inject: spec I34, an indexed map and a directive", async () => {
  const text = `#!/n\n// c\n"use strict";\n${R}`;
  const { files } = await run({ "a.js": text, "a.js.map": indexed(0).replace("4294967295", "2") });
  const id = /debugId=(\S+)/.exec(files["a.js"] ?? "")?.[1] ?? "";
  const rest = text.slice("#!/n\n".length);
  assertEquals(files["a.js"], `#!/n\n"use strict";${snippet(id)}\n${rest}\n//# debugId=${id}\n`);
});

Deno.test("sourcemaps inject: spec I35, an offset that cannot grow", async () => {
  const { files } = await run({ "a.js": "a\r\n", "a.js.map": indexed(0) });
  const id = /debugId=(\S+)/.exec(files["a.js"] ?? "")?.[1] ?? "";
  assertEquals(files["a.js"], atEnd("a\n", id));
  assert(files["a.js.map"]?.includes('"offset":{"line":0,'));
  assert(files["a.js.map"]?.includes('"offset":{"line":4294967295,'));
});

Deno.test("sourcemaps inject: spec I36, a Hermes map; I37, a line of junk", async () => {
  const scopes = '"x_facebook_sources":[[{"names":["<global>"],"mappings":"AAA"}],null]';
  const given = '{"version":3,"file":5,"sources":["a.ts",null],"sourceRoot":"/r/",' +
    `"names":[1,true,"x"],"mappings":"AAAA","ignoreList":[1],"extra":1,${scopes}}`;
  const { files } = await run({ "a.js": R, "a.js.map": given });
  const id = /debugId=(\S+)/.exec(files["a.js"] ?? "")?.[1] ?? "";
  assertEquals(
    files["a.js.map"],
    '{"version":3,"file":"<invalid>","sources":["a.ts",""],"sourceRoot":"/r/",' +
      `"names":["1","","x"],"mappings":";;AAAA","ignoreList":[1],${scopes},"debugId":"${id}"}`,
  );
  const junk = await run({ "a.js": R, "a.js.map": `)]}'\n${M}` });
  assert(junk.files["a.js.map"]?.startsWith('{"version":3,'));
});

Deno.test("sourcemaps inject: spec I38, tokens around the insertion; I39, beyond the text", async () => {
  const text = '"use strict";var a=1;b();\nc();\n';
  const given = M.replace('"AAAA"', '"AAAA,YACA,IAAI,KACJ;AACA"');
  const { files } = await run({ "a.js": text, "a.js.map": given });
  assert(files["a.js.map"]?.includes('"mappings":"AAAA,YACA;;AAAA,GAAI,KACJ;AACA"'));
  const beyond = await run({
    "a.js": "x();\n",
    "a.js.map": M.replace('"AAAA"', '"AAAA;AAAA;AAAA"'),
  });
  assert(beyond.files["a.js.map"]?.includes('"mappings":";;AAAA"'));
});

Deno.test("sourcemaps inject: spec I40, the second run changes nothing", async () => {
  const first = await run({ "a.js": R, "a.js.map": M });
  const second = await run(first.files);
  assertEquals(second.files, first.files);
  assert(second.stdout.includes("Ignored: The following source files already have debug ids"));
});

/** Files of I42. */
const TREE = [
  ..."a.js b.cjs c.mjs d.ts e.JS f.jsx g.bundle .hidden.js .hid/h.js".split(" "),
  ..."node_modules/n.js d.test.js sub/x.js".split(" "),
];
const SEARCHES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ["I42", ["."], [
    ...".hidden.js a.js b.cjs c.mjs d.test.js node_modules/n.js sub/x.js".split(" "),
  ]],
  ["I43", [".", "--ext", "test.js"], ["d.test.js"]],
  ["I44", [".", "-i", "sub", "-i", "*.mjs", "-i", "node_modules/**"], [
    ...".hidden.js a.js b.cjs d.test.js".split(" "),
  ]],
  ["a leading dot", [".", "-x", ".ts"], ["d.ts"]],
  ["anchored", [".", "-i", "/a.js", "-i", "!a.js", "-x", "js"], [
    ...".hidden.js d.test.js node_modules/n.js sub/x.js".split(" "),
  ]],
  ["a file of patterns", [".", "-I", "rules"], ["a.js", "b.cjs", "c.mjs"]],
  ["no file of patterns", [".", "-I", "nope", "-x", "cjs"], ["b.cjs"]],
  ["I46 a file of another kind", ["d.ts"], []],
];
for (const [name, words, expected] of SEARCHES) {
  Deno.test(`sourcemaps inject finds: spec ${name}`, async () => {
    const given = Object.fromEntries(TREE.map((path) => [path, "x"]));
    const { files, stdout, code } = await run(
      { ...given, rules: "/sub\n*.test.js\n.hidden.js\nnode_modules\n" },
      words,
    );
    const changed = TREE.filter((path) => files[path] !== "x").sort();
    assertEquals([changed, code], [[...expected].sort(), 0]);
    const count = words[0] === "d.ts" ? 1 : expected.length;
    assert(stdout.includes(`> Found ${count} file${count === 1 ? "\n" : "s\n"}`), stdout);
    if (expected.length === 0) assert(stdout.includes("> Nothing to inject"));
  });
}

const FAILURES: readonly (readonly [string, Files, string, string])[] = [
  [
    "I16",
    { "a.js": inline("nope") },
    "Invalid embedded sourcemap in source file ./a.js",
    "bad json: expected ident at line 1 column 2",
  ],
  [
    "I19",
    { "a.js": R, "a.js.map": M.replace("}", ',"debugId":"zzz"}') },
    "Invalid sourcemap at ./a.js.map",
    'bad json: invalid value: string "zzz", expected DebugId at line 1 column 77',
  ],
];
for (const [name, given, message, cause] of FAILURES) {
  Deno.test(`sourcemaps inject: spec ${name}, and the rest goes on`, async () => {
    const { code, files, stderr } = await run({ ...given, "z.js": "x" });
    assertEquals([code, { ...files, "z.js": "" }], [1, { ...given, "z.js": "" }]);
    assert(files["z.js"] !== "x");
    assert(stderr.includes(`error: ${message}\n`) && stderr.includes(cause), stderr);
  });
}

Deno.test("sourcemaps inject: spec I45, nothing there: nothing is changed", async () => {
  const { code, files, stderr } = await run({ "a.js": "x" }, ["a.js", "nope"]);
  assertEquals([code, files], [1, { "a.js": "x" }]);
  const line =
    "error: nope: IO error for operation on nope: No such file or directory (os error 2)";
  assert(stderr.includes(line), stderr);
});

Deno.test("sourcemaps inject: spec I47, no UTF-8, with and without a map", async () => {
  const bad = Uint8Array.of(0x78, 0xff);
  const alone = await run({}, ["."], ({ fs }) => fs.put("/a.js", bad));
  assertEquals(alone.code, 1);
  assert(alone.stderr.includes("Failed to process ./a.js"), alone.stderr);
  assert(alone.stderr.includes("stream did not contain valid UTF-8"), alone.stderr);
  const paired = await run({ "a.js.map": M }, ["."], ({ fs }) => fs.put("/a.js", bad));
  assert(
    paired.stderr.includes("invalid utf-8 sequence of 1 bytes from index 1"),
    paired.stderr,
  );
  assertEquals(paired.files["a.js.map"], M);
});

Deno.test("sourcemaps inject: a map that two scripts name is shifted once, for the first", async () => {
  const named = (text: string) => `${text}\n//# sourceMappingURL=m.js.map\n`;
  const { files, stdout } = await run({ "a.js": named("x"), "b.js": named("y"), "m.js.map": M });
  const alone = await run({ "a.js": named("x"), "m.js.map": M });
  const id = /debugId":"([^"]*)/.exec(alone.files["m.js.map"] ?? "")?.[1] ?? "";
  assertEquals(files["m.js.map"], map(";;AAAA", id));
  assertEquals(files["a.js"], script("", named("x"), id));
  assertEquals(files["b.js"], script("", named("y"), id));
  assert(stdout.includes("The map ./m.js.map is for ./a.js"), stdout);
});

Deno.test("sourcemaps inject: a run that stopped between script and map is finished by the next", async () => {
  const whole = await run({ "a.js": `"use strict";\n${R}`, "a.js.map": M });
  const half = await run({ "a.js": whole.files["a.js"] ?? "", "a.js.map": M });
  assertEquals(half.files, whole.files);
  // Another map than the one that the id was made of is nobody's to change.
  const other = M.replace("a.ts", "b.ts");
  const foreign = await run({ "a.js": whole.files["a.js"] ?? "", "a.js.map": other });
  assertEquals(foreign.files["a.js.map"], other);
});

Deno.test("sourcemaps inject: a file that a killed run left half written is put right", async () => {
  const whole = await run({ "a.js": R, "a.js.map": M });
  const utf8 = new TextEncoder();
  for (const path of ["a.js", "a.js.map"]) {
    for (const stage of ["old", "new"] as const) {
      const before = utf8.encode(path === "a.js" ? R : M);
      const half = halfWritten(before, utf8.encode(whole.files[path] ?? ""), stage, 20);
      // The script comes first: when its map is being written, it is done.
      const script = path === "a.js" ? R : whole.files["a.js"] ?? "";
      const given = { "a.js": script, "a.js.map": M };
      const dry = await run(given, [".", "--dry-run"], ({ fs }) => fs.put(`/${path}`, half));
      assertEquals(await dry.fs.read(`/${path}`), half);
      const { code, files } = await run(given, ["."], ({ fs }) => fs.put(`/${path}`, half));
      assertEquals([code, files], [0, whole.files], `${path} ${stage}`);
    }
  }
});

Deno.test("sourcemaps inject: a map that cannot be written takes its script back", async () => {
  const { code, files } = await run({ "a.js": R, "a.js.map": M, "b.js": "x" }, ["."], ({ fs }) => {
    fs.refuse = (operation, path) =>
      operation === "overwrite" && path.endsWith(".map") ? "no-space" : undefined;
  });
  assertEquals([code, files["a.js"], files["a.js.map"]], [1, R, M]);
  assert(files["b.js"] !== "x");
});

Deno.test("sourcemaps inject: files that vanish after the search are named, and the rest goes on", async () => {
  const { code, files, stdout } = await run(
    { "a.js": R, "a.js.map": M, "b.js": "x", "c.js": "y" },
    ["."],
    ({ fs }) => {
      fs.refuse = (call, path) => {
        const isGone = call.startsWith("read") && (path.endsWith("b.js") || path.endsWith(".map"));
        return isGone ? "not-found" : undefined;
      };
    },
  );
  assertEquals([code, files["a.js"], files["a.js.map"], files["b.js"]], [1, R, M, "x"]);
  assert(files["c.js"]?.includes("debugId="));
  assert(stdout.includes("Failed to process ./b.js: No such file"), stdout);
  assert(stdout.includes("Failed to process ./a.js: ./a.js.map: No such file"), stdout);
});

Deno.test("sourcemaps inject: circles and links to nothing are named", async () => {
  const circle = await run({ "d/a.js": "x" }, ["."], ({ fs }) => fs.link("/d/up", "/"));
  assertEquals(circle.code, 1);
  assert(circle.files["d/a.js"] !== "x", "the rest goes on");
  assert(
    circle.stderr.includes("File system loop found: ./d/up points to an ancestor ."),
    circle.stderr,
  );
  const nothing = await run({}, ["."], ({ fs }) => fs.link("/x.js", "/none"));
  assert(nothing.stderr.includes("./x.js: IO error for operation on ./x.js"), nothing.stderr);
  const linked = await run({}, ["."], ({ fs }) => {
    fs.put("/.other/b.js", "x");
    fs.link("/l", "/.other");
  });
  assert(linked.fs.text("/.other/b.js") !== "x");
});

Deno.test("sourcemaps inject --strict fails where a script has no map", async () => {
  const { code, stderr } = await run({ "a.js": "x" }, [".", "--strict"]);
  assertEquals(code, 1);
  assert(stderr.includes("1 of 1 scripts have no map of their own"), stderr);
  assertEquals((await run({ "a.js": R, "a.js.map": M }, [".", "--strict"])).code, 0);
});

Deno.test("sourcemaps inject --format json prints the report alone", async () => {
  const { stdout } = await run({ "a.js": R, "a.js.map": M }, [".", "--format", "json"]);
  assertEquals(JSON.parse(stdout), {
    dryRun: false,
    files: [{
      path: "./a.js",
      status: "injected",
      debugId: "656b9ed6-98ef-5d73-8efc-e2d663f4db1c",
      map: { path: "./a.js.map", status: "modified" },
      warnings: [],
      error: null,
    }],
  });
});
