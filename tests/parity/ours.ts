/** Gets our program ready to run many times. */
import { bundle } from "../../scripts/bundle.ts";
import {
  permissionFlags,
  programPermissions,
  systemOf,
} from "../../src/commands/permission_rows.ts";
import type { Side } from "./side.ts";

/** `CLI_BIN`, or a bundle made in `folder`, which starts faster than the source tree. */
export async function prepareOurs(folder: string): Promise<Side> {
  const named = Deno.env.get("CLI_BIN");
  if (named !== undefined && named !== "") {
    return { name: "ours", command: [await Deno.realPath(named)], env: {} };
  }
  const path = `${folder}/sentry-cli.js`;
  const flags = permissionFlags(programPermissions(systemOf(Deno.build.target)));
  await bundle({ output: path });
  return {
    name: "ours",
    command: [Deno.execPath(), "run", "--quiet", "--no-config", ...flags, path],
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
