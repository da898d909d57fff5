/** What Linux and macOS share. */
import type { Env, Spawn } from "../system/mod.ts";

/** The doors that the platform bodies need. */
export interface PlatformDoors {
  readonly env: Env;
  readonly spawn: Spawn;
  /** Reads a file, `undefined` when that is not possible. */
  readText(path: string): Promise<string | undefined>;
  /** The home folder that the user database names, for when the environment is silent. */
  homeFromUserDatabase(): string | undefined;
  readonly arch: string;
}

/** `$HOME`, or the user database when it is unset or empty. */
export function posixHome({ env, homeFromUserDatabase }: PlatformDoors): string | undefined {
  const home = env.get("HOME");
  return home ? home : homeFromUserDatabase();
}

/** Runs an opener program; `false` when there is none or it failed. */
export async function openWith(
  spawn: Spawn,
  program: string,
  args: readonly string[],
): Promise<boolean> {
  try {
    return (await spawn(program, args)).code === 0;
  } catch {
    return false;
  }
}

/** The architecture under the names that Sentry uses. */
export function sentryArch(runtimeArch: string): string {
  return runtimeArch === "arm64" ? "aarch64" : runtimeArch;
}
