/** Opens a React Native bundle that is a RAM bundle, in either of its two forms (specification, §7.4). */
import { InputError } from "../../base/errors.ts";
import { MARKER_FILE, moduleIdOfFile, MODULES_FOLDER } from "../../formats/ram_bundle/file.ts";
import {
  hasRamBundleMagic,
  type RamBundle,
  RamBundleError,
  readIndexedRamBundle,
} from "../../formats/ram_bundle/indexed.ts";
import { type FileSystem, type PathOperations, SystemError } from "../../system/mod.ts";

export interface OpenedRamBundle {
  readonly kind: "indexed" | "file";
  readonly bundle: RamBundle;
}

interface RamBundleDoors {
  readonly fs: Pick<FileSystem, "read" | "list" | "stat">;
  readonly path: PathOperations;
}

/** The RAM bundle at a path; `undefined` when it is a plain bundle. Throws an `InputError`. */
export async function openRamBundle(
  path: string,
  bytes: Uint8Array,
  doors: RamBundleDoors,
): Promise<OpenedRamBundle | undefined> {
  try {
    const folder = doors.path.join(doors.path.dirname(path), MODULES_FOLDER);
    if (await hasMarker(folder, doors)) {
      return { kind: "file", bundle: await readModules(folder, bytes, doors) };
    }
    return hasRamBundleMagic(bytes)
      ? { kind: "indexed", bundle: readIndexedRamBundle(bytes) }
      : undefined;
  } catch (error) {
    if (!(error instanceof RamBundleError)) throw error;
    throw new InputError(`Could not read the RAM bundle '${path}': ${error.message}`);
  }
}

async function hasMarker(folder: string, { fs, path }: RamBundleDoors): Promise<boolean> {
  const marker = path.join(folder, MARKER_FILE);
  return (await fs.stat(marker))?.kind === "file" && hasRamBundleMagic(await fs.read(marker));
}

/** All modules: the folder of an app has a few thousand, a few megabytes together. */
async function readModules(
  folder: string,
  startupCode: Uint8Array,
  { fs, path }: RamBundleDoors,
): Promise<RamBundle> {
  const modules = new Map<number, Uint8Array>();
  for (const name of await fs.list(folder)) {
    if (name === MARKER_FILE) continue;
    const id = moduleIdOfFile(name);
    try {
      modules.set(id, await fs.read(path.join(folder, name)));
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new RamBundleError(`module ${id} cannot be read: ${error.message}`);
    }
  }
  const moduleIds = [...modules.keys()].sort((a, b) => a - b);
  return { startupCode, moduleIds, module: (id) => modules.get(id) };
}
