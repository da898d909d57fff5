/** Gets our program ready to run many times. */
import type { Side } from "./side.ts";

const ROOT = new URL("../../", import.meta.url);

/** What a run of ours may do; the same list as in the README. */
export const PERMISSIONS: readonly string[] = [
  "--no-prompt",
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-net",
  "--allow-sys",
  "--allow-run",
];

/** `CLI_BIN`, or a bundle made in `folder`, which starts faster than the source tree. */
export async function prepareOurs(folder: string): Promise<Side> {
  const named = Deno.env.get("CLI_BIN");
  if (named !== undefined && named !== "") {
    return { name: "ours", command: [await Deno.realPath(named)], env: {} };
  }
  const bundle = `${folder}/sentry-cli.js`;
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--platform", "deno", "--output", bundle, "main.ts"],
    cwd: ROOT,
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(`cannot bundle main.ts:\n${new TextDecoder().decode(stderr)}`);
  return {
    name: "ours",
    command: [Deno.execPath(), "run", "--no-config", ...PERMISSIONS, bundle],
    env: { DENO_DIR: await denoDir(), DENO_NO_UPDATE_CHECK: "1" },
  };
}

/** The runtime's own cache, which must not end up in the scratch home. */
async function denoDir(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json"],
    stderr: "null",
  }).output();
  const info: unknown = JSON.parse(new TextDecoder().decode(stdout));
  if (typeof info === "object" && info !== null && "denoDir" in info) return String(info.denoDir);
  throw new Error("`deno info --json` names no denoDir");
}
