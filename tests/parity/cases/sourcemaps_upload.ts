/** `sourcemaps upload` (specification of uploads, §1, §3, §4, §9.2, §9.3). */
import { type Case, cases, type FileSpec, type Reply } from "../model.ts";
import { CHUNK_OPTIONS, LACKS_ALL as MISSING, OPERATOR, TAKEN } from "./common.ts";
import { RAM_MAP } from "../../support/ram_bundle.ts";
import { FILE_RAM_BUNDLE, RAM_BUNDLE, ramBundle } from "./ram_bundles.ts";

const options = (more: Record<string, unknown> = {}): Reply => ({
  json: { ...CHUNK_OPTIONS, ...more },
});
const status = (state: string, more: Record<string, unknown> = {}): Reply => ({
  json: { state, missingChunks: [], ...more },
});
const ALL: readonly Reply[] = [options(), MISSING, TAKEN, status("ok")];

const ID = "11111111-2222-5333-8444-555555555555";
const map = (more: Record<string, unknown> = {}) =>
  JSON.stringify({ version: 3, sources: ["s.ts"], names: [], mappings: "AAAA", ...more });
const SCRIPT = "x\n//# sourceMappingURL=a.js.map";
const D = { "dist/a.js": SCRIPT, "dist/a.js.map": map() };
const R = ["dist", "--release", "1"] as const;

function upload(
  name: string,
  args: readonly string[],
  more: Partial<Case> & { readonly files?: { readonly [path: string]: FileSpec } } = {},
): Case {
  return {
    name,
    args: ["sourcemaps", "upload", ...args],
    files: D,
    replies: ALL,
    ...more,
    env: { ...OPERATOR, SENTRY_ORG: "o", SENTRY_PROJECT: "p", ...more.env },
  };
}

/** A map whose rewriting is looked at. */
const rewritten = (name: string, content: string, args: readonly string[] = []) =>
  upload(name, [...R, ...args], { files: { "dist/a.js": SCRIPT, "dist/a.js.map": content } });

const W = map({
  sources: ["/w/src/a.ts", "/w/src/b.ts", "../rel.ts", "webpack:///./c.ts"],
  mappings: "AAAA,CCAA,CCAA,CCAA",
});
const SECTIONS = {
  version: 3,
  debugId: ID,
  sections: [
    { offset: { line: 0, column: 0 }, map: JSON.parse(map({ names: ["n"], mappings: "AAAAA" })) },
    {
      offset: { line: 2, column: 5 },
      map: {
        version: 3,
        sources: ["s.ts", "t.ts"],
        names: ["m"],
        mappings: "CCAAA;EAAA",
      },
    },
  ],
};

const BUNDLE = [
  ...["--bundle", "b/main.jsbundle", "--bundle-sourcemap", "b/main.jsbundle.map"],
  ...["--release", "1"],
];

export const SOURCEMAPS_UPLOAD_ENGINE = cases("sourcemaps upload: engine", [
  upload("spec E2: no compression", [...R], {
    replies: [options({ compression: [] }), ...ALL.slice(1)],
  }),
  upload("spec E3: unknown compression", [...R], {
    replies: [options({ compression: ["brotli"] }), ...ALL.slice(1)],
  }),
  upload("spec E4: the server has it all", [...R], {
    replies: [options(), status("ok"), status("ok")],
  }),
  upload("spec E6: 500 for chunks", [...R], {
    replies: [options(), MISSING, { status: 500, json: { detail: "boom" } }],
    env: { SENTRY_HTTP_MAX_RETRIES: "0" },
  }),
  upload("spec E8: too long", [...R, "--wait-for", "0"], {
    replies: [options(), MISSING, TAKEN, status("created")],
  }),
  upload("spec E9: the server's limit", [...R, "--wait"], {
    replies: [options({ maxWait: 1 }), MISSING, TAKEN, status("created")],
  }),
  upload("spec E7: waiting", [...R, "--wait"], {
    replies: [options(), MISSING, TAKEN, status("assembling"), status("ok")],
  }),
  upload("spec E10: state error", [...R], {
    replies: [options(), MISSING, TAKEN, status("error", { detail: "broken" })],
  }),
  upload("state error without detail", [...R], {
    replies: [options(), MISSING, TAKEN, status("error")],
  }),
  upload("pending", [...R], { replies: [options(), MISSING, TAKEN, status("created")] }),
  upload("chunks get lost", [...R], {
    replies: [options(), MISSING, TAKEN, MISSING, TAKEN, status("ok")],
  }),
  upload("not_found for ever", [...R], { replies: [options(), status("not_found")] }),
  upload("spec E11: release and dist", [...R, "--dist", "d1"]),
  upload("spec E12: two projects, no release", ["dist", "-p", "a", "-p", "b"], {
    files: {
      "dist/a.js": `${SCRIPT}\n//# debugId=${ID}\n`,
      "dist/a.js.map": map({ debugId: ID }),
    },
  }),
  upload("spec E13: no missingChunks", [...R], { replies: [options(), { json: { state: "ok" } }] }),
  upload("an unknown state", [...R], { replies: [options(), status("foo")] }),
  upload("a checksum that is none", [...R], {
    replies: [options(), status("ok", { missingChunks: ["zz"] })],
  }),
  upload("chunks that nobody has", [...R], {
    replies: [options(), status("ok", { missingChunks: ["a".repeat(40)] }), status("ok")],
  }),
  upload("404 for options", [...R], { replies: [{ status: 404, json: { detail: "x" } }] }),
  upload("404 for assemble", [...R], { replies: [options(), { status: 404, json: {} }] }),
  upload("302 for chunks", [...R], {
    replies: [options(), MISSING, { status: 302, headers: { Location: "/x" } }],
  }),
  upload("400 for chunks", [...R], {
    replies: [options(), MISSING, { status: 400, json: { detail: "no" } }],
  }),
  ...["/organizations/o/chunk-upload/", "organizations/o/c/", "/region/api/0/x/"].map((url) =>
    upload(`chunks go to ${url}`, [...R], { replies: [options({ url }), ...ALL.slice(1)] })
  ),
  upload("chunkSize 0", [...R], { replies: [options({ chunkSize: 0 })] }),
  upload("concurrency 300", [...R], { replies: [options({ concurrency: 300 })] }),
  upload("another hash", [...R], { replies: [options({ hashAlgorithm: "sha256" })] }),
  upload("compression null", [...R], { replies: [options({ compression: null })] }),
  upload("--wait and --wait-for", [...R, "--wait", "--wait-for", "3"]),
  upload("--wait-for with words", [...R, "--wait-for", "x"]),
], {
  "upload-sends-lost-chunks-again": {
    "chunks get lost": {
      exit: 0,
      stdout: "> File processing complete",
      error: "",
      requests: true,
    },
  },
});

export const SOURCEMAPS_UPLOAD = cases("sourcemaps upload: content", [
  upload("spec U1: dist and note", ["dist", "--release", "1.0", "-d", "d1", "--note", "hello"]),
  upload("spec U2: prefix and suffix", [
    ...[...R, "-u", "https://ex.com/static/", "--url-suffix", "?v=1"],
  ]),
  upload("spec U3: app:///", [...R, "-u", "app:///"]),
  upload("spec U4: /", [...R, "-u", "/"]),
  upload("spec U4: empty", [...R, "-u", ""]),
  rewritten("spec U5: --strip-prefix", W, ["--strip-prefix", "/w"]),
  rewritten("spec U6: two prefixes", W, [
    ...["--strip-prefix", "/w/src/", "--strip-prefix", "webpack://"],
  ]),
  rewritten("spec U7: --strip-common-prefix", W, ["--strip-common-prefix"]),
  rewritten(
    "spec U8: the first prefix that fits",
    map({ sources: ["/w/p/a.ts", "/w/b.ts"], mappings: "AAAA,CCAA" }),
    ["--strip-prefix", "/w", "--strip-prefix", "/w/p"],
  ),
  rewritten("one absolute source", map({ sources: ["/w/a.ts"] }), ["--strip-common-prefix"]),
  rewritten(
    "spec U9: what is used",
    map({
      sources: ["u.ts", "b.ts", "a.ts"],
      sourcesContent: ["U", "B", null],
      names: ["x", "y", "z"],
      mappings: "AEAAE,ADAAF",
    }),
  ),
  rewritten(
    "spec U10: source root",
    map({
      sourceRoot: "/r/",
      sources: ["a.ts", "/b.ts", "http://x/c", "~/d", ""],
      mappings: "AAAA,CCAA,CCAA,CCAA,CCAA",
    }),
  ),
  rewritten("spec U11: sections", JSON.stringify(SECTIONS)),
  upload("spec U12: contents from here", [...R], {
    files: {
      ...D,
      "dist/a.js.map": map({
        sources: ["src/l.ts", "./src/l.ts", "../x.ts", "webpack:///src/l.ts"],
        mappings: "AAAA,CCAA,CCAA,CCAA",
      }),
      "src/l.ts": "here",
      "dist/src/l.ts": "there",
    },
  }),
  upload("spec U13: --no-rewrite", [...R, "--no-rewrite"], {
    files: { ...D, "dist/a.js.map": `)]}'\n${map({ sourceRoot: "r", x_vendor: 1 })}\n` },
  }),
  upload("spec U14: --debug-id-reference with a comment", [...R, "--debug-id-reference"], {
    files: { ...D, "dist/a.js.map": map({ debugId: ID }) },
  }),
  upload("spec U15: --debug-id-reference guessed", [...R, "--debug-id-reference"], {
    files: { "dist/a.js": "x", "dist/a.js.map": map({ debugId: ID }) },
  }),
  upload("spec U16: neither release nor ids", ["dist"]),
  upload("spec U17: ids in both", ["dist"], {
    files: { "dist/a.js": `${SCRIPT}\n//# debugId=${ID}`, "dist/a.js.map": map({ debug_id: ID }) },
  }),
  upload("spec U18: some without ids", ["dist"], {
    files: {
      "dist/a.js": `${SCRIPT}\n//# debugId=${ID}`,
      "dist/a.js.map": map({ debugId: ID }),
      "dist/b.js": "y\n//# sourceMappingURL=b.js.map",
      "dist/b.js.map": map(),
    },
  }),
  upload("a lone script without release", ["dist"], { files: { "dist/b.js": "y" } }),
  upload("spec U19: nothing found", ["dist", "--release", "1"], { files: { "dist/a.txt": "x" } }),
  upload("spec U19: --strict", ["dist", "--release", "1", "-s"], { files: { "dist/a.txt": "x" } }),
  upload("spec U20: no such path", ["nope", "--release", "1"]),
  upload("spec U21: a pattern of files", ["dist/*.*", "--release", "1"], {
    files: { "dist/a.js": "a", "dist/b.js": "b", "dist/c.ts": "c" },
  }),
  upload("spec U22: a deep pattern", ["dist/**/*.js", "--release", "1"], {
    files: { "dist/s/b.js": "b" },
  }),
  upload("a file as path", ["dist/a.js", "--release", "1"]),
  upload("spec U23: --decompress", [...R, "--decompress"], {
    files: { "dist/a.js": { base64: "H4sIAAAAAAAAA8tIzcnJBwCGphA2BQAAAA==" }, "dist/b.js": "b" },
  }),
  upload("spec U23: gzip as it is", [...R], {
    files: { "dist/a.js": { base64: "H4sIAAAAAAAAA8tIzcnJBwCGphA2BQAAAA==" }, "dist/b.js": "b" },
  }),
  upload("--decompress of what is no gzip", [...R, "--decompress"], {
    files: { "dist/a.js": { base64: "H4sAAAA=" }, "dist/b.js": "b" },
  }),
  upload("spec U24: invalid UTF-8", [...R], {
    files: { "dist/a.js": { base64: "/w==" }, "dist/b.js": "b" },
  }),
  upload("spec U25: one entry path for three", [...R], {
    files: { "dist/a.js": "1", "dist/a.js?q.js": "2", "dist/a.js?r.js": "3" },
  }),
  upload("spec U26: --validate without a map", [...R, "--validate"], {
    files: { "dist/a.js": "x" },
  }),
  upload("spec U27: --validate fails", [...R, "--validate", "--no-rewrite"], {
    files: { ...D, "dist/a.js.map": map({ mappings: "!!!" }) },
  }),
  upload("--validate says much", [...R, "--validate", "--no-rewrite"], {
    files: {
      "dist/a.js": SCRIPT,
      "dist/a.js.map": map({ sources: ["s.ts", "", "~/a.js"], sourcesContent: [null, ""] }),
      "dist/i.js.map": JSON.stringify(SECTIONS),
      "dist/l.js": "x\n//@ sourceMappingURL=https://x/y",
      "dist/n.js": "x\n  //# sourceMappingURL=z.map \ny",
      "dist/e.js": "x\n//# sourceMappingURL=data:application/json;base64,e30=",
    },
  }),
  upload("spec U28: a broken map", [...R], {
    files: { ...D, "dist/a.js.map": map({ mappings: "!!!" }) },
  }),
  upload("spec U29: two ids", [...R], {
    files: { ...D, "dist/a.js.map": map({ debugId: ID, debug_id: ID.replaceAll("1", "9") }) },
  }),
  upload("spec U30: a map elsewhere", [...R], {
    files: { "dist/a.js": "x\n//# sourceMappingURL=https://ex.com/a.js.map" },
  }),
  upload(
    "spec U31: a Hermes bundle",
    ["--bundle", "b/main.jsbundle", "--bundle-sourcemap", "b/main.jsbundle.map", "--release", "1"],
    {
      files: {
        "b/main.jsbundle": { base64: "xh+8A8EDGR8AAAA=" },
        "b/main.jsbundle.map": map({
          debugId: ID,
          sources: ["/w/a.ts", "/w/b.ts"],
          mappings: "AAAA,CCAA",
        }),
      },
    },
  ),
  upload("spec U32: an indexed RAM bundle", BUNDLE, {
    files: { "b/main.jsbundle": RAM_BUNDLE, "b/main.jsbundle.map": RAM_MAP },
  }),
  upload("spec U33: a file RAM bundle", BUNDLE, {
    files: FILE_RAM_BUNDLE,
  }),
  upload("spec U34: an indexed RAM bundle as a path", ["b", "--release", "1"], {
    files: { "b/main.jsbundle": RAM_BUNDLE, "b/main.jsbundle.map": RAM_MAP },
  }),
  upload("modules whose maps begin behind their beginning", BUNDLE, {
    files: ramBundle("AAAA;KAAA,GAAA;GAAA,AAAC,GAAA", ["a();b();c();d();", "e();f();g();h();"]),
  }),
  upload("modules before which nothing is mapped", BUNDLE, {
    files: ramBundle(";KAAA,GAAA", ["a();b();c();d();"]),
  }),
  upload("a module with a long line before its last", BUNDLE, {
    files: ramBundle("AAAA;AAAA,QAAA,QAAA;CAAA", ["aaaaaaaaaaaaaaaaaaaa\nbb"]),
  }),
  upload("functions in the sections of a map", [...R], {
    files: {
      "dist/a.map": JSON.stringify({
        version: 3,
        sections: [{
          offset: { line: 0, column: 0 },
          map: JSON.parse(map({
            x_facebook_sources: [[{ names: ["<global>"], mappings: "AAA" }]],
          })),
        }],
      }),
    },
  }),
  upload("a RAM bundle with a plain map", BUNDLE, {
    files: { "b/main.jsbundle": RAM_BUNDLE, "b/main.jsbundle.map": map() },
  }),
  upload("a RAM bundle that is cut short", BUNDLE, {
    files: {
      "b/main.jsbundle": { base64: RAM_BUNDLE.base64.slice(0, 16) },
      "b/main.jsbundle.map": RAM_MAP,
    },
  }),
  upload("spec U35: --no-rewrite --strip-prefix", [...R, "--no-rewrite", "--strip-prefix", "x"]),
  upload("spec U35: --bundle alone", ["--bundle", "b"]),
  upload("spec U35: --bundle with paths", ["--bundle", "b", "--bundle-sourcemap", "m", "dist"]),
  upload("no paths", []),
  upload("--bundle-sourcemap alone", ["--bundle-sourcemap", "m"]),
  upload("--bundle-sourcemap with paths", ["--bundle-sourcemap", "m", "dist"]),
  upload("no paths, but options", ["--strict", "--release", "1"]),
  upload("a prefix that climbs", [...R, "--url-prefix", "../../x"]),
  upload("a prefix of a scheme that climbs", [...R, "--url-prefix", "http://h/../../x"]),
  upload("a suffix that climbs", [...R, "--url-suffix", "/../../../x"]),
  upload("folders whose names climb", ["--release", "1", "dist/../dist/sub/.."], {
    files: { ...D, "dist/sub/..b/c.js": "x", "dist/sub/...js": "y" },
  }),
  upload("a missing bundle", ["--bundle", "b", "--bundle-sourcemap", "m", "--release", "1"]),
  upload("spec U36: --version", ["dist", "--version", "9"]),
  upload("--version beats --release", ["dist", "--version", "9", "--release", "8"]),
  upload("SENTRY_RELEASE", ["dist"], { env: { SENTRY_RELEASE: "7" } }),
  upload("an invalid SENTRY_RELEASE", ["dist"], { env: { SENTRY_RELEASE: "a/b" } }),
  upload("spec U37: --quiet", [...R, "--quiet"]),
  upload("spec U38: a linked folder", [...R], {
    files: { "dist/a.js": "x", "other/b.js": "y", "dist/o": { linkTo: "../other" } },
  }),
  upload("spec U38: a circle", [...R], {
    files: { "dist/a.js": "x", "dist/o": { linkTo: "." } },
  }),
  upload("--no-sourcemap-reference", [...R, "--no-sourcemap-reference"]),
  upload("guesses of two scripts", [...R], {
    files: { "dist/f.min.js": "x", "dist/f.js": "y", "dist/f.map": map() },
  }),
  upload("--ignore and --ignore-file", [...R, "-i", "sub", "-I", "ig"], {
    files: { ...D, "dist/sub/c.js": "c", "dist/x.js": "x", "ig": "/dist/x.js\n" },
  }),
  upload("--ext", [...R, "-x", ".ts", "-x", "js"], { files: { ...D, "dist/t.ts": "t" } }),
  upload("a long dist", [...R, "-d", "d".repeat(65)]),
  upload("a dist with blanks", [...R, "-d", " d"]),
  upload("hidden options", [...R, "--rewrite", "-v", "--no-dedupe"]),
  upload("--use-artifact-bundle is gone", [...R, "--use-artifact-bundle"]),
  upload("a map with a BOM", [...R], { files: { ...D, "dist/a.js.map": `\ufeff${map()}` } }),
  upload("a version that is a text", [...R], {
    files: { ...D, "dist/a.js.map": map({ version: "3" }) },
  }),
  upload("ids with an age", [...R], {
    files: {
      "dist/a.js": `x\n//# debugId=${ID.toUpperCase()}-A\n`,
      "dist/b.js": `x\n//# debugId=${ID.replaceAll("-", "")}\n`,
      "dist/c.js": `x //# debugId= ${ID}\n`,
      "dist/d.js": `//# debugId=${ID}\n//# debugId=zzz\n`,
    },
  }),
  upload("no project", [...R], { env: { SENTRY_PROJECT: null } }),
  upload("a project with a comma", [...R], { env: { SENTRY_PROJECT: "a,b" } }),
  ...[
    ["debugId that is none", { debugId: "zzz" }],
    ["sources that are none", { sources: { s: 1 } }],
    ["mappings that are a number", { mappings: 5 }],
    ["range mappings", { mappings: "AAAA,CAAC,CAAC;AAAA,CAAC", rangeMappings: "F;C" }],
    ["duplicates", {
      sources: ["s.ts", "s.ts", "t"],
      sourcesContent: [null, "x", "y"],
      names: ["a", "a"],
      mappings: "AAAAA,ACAAC,CCAA,CDAA,CAAA,A,C",
    }],
    ["Hermes scopes", {
      sources: ["a", "b"],
      mappings: "ACAA,CDAA",
      x_facebook_sources: [[{ names: ["<global>"], mappings: "AAA" }], null],
    }],
    ["a section by URL", { sections: [{ offset: { line: 0, column: 0 }, url: "u.map" }] }],
    ["an ignore list", { ignoreList: [0], file: 5, debugId: ID }],
    ["three fields", { mappings: "AAAA,AAA" }],
    ["no such source", { mappings: "AEAA" }],
    ["no such name", { mappings: "AAAAC" }],
    ["out of order", { mappings: "EAAA,DAAA" }],
    ["nothing", { mappings: "" }],
    ["odd texts", {
      sources: ['"\\\u2028/</é😀\u0007'],
      sourcesContent: ["\u007f\u0000"],
    }],
  ].map(([what, more]) => {
    if (typeof what !== "string" || typeof more !== "object") throw new TypeError("no case");
    return rewritten(`a map with ${what}`, map(Object.fromEntries(Object.entries(more))));
  }),
], {
  "upload-names-the-file": {
    "spec U28: a broken map": { error: ["dist/a.js.map", "leftover cur/shift"] },
    "a map with sources that are none": {
      error: ["dist/a.js.map", "expected a sequence at line 1 column 23"],
    },
    "a map with mappings that are a number": {
      error: ["dist/a.js.map", "expected a string at line 1 column 55"],
    },
    "a map with debugId that is none": { error: ["dist/a.js.map", "expected DebugId"] },
    "a map with a section by URL": { error: ["dist/a.js.map", "unresolved sourcemap: u.map"] },
    "a map with three fields": { error: ["dist/a.js.map", "got 3 segments"] },
    "a map with no such source": { error: ["dist/a.js.map", "bad reference to source #2"] },
    "a map with no such name": { error: ["dist/a.js.map", "bad reference to name #1"] },
    "a RAM bundle that is cut short": { error: ["b/main.jsbundle", "cut short"] },
    "a missing bundle": { error: "'b'", causes: "No such file" },
  },
  "ram-bundle-first-module": {
    "modules before which nothing is mapped": {
      exit: 0,
      stdout: "Uploaded files to Sentry",
      error: "",
      requests: "0.js.map",
    },
  },
  "ram-bundle-long-lines": {
    "a module with a long line before its last": { stdout: true, requests: "QAAA,QAAA;CAAA" },
  },
  "retired-option": {
    "--use-artifact-bundle is gone": { usage: "leave it out" },
  },
  "upload-words": {
    "hidden options": { warnings: "--no-dedupe" },
  },
  "long-words-masked": { "a long dist": { error: "[REDACTED]" } },
});
