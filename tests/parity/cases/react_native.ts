/** `react-native gradle` (specification of uploads, §7.1, §9.4). */
import { type Case, cases, type FileSpec, type Reply } from "../model.ts";
import { CHUNK_OPTIONS, LACKS_ALL, OPERATOR, TAKEN } from "./common.ts";
import { RAM_MAP } from "../../support/ram_bundle.ts";
import { FILE_RAM_BUNDLE, RAM_BUNDLE } from "./ram_bundles.ts";

const OPTIONS: Reply = { json: CHUNK_OPTIONS };
const OK: Reply = { json: { state: "ok", missingChunks: [] } };
const SENT: readonly Reply[] = [LACKS_ALL, TAKEN, OK];

const ID = "11111111-2222-5333-8444-555555555555";
const map = (more: Record<string, unknown> = {}) =>
  JSON.stringify({
    version: 3,
    sources: ["{CWD}/src/a.ts", "/other/b.ts"],
    names: [],
    mappings: "AAAA,ACAA",
    ...more,
  });
const SCRIPT = "x();\n//# sourceMappingURL=main.jsbundle.map\n";
const PAIR = ["--bundle", "b/main.jsbundle", "--sourcemap", "b/main.jsbundle.map"] as const;
const WITH_IDS = {
  "b/main.jsbundle": `${SCRIPT}//# debugId=${ID}\n`,
  "b/main.jsbundle.map": map({ debugId: ID }),
};

function gradle(
  name: string,
  args: readonly string[],
  more: Partial<Case> & { readonly files?: { readonly [path: string]: FileSpec } } = {},
): Case {
  return {
    name,
    args: ["react-native", "gradle", ...args],
    files: WITH_IDS,
    replies: [OPTIONS, ...SENT],
    ...more,
    env: { ...OPERATOR, SENTRY_ORG: "o", SENTRY_PROJECT: "p", ...more.env },
  };
}

const NONE = { replies: [] };

export const REACT_NATIVE = cases("react-native gradle", [
  gradle("spec O1, O3: debug ids, sources below the working folder", PAIR),
  gradle("spec O2: release and two dists", [
    ...PAIR,
    "--release",
    "r",
    "--dist",
    "1",
    "--dist",
    "2",
  ], {
    replies: [OPTIONS, ...SENT, ...SENT],
  }),
  gradle("a map that is guessed gives its id", PAIR, {
    files: { "b/main.jsbundle": "x();\n", "b/main.jsbundle.map": map({ debugId: ID }) },
  }),
  gradle("dist without release", [...PAIR, "--dist", "1"]),
  gradle("no release and no ids", PAIR, {
    files: { "b/main.jsbundle": SCRIPT, "b/main.jsbundle.map": map() },
    replies: [OPTIONS],
  }),
  gradle("SENTRY_RELEASE and SENTRY_DIST do not count", PAIR, {
    env: { SENTRY_RELEASE: "env", SENTRY_DIST: "5" },
  }),
  gradle("waiting", [...PAIR, "--wait"], {
    replies: [
      OPTIONS,
      LACKS_ALL,
      { text: "" },
      { json: { state: "assembling", missingChunks: [] } },
      OK,
    ],
  }),
  gradle("the map is forgotten", PAIR.slice(0, 2), NONE),
  gradle("the bundle is forgotten", PAIR.slice(2), NONE),
  gradle("two projects", [...PAIR, "-p", "a", "-p", "b"], NONE),
  gradle("wait twice", [...PAIR, "--wait", "--wait-for", "3"], NONE),
  gradle("a dist with blanks", [...PAIR, "--dist", " x"], NONE),
  gradle("a long dist", [...PAIR, "--dist", "x".repeat(65)], NONE),
  gradle("organization not found", PAIR, { replies: [{ status: 404, json: { detail: "x" } }] }),
  gradle("release alone", [...PAIR, "--release", "r"]),
  gradle("no bundle", ["--bundle", "nope", ...PAIR.slice(2)], NONE),
  gradle("an indexed RAM bundle stays whole", [...PAIR, "--release", "1", "--dist", "1"], {
    files: { "b/main.jsbundle": RAM_BUNDLE, "b/main.jsbundle.map": RAM_MAP },
  }),
  gradle("an indexed RAM bundle that is cut short", [...PAIR, "--release", "1", "--dist", "1"], {
    files: { "b/main.jsbundle": { base64: "5dEL+wMAAAAIAAAA" }, "b/main.jsbundle.map": RAM_MAP },
  }),
  gradle("a file RAM bundle is taken apart", [...PAIR, "--release", "1", "--dist", "1"], {
    files: FILE_RAM_BUNDLE,
  }),
  { name: "xcode, off macOS", args: ["react-native", "xcode", "build.sh", "--force"] },
  { name: "xcode --help, off macOS", args: ["react-native", "xcode", "--help"] },
  { name: "help of xcode, off macOS", args: ["react-native", "help", "xcode"] },
  { name: "an old group's words", args: ["react-native", "appcenter", "App", "ios", "."] },
  gradle("the wrapper's variable means nothing off macOS", PAIR, {
    env: { __SENTRY_RN_WRAP_XCODE_CALL: "1", SENTRY_RN_REAL_NODE_BINARY: "/bin/false" },
  }),
], {
  "gone-commands": {
    "an old group's words": {
      error: "'react-native appcenter' is gone",
      usage: "sourcemaps upload",
    },
  },
  "crashes": {
    "release alone": {
      exit: 0,
      stdout: "Uploading sourcemaps for release r",
      notes: "",
      requests: '"release\\":\\"r\\"',
    },
  },
  "gradle-asks-first": {
    "organization not found": { stdout: "Processing react-native sourcemaps for Sentry upload.\n" },
  },
  "upload-names-the-file": {
    "no bundle": { error: "Could not read 'nope'", causes: "No such file or directory" },
  },
});
