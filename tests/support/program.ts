/** The program under test as a real process: `CLI_BIN`, or the source under its own permissions. */
import { permissionFlags, programPermissions } from "../../src/commands/permission_rows.ts";

const MAIN = decodeURIComponent(new URL("../../main.ts", import.meta.url).pathname);

/** Program and first arguments. */
export function programCommand(): readonly [string, ...string[]] {
  const binary = Deno.env.get("CLI_BIN");
  if (binary !== undefined) {
    const [program = "", ...rest] = binary.split(" ");
    return [program, ...rest];
  }
  const os = Deno.build.os === "darwin" || Deno.build.os === "windows" ? Deno.build.os : "linux";
  return [Deno.execPath(), "run", "--quiet", ...permissionFlags(programPermissions(os)), MAIN];
}

/** A fresh folder that serves as HOME and working folder; removed when the test's `using` ends. */
export async function scratch(): Promise<{ path: string } & AsyncDisposable> {
  const path = await Deno.realPath(await Deno.makeTempDir({ prefix: "sentry-cli-e2e-" }));
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** Nothing of the surroundings but what Deno needs to find its cache. */
export function programEnv(home: string, env: Record<string, string> = {}): Record<string, string> {
  const outerHome = Deno.env.get("HOME") ?? "";
  const cache = Deno.env.get("XDG_CACHE_HOME") ?? `${outerHome}/.cache`;
  return {
    PATH: Deno.env.get("PATH") ?? "",
    DENO_DIR: Deno.env.get("DENO_DIR") ?? `${cache}/deno`,
    DENO_NO_UPDATE_CHECK: "1",
    SENTRY_DISABLE_UPDATE_CHECK: "1",
    HOME: home,
    ...env,
  };
}

/** Starts it with pipes on all streams. */
export function startProgram(
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: Record<string, string> },
): Deno.ChildProcess {
  const [program, ...first] = programCommand();
  return new Deno.Command(program, {
    args: [...first, ...args],
    cwd: options.cwd,
    clearEnv: true,
    env: programEnv(options.cwd, options.env),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Waits for its end, with what it said. */
export async function endOf(child: Deno.ChildProcess) {
  await child.stdin.close().catch(() => {});
  const { code, signal, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, signal, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Puts files below a folder; folders on the way are made. */
export async function putFiles(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await Deno.mkdir(`${folder}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(`${folder}/${path}`, text);
  }
}

export const TOKEN = "a1b2c3d4".repeat(8);

/** The variables that lead a program to a server of `local_server.ts`. */
export function serverEnv(
  { url, token, org }: { readonly url: string; readonly token: string; readonly org: string },
): Record<string, string> {
  return { SENTRY_URL: url, SENTRY_AUTH_TOKEN: token, SENTRY_ORG: org };
}
