import { assertEquals, assertRejects } from "../../../tests/support/assert.ts";
import { type FakeOptions, fakeSystem } from "../../../tests/support/fake_system.ts";
import { ExternalError, InputError } from "../../base/errors.ts";
import { SystemError } from "../../system/mod.ts";
import type { SpawnOptions } from "../../system/mod.ts";
import { findBuildScript, runPlain, withWrappedBuild } from "./run_build.ts";

const SCRIPT = "/work/build.sh";

interface Ran {
  readonly program: string;
  readonly options: SpawnOptions | undefined;
  /** The file that stands for node, as it is during the build. */
  readonly launcher: string | undefined;
}

/** Runs a wrapped build whose script ends with a code, and may write the report. */
async function build(
  given: FakeOptions,
  { code = 0, report }: { readonly code?: number; readonly report?: string } = {},
) {
  const ran: Ran[] = [];
  const system = fakeSystem({
    ...given,
    os: "darwin",
    files: { [SCRIPT]: "", "/tmp/keep": "", ...given.files },
    spawn: async (program, _, options) => {
      const env = options?.env ?? {};
      const launcher = system.fs.text(env["NODE_BINARY"] ?? "");
      ran.push({ program, options, launcher });
      if (report !== undefined) {
        const path = env["SENTRY_RN_SOURCEMAP_REPORT"] ?? "";
        await system.fs.write(path, new TextEncoder().encode(report));
      }
      const none = new Uint8Array(0);
      return { code, signal: undefined, stdout: none, stderr: none };
    },
  });
  const built = await withWrappedBuild(system, { script: SCRIPT, output: "stderr" }, {
    permissions: ["--allow-env"],
    use: (each) => Promise.resolve(each),
  });
  const [first] = ran;
  return { built, ran: first, env: first?.options?.env ?? {}, left: system.fs.paths() };
}

const NATIVE = { program: { kind: "native", path: "/opt/sentry-cli" } } as const;

Deno.test("withWrappedBuild() puts a program of its own in the place of node", async () => {
  const { ran, env, left } = await build({ ...NATIVE, env: { NODE_BINARY: "/n/node", A: "b" } });
  assertEquals([ran?.program, ran?.options?.cwd, ran?.options?.output], [
    SCRIPT,
    "/work",
    "stderr",
  ]);
  assertEquals(
    [env["NODE_BINARY"], env["SENTRY_RN_REAL_NODE_BINARY"], env["__SENTRY_RN_WRAP_XCODE_CALL"]],
    ["/opt/sentry-cli", "/n/node", "1"],
  );
  assertEquals([env["A"], env["HERMES_CLI_PATH"]], ["b", undefined]);
  // The folder of the report is gone.
  assertEquals(left, [SCRIPT, "/tmp/keep"].sort());
});

Deno.test("withWrappedBuild() takes node from PATH where nothing is said", async () => {
  const { env } = await build(NATIVE);
  assertEquals(env["SENTRY_RN_REAL_NODE_BINARY"], "node");
});

Deno.test("withWrappedBuild() writes a launcher where a runtime runs us", async () => {
  const call = () => ({ runtime: "/it's/deno", script: "/cli dir/main.ts" });
  const { ran, env } = await build({ program: { kind: "script", call } });
  assertEquals(
    ran?.launcher,
    "#!/bin/sh\nexec '/it'\\''s/deno' 'run' '--quiet' '--allow-env' '/cli dir/main.ts' \"$@\"\n",
  );
  assertEquals(env["NODE_BINARY"]?.endsWith("/sentry-cli"), true);
});

const HERMESC = "/pods/hermes-engine/destroot/bin/hermesc";
const COMPILERS: readonly (readonly [
  name: string,
  env: Record<string, string>,
  files: Record<string, string>,
  real: string | undefined,
])[] = [
  ["among the pods", { PODS_ROOT: "/pods" }, { [HERMESC]: "" }, HERMESC],
  ["where HERMES_CLI_PATH says", { HERMES_CLI_PATH: "/h" }, { "/h": "" }, "/h"],
  ["relative to the project", { HERMES_CLI_PATH: "bin/h" }, { "/work/bin/h": "" }, "/work/bin/h"],
  ["not there", { PODS_ROOT: "/pods" }, {}, undefined],
  [
    "not where HERMES_CLI_PATH says, so nowhere",
    { PODS_ROOT: "/pods", HERMES_CLI_PATH: "/h" },
    { [HERMESC]: "" },
    undefined,
  ],
];
for (const [name, env, files, real] of COMPILERS) {
  Deno.test(`withWrappedBuild() finds the Hermes compiler ${name}`, async () => {
    const { env: seen } = await build({ ...NATIVE, env, files });
    assertEquals(seen["SENTRY_RN_REAL_HERMES_CLI_PATH"], real);
    const ours = real === undefined ? env["HERMES_CLI_PATH"] : "/opt/sentry-cli";
    assertEquals(seen["HERMES_CLI_PATH"], ours);
  });
}

Deno.test("withWrappedBuild() reads the report of a build that went well", async () => {
  const report = '{"packager_bundle_path":"/b"}';
  const { built } = await build(NATIVE, { report });
  assertEquals([built.code, built.report.packager_bundle_path], [0, "/b"]);
  const failed = await build(NATIVE, { report, code: 65 });
  assertEquals([failed.built.code, failed.built.report.packager_bundle_path], [65, null]);
  assertEquals((await build(NATIVE)).built.report.packager_bundle_path, null);
});

Deno.test("runPlain() changes nothing of the environment, and names what cannot run", async () => {
  const seen: (SpawnOptions | undefined)[] = [];
  const none = new Uint8Array(0);
  const system = fakeSystem({
    spawn: (_program, _args, options) => {
      seen.push(options);
      return Promise.resolve({ code: 3, signal: undefined, stdout: none, stderr: none });
    },
  });
  assertEquals(await runPlain(system, { script: SCRIPT, output: "inherit" }), 3);
  assertEquals(seen.map((each) => each?.env), [undefined]);
  const refused = fakeSystem({
    spawn: () => Promise.reject(new SystemError("Permission denied", "permission", SCRIPT)),
  });
  await assertRejects(
    () => runPlain(refused, { script: SCRIPT, output: "inherit" }),
    ExternalError,
    `Could not run the build script '${SCRIPT}'`,
  );
});

Deno.test("findBuildScript() looks beside the folder of the Xcode project", async () => {
  const usual = "/app/node_modules/react-native/scripts/react-native-xcode.sh";
  const system = fakeSystem({ cwd: "/app/ios", files: { [usual]: "", "/app/ios/my.sh": "" } });
  assertEquals(await findBuildScript(system, undefined), usual);
  assertEquals(await findBuildScript(system, "my.sh"), "/app/ios/my.sh");
  await assertRejects(() => findBuildScript(system, "no.sh"), InputError, "'/app/ios/no.sh'");
  await assertRejects(() => findBuildScript(system, "."), InputError, "'/app/ios'");
});
