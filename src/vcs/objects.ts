/** The objects of a repository: files of one each, packs, and folders of both that it borrows. */
import {
  type CommitLinks,
  type GitCommit,
  GitObjectError,
  parseCommit,
  parseCommitLinks,
  parseTag,
  parseTree,
  type TreeEntry,
} from "../formats/git_object.ts";
import type { GitObjectType } from "../formats/git_pack.ts";
import { SystemError } from "../system/mod.ts";
import { byteCache } from "./byte_cache.ts";
import { readTextIfThere, type VcsDoors } from "./doors.ts";
import { VcsError } from "./errors.ts";
import { type GitObject, type Inflate, openPack, type Pack } from "./pack.ts";

export interface Objects {
  /** Every one throws a {@linkcode VcsError} when the object is missing or damaged. */
  commit(id: string): Promise<GitCommit>;
  links(id: string): Promise<CommitLinks>;
  tree(id: string): Promise<readonly TreeEntry[]>;
  blob(id: string): Promise<Uint8Array>;
  has(id: string): Promise<boolean>;
  /** The ids that begin with these digits, two at the least, in lower case. */
  startingWith(digits: string): Promise<readonly string[]>;
  /** The commit that an id means, which may be that of an annotated tag. */
  peel(id: string): Promise<string>;
  /** Lets go of the files; whatever is asked for afterwards opens them anew. */
  close(): void;
}

export interface ObjectsOptions {
  /** The repository's own folder of objects. */
  readonly folder: string;
  readonly idBytes: number;
  /** Why objects may be missing, when the repository says so (a partial clone). */
  readonly isPartial: boolean;
}

/** Folders that borrow from folders; git stops at the fifth. */
const MAX_ALTERNATES = 5;
const COMMITS_LIMIT = 32 * 1024 * 1024;

/** Opens the objects of a repository; nothing is read before it is asked for. */
export function openObjects(doors: VcsDoors, options: ObjectsOptions): Objects {
  const { idBytes } = options;
  const { path } = doors.platform;
  const recent = byteCache<string>(COMMITS_LIMIT);
  let store: Promise<{ folders: readonly string[]; packs: Pack[]; inflate: Inflate }> | undefined;

  async function open() {
    const { inflateSync } = await import("fflate");
    const inflate: Inflate = (data, sizeBytes) => {
      // Two bytes of zlib header first; what follows the stream is the next object's.
      const packed = data.subarray(2);
      if (sizeBytes === undefined) return inflateSync(packed);
      const bytes = inflateSync(packed, { out: new Uint8Array(sizeBytes) });
      if (bytes.length !== sizeBytes) throw new GitObjectError("an object of the wrong size");
      return bytes;
    };
    const folders = await objectFolders(doors, options.folder);
    const packs: Pack[] = [];
    for (const folder of folders) {
      for (const name of await listIfThere(doors, path.join(folder, "pack"))) {
        const stem = /^(.+)\.idx$/.exec(name)?.[1];
        if (stem !== undefined) {
          packs.push(openPack(doors, path.join(folder, "pack", stem), { idBytes, inflate }));
        }
      }
    }
    return { folders, packs, inflate };
  }

  async function find(id: string): Promise<GitObject | undefined> {
    const { folders, packs, inflate } = await (store ??= open());
    for (const [at, pack] of packs.entries()) {
      const offset = await pack.find(id);
      if (offset === undefined) continue;
      // What is asked for next is most likely in the same pack.
      if (at > 0) packs.unshift(...packs.splice(at, 1));
      return await pack.read(offset, read);
    }
    for (const folder of folders) {
      const file = path.join(folder, id.slice(0, 2), id.slice(2));
      if ((await doors.fs.stat(file))?.kind === "file") {
        return readLoose(inflate(await doors.fs.read(file)));
      }
    }
    return undefined;
  }

  async function read(id: string): Promise<GitObject> {
    const found = await find(id).catch((error: unknown) => {
      if (
        error instanceof GitObjectError || error instanceof RangeError ||
        error instanceof SystemError
      ) {
        throw damaged(id, error);
      }
      // What fflate throws for data that is none.
      if (error instanceof Error && "code" in error && typeof error.code === "number") {
        throw damaged(id, error);
      }
      throw error;
    });
    if (found !== undefined) return found;
    throw new VcsError(
      `object not found - no match for id (${id}); class=Odb (9); code=NotFound (-3)`,
      "missing",
      {
        hint: options.isPartial
          ? "This is a partial clone; fetch the rest with `git fetch --refetch --no-filter`."
          : "Check the repository with `git fsck`.",
      },
    );
  }

  async function readAs<T>(
    id: string,
    type: GitObjectType,
    parse: (bytes: Uint8Array) => T,
  ): Promise<T> {
    let bytes = type === "commit" ? recent.get(id) : undefined;
    if (bytes === undefined) {
      const found = await read(id);
      if (found.type !== type) throw damaged(id, new GitObjectError(`a ${found.type}`), type);
      bytes = found.bytes;
      if (type === "commit") recent.set(id, bytes);
    }
    try {
      return parse(bytes);
    } catch (error) {
      throw error instanceof GitObjectError ? damaged(id, error, type) : error;
    }
  }

  return {
    commit: (id) => readAs(id, "commit", parseCommit),
    links: (id) => readAs(id, "commit", parseCommitLinks),
    tree: (id) => readAs(id, "tree", (bytes) => parseTree(bytes, idBytes)),
    blob: (id) => readAs(id, "blob", (bytes) => bytes),
    has: async (id) => await find(id) !== undefined,
    async startingWith(digits) {
      const { folders, packs } = await (store ??= open());
      const found = new Set<string>();
      for (const pack of packs) for (const id of await pack.startingWith(digits)) found.add(id);
      const [folderName, rest] = [digits.slice(0, 2), digits.slice(2)];
      for (const folder of folders) {
        for (const name of await listIfThere(doors, path.join(folder, folderName))) {
          const isObject = name.length === 2 * idBytes - 2 && /^[0-9a-f]+$/.test(name);
          if (isObject && name.startsWith(rest)) found.add(folderName + name);
        }
      }
      return [...found];
    },
    async peel(id) {
      for (let at = id;;) {
        const { type, bytes } = await read(at);
        if (type === "commit") return at;
        if (type !== "tag") throw damaged(id, new GitObjectError(`a ${type}`), "commit");
        at = parseTag(bytes).target;
      }
    },
    close() {
      store?.then(({ packs }) => packs.forEach((pack) => pack.close()), () => {});
      store = undefined;
    },
  };
}

function damaged(id: string, cause: Error, wanted?: string): VcsError {
  const what = cause instanceof GitObjectError || cause instanceof SystemError
    ? cause.message
    : "its data cannot be unpacked";
  return new VcsError(
    wanted === undefined
      ? `Could not read object ${id} of the git repository: ${what}`
      : `Could not read ${wanted} ${id} of the git repository: it is ${what}`,
    "damaged",
    { hint: "Check the repository with `git fsck`." },
  );
}

const LOOSE = /^(commit|tree|blob|tag) (\d{1,15})\0/;

/** A file of one object: `<type> <size>`, a zero byte, the object, all of it deflated. */
function readLoose(all: Uint8Array): GitObject {
  const text = new TextDecoder("latin1").decode(all.subarray(0, 64));
  const [whole, type, size] = LOOSE.exec(text) ?? [];
  if (whole === undefined || !isType(type)) throw new GitObjectError("a file that is no object");
  const bytes = all.subarray(whole.length);
  if (bytes.length !== Number(size)) throw new GitObjectError("an object of the wrong size");
  return { type, bytes };
}

function isType(text: string | undefined): text is GitObjectType {
  return text === "commit" || text === "tree" || text === "blob" || text === "tag";
}

/** The repository's own folder and those that it names, and that those name. */
async function objectFolders(doors: VcsDoors, own: string): Promise<string[]> {
  const { env, platform: { path }, cwd } = doors;
  const folders: string[] = [];
  const add = async (folder: string, depth: number) => {
    if (folders.includes(folder) || depth > MAX_ALTERNATES) return;
    folders.push(folder);
    const text = await readTextIfThere(doors, path.join(folder, "info", "alternates"));
    for (const line of (text ?? "").split(/\r?\n/)) {
      if (line !== "" && !line.startsWith("#")) await add(path.resolve(folder, line), depth + 1);
    }
  };
  await add(own, 0);
  for (const each of (env.get("GIT_ALTERNATE_OBJECT_DIRECTORIES") ?? "").split(path.delimiter)) {
    if (each !== "") await add(path.resolve(cwd, each), 1);
  }
  return folders;
}

async function listIfThere({ fs }: VcsDoors, folder: string): Promise<readonly string[]> {
  try {
    return await fs.list(folder);
  } catch (error) {
    if (error instanceof SystemError && error.code === "not-found") return [];
    throw error;
  }
}
