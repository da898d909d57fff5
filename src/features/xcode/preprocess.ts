/** Info.plist files that are C source first: `INFOPLIST_PREPROCESS = YES`. */
import { ExternalError } from "../../base/errors.ts";
import type { Spawn } from "../../system/mod.ts";
import type { Variables } from "./variables.ts";

/**
 * The Info.plist as the C preprocessor leaves it. Runs flags that the project names, so it needs the
 * user's word (`--allow-xcode-infoplist-preprocessing`).
 */
export async function preprocessInfoPlist(
  { spawn, signal }: { readonly spawn: Spawn; readonly signal: AbortSignal },
  path: string,
  variables: Variables,
): Promise<Uint8Array> {
  const words = (name: string) =>
    (variables(name) ?? "").split(/\s+/).filter((word) => word !== "");
  const args = [
    ...["-xc", "-P", "-E"],
    ...words("INFOPLIST_OTHER_PREPROCESSOR_FLAGS"),
    ...words("INFOPLIST_PREPROCESSOR_DEFINITIONS").map((word) => `-D${word}`),
    path,
  ];
  const { code, stdout, stderr } = await spawn("cc", args, { signal });
  if (code === 0) return stdout;
  const last = new TextDecoder().decode(stderr).trim().split("\n").at(-1) ?? "";
  throw new ExternalError(`The C preprocessor ended with ${code} for '${path}': ${last}`);
}
