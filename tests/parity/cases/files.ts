/** `files` and `releases files` beside 2.58.6 (specification of uploads, §8). */
import { type Case, cases, type Reply } from "../model.ts";
import {
  CHUNK_OPTIONS,
  DENIED,
  LACKS_ALL as LACKS,
  LAST,
  MISSING,
  nextPage,
  OPERATOR,
  RELEASE,
  TAKEN,
} from "./common.ts";

const FILE = {
  id: "1",
  name: "~/a.js",
  dist: null,
  headers: { Sourcemap: "a.js.map" },
  sha1: "aa",
  size: 1500,
};
const B = { ...FILE, id: "2", name: "~/b.js", dist: "d1", headers: {}, size: 7 };
const list = (files: readonly unknown[] = [FILE, B]): Reply => ({ json: files });
const GONE: Reply = { status: 204 };
const MADE: Reply = { status: 201, json: RELEASE };
const SENT: Reply = { status: 201, json: { ...FILE, id: "9" } };
const options = (accept: readonly string[]): Reply => ({ json: { ...CHUNK_OPTIONS, accept } });
const V2 = options(["release_files", "artifact_bundles", "artifact_bundles_v2"]);
const V1 = options(["release_files", "artifact_bundles"]);
const OK: Reply = { json: { state: "ok", missingChunks: [] } };

const FILES = {
  "dist/a.js": "x\n//# sourceMappingURL=a.js.map",
  "dist/a.js.map": '{"version":3,"sources":["s.ts"],"names":[],"mappings":"AAAA"}',
  "dist/sub/notes.txt": "hello\n",
  "dist/.hidden": "no\n",
  "one/page.html": "<p>\n",
  "packed.txt": { base64: "H4sIAAAAAAAAA8tIzcnJBwCGphA2BQAAAA==" },
};

function old(
  name: string,
  args: readonly string[],
  replies: readonly Reply[],
  more: Partial<Case> = {},
): Case {
  const env = { ...OPERATOR, SENTRY_ORG: "o", SENTRY_PROJECT: "p", ...more.env };
  return { name, args, replies, files: FILES, ...more, env };
}

const R = ["-r", "1.0"] as const;
const NONE = { env: { SENTRY_PROJECT: null } };
const SIZES = [0, 1, 1023, 1024, 1500, 10245, 1047527, 1048575, 1048576, 5368709120, 2 ** 50];

export const FILES_LIST = cases(
  "2.x: files list",
  [
    old("as a table", ["files", "list", ...R], [list()]),
    old("releases files", ["releases", "files", "1.0", "list"], [list()]),
    old("releases files without a version", ["releases", "files", "list", ...R], [list()]),
    old("the version before the verb counts", ["releases", "files", "1.0", "list", "-r", "2"], [
      list(),
    ]),
    old("--version", ["files", "list", "--version", "3"], [list()]),
    old("SENTRY_RELEASE", ["files", "list"], [list()], { env: { SENTRY_RELEASE: "7" } }),
    old("no release", ["files", "list"], [list()]),
    old("an invalid SENTRY_RELEASE", ["files", "list"], [list()], {
      env: { SENTRY_RELEASE: "a/b" },
    }),
    old("an invalid version", ["releases", "files", "a/b", "list"], [list()]),
    old("nothing", ["files", "list", ...R], [list([])]),
    old("two pages", ["files", "list", ...R], [
      { ...list([FILE]), headers: nextPage("0:1:0") },
      { ...list([B]), headers: LAST },
    ]),
    old("404", ["files", "list", ...R], [MISSING]),
    old("403", ["files", "list", ...R], [DENIED]),
    old("the first of two projects", ["files", "list", ...R, "-p", "a", "-p", "b"], [list()]),
    old("sizes", ["files", "list", ...R], [
      list(SIZES.map((size) => ({ ...FILE, name: `n${size}`, size }))),
    ]),
    old("no headers", ["files", "list", ...R], [list([{ ...FILE, headers: undefined }])]),
    old("no organization", ["files", "list", ...R], [], { env: { SENTRY_ORG: null } }),
    old("no token", ["files", "list", ...R], [], {
      env: { SENTRY_AUTH_TOKEN: null, SENTRY_PROJECT: null },
    }),
    old("without a project", ["files", "list", ...R], [list()], { env: { SENTRY_PROJECT: null } }),
    old("a word too much", ["files", "list", "x"], []),
  ],
  {
    "files-words": { "no organization": { error: "set SENTRY_ORG" } },
  },
  { line: "2.x" },
);

export const FILES_DELETE = cases("2.x: files delete", [
  old("by name", ["files", "delete", ...R, "~/b.js"], [list(), GONE]),
  old("several, in the order of the list", ["files", "delete", ...R, "~/b.js", "~/a.js"], [
    list(),
    GONE,
  ]),
  old("releases files", ["releases", "files", "1.0", "delete", "~/a.js"], [list(), GONE]),
  old("unknown names", ["files", "delete", ...R, "nope"], [list()]),
  old("no names", ["files", "delete", ...R], [list()]),
  old("--all", ["files", "delete", ...R, "--all"], [GONE]),
  old("without a project", ["files", "delete", ...R, "~/a.js"], [list(), GONE], NONE),
  old("-A without a project", ["files", "delete", ...R, "-A"], [GONE], NONE),
  old("-A with names", ["files", "delete", ...R, "-A", "x"], [GONE]),
  old("-A of a release with odd letters", ["files", "delete", "-r", "a b+#", "-A"], [GONE]),
  old("-A of what is not there", ["files", "delete", ...R, "-A"], [MISSING]),
  old("gone in the meantime", ["files", "delete", ...R, "~/a.js", "~/b.js"], [
    list(),
    MISSING,
    GONE,
  ]),
  old("403", ["files", "delete", ...R, "~/a.js", "~/b.js"], [list(), GONE, DENIED]),
], {
  "files-unknown-names": {
    "unknown names": { warnings: "No file is called 'nope'" },
    "no names": { warnings: "name the files" },
  },
}, { line: "2.x" });

const U = ["files", "upload", ...R] as const;

export const FILES_UPLOAD = cases("2.x: files upload", [
  old("a file", [...U, "dist/a.js"], [V2, SENT]),
  old("releases files", ["releases", "files", "1.0", "upload", "dist/a.js"], [V2, SENT]),
  old("name, dist and header", [...U, "dist/a.js", "~/x/y.js", "-d", "d1", "-H", " k : v:w "], [
    V2,
    SENT,
  ]),
  old("a name that ends in a slash", [...U, "dist/a.js", "x/"], [V2, SENT]),
  old("a name with odd letters", [...U, "dist/a.js", '~/é"x'], [V2, SENT]),
  old("an empty name", [...U, "dist/a.js", ""], [V2, SENT]),
  old("a media type", [...U, "one/page.html"], [V2, SENT]),
  old("--decompress", [...U, "packed.txt", "--decompress"], [V2, SENT]),
  old("the first of two projects", [...U, "dist/a.js", "-p", "a", "-p", "b"], [V2, SENT]),
  old("a server without chunks", [...U, "dist/a.js"], [MISSING, MADE, SENT]),
  old("a server without artifact bundles", [...U, "dist/a.js"], [
    options(["release_files"]),
    MADE,
    SENT,
  ]),
  old("there already", [...U, "dist/a.js"], [V2, { status: 409, json: { detail: "x" } }]),
  old("no release there", [...U, "dist/a.js"], [V2, MISSING]),
  old("400", [...U, "dist/a.js"], [V2, { status: 400, json: { detail: "bad" } }]),
  old("no such file", [...U, "nope"], [V2]),
  old("a header without a colon", [...U, "dist/a.js", "-H", "x"], [V2]),
  old("no path", [...U], []),
  old("--wait and --wait-for", [...U, "dist", "--wait", "--wait-for", "3"], []),
  old("a dist with blanks", [...U, "dist", "-d", " d"], []),
  old("a directory", [...U, "dist"], [V2, LACKS, TAKEN, OK]),
  old("a directory with all options", [
    ...U,
    "dist",
    "NAME",
    ...["-u", "~/pre/", "--url-suffix", "?x", "-d", "d1", "-H", "a:b"],
    ...["-i", "*.map", "--wait", "-p", "a", "-p", "b"],
  ], [V2, LACKS, TAKEN, OK]),
  old("extensions", [...U, "dist", "-x", "txt", "-x", ".hidden"], [V2, LACKS, TAKEN, OK]),
  old("an empty directory", [...U, "dist", "-x", "none"], [V2, LACKS, TAKEN, OK]),
  old("a directory, all chunks", [...U, "dist"], [V1, TAKEN, OK]),
  old("a directory, release bundle", [...U, "dist"], [
    options(["release_files"]),
    MADE,
    TAKEN,
    OK,
  ]),
  old("a directory, single files", [...U, "one", "-H", "a:b"], [options([]), MADE, list(), SENT]),
  old("a directory, single files, one in its place", [...U, "one"], [
    options([]),
    MADE,
    list([{ ...FILE, name: "~/page.html" }, { ...B, name: "~/page.html" }]),
    GONE,
    SENT,
  ]),
  old("a file without a project", [...U, "dist/a.js"], [V2, MADE, SENT], NONE),
  old("a directory without a project", [...U, "dist"], [V2, MADE, TAKEN, OK], NONE),
  old("single files without a project", [...U, "one"], [MISSING, MADE, list([]), SENT], NONE),
  old("no project there", [...U, "one"], [options([]), MISSING]),
], {
  "upload-names-the-file": { "no such file": { error: "'nope'", causes: "No such file" } },
  "release-bundle-named": {
    "a directory without a project": { stdout: "Upload type: release bundle" },
  },
  "header-before-requests": { "a header without a colon": { requests: "" } },
}, { line: "2.x" });

const S = ["releases", "files", "1.0", "upload-sourcemaps"] as const;
const BOTH = ["dist/a.js", "dist/a.js.map"] as const;

export const FILES_SOURCEMAPS = cases(
  "2.x: upload-sourcemaps",
  [
    old("a server of today", [...S, "dist"], [V2, LACKS, TAKEN, OK]),
    old("below files", ["files", "upload-sourcemaps", "dist", ...R], [V2, LACKS, TAKEN, OK]),
    old("--version beats the version", [...S, "dist", "--version", "3"], [V2, LACKS, TAKEN, OK]),
    old("all options", [
      ...S,
      "dist",
      ...["-u", "~/pre", "--url-suffix", "?x", "-d", "d1", "--note", "n", "--validate"],
      ...["--decompress", "--wait-for", "9", "--no-sourcemap-reference", "--debug-id-reference"],
      ...["--strip-prefix", "/w", "-i", "sub", "-x", "js", "-x", "map", "-s", "--rewrite", "-v"],
    ], [V2, LACKS, TAKEN, OK]),
    old("all chunks", [...S, ...BOTH], [V1, TAKEN, OK]),
    old("release bundle", [...S, ...BOTH], [options(["release_files"]), MADE, MADE, TAKEN, OK]),
    old("release bundle of two projects", [...S, ...BOTH, "-p", "a", "-p", "7"], [
      options(["release_files"]),
      MADE,
      MADE,
      TAKEN,
      OK,
    ]),
    old("--use-artifact-bundle", [...S, ...BOTH, "--use-artifact-bundle"], [
      options(["release_files"]),
      TAKEN,
      OK,
    ]),
    old("SENTRY_FORCE_ARTIFACT_BUNDLES", [...S, ...BOTH], [options(["release_files"]), TAKEN, OK], {
      env: { SENTRY_FORCE_ARTIFACT_BUNDLES: "1" },
    }),
    old("single files", [...S, "dist/a.js"], [MISSING, MADE, MADE, list(), GONE, SENT]),
    old("single files of two projects", [...S, ...BOTH, "-p", "a", "-p", "b"], [MISSING, MADE]),
    old("a bundle without a release", ["files", "upload-sourcemaps", "dist"], [
      options(["release_files"]),
    ]),
    old("bundles are offered, release files are not", [...S, "dist/a.js"], [
      options(["artifact_bundles_v2"]),
      OK,
    ]),
    old("processing fails", [...S, "dist"], [
      options(["release_files"]),
      MADE,
      MADE,
      TAKEN,
      { json: { state: "error", missingChunks: [], detail: "broken" } },
    ]),
  ],
  {
    "files-words": {
      "single files of two projects": { error: "only a single project is supported" },
    },
    "bundles-where-offered": {
      "bundles are offered, release files are not": {
        exit: 0,
        stdout: "Upload type: artifact bundle",
        error: "",
        causes: "",
        requests: "artifactbundle/assemble",
      },
    },
  },
  { line: "2.x" },
);
