import type { ReusedBytes } from "../../base/reused_bytes.ts";
import {
  type ByteSource,
  type DirectoryEntry,
  type FileInfo,
  type FileSink,
  type FileSystem,
  SystemError,
} from "../mod.ts";
import { guarded, toSystemError } from "./errors.ts";
import { extend, overwrite } from "./overwrite.ts";

function toInfo(stat: Deno.FileInfo): FileInfo {
  return {
    kind: stat.isFile
      ? "file"
      : stat.isDirectory
      ? "directory"
      : stat.isSymlink
      ? "symlink"
      : "other",
    sizeBytes: stat.size,
    mode: (stat.mode ?? 0) & 0o7777,
    modifiedMs: stat.mtime?.getTime(),
    ownerId: stat.uid ?? undefined,
    deviceId: Deno.build.os === "windows" ? undefined : stat.dev,
  };
}

/**
 * Looking at a path takes microseconds; handing it to the runtime's thread pool takes longer, and at
 * the start of a run, when the settings are looked for in every folder, many times longer.
 */
function infoOrNothing(path: string, read: (path: string) => Deno.FileInfo) {
  try {
    return Promise.resolve(toInfo(read(path)));
  } catch (error) {
    const failure = toSystemError(error, path);
    // A file where a folder should be (`file/x`) means that there is nothing, too.
    if (failure.code === "not-found" || failure.code === "not-directory") {
      return Promise.resolve(undefined);
    }
    return Promise.reject(failure);
  }
}

/** Up to here handing a read to another thread takes longer than the read. */
const AT_ONCE_BYTES = 256 * 1024;

/** Reads wait for each other: the place in the file is shared. */
function byteSource(file: Deno.FsFile, path: string): ByteSource {
  const { size } = file.statSync();
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const readAtOnce = (offset: number, length: number) => {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
    let filled = 0;
    file.seekSync(offset, Deno.SeekMode.Start);
    while (filled < bytes.length) {
      const count = file.readSync(bytes.subarray(filled));
      if (count === null) break;
      filled += count;
    }
    return filled === bytes.length ? bytes : bytes.slice(0, filled);
  };
  const readAt = async (offset: number, length: number) => {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
    let filled = 0;
    await file.seek(offset, Deno.SeekMode.Start);
    while (filled < bytes.length) {
      const count = await file.read(bytes.subarray(filled));
      if (count === null) break;
      filled += count;
    }
    return filled === bytes.length ? bytes : bytes.slice(0, filled);
  };
  return {
    sizeBytes: size,
    read(offset, length) {
      if (length <= AT_ONCE_BYTES && waiting === 0) {
        return settled(() => named(path, () => readAtOnce(offset, length)));
      }
      waiting++;
      const reading = last.then(() => guarded(path, () => readAt(offset, length)));
      last = reading.then(() => {}, () => {}).finally(() => waiting--);
      return reading;
    },
    close: () => file.close(),
  };
}

function fileSink(file: Deno.FsFile, path: string): FileSink {
  return {
    write: (data) =>
      guarded(path, async () => {
        for (let at = 0; at < data.length;) at += await file.write(data.subarray(at));
      }),
    close: () => file.close(),
  };
}

/** Files of the operating system. */
export const denoFiles: FileSystem = {
  readInto: (path, memory) => settled(() => readInto(path, memory)),
  read: (path) => guarded(path, () => Deno.readFile(path)),
  write: (path, data, options = {}) =>
    guarded(path, async () => {
      const { mode, createNew = false, append = false } = options;
      const file = await Deno.open(path, {
        write: true,
        append,
        createNew,
        ...(createNew ? {} : { create: true, truncate: !append }),
        ...(mode === undefined ? {} : { mode }),
      });
      try {
        for (let at = 0; at < data.length;) at += await file.write(data.subarray(at));
        // A rename that reaches the disk before the content would leave an empty file after a crash.
        if (createNew) await file.sync();
      } finally {
        file.close();
      }
    }),
  open: (path) =>
    guarded(path, async () => {
      const file = await Deno.open(path);
      if (file.statSync().isDirectory) {
        file.close();
        throw new SystemError("Is a directory", "is-directory", path);
      }
      return byteSource(file, path);
    }),
  create: (path, { mode } = {}) =>
    guarded(path, async () => {
      const made = { write: true, create: true, truncate: true };
      return fileSink(await Deno.open(path, mode === undefined ? made : { ...made, mode }), path);
    }),
  openAppend(path, { mode }) {
    try {
      const file = Deno.openSync(path, { append: true, create: true, mode });
      return {
        write(data) {
          try {
            for (let at = 0; at < data.length;) at += file.writeSync(data.subarray(at));
          } catch (error) {
            throw toSystemError(error, path);
          }
        },
      };
    } catch (error) {
      throw toSystemError(error, path);
    }
  },
  stat: (path) => infoOrNothing(path, Deno.statSync),
  lstat: (path) => infoOrNothing(path, Deno.lstatSync),
  entries: (path) => settled(() => entriesOf(path)),
  overwrite: (path, pieces, before) => settled(() => overwrite(path, pieces, before)),
  extend: (path, data, sizeBytes) => settled(() => extend(path, data, sizeBytes)),
  list: (path) =>
    guarded(path, async () => {
      const names: string[] = [];
      for await (const entry of Deno.readDir(path)) names.push(entry.name);
      return names.sort();
    }),
  makeDirectory: (path) => guarded(path, () => Deno.mkdir(path, { recursive: true })),
  remove: (path, options = {}) => guarded(path, () => Deno.remove(path, options)),
  rename: (from, to) => guarded(from, () => Deno.rename(from, to)),
  hardLink: (from, to) => guarded(from, () => Deno.link(from, to)),
  chmod: (path, mode) =>
    guarded(path, async () => {
      if (Deno.build.os !== "windows") await Deno.chmod(path, mode);
    }),
  realPath: (path) => guarded(path, () => Deno.realPath(path)),
  makeTempDirectory: () => guarded(undefined, () => Deno.makeTempDir({ prefix: "sentry-cli-" })),
};

/**
 * The same for a thread of its own, where nobody else is waiting: handing each call to the runtime's
 * thread pool and back takes longer than reading a small file.
 */
export const blockingFiles: FileSystem = {
  ...denoFiles,
  read: (path) => settled(() => named(path, () => Deno.readFileSync(path))),
};

/** A call that has happened, as a promise. */
function settled<T>(call: () => T): Promise<T> {
  try {
    return Promise.resolve(call());
  } catch (error) {
    return Promise.reject(error);
  }
}

function named<T>(path: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw toSystemError(error, path);
  }
}

function readInto(path: string, memory: ReusedBytes): Uint8Array {
  return named(path, () => {
    const file = Deno.openSync(path);
    try {
      let room = memory.room(1);
      let filled = 0;
      for (;;) {
        const count = file.readSync(room.subarray(filled));
        if (count === null) return room.subarray(0, filled);
        filled += count;
        // One byte more than there should be, so that the end is seen without a larger room.
        if (filled === room.length) {
          room = memory.room(Math.max(file.statSync().size, filled) + 1, filled);
        }
      }
    } finally {
      file.close();
    }
  });
}

function entriesOf(path: string): DirectoryEntry[] {
  return named(
    path,
    () =>
      Array.from(Deno.readDirSync(path), ({ name, isFile, isDirectory, isSymlink }) => ({
        name,
        kind: isFile ? "file" : isDirectory ? "directory" : isSymlink ? "symlink" : "other",
      })),
  );
}

/** A text file, `undefined` when it cannot be read. */
export async function readTextOrNothing(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (toSystemError(error, path) instanceof SystemError) return undefined;
    throw error;
  }
}
