/** What a path in a setting means. */
import type { PathOperations } from "../system/mod.ts";
import type { Origin } from "./model.ts";

/** A path in a file is relative to that file's folder, any other to the working folder. */
export function settledPath(
  text: string,
  { file }: Origin,
  { cwd, path }: { readonly cwd: string; readonly path: PathOperations },
): string {
  return path.resolve(file === undefined ? cwd : path.dirname(file), text);
}
