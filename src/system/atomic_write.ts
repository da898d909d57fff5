/** Replaces a file as a whole: whoever looks, at any moment, finds the old or the new content. */
import { type FileSystem, type Random, SystemError } from "./mod.ts";

/** The doors this needs. */
export interface WriteDoors {
  readonly fs: FileSystem;
  readonly random: Random;
}

/**
 * Writes a new file beside the target, readable by its owner only, and renames it over the target.
 * A link is followed, so that it stays one. A failure leaves the target alone and no scratch file
 * behind. Throws {@linkcode SystemError}.
 */
export async function atomicWrite(
  { fs, random }: WriteDoors,
  path: string,
  data: Uint8Array,
): Promise<void> {
  const isLink = (await fs.lstat(path))?.kind === "symlink";
  const target = isLink ? await fs.realPath(path) : path;
  const scratch = `${target}.${random.uuid()}`;
  try {
    // Never over something that is there already: it could be a link that somebody else put there.
    await fs.write(scratch, data, { mode: 0o600, createNew: true });
  } catch (error) {
    if (!(error instanceof SystemError && error.code === "exists")) await discard(fs, scratch);
    throw error;
  }
  try {
    await fs.rename(scratch, target);
  } catch (error) {
    await discard(fs, scratch);
    throw error;
  }
}

/** The failure that brought us here is the one to report. */
async function discard(fs: FileSystem, scratch: string): Promise<void> {
  try {
    await fs.remove(scratch);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
  }
}
