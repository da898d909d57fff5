/** The program as a Windows user runs it: the bundle (`CLI_BIN`) under Windows Deno. */
import { programCommand } from "../support/program.ts";

/** Why the tests of this folder are left out, `undefined` where they run. */
export const notHere: string | undefined = Deno.build.os === "windows"
  ? undefined
  : "needs Windows: deno task test:windows";

export interface WindowsRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A home folder and a project in it, on a Windows drive. */
export interface Place {
  readonly home: string;
  run(
    words: readonly string[],
    options?: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> },
  ): Promise<WindowsRun>;
  /** Makes a file with its folders; the path is relative to the home folder, with `\`. */
  put(path: string, text: string): Promise<void>;
  text(path: string): Promise<string>;
}

export async function withPlace(task: (place: Place) => Promise<void>): Promise<void> {
  const home = await Deno.realPath(await Deno.makeTempDir({ prefix: "sentry-cli-windows-" }));
  const at = (path: string) => path === "" ? home : `${home}\\${path}`;
  try {
    await task({
      home,
      async run(words, { cwd = "", env = {} } = {}) {
        const [program, ...first] = programCommand();
        const { code, stdout, stderr } = await new Deno.Command(program, {
          args: [...first, ...words],
          cwd: at(cwd),
          clearEnv: true,
          env: {
            SystemRoot: Deno.env.get("SystemRoot") ?? "C:\\Windows",
            USERPROFILE: home,
            DENO_DIR: Deno.env.get("DENO_DIR") ?? `${home}\\deno`,
            DENO_NO_UPDATE_CHECK: "1",
            SENTRY_DISABLE_UPDATE_CHECK: "1",
            NO_COLOR: "1",
            ...env,
          },
          stdin: "null",
        }).output();
        const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
        return { code, stdout: text(stdout), stderr: text(stderr) };
      },
      async put(path, text) {
        const file = at(path);
        await Deno.mkdir(file.slice(0, file.lastIndexOf("\\")), { recursive: true });
        await Deno.writeTextFile(file, text);
      },
      text: (path) => Deno.readTextFile(at(path)),
    });
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

/** Registers a test of Windows; elsewhere it is left out, with the reason in its name. */
export function windowsTest(name: string, task: (place: Place) => Promise<void>): void {
  Deno.test({
    name: notHere === undefined ? name : `${name} (left out: ${notHere})`,
    ignore: notHere !== undefined,
    fn: () => withPlace(task),
  });
}
