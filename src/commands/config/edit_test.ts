/** `config edit`: which editor, which file, and what is said afterwards. */
import { runApp } from "../../app.ts";
import { assertEquals, assertStringIncludes } from "../../../tests/support/assert.ts";
import { type FakeSystem, fakeSystem } from "../../../tests/support/fake_system.ts";

const HOME = "/home/me/.sentryclirc";

/** An editor that stores a text, and ends with a code. */
async function edit(
  { env = {}, files = {}, args = [], stores, code = 0 }: {
    readonly env?: Record<string, string>;
    readonly files?: Record<string, string>;
    readonly args?: readonly string[];
    readonly stores?: string;
    readonly code?: number;
  },
) {
  const system: FakeSystem = fakeSystem({
    env,
    files,
    spawn(_program, words) {
      const file = words.at(-1) ?? "";
      if (stores !== undefined) system.fs.put(file, stores, system.fs.mode(file));
      const none = new Uint8Array(0);
      return Promise.resolve({ code, signal: undefined, stdout: none, stderr: none });
    },
  });
  const exitCode = await runApp(system, ["config", "edit", ...args]);
  return { system, exitCode, ...system.written, spawned: system.spawned };
}

const EDITORS: readonly (readonly [env: Record<string, string>, words: readonly string[]])[] = [
  [{}, ["vi"]],
  [{ EDITOR: "nano" }, ["nano"]],
  [{ EDITOR: "nano", VISUAL: "code --wait" }, ["code", "--wait"]],
  [{ VISUAL: " ", EDITOR: "nano" }, ["nano"]],
  [{ EDITOR: '"/opt/my editor" -w' }, ["/opt/my editor", "-w"]],
  [{ EDITOR: "/opt/my editor" }, ["/opt/my editor"]],
];

for (const [env, words] of EDITORS) {
  Deno.test(`config edit with ${JSON.stringify(env)} starts ${words.join(" ")}`, async () => {
    const files = { [HOME]: "[defaults]\norg=a\n", "/opt/my editor": "" };
    const { spawned, exitCode, stderr } = await edit({ env, files });
    const [program = "", ...args] = words;
    assertEquals(spawned, [{ program, args: [...args, HOME] }]);
    assertEquals([exitCode, stderr], [0, ""]);
  });
}

const FILES: readonly (readonly [args: readonly string[], file: string])[] = [
  [[], "/work/.sentryclirc"],
  [["--global"], HOME],
  [["--local"], "/work/.sentryclirc"],
  [["--file", "other.ini"], "/work/other.ini"],
];

for (const [args, file] of FILES) {
  Deno.test(`config edit ${args.join(" ")} opens ${file}`, async () => {
    const { spawned } = await edit({ args, files: { "/work/.sentryclirc": "[defaults]\n" } });
    assertEquals(spawned.map((each) => each.args.at(-1)), [file]);
  });
}

Deno.test("config edit makes a new file for its owner only", async () => {
  const { system, exitCode } = await edit({ stores: "[defaults]\norg=a\n" });
  assertEquals([exitCode, system.fs.mode(HOME)], [0, 0o600]);
});

Deno.test("config edit leaves no empty file behind", async () => {
  const { system, exitCode } = await edit({});
  assertEquals([exitCode, system.fs.text(HOME)], [0, undefined]);
});

Deno.test("config edit says what is wrong with what was stored", async () => {
  const broken = await edit({ stores: "[defaults\n" });
  assertEquals(broken.exitCode, 1);
  assertStringIncludes(broken.stderr, `ERROR`);
  assertStringIncludes(broken.stderr, `${HOME}:1: the section header is not closed`);
  const odd = await edit({ stores: "[default]\norg=a\n" });
  assertEquals(odd.exitCode, 0);
  assertStringIncludes(odd.stderr, `${HOME}:1: unknown section [default]`);
});

Deno.test("config edit opens a broken file, which is what it is for", async () => {
  const files = { "/work/.sentryclirc": "[broken" };
  const { exitCode, spawned } = await edit({ files, stores: "[defaults]\n" });
  assertEquals([exitCode, spawned.length], [0, 1]);
});

Deno.test("config edit passes on that the editor failed, and keeps the file", async () => {
  const { exitCode, stderr, system } = await edit({
    env: { EDITOR: "ed" },
    files: { [HOME]: "[defaults]\n" },
    code: 2,
  });
  assertEquals(exitCode, 1);
  assertStringIncludes(stderr, 'The editor "ed" (EDITOR) ended with code 2');
  assertEquals(system.fs.text(HOME), "[defaults]\n");
});
