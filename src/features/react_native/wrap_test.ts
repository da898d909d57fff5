import { assertEquals } from "../../../tests/support/assert.ts";
import { fakeSystem } from "../../../tests/support/fake_system.ts";
import { runWrapped } from "./wrap.ts";

const REPORT = "/tmp/report.json";
const ENV = {
  SENTRY_RN_REAL_NODE_BINARY: "/usr/bin/node",
  SENTRY_RN_REAL_HERMES_CLI_PATH: "/pods/hermesc",
  SENTRY_RN_SOURCEMAP_REPORT: REPORT,
};

interface Wrapped {
  readonly env?: Record<string, string>;
  readonly files?: Record<string, string>;
  readonly code?: number;
}

/** Runs one call; gives what was run, said, and left. */
async function wrap(args: readonly string[], { env = ENV, files = {}, code = 0 }: Wrapped = {}) {
  const system = fakeSystem({
    env,
    files: { "/tmp/keep": "", ...files },
    spawn: () =>
      Promise.resolve({
        code,
        signal: undefined,
        stdout: new Uint8Array(0),
        stderr: new Uint8Array(0),
      }),
  });
  const said: string[] = [];
  const exit = await runWrapped(system, args, (line) => said.push(line));
  const ran = system.spawned.map((each) => [each.program, ...each.args].join(" "));
  const report = system.fs.text(REPORT);
  return { exit, ran, said, report: report && JSON.parse(report), report_: report, system };
}

const NOTHING = {
  packager_bundle_path: null,
  packager_sourcemap_path: null,
  hermes_bundle_path: null,
  hermes_sourcemap_path: null,
};

Deno.test("runWrapped() notes bundle and map of a packager call, in both spellings", async () => {
  for (const command of ["bundle", "ram-bundle", "export:embed"]) {
    const spaced = ["--bundle-output", "/b/main.jsbundle", "--sourcemap-output", "/b/main.map"];
    const { exit, ran, report } = await wrap(["cli.js", command, ...spaced]);
    assertEquals(exit, 0);
    assertEquals(ran, [`/usr/bin/node cli.js ${command} ${spaced.join(" ")}`]);
    const paths = {
      packager_bundle_path: "/b/main.jsbundle",
      packager_sourcemap_path: "/b/main.map",
    };
    assertEquals(report, { ...NOTHING, ...paths });
    const joined = ["--bundle-output=/b/main.jsbundle", "--sourcemap-output=/b/main.map"];
    assertEquals((await wrap(["cli.js", command, ...joined])).report, { ...NOTHING, ...paths });
  }
});

Deno.test("runWrapped() writes the report as compact JSON with all four keys", async () => {
  const { report_ } = await wrap(["cli.js", "bundle", "--bundle-output=b", "--sourcemap-output=m"]);
  assertEquals(
    report_,
    '{"packager_bundle_path":"/work/b","packager_sourcemap_path":"/work/m",' +
      '"hermes_bundle_path":null,"hermes_sourcemap_path":null}',
  );
});

Deno.test("runWrapped() makes the packager write a map when nobody asked for one", async () => {
  const { ran, report } = await wrap(["cli.js", "bundle", "--bundle-output", "out/main.js"]);
  const map = report.packager_sourcemap_path;
  assertEquals(map.split("/").at(-1), "main.jsbundle.map");
  assertEquals(ran, [
    `/usr/bin/node cli.js bundle --bundle-output out/main.js --sourcemap-output ${map}`,
  ]);
});

Deno.test("runWrapped() knows SENTRY_RN_BUNDLE_COMMAND, and then no other", async () => {
  const env = { ...ENV, SENTRY_RN_BUNDLE_COMMAND: "pack" };
  const words = ["--bundle-output", "/b", "--sourcemap-output", "/m"];
  const found = async (command: string) =>
    (await wrap(["cli.js", command, ...words], { env })).report.packager_bundle_path;
  assertEquals(await found("pack"), "/b");
  assertEquals(await found("bundle"), null);
});

Deno.test("runWrapped() runs the real Hermes compiler and notes its output beside the rest", async () => {
  const before = { ...NOTHING, packager_bundle_path: "/b", packager_sourcemap_path: "/m" };
  const { ran, report } = await wrap(["-emit-binary", "-out", "/b/main.hbc", "/b/main.js"], {
    files: { [REPORT]: JSON.stringify(before) },
  });
  assertEquals(ran, ["/pods/hermesc -emit-binary -out /b/main.hbc /b/main.js"]);
  assertEquals(report, { ...before, hermes_bundle_path: "/b/main.hbc" });
});

Deno.test("runWrapped() passes any other call to node and notes nothing", async () => {
  for (const args of [["-v"], [], ["script.js", "lint"], ["-p", "bundled"]]) {
    const { exit, ran, report } = await wrap(args);
    assertEquals([exit, report], [0, NOTHING]);
    assertEquals(ran, [["/usr/bin/node", ...args].join(" ")]);
  }
});

Deno.test("runWrapped() passes the exit code on and notes nothing of a failed call", async () => {
  const failed = await wrap(["cli.js", "bundle", "--bundle-output=/b"], { code: 3 });
  assertEquals([failed.exit, failed.report], [3, undefined]);
});

Deno.test("runWrapped() takes a broken report for an empty one, and does without any", async () => {
  const words = ["-emit-binary", "-out", "/h"];
  const { report } = await wrap(words, { files: { [REPORT]: "{" } });
  assertEquals(report, { ...NOTHING, hermes_bundle_path: "/h" });
  const bare = await wrap(words, { env: {} });
  assertEquals([bare.exit, bare.ran, bare.report], [
    0,
    ["hermesc -emit-binary -out /h"],
    undefined,
  ]);
});

const MAPS = {
  [REPORT]: JSON.stringify({ ...NOTHING, packager_sourcemap_path: "/p.map" }),
  "/p.map": '{"version":3,"debug_id":"old","debugId":"new"}',
  "/h.map": '{"version":3,"mappings":""}',
};
const COMPOSE = ["/rn/scripts/compose-source-maps.js", "/p.map", "/c.map", "-o", "/h.map"];

Deno.test("runWrapped() copies the packager's debug id into a joined map", async () => {
  const { said, report, system } = await wrap(COMPOSE, { files: MAPS });
  assertEquals(said, []);
  assertEquals(report.hermes_sourcemap_path, "/h.map");
  assertEquals(JSON.parse(system.fs.text("/h.map") ?? ""), {
    version: 3,
    mappings: "",
    debug_id: "new",
    debugId: "new",
  });
});

const SKIPPED: readonly (readonly [string, Record<string, string>])[] = [
  ["the map of the packager is not known", { [REPORT]: JSON.stringify(NOTHING) }],
  ["the joined map has a debug id already", { "/h.map": '{"debugId":"x"}' }],
  ["the map of the packager has no debug id", { "/p.map": "{}" }],
  ["/p.map is not valid JSON", { "/p.map": "{" }],
  ["/h.map is not a source map", { "/h.map": "[]" }],
];
for (const [why, files] of SKIPPED) {
  Deno.test(`runWrapped() copies no debug id and says so: ${why}`, async () => {
    const { exit, said } = await wrap(COMPOSE, { files: { ...MAPS, ...files } });
    assertEquals([exit, said], [0, [`No debug id was copied: ${why}`]]);
  });
}

Deno.test("runWrapped() copies no debug id with SENTRY_RN_NO_DEBUG_ID=1", async () => {
  const env = { ...ENV, SENTRY_RN_NO_DEBUG_ID: "1" };
  const { said, system } = await wrap(COMPOSE, { files: MAPS, env });
  assertEquals([said, system.fs.text("/h.map")], [[], MAPS["/h.map"]]);
});

Deno.test("runWrapped() knows the compose script by COMPOSE_SOURCEMAP_PATH, too", async () => {
  const env = { ...ENV, COMPOSE_SOURCEMAP_PATH: "/my/join.js" };
  const { report } = await wrap(["/my/join.js", "-o", "/h.map"], { files: MAPS, env });
  assertEquals(report.hermes_sourcemap_path, "/h.map");
});
