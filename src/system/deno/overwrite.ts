/** Gives a file a new content so that a full disk or a kill leaves the old one or the new one. */
import { placesOf, unfinishedLine } from "../../base/unfinished_file.ts";
import { toSystemError } from "./errors.ts";

/** A page: a write within one is done or not done when a process is killed. */
const ONE_PAGE_BYTES = 4096;
/** More than this goes into a new file that takes the old one's place. */
const IN_PLACE_BYTES = 1024 * 1024;

/**
 * Over the old content rather than after emptying the file: a file system has to save an emptied or
 * replaced file at once (ext4 does), which takes ten times as long over thousands of files.
 */
export function overwrite(path: string, data: Uint8Array, before: Uint8Array): void {
  if (data.length > IN_PLACE_BYTES && replaceWhole(path, data)) return;
  try {
    const file = Deno.openSync(path, { write: true });
    try {
      overwriteInPlace(file, data, before);
    } finally {
      file.close();
    }
  } catch (error) {
    throw toSystemError(error, path);
  }
}

function overwriteInPlace(file: Deno.FsFile, data: Uint8Array, before: Uint8Array): void {
  try {
    const isOneWrite = data.length <= ONE_PAGE_BYTES && data.length >= before.length;
    if (!isOneWrite) writeBehind(file, data, before);
    writeAt(file, 0, data);
    if (!isOneWrite) file.truncateSync(data.length);
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
function replaceWhole(path: string, data: Uint8Array): boolean {
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
      writeAt(file, 0, data);
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
