/** Whether there is a newer version, asked at most twice a day and remembered in a file. */
import type { Clock, FileSystem, Platform } from "../../system/mod.ts";
import { isVersion } from "../../base/version_order.ts";

const EVERY_MS = 12 * 60 * 60 * 1000;

export interface CheckDoors {
  readonly fs: Pick<FileSystem, "read" | "write" | "makeDirectory">;
  readonly clock: Pick<Clock, "now">;
  readonly platform: Platform;
}

/** What the file holds; the names are those of the reference's file of this kind. */
interface Remembered {
  /** RFC 3339, UTC. */
  readonly last_check_timestamp: string;
  /** The version that asked. */
  readonly last_check_version: string;
  readonly last_fetched_version: string;
}

/** The newest version known, asked of `fetchNewest` when what is remembered is old. */
export async function newestKnown(
  current: string,
  fetchNewest: () => Promise<string>,
  doors: CheckDoors,
): Promise<string> {
  const file = cacheFile(doors.platform);
  const before = file === undefined ? undefined : await remembered(file, doors);
  if (before !== undefined && isFresh(before, current, doors.clock.now())) {
    return before.last_fetched_version;
  }
  // A place that cannot be reached is not asked again at once either: each try takes seconds.
  const fallback = before?.last_fetched_version ?? current;
  const newest = await fetchNewest().catch(() => fallback);
  if (file !== undefined) await remember(file, { newest, current }, doors);
  return newest;
}

/** Apart from the reference's, whose versions are not ours. */
function cacheFile(platform: Platform): string | undefined {
  const folder = platform.cacheFolder();
  return folder && platform.path.join(folder, "sentrycli", "newest-release.json");
}

function isFresh(before: Remembered, current: string, now: number): boolean {
  const ageMs = now - Date.parse(before.last_check_timestamp);
  // A clock that was set back must not silence it for years.
  return before.last_check_version === current && ageMs >= 0 && ageMs < EVERY_MS;
}

/** `undefined` for a file that is not there or makes no sense: then it is written anew. */
async function remembered(file: string, { fs }: CheckDoors): Promise<Remembered | undefined> {
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(await fs.read(file)));
    if (typeof json !== "object" || json === null) return undefined;
    const text = (name: string) => {
      const value = name in json ? Object.getOwnPropertyDescriptor(json, name)?.value : undefined;
      return typeof value === "string" ? value : "";
    };
    const found = {
      last_check_timestamp: text("last_check_timestamp"),
      last_check_version: text("last_check_version"),
      last_fetched_version: text("last_fetched_version"),
    };
    const isSound = !Number.isNaN(Date.parse(found.last_check_timestamp)) &&
      isVersion(found.last_fetched_version);
    return isSound ? found : undefined;
  } catch {
    return undefined;
  }
}

async function remember(
  file: string,
  { newest, current }: { readonly newest: string; readonly current: string },
  { fs, clock, platform }: CheckDoors,
): Promise<void> {
  const record: Remembered = {
    last_check_timestamp: new Date(clock.now()).toISOString(),
    last_check_version: current,
    last_fetched_version: newest,
  };
  await fs.makeDirectory(platform.path.dirname(file));
  await fs.write(file, new TextEncoder().encode(`${JSON.stringify(record, null, 2)}\n`));
}
