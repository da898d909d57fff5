/** The rows U1 to U38 of the specification of uploads (§9.3): what `sourcemaps upload` sends of what. */
import { assertEquals, assertStringIncludes } from "../support/assert.ts";
import { buildIndexedRamBundle, RAM_MAGIC, RAM_MAP, RAM_MODULES } from "../support/ram_bundle.ts";
import { type Files, row, upload, type UploadRun } from "./sourcemaps_run.ts";

const SCRIPT = "x\n//# sourceMappingURL=a.js.map";
const ONES = "11111111-2222-5333-8444-555555555555";
const NINES = "99999999-2222-5333-8444-555555555555";
const map = (more: Record<string, unknown> = {}) =>
  JSON.stringify({ version: 3, sources: ["s.ts"], names: [], mappings: "AAAA", ...more });
const D: Files = { "dist/a.js": SCRIPT, "dist/a.js.map": map() };
const UPLOAD = ["sourcemaps", "upload"] as const;
const R = [...UPLOAD, "dist", "--release", "1"];

/** What each file of the bundle is called, by URL. */
const urlsOf = (run: UploadRun) =>
  Object.entries(run.manifest?.files ?? {}).map(([path, { url }]) => [url, path]);
const headersOf = (run: UploadRun, path: string) => run.manifest?.files[path]?.headers ?? {};

/** The map `a.js.map` as it is uploaded, decoded. */
async function rewritten(given: Record<string, unknown>, words: readonly string[] = []) {
  const files = { ...D, "dist/a.js.map": map(given) };
  const run = await upload(files, [...R, ...words]);
  assertEquals([run.code, run.stderr], [0, ""]);
  const after: Record<string, unknown> = JSON.parse(run.entries["files/_/_/a.js.map"] ?? "{}");
  return after;
}

row("U1", "release, dist and note", async () => {
  const run = await upload(D, [
    ...[...UPLOAD, "dist", "--release", "1.0"],
    ...["--dist", "d1", "--note", "hello"],
  ]);
  assertEquals(Object.keys(run.entries), ["files/_/_/a.js", "files/_/_/a.js.map"]);
  const id = /> Bundle ID: (\S+)/.exec(run.stdout)?.[1];
  assertEquals(
    run.manifestText,
    '{"files":{"files/_/_/a.js":{"type":"minified_source","url":"~/a.js","headers":' +
      '{"sourcemap":"a.js.map"}},"files/_/_/a.js.map":{"type":"source_map","url":"~/a.js.map"}},' +
      `"debug_id":"${id}","dist":"d1","note":"hello","org":"o","project":"p","release":"1.0"}`,
  );
});
row("U2", "prefix and suffix: the map comes first", async () => {
  const run = await upload(D, [...R, "-u", "https://ex.com/static/", "--url-suffix", "?v=1"]);
  assertEquals(urlsOf(run), [
    ["https://ex.com/static/a.js?v=1", "files/https/ex.com/static/a.js"],
    ["https://ex.com/static/a.js.map?v=1", "files/https/ex.com/static/a.js.map"],
  ]);
  // In the bundle itself files stand in the order of their URLs.
  assertEquals(Object.keys(run.entries), [
    "files/https/ex.com/static/a.js.map",
    "files/https/ex.com/static/a.js",
  ]);
});
row("U3", "app:///", async () => {
  const run = await upload(D, [...R, "-u", "app:///"]);
  assertEquals(urlsOf(run)[0], ["app:///a.js", "files/app/_/a.js"]);
});
for (const prefix of ["/", ""]) {
  row("U4", `the prefix '${prefix}'`, async () => {
    const run = await upload(D, [...R, "-u", prefix]);
    assertEquals(urlsOf(run)[0], ["/a.js", "files/_/_/a.js"]);
  });
}

const W = {
  sources: ["/w/src/a.ts", "/w/src/b.ts", "../rel.ts", "webpack:///./c.ts"],
  mappings: "AAAA,CCAA,CCAA,CCAA",
};
row("U5", "--strip-prefix", async () => {
  const { sources } = await rewritten(W, ["--strip-prefix", "/w"]);
  assertEquals(sources, ["src/a.ts", "src/b.ts", "../rel.ts", "webpack:///./c.ts"]);
});
row("U6", "two prefixes", async () => {
  const words = ["--strip-prefix", "/w/src/", "--strip-prefix", "webpack://"];
  assertEquals((await rewritten(W, words))["sources"], ["a.ts", "b.ts", "../rel.ts", "/./c.ts"]);
});
row("U7", "--strip-common-prefix", async () => {
  const { sources } = await rewritten(W, ["--strip-common-prefix"]);
  assertEquals(sources, ["a.ts", "b.ts", "../rel.ts", "webpack:///./c.ts"]);
});
row("U8", "the first prefix that fits", async () => {
  const given = { sources: ["/w/p/a.ts", "/w/b.ts"], mappings: "AAAA,CCAA" };
  const words = ["--strip-prefix", "/w", "--strip-prefix", "/w/p"];
  assertEquals((await rewritten(given, words))["sources"], ["p/a.ts", "b.ts"]);
});
row("U9", "what no token uses goes", async () => {
  const run = await upload({
    ...D,
    "dist/a.js.map": map({
      sources: ["u.ts", "b.ts", "a.ts"],
      sourcesContent: ["U", "B", null],
      names: ["x", "y", "z"],
      mappings: "AEAAE,ADAAF",
    }),
  }, R);
  assertEquals(
    run.entries["files/_/_/a.js.map"],
    '{"version":3,"sources":["a.ts","b.ts"],"sourcesContent":[null,"B"],"names":["z","x"],' +
      '"mappings":"AAAAA,ACAAC"}',
  );
});
row("U10", "the source root moves into the sources", async () => {
  const after = await rewritten({
    sourceRoot: "/r/",
    sources: ["a.ts", "/b.ts", "http://x/c", "~/d", ""],
    mappings: "AAAA,CCAA,CCAA,CCAA,CCAA",
  });
  assertEquals(after["sources"], ["/r/a.ts", "/b.ts", "http://x/c", "/r/~/d", "/r/"]);
  assertEquals("sourceRoot" in after, false);
});
row("U11", "sections become one map", async () => {
  const section = (line: number, column: number, more: object) => ({
    offset: { line, column },
    map: { version: 3, names: [], ...more },
  });
  const given = {
    version: 3,
    debugId: ONES,
    sections: [
      section(0, 0, { sources: ["s.ts"], names: ["n"], mappings: "AAAAA" }),
      section(2, 5, { sources: ["s.ts", "t.ts"], names: ["n"], mappings: "CCAAA;EAAA" }),
    ],
  };
  const run = await upload({ ...D, "dist/a.js.map": JSON.stringify(given) }, R);
  const after: Record<string, unknown> = JSON.parse(run.entries["files/_/_/a.js.map"] ?? "");
  assertEquals(after["mappings"], "AAAAA;;MCAAA;EAAA");
  assertEquals("debugId" in after, false);
  assertEquals(headersOf(run, "files/_/_/a.js.map"), { "debug-id": ONES });
});

const L = {
  sources: ["src/l.ts", "./src/l.ts", "../x.ts", "webpack:///src/l.ts"],
  mappings: "AAAA,CCAA,CCAA,CCAA",
};
const TWO_PLACES = { "src/l.ts": "here", "dist/src/l.ts": "there" };
row("U12", "contents come from the working folder", async () => {
  const run = await upload({ ...D, ...TWO_PLACES, "dist/a.js.map": map(L) }, R);
  const after: Record<string, unknown> = JSON.parse(run.entries["files/_/_/a.js.map"] ?? "");
  assertEquals(after["sourcesContent"], ["here", "here", null, null]);
});
row("U13", "--no-rewrite leaves the bytes alone", async () => {
  const text = `)]}'\n${map({ ...L, sourceRoot: "r", x_vendor: 1 })}\n`;
  const run = await upload({ ...D, ...TWO_PLACES, "dist/a.js.map": text }, [...R, "--no-rewrite"]);
  assertEquals(run.entries["files/_/_/a.js.map"], text);
});
row("U14", "--debug-id-reference and a comment: no id", async () => {
  const files = { ...D, "dist/a.js.map": map({ debugId: ONES }) };
  const run = await upload(files, [...R, "--debug-id-reference"]);
  assertEquals(headersOf(run, "files/_/_/a.js"), { sourcemap: "a.js.map" });
});
row("U15", "--debug-id-reference and a guess: the map's id", async () => {
  const files = { "dist/a.js": "x", "dist/a.js.map": map({ debugId: ONES }) };
  const run = await upload(files, [...R, "--debug-id-reference"]);
  assertEquals(headersOf(run, "files/_/_/a.js"), { "debug-id": ONES, sourcemap: "a.js.map" });
});

const WITH_IDS: Files = {
  "dist/a.js": `${SCRIPT}\n//# debugId=${ONES}`,
  "dist/a.js.map": map({ debugId: ONES }),
};
row("U16", "neither release nor ids", async () => {
  const run = await upload(D, [...UPLOAD, "dist"]);
  assertEquals(run.code, 1);
  assertStringIncludes(
    run.stderr,
    "error: Cannot upload: You must either specify a release or have debug ids injected into " +
      "your sources\n",
  );
  assertEquals(run.stdout.endsWith("> Adding source map references\n"), true, run.stdout);
});
row("U17", "ids in both and no release", async () => {
  const run = await upload(WITH_IDS, [...UPLOAD, "dist"]);
  assertEquals(run.code, 0);
  assertStringIncludes(run.stdout, "> Release: None\n");
  assertEquals(run.asked.some((body) => body.includes('"version"')), false);
});
row("U18", "some scripts without ids are named", async () => {
  const files = {
    ...WITH_IDS,
    "dist/b.js": "y\n//# sourceMappingURL=b.js.map",
    "dist/b.js.map": map(),
  };
  const run = await upload(files, [...UPLOAD, "dist"]);
  assertEquals([run.code, Object.keys(run.entries).length], [0, 4]);
  assertStringIncludes(run.stderr, "Some source files don't have debug ids:");
  assertStringIncludes(run.stderr, "- ~/b.js");
});
row("U19", "nothing found, with and without --strict", async () => {
  const files = { "dist/a.txt": "x" };
  const lax = await upload(files, R);
  assertEquals([lax.code, lax.requests], [0, ["GET /api/0/organizations/o/chunk-upload/"]]);
  assertStringIncludes(lax.stdout, "> Nothing to upload\n");
  const strict = await upload(files, [...R, "--strict"]);
  assertEquals(strict.code, 1);
  assertStringIncludes(strict.stderr, "error: No files to upload (strict mode).\n");
});
row("U20", "a path that is not there", async () => {
  const run = await upload(D, [...UPLOAD, "nope", "--release", "1"]);
  assertEquals([run.code, run.asked], [0, []]);
  assertStringIncludes(run.stdout, "> Nothing to upload\n");
});
row("U21", "a pattern of files takes every kind", async () => {
  const files = { "dist/a.js": "a", "dist/b.js": "b", "dist/c.ts": "c" };
  const run = await upload(files, [...UPLOAD, "dist/*.*", "--release", "1"]);
  assertEquals(run.stdout.match(/> Found 1 file\n/g)?.length, 3);
  assertEquals(urlsOf(run).map(([url]) => url), ["~/a.js", "~/b.js", "~/c.ts"]);
});
row("U22", "a deep pattern flattens", async () => {
  const run = await upload({ "dist/s/b.js": "b" }, [...UPLOAD, "dist/**/*.js", "--release", "1"]);
  assertEquals(urlsOf(run).map(([url]) => url), ["~/b.js"]);
});

const GZIP = Uint8Array.from(
  atob("H4sIAAAAAAAAA8tIzcnJBwCGphA2BQAAAA=="),
  (letter) => letter.charCodeAt(0),
);
row("U23", "--decompress unpacks; without it the file is left out", async () => {
  const files = { "dist/a.js": GZIP, "dist/b.js": "b" };
  const unpacked = await upload(files, [...R, "--decompress"]);
  assertEquals(unpacked.entries["files/_/_/a.js"], "hello");
  const packed = await upload(files, R);
  assertEquals([packed.code, Object.keys(packed.entries)], [0, ["files/_/_/b.js"]]);
});
row("U24", "a script that is no UTF-8 is listed and left out", async () => {
  const run = await upload({ "dist/a.js": Uint8Array.of(0xff), "dist/b.js": "b" }, R);
  assertStringIncludes(run.stdout, "> Bundled 1 file for upload\n");
  assertStringIncludes(run.stdout, "    ~/a.js (");
  assertEquals(Object.keys(run.entries), ["files/_/_/b.js"]);
});
row("U25", "three URLs with one path", async () => {
  const run = await upload(
    { "dist/a.js": "1", "dist/a.js?q.js": "2", "dist/a.js?r.js": "3" },
    R,
  );
  assertEquals(run.entries, {
    "files/_/_/a.js": "1",
    "files/_/_/a.js.1": "2",
    "files/_/_/a.js..2": "3",
  });
});
row("U26", "--validate and no map", async () => {
  const run = await upload({ "dist/a.js": "x" }, [...R, "--validate"]);
  assertEquals(run.code, 0);
  assertStringIncludes(run.stdout, "      - error: missing sourcemap!\n");
});
const BROKEN: Files = { ...D, "dist/a.js.map": map({ mappings: "!!!" }) };
row("U27", "--validate --no-rewrite and a broken map", async () => {
  const run = await upload(BROKEN, [...R, "--validate", "--no-rewrite"]);
  assertEquals([run.code, run.asked], [1, []]);
  assertStringIncludes(run.stdout, "Source Map Validation Report\n");
  assertStringIncludes(
    run.stdout,
    "      - error: failed to process: leftover cur/shift in vlq decode\n",
  );
});
row("U28", "a broken map is named (the reference gives the cause alone)", async () => {
  const run = await upload(BROKEN, R);
  assertEquals([run.code, run.asked], [1, []]);
  assertStringIncludes(run.stderr, "dist/a.js.map");
  assertStringIncludes(run.stderr, "leftover cur/shift in vlq decode");
});
row("U29", "a map with two ids", async () => {
  const files = { ...D, "dist/a.js.map": map({ debugId: ONES, debug_id: NINES }) };
  const run = await upload(files, R);
  assertEquals(headersOf(run, "files/_/_/a.js.map"), { "debug-id": NINES });
  assertStringIncludes(run.entries["files/_/_/a.js.map"] ?? "", `"debugId":"${ONES}"`);
});
row("U30", "a map elsewhere", async () => {
  const run = await upload({ "dist/a.js": "x\n//# sourceMappingURL=https://ex.com/a.js.map" }, R);
  assertStringIncludes(
    run.stdout,
    "~/a.js (sourcemap at https://ex.com/a.js.map)\n      - warning: ",
  );
  assertEquals(headersOf(run, "files/_/_/a.js"), {});
});

const BUNDLE = [
  ...[...UPLOAD, "--bundle", "b/main.jsbundle"],
  ...["--bundle-sourcemap", "b/main.jsbundle.map", "--release", "1"],
];
row("U31", "a Hermes bundle goes up empty, with its id", async () => {
  const run = await upload({
    "b/main.jsbundle": Uint8Array.of(0xc6, 0x1f, 0xbc, 0x03, 0xc1, 0x03, 0x19, 0x1f, 0, 1),
    "b/main.jsbundle.map": map({
      debugId: ONES,
      sources: ["/w/a.ts", "/w/b.ts"],
      mappings: "AAAA,CCAA",
    }),
  }, BUNDLE);
  assertEquals(run.entries["files/_/_/main.jsbundle"], "");
  assertEquals(headersOf(run, "files/_/_/main.jsbundle"), {
    "debug-id": ONES,
    sourcemap: "main.jsbundle.map",
  });
  const after: Record<string, unknown> = JSON.parse(
    run.entries["files/_/_/main.jsbundle.map"] ?? "",
  );
  assertEquals(after["sources"], ["a.ts", "b.ts"]);
  assertStringIncludes(run.stderr, "Regular bundle found");
});

const RAM = buildIndexedRamBundle("startup", RAM_MODULES);
const RAM_ENTRIES = ["0.js", "0.js.map", "2.js", "2.js.map", "main.jsbundle.map"];
const RAM_FILES: Files = { "b/main.jsbundle": RAM, "b/main.jsbundle.map": RAM_MAP };

/** The maps of a RAM bundle's modules and of its start-up code. */
function checkRamMaps(run: UploadRun): void {
  // The bundle counts, not what it is taken apart into.
  assertStringIncludes(run.stdout, "> Analyzing 1 sources\n");
  const decoded = (name: string): Record<string, unknown> =>
    JSON.parse(run.entries[`files/_/_/${name}`] ?? "{}");
  assertEquals([decoded("0.js.map")["file"], decoded("0.js.map")["mappings"]], ["0.js", ";AACA"]);
  assertEquals(decoded("2.js.map")["mappings"], "IAAI");
  assertEquals(decoded("main.jsbundle.map")["mappings"], "AAAAA");
  assertEquals(run.entries["files/_/_/0.js"], "mod0\nmod0b");
  assertEquals(run.entries["files/_/_/2.js"], "mod2();");
}
row("U32", "an indexed RAM bundle is taken apart and goes itself", async () => {
  const run = await upload(RAM_FILES, BUNDLE);
  assertEquals(run.code, 0, run.stderr);
  assertEquals(Object.keys(run.entries).sort(), RAM_ENTRIES.map((each) => `files/_/_/${each}`));
  checkRamMaps(run);
});
row("U33", "a file RAM bundle is taken apart and stays", async () => {
  const run = await upload({
    "b/main.jsbundle": "startup",
    "b/main.jsbundle.map": RAM_MAP,
    "b/js-modules/UNBUNDLE": RAM_MAGIC,
    "b/js-modules/0.js": "mod0\nmod0b",
    "b/js-modules/2.js": "mod2();",
  }, BUNDLE);
  assertEquals(run.code, 0, run.stderr);
  assertEquals(
    Object.keys(run.entries).sort(),
    [...RAM_ENTRIES, "main.jsbundle"].sort().map((each) => `files/_/_/${each}`),
  );
  assertEquals(run.entries["files/_/_/main.jsbundle"], "startup");
  checkRamMaps(run);
});
row("U34", "an indexed RAM bundle as a path is left whole and left out", async () => {
  const run = await upload(RAM_FILES, [...UPLOAD, "b", "--release", "1"]);
  assertEquals(run.code, 0, run.stderr);
  assertEquals(Object.keys(run.entries), ["files/_/_/main.jsbundle.map"]);
  const after: Record<string, unknown> = JSON.parse(
    run.entries["files/_/_/main.jsbundle.map"] ?? "{}",
  );
  assertEquals([after["sections"], after["sources"]], [
    undefined,
    ["start.js", "zero.js", "two.js"],
  ]);
  assertStringIncludes(run.stdout, "  Indexed RAM Bundles (expanded)\n    ~/main.jsbundle");
});

row("U35", "options that exclude each other", async () => {
  for (
    const words of [
      [...R, "--no-rewrite", "--strip-prefix", "x"],
      [...UPLOAD, "--bundle", "b"],
      [...UPLOAD, "--bundle", "b", "--bundle-sourcemap", "m", "b"],
    ]
  ) {
    const run = await upload(D, words);
    assertEquals([run.code, run.requests], [2, []], words.join(" "));
  }
});
row("U36", "--version", async () => {
  const run = await upload(D, [...UPLOAD, "dist", "--version", "9"]);
  assertEquals(run.manifest?.release, "9");
});
row("U37", "--quiet leaves the report out", async () => {
  const loud = await upload(D, R);
  const quiet = await upload(D, [...R, "--quiet"]);
  const steps = (text: string) => text.split("\n").filter((line) => line.startsWith("> "));
  assertEquals(steps(quiet.stdout), steps(loud.stdout));
  assertEquals([loud.stdout, quiet.stdout].map((text) => text.includes("Report")), [true, false]);
});
row("U38", "a linked folder is followed, a circle is not", async () => {
  const files = { "dist/a.js": "x", "other/b.js": "y" };
  const linked = await upload(files, R, { links: { "dist/o": "../other" } });
  assertEquals(urlsOf(linked).map(([url]) => url), ["~/a.js", "~/o/b.js"]);
  const circle = await upload(files, R, { links: { "dist/o": "." } });
  assertEquals(circle.code, 1);
  assertStringIncludes(
    circle.stderr,
    "error: File system loop found: dist/o points to an ancestor dist\n",
  );
});
