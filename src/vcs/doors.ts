/** What reading a checkout needs from outside. */
import type { Env, FileSystem, Platform } from "../system/mod.ts";

export interface VcsDoors {
  readonly fs: Pick<FileSystem, "read" | "open" | "stat" | "lstat" | "list" | "realPath">;
  readonly env: Env;
  readonly cwd: string;
  readonly platform: Pick<Platform, "os" | "path" | "userId" | "homeFolder">;
}

/** A file's text, `undefined` when there is nothing (or a folder) of that name. */
export async function readTextIfThere(
  { fs }: Pick<VcsDoors, "fs">,
  path: string,
): Promise<string | undefined> {
  const info = await fs.stat(path);
  if (info?.kind !== "file") return undefined;
  return new TextDecoder().decode(await fs.read(path));
}
