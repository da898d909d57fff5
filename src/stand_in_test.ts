import { assertEquals } from "../tests/support/assert.ts";
import { fakeSystem } from "../tests/support/fake_system.ts";
import { runApp } from "./app.ts";

/** Runs words below `react-native xcode`, as far as `variable` says so. */
async function run(words: readonly string[], os: "darwin" | "linux", variable: string) {
  const none = new Uint8Array(0);
  const system = fakeSystem({
    os,
    env: {
      __SENTRY_RN_WRAP_XCODE_CALL: variable,
      SENTRY_RN_REAL_NODE_BINARY: "/usr/bin/node",
      SENTRY_RN_REAL_HERMES_CLI_PATH: "/pods/hermesc",
    },
    // No .env file, no settings: nothing of ours is read.
    files: { "/work/.env": "SENTRY_LOG_LEVEL=trace\n", "/work/.sentryclirc": "[broken" },
    spawn: (program) =>
      program === "/pods/hermesc"
        ? Promise.reject(new Error("not asked for"))
        : Promise.resolve({ code: 7, signal: undefined, stdout: none, stderr: none }),
  });
  const code = await runApp(system, words);
  return { code, spawned: system.spawned, ...system.written };
}

Deno.test("runApp() is node below `react-native xcode`, whatever the words are", async () => {
  for (const words of [["--version"], [], ["--help"], ["info"], ["cli.js", "bundle", "--x"]]) {
    const { code, spawned, stdout, stderr } = await run(words, "darwin", "1");
    assertEquals([code, stdout, stderr], [7, "", ""]);
    assertEquals(spawned, [{ program: "/usr/bin/node", args: words }]);
  }
});

Deno.test("runApp() is itself off macOS and for any other value of the variable", async () => {
  for (const [os, variable] of [["linux", "1"], ["darwin", ""], ["darwin", "true"]] as const) {
    const { code, spawned, stdout } = await run(["--version"], os, variable);
    assertEquals([code, spawned, stdout.startsWith("sentry-cli ")], [0, [], true]);
  }
});
