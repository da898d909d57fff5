/** What Linux and macOS share. */
import type { Env, FileSystem, Spawn } from "../system/mod.ts";
import type { OpenLibrary } from "../system/library.ts";

/** The doors that the platform bodies need. */
export interface PlatformDoors {
  readonly env: Env;
  readonly spawn: Spawn;
  readonly fs: Pick<FileSystem, "chmod" | "hardLink" | "list" | "remove" | "rename" | "stat">;
  /** Reads a file, `undefined` when that is not possible. */
  readText(path: string): Promise<string | undefined>;
  /** The home folder that the user database names, for when the environment is silent. */
  homeFromUserDatabase(): string | undefined;
  /** Number of the user who runs us, `undefined` where nobody says. */
  userId(): number | undefined;
  readonly openLibrary: OpenLibrary;
  readonly arch: string;
}

/** `$HOME`, or the user database when it is unset or empty. */
export function posixHome({ env, homeFromUserDatabase }: PlatformDoors): string | undefined {
  const home = env.get("HOME");
  return home ? home : homeFromUserDatabase();
}

/** Runs a program for its effect; `false` when there is none or it failed. */
export async function succeeds(
  spawn: Spawn,
  program: string,
  args: readonly string[],
  env?: Readonly<Record<string, string>>,
): Promise<boolean> {
  try {
    return (await spawn(program, args, env === undefined ? {} : { env })).code === 0;
  } catch {
    return false;
  }
}

/**
 * Renames over it: a program that runs keeps its file. That file gets its second name first, so that
 * there is a program under its own name at every moment.
 */
export async function replaceByRename(
  { fs }: Pick<PlatformDoors, "fs">,
  program: string,
  fresh: string,
  former: string,
): Promise<void> {
  const before = await fs.stat(program);
  if (before === undefined) return await fs.rename(fresh, program);
  await fs.chmod(fresh, before.mode);
  const aside = `${former}.part`;
  await fs.remove(aside).catch(() => {}); // of a run that was killed
  // Not every disk knows second names: there is no program for a moment then.
  const isLinked = await fs.hardLink(program, aside).then(() => true, () => false);
  if (!isLinked) await fs.rename(program, aside);
  try {
    await fs.rename(fresh, program);
  } catch (error) {
    await (isLinked ? fs.remove(aside) : fs.rename(aside, program));
    throw error;
  }
  await fs.rename(aside, former);
}

/** The architecture under the names that Sentry uses. */
export function sentryArch(runtimeArch: string): string {
  return runtimeArch === "arm64" ? "aarch64" : runtimeArch;
}
