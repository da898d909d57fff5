/** Files in memory, close enough to a real disk: links, modes, the errors of a POSIX system. */
import { concatBytes } from "../../src/base/bytes.ts";
import {
  type FileInfo,
  type FileSystem,
  SystemError,
  type SystemErrorCode,
} from "../../src/system/mod.ts";

type Node =
  | { kind: "file"; data: Uint8Array; mode: number; modifiedMs: number }
  | { kind: "directory"; mode: number }
  | { kind: "symlink"; target: string };

export interface MemoryFiles extends FileSystem {
  /** Puts a file (and its folders) there. */
  put(path: string, content: string | Uint8Array, mode?: number): void;
  putDirectory(path: string, mode?: number): void;
  link(path: string, target: string): void;
  /** A file's text, `undefined` when there is none. */
  text(path: string): string | undefined;
  mode(path: string): number | undefined;
  /** All paths of files and links, sorted. */
  paths(): string[];
  /** Makes the next calls fail: return an error code for the call to refuse. */
  refuse: ((call: string, path: string) => SystemErrorCode | undefined) | undefined;
}

const WORDS: Partial<Record<SystemErrorCode, string>> = {
  "not-found": "No such file or directory",
  permission: "Permission denied",
  "is-directory": "Is a directory",
  "not-directory": "Not a directory",
  exists: "File exists",
  loop: "Too many levels of symbolic links",
  "no-space": "No space left on device",
  "read-only": "Read-only file system",
};

/** `cwd` is where relative paths begin. */
export function memoryFiles(now: () => number = () => 0, cwd = "/"): MemoryFiles {
  const nodes = new Map<string, Node>([["/", { kind: "directory", mode: 0o755 }]]);
  let scratch = 0;

  const fail = (code: SystemErrorCode, path: string): never => {
    throw new SystemError(WORDS[code] ?? code, code, path);
  };
  const parent = (path: string) => path.slice(0, path.lastIndexOf("/")) || "/";
  const check = (call: string, path: string) => {
    const code = files.refuse?.(call, path);
    if (code !== undefined) fail(code, path);
  };

  /** The path with every link on the way resolved; the last part only when `follow`. */
  function locate(given: string, follow: boolean, depth = 0): string {
    const path = given.startsWith("/") ? given : `${cwd}/${given}`;
    if (depth > 40) fail("loop", path);
    let at = "/";
    const parts = path.split("/").filter((part) => part !== "" && part !== ".");
    for (let index = 0; index < parts.length; index++) {
      const part = parts[index] ?? "";
      if (part === "..") {
        at = parent(at);
        continue;
      }
      const next = at === "/" ? `/${part}` : `${at}/${part}`;
      const node = nodes.get(next);
      const last = index === parts.length - 1;
      if (node?.kind === "symlink" && (!last || follow)) {
        const rest = parts.slice(index + 1).join("/");
        const target = node.target.startsWith("/") ? node.target : `${at}/${node.target}`;
        return locate(rest === "" ? target : `${target}/${rest}`, follow, depth + 1);
      }
      if (node?.kind === "file" && !last) fail("not-directory", path);
      at = next;
    }
    return at;
  }

  function info(path: string, follow: boolean): FileInfo | undefined {
    check(follow ? "stat" : "lstat", path);
    let at: string;
    try {
      at = locate(path, follow);
    } catch (error) {
      if (error instanceof SystemError && error.code === "not-directory") return undefined;
      throw error;
    }
    const node = nodes.get(at);
    if (node === undefined) return undefined;
    return {
      kind: node.kind,
      sizeBytes: node.kind === "file" ? node.data.length : 0,
      mode: node.kind === "symlink" ? 0o777 : node.mode,
      modifiedMs: node.kind === "file" ? node.modifiedMs : undefined,
    };
  }

  function put(
    path: string,
    data: Uint8Array,
    { mode = 0o644, createNew = false, append = false }: Parameters<FileSystem["write"]>[2] = {},
  ): void {
    const at = locate(path, true);
    const node = nodes.get(at);
    if (nodes.get(parent(at))?.kind !== "directory") fail("not-found", path);
    if (createNew && node !== undefined) fail("exists", path);
    if (node?.kind === "directory") fail("is-directory", path);
    const before = append && node?.kind === "file" ? node.data : new Uint8Array(0);
    const joined = new Uint8Array(before.length + data.length);
    joined.set(before);
    joined.set(data, before.length);
    const kept = node?.kind === "file" ? node.mode : mode;
    nodes.set(at, { kind: "file", data: joined, mode: kept, modifiedMs: now() });
  }

  const children = (path: string) =>
    [...nodes.keys()].filter((each) => each !== "/" && parent(each) === path);

  const files: MemoryFiles = {
    refuse: undefined,
    put(path, content, mode = 0o644) {
      files.putDirectory(parent(path));
      const data = typeof content === "string" ? new TextEncoder().encode(content) : content;
      nodes.set(path, { kind: "file", data: data.slice(), mode, modifiedMs: now() });
    },
    putDirectory(path, mode = 0o755) {
      if (nodes.has(path)) return;
      files.putDirectory(parent(path));
      nodes.set(path, { kind: "directory", mode });
    },
    link(path, target) {
      files.putDirectory(parent(path));
      nodes.set(path, { kind: "symlink", target });
    },
    text(path) {
      const node = nodes.get(path);
      return node?.kind === "file"
        ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(node.data)
        : undefined;
    },
    mode(path) {
      const node = nodes.get(path);
      return node === undefined || node.kind === "symlink" ? undefined : node.mode;
    },
    paths: () =>
      [...nodes].filter(([, node]) => node.kind !== "directory").map(([path]) => path).sort(),

    // deno-lint-ignore require-await -- the door is asynchronous, memory is not
    async read(path) {
      check("read", path);
      const node = nodes.get(locate(path, true));
      if (node === undefined) return fail("not-found", path);
      if (node.kind !== "file") return fail("is-directory", path);
      if ((node.mode & 0o400) === 0) return fail("permission", path);
      return node.data.slice();
    },
    async readInto(path, memory) {
      return memory.joined([await files.read(path)]);
    },
    async open(path) {
      check("open", path);
      const data = await files.read(path);
      return {
        sizeBytes: data.length,
        // deno-lint-ignore require-await -- as above
        async read(offset, length) {
          check("readPart", path);
          return data.slice(offset, offset + length);
        },
        close() {},
      };
    },
    // deno-lint-ignore require-await -- as above
    async create(path, { mode } = {}) {
      check("create", path);
      put(path, new Uint8Array(0), mode === undefined ? {} : { mode });
      return {
        // deno-lint-ignore require-await -- as above
        async write(data) {
          check("writePart", path);
          put(path, data, { append: true });
        },
        close() {},
      };
    },
    openAppend(path, { mode }) {
      const append = (data: Uint8Array) => {
        check("append", path);
        put(path, data, { mode, append: true });
      };
      append(new Uint8Array(0));
      return { write: append };
    },
    // deno-lint-ignore require-await -- as above
    async write(path, data, options = {}) {
      check("write", path);
      put(path, data, options);
    },
    stat: (path) => Promise.resolve().then(() => info(path, true)),
    lstat: (path) => Promise.resolve().then(() => info(path, false)),
    async entries(path) {
      const prefix = path.endsWith("/") ? path : `${path}/`;
      const names = await files.list(path);
      return names.map((name) => ({
        name,
        kind: info(`${prefix}${name}`, false)?.kind ?? "other",
      }));
    },
    // deno-lint-ignore require-await -- as above
    async overwrite(path, pieces) {
      check("overwrite", path);
      if (info(path, true)?.kind !== "file") return fail("not-found", path);
      put(path, concatBytes(pieces));
    },
    // deno-lint-ignore require-await -- as above
    async extend(path, data, sizeBytes) {
      check("extend", path);
      if (info(path, true)?.sizeBytes !== sizeBytes) return fail("other", path);
      put(path, data, { append: true });
    },
    // deno-lint-ignore require-await -- as above
    async list(path) {
      check("list", path);
      const at = locate(path, true);
      const node = nodes.get(at);
      if (node === undefined) return fail("not-found", path);
      if (node.kind !== "directory") return fail("not-directory", path);
      return children(at).map((each) => each.slice(each.lastIndexOf("/") + 1)).sort();
    },
    // deno-lint-ignore require-await -- as above
    async makeDirectory(path) {
      check("makeDirectory", path);
      files.putDirectory(locate(path, true));
    },
    // deno-lint-ignore require-await -- as above
    async remove(path, { recursive = false } = {}) {
      check("remove", path);
      const at = locate(path, false);
      if (!nodes.has(at)) fail("not-found", path);
      const below = [...nodes.keys()].filter((each) => each.startsWith(`${at}/`));
      if (below.length > 0 && !recursive) fail("other", path);
      for (const each of [...below, at]) nodes.delete(each);
    },
    // deno-lint-ignore require-await -- as above
    async rename(from, to) {
      check("rename", to);
      const source = locate(from, false);
      const target = locate(to, false);
      const node = nodes.get(source);
      if (node === undefined) return fail("not-found", from);
      if (nodes.get(target)?.kind === "directory") return fail("is-directory", to);
      if (nodes.get(parent(target))?.kind !== "directory") return fail("not-found", to);
      nodes.delete(source);
      nodes.set(target, node);
    },
    // deno-lint-ignore require-await -- as above
    async hardLink(from, to) {
      check("hardLink", to);
      const node = nodes.get(locate(from, false));
      if (node === undefined) return fail("not-found", from);
      const target = locate(to, false);
      if (nodes.has(target)) return fail("exists", to);
      nodes.set(target, node);
    },
    // deno-lint-ignore require-await -- as above
    async chmod(path, mode) {
      check("chmod", path);
      const node = nodes.get(locate(path, true));
      if (node === undefined) return fail("not-found", path);
      if (node.kind !== "symlink") node.mode = mode;
    },
    // deno-lint-ignore require-await -- as above
    async realPath(path) {
      check("realPath", path);
      const at = locate(path, true);
      if (!nodes.has(at)) fail("not-found", path);
      return at;
    },
    // deno-lint-ignore require-await -- as above
    async makeTempDirectory() {
      const path = `/tmp/scratch-${++scratch}`;
      files.putDirectory(path);
      return path;
    },
  };
  files.putDirectory("/tmp");
  return files;
}
