/** Carries the debug id of the packager's map over to the map that was joined from it. */
import { isRecord } from "../../base/is_record.ts";
import { type FileSystem, SystemError } from "../../system/mod.ts";
import type { BuildReport } from "./report.ts";

/**
 * Writes the packager map's debug id into the joined map when that has none. Gives a line for people when
 * there was nothing to do; a file that is not there or is no map is such a case, too.
 */
export async function copyDebugId(
  fs: FileSystem,
  report: BuildReport,
): Promise<string | undefined> {
  const { packager_sourcemap_path: from, hermes_sourcemap_path: to } = report;
  if (from === null) return skipped("the map of the packager is not known");
  if (to === null) return skipped("the joined map is not known");
  const source = await readJson(fs, from);
  if (typeof source === "string") return skipped(`${from} ${source}`);
  const target = await readJson(fs, to);
  if (typeof target === "string") return skipped(`${to} ${target}`);
  const idOf = (map: Record<string, unknown>) => map["debugId"] ?? map["debug_id"];
  if (idOf(target) !== undefined) return skipped("the joined map has a debug id already");
  const id = idOf(source);
  if (typeof id !== "string") return skipped("the map of the packager has no debug id");
  const joined = { ...target, debug_id: id, debugId: id };
  await fs.write(to, new TextEncoder().encode(JSON.stringify(joined)));
  return undefined;
}

function skipped(why: string): string {
  return `No debug id was copied: ${why}`;
}

/** The object in a file, or what is wrong with it. */
async function readJson(
  fs: FileSystem,
  path: string,
): Promise<Record<string, unknown> | string> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(await fs.read(path)));
    return isRecord(value) ? value : "is not a source map";
  } catch (error) {
    if (error instanceof SystemError) return `could not be read: ${error.message}`;
    return "is not valid JSON";
  }
}
