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

export type RamBundleKind = "indexed" | "file";

interface RamBundleDoors {
  readonly fs: Pick<FileSystem, "read" | "list" | "stat">;
  readonly path: PathOperations;
}

/** What form of RAM bundle is at a path; `undefined` when it is a plain bundle. */
export async function ramBundleKind(
  path: string,
  bytes: Uint8Array,
  doors: RamBundleDoors,
): Promise<RamBundleKind | undefined> {
  if (await hasMarker(modulesFolder(path, doors), doors)) return "file";
  return hasRamBundleMagic(bytes) ? "indexed" : undefined;
}

/** The RAM bundle at a path. Throws an `InputError`. */
export async function openRamBundle(
  path: string,
  { kind, bytes }: { readonly kind: RamBundleKind; readonly bytes: Uint8Array },
  doors: RamBundleDoors,
): Promise<RamBundle> {
  try {
    return kind === "indexed"
      ? readIndexedRamBundle(bytes)
      : await readModules(modulesFolder(path, doors), bytes, doors);
  } catch (error) {
    if (!(error instanceof RamBundleError)) throw error;
    throw new InputError(`Could not read the RAM bundle '${path}': ${error.message}`);
  }
}

function modulesFolder(bundle: string, { path }: RamBundleDoors): string {
  return path.join(path.dirname(bundle), MODULES_FOLDER);
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
