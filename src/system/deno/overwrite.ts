/** Gives a file a new content so that a full disk or a kill leaves the old one or the new one. */
import { ReusedBytes } from "../../base/reused_bytes.ts";
import { isOneWrite, placesOf, unfinishedLine } from "../../base/unfinished_file.ts";
import { SystemError } from "../mod.ts";
import { toSystemError } from "./errors.ts";

/** More than this goes into a new file that takes the old one's place. */
const IN_PLACE_BYTES = 1024 * 1024;

/**
 * Over the old content rather than after emptying the file: a file system has to save an emptied or
 * replaced file at once (ext4 does), which takes ten times as long over thousands of files.
 */
export function overwrite(path: string, pieces: readonly Uint8Array[], before: Uint8Array): void {
  const size = pieces.reduce((sum, { length }) => sum + length, 0);
  if (size > IN_PLACE_BYTES && replaceWhole(path, pieces)) return;
  try {
    changeFile(path, (file) => overwriteInPlace(file, JOINING.joined(pieces), before));
  } finally {
    JOINING.trim();
  }
}

/** Where pieces become one, within one call. */
const JOINING = new ReusedBytes();

/** Adds to the end of a file that has that size. */
export function extend(path: string, data: Uint8Array, sizeBytes: number): void {
  changeFile(path, (file) => {
    if (file.seekSync(0, Deno.SeekMode.End) !== sizeBytes) {
      throw new SystemError("The file has changed meanwhile", "other", path);
    }
    try {
      writeAt(file, sizeBytes, data);
    } catch (error) {
      file.truncateSync(sizeBytes);
      throw error;
    }
  });
}

function changeFile(path: string, change: (file: Deno.FsFile) => void): void {
  try {
    const file = Deno.openSync(path, { write: true });
    try {
      change(file);
    } finally {
      file.close();
    }
  } catch (error) {
    throw toSystemError(error, path);
  }
}

function overwriteInPlace(file: Deno.FsFile, data: Uint8Array, before: Uint8Array): void {
  try {
    const isOne = data.length >= before.length && isOneWrite(0, data.length);
    if (!isOne) writeBehind(file, data, before);
    writeAt(file, 0, data);
    if (!isOne) file.truncateSync(data.length);
  } catch (error) {
    writeAt(file, 0, before); // its room is there already
    file.truncateSync(before.length);
    throw error;
  }
}

/** The new content behind the old one; see `base/unfinished_file.ts`. */
function writeBehind(file: Deno.FsFile, data: Uint8Array, before: Uint8Array): void {
  const lengths = { before: before.length, data: data.length };
  const places = placesOf(lengths);
  try {
    writeAt(file, places.line, unfinishedLine("old", lengths));
    writeAt(file, places.content, data);
    writeAt(file, places.line, unfinishedLine("new", lengths));
  } catch {
    // No room for both: then only a kill in the midst of one write is a danger.
    file.truncateSync(before.length);
  }
}

function writeAt(file: Deno.FsFile, offset: number, data: Uint8Array): void {
  file.seekSync(offset, Deno.SeekMode.Start);
  for (let at = 0; at < data.length;) at += file.writeSync(data.subarray(at));
}

/** `false` where no file can be made beside it, or it is not its owner's own; nothing has changed then. */
function replaceWhole(path: string, pieces: readonly Uint8Array[]): boolean {
  let scratch: string | undefined;
  try {
    const target = Deno.realPathSync(path);
    const { mode, nlink, uid } = Deno.statSync(target);
    // A new file would belong to us, and other names of the old one would keep its content.
    if ((nlink ?? 1) > 1) return false;
    const beside = `${target}.sentry-cli-new`;
    // What a killed run left.
    discard(beside);
    const file = Deno.openSync(beside, { write: true, createNew: true, mode: mode ?? 0o644 });
    scratch = beside;
    try {
      if (file.statSync().uid !== uid) return discard(scratch);
      let at = 0;
      for (const piece of pieces) {
        writeAt(file, at, piece);
        at += piece.length;
      }
    } finally {
      file.close();
    }
    if (mode !== null && Deno.build.os !== "windows") Deno.chmodSync(scratch, mode & 0o7777);
    Deno.renameSync(scratch, target);
    return true;
  } catch {
    return scratch === undefined ? false : discard(scratch);
  }
}

function discard(scratch: string): false {
  try {
    Deno.removeSync(scratch);
  } catch {
    // What made it useless is reported by the attempt that follows.
  }
  return false;
}
