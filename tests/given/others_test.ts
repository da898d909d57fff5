/** The rows O1 to O6 of the specification of uploads (§9.4): React Native, `resolve`, old servers. */
import { assertEquals, assertStringIncludes } from "../support/assert.ts";
import { row, upload } from "./sourcemaps_run.ts";

const ID = "11111111-2222-5333-8444-555555555555";
const HERMES = Uint8Array.of(0xc6, 0x1f, 0xbc, 0x03, 0xc1, 0x03, 0x19, 0x1f, 0, 1);
const map = (more: Record<string, unknown> = {}) =>
  JSON.stringify({ version: 3, sources: ["s.ts"], names: [], mappings: "AAAA", ...more });
const APP = { "b/main.jsbundle": HERMES, "b/main.jsbundle.map": map({ debugId: ID }) };
const GRADLE = [
  ...["react-native", "gradle", "--bundle", "b/main.jsbundle"],
  ...["--sourcemap", "b/main.jsbundle.map"],
];

row("O1", "gradle and a Hermes bundle with an id", async () => {
  const run = await upload(APP, GRADLE);
  assertEquals(run.code, 0, run.stderr);
  const headers = Object.values(run.manifest?.files ?? {}).map((each) => each.headers);
  assertEquals(headers, [
    { "debug-id": ID, sourcemap: "main.jsbundle.map" },
    { "debug-id": ID },
  ]);
  assertEquals(run.asked.filter((body) => body.includes('"version"')), []);
});
row("O2", "gradle with a release and two dists", async () => {
  const run = await upload(APP, [...GRADLE, "--release", "r", "--dist", "1", "--dist", "2"]);
  assertEquals(run.code, 0, run.stderr);
  assertEquals(run.requests.filter((each) => each.startsWith("GET")).length, 1);
  const lines = run.stdout.split("\n").filter((line) => line.startsWith("Uploading"));
  assertEquals(
    lines,
    [1, 2].map((dist) => `Uploading sourcemaps for release r distribution ${dist}`),
  );
  const ids = [...run.stdout.matchAll(/> Bundle ID: (\S+)/g)].map(([, id]) => id);
  assertEquals([ids.length, new Set(ids).size], [2, 1]);
  const bodies = run.asked.map((body): { checksum: string; dist: string } => JSON.parse(body));
  const checksums = new Map(bodies.map(({ dist, checksum }) => [dist, checksum]));
  assertEquals([[...checksums.keys()], new Set(checksums.values()).size], [["1", "2"], 2]);
});
row("O3", "gradle strips the working folder off the sources", async () => {
  const sources = ["/work/src/a.ts", "/other/b.ts"];
  const run = await upload(
    { ...APP, "b/main.jsbundle.map": map({ debugId: ID, sources, mappings: "AAAA,CCAA" }) },
    GRADLE,
  );
  const after: Record<string, unknown> = JSON.parse(
    run.entries["files/_/_/main.jsbundle.map"] ?? "{}",
  );
  assertEquals(after["sources"], ["src/a.ts", "/other/b.ts"]);
});
row("O4", "resolve finds no token before the first one", async () => {
  const run = await upload({ "d.map": map({ mappings: "CAAA" }) }, [
    "sourcemaps",
    "resolve",
    "d.map",
  ]);
  assertEquals(run.code, 0);
  assertStringIncludes(run.stdout, "  - no token found!\n");
});
row("O5", "resolve and a map that is cut short", async () => {
  const run = await upload({ "d.map": "{\n" }, ["sourcemaps", "resolve", "d.map"]);
  assertEquals(run.code, 1);
  assertStringIncludes(run.stderr, "bad json: EOF while parsing an object at line 2 column 0");
});
row("O6", "an old server that takes release bundles alone", async () => {
  const files = { "dist/a.js": "x\n//# sourceMappingURL=a.js.map", "dist/a.js.map": map() };
  const words = ["releases", "files", "1.0", "upload-sourcemaps", "dist"];
  const run = await upload(files, words, {
    server: {
      options: { accept: ["release_files"] },
      fault: (_, kind) =>
        kind === "other"
          ? Response.json({ version: "1.0", dateCreated: "2026-01-31T10:00:00Z" })
          : undefined,
    },
  });
  assertEquals(run.code, 0, run.stderr);
  const [, created, ...rest] = run.requests;
  assertEquals(created, "POST /api/0/projects/o/p/releases/");
  assertEquals(rest.at(-1), "POST /api/0/organizations/o/releases/1.0/assemble/");
  const keys = run.asked.map((body) => Object.keys(JSON.parse(body)).sort());
  assertEquals(keys, keys.map(() => ["checksum", "chunks"]));
  assertStringIncludes(run.stdout, "> Upload type: release bundle\n");
});
