/** Finds the files below the paths that the user names (§2.1). */
import { InputError } from "../../base/errors.ts";
import {
  type DirectoryEntry,
  type FileSystem,
  type PathOperations,
  SystemError,
} from "../../system/mod.ts";
import { oneLine } from "../../output/sanitise.ts";
import type { IgnoreRules } from "./ignore_rules.ts";

/** What to look for. */
export interface Search {
  /** Extensions without a leading dot; may hold dots. Without them all files but hidden ones. */
  readonly extensions: readonly string[] | undefined;
  readonly ignore: IgnoreRules;
  /**
   * Told of what stands in the way below a directory, so that the search goes on; without it the first
   * such thing is thrown.
   */
  readonly onObstacle?: ((obstacle: Obstacle) => void) | undefined;
}

/** A path below a directory that cannot be searched or read. */
export interface Obstacle {
  readonly path: string;
  readonly error: InputError;
  /** It is no file at all (a pipe, a socket, a device), which fails nothing. */
  readonly isNoFile: boolean;
}

/** The doors this needs. */
export interface DiscoverDoors {
  readonly fs: FileSystem;
  readonly path: PathOperations;
  readonly cwd: string;
}

/** The files of one path. */
export interface FoundFiles {
  /** As given. */
  readonly root: string;
  readonly isDirectory: boolean;
  /** `root` and the relative path, in the order of their names. */
  readonly paths: readonly string[];
  /** What was listed and gone before it could be looked at, as it is with a build that goes on. */
  readonly vanished: readonly string[];
}

/**
 * Files below a directory, or the path itself when it is a file. Throws {@linkcode InputError} for what
 * cannot be read and for links that lead in a circle, in the words of the reference.
 */
export async function discover(
  root: string,
  search: Search,
  doors: DiscoverDoors,
): Promise<FoundFiles> {
  const kind = (await refusalsNamed(root, () => doors.fs.stat(root)))?.kind;
  if (kind === undefined) throw notThere(root);
  if (kind !== "directory") return { root, isDirectory: false, paths: [root], vanished: [] };
  const walk = new Walk(search, doors);
  await walk.directory(root, "", []);
  const { found, vanished } = walk;
  return { root, isDirectory: true, paths: found, vanished: vanished.sort(byPath) };
}

/** What to say of what vanished. */
export function vanishedWarning(path: string): string {
  return `'${oneLine(path)}' is left out: it vanished during the search`;
}

/** The order of every report: by segments, so that `a/b` comes before `a-b`. */
export function byPath(left: string, right: string): number {
  const end = Math.min(left.length, right.length);
  for (let at = 0; at < end; at++) {
    const [a, b] = [left.charCodeAt(at), right.charCodeAt(at)];
    if (a !== b) return (a === SLASH ? -1 : a) - (b === SLASH ? -1 : b);
  }
  return left.length - right.length;
}

const SLASH = 47;

/** A directory on the way down, for seeing circles. */
interface Ancestor {
  readonly path: string;
  real?: string;
}

class Walk {
  readonly found: string[] = [];
  readonly vanished: string[] = [];
  readonly #suffixes: readonly string[] | undefined;

  constructor(readonly search: Search, readonly doors: DiscoverDoors) {
    this.#suffixes = search.extensions?.map((extension) => `.${extension}`);
  }

  async directory(path: string, relative: string, ancestors: readonly Ancestor[]): Promise<void> {
    const line = [...ancestors, { path }];
    const prefix = path.endsWith("/") || path.endsWith("\\") ? path : `${path}/`;
    const entries = await this.#orObstacle(
      path,
      () => this.#entries(path),
    ) ?? [];
    // Folder by folder, which is the order of whole paths as `byPath` has it.
    for (const entry of [...entries].sort((a, b) => a.name < b.name ? -1 : 1)) {
      const child = `${prefix}${entry.name}`;
      const within = relative === "" ? entry.name : `${relative}/${entry.name}`;
      await this.#orObstacle(child, () => this.#entry({ ...entry, child, within }, line));
    }
  }

  async #entry(
    { name, kind: ownKind, child, within }: DirectoryEntry & {
      readonly child: string;
      readonly within: string;
    },
    line: readonly Ancestor[],
  ): Promise<void> {
    const isLink = ownKind === "symlink";
    // What a link leads to is asked only where it matters.
    const isWanted = this.#isWanted(name);
    if (ownKind === "file" && !isWanted) return;
    const kind = isLink ? await this.#kindOfTarget(child) : ownKind;
    if (kind === "directory") {
      if (name.startsWith(".")) return;
      if (this.search.ignore.ignoresDirectory(child, within)) return;
      if (isLink) await this.#refuseCircle(child, line);
      await this.directory(child, within, line);
    } else if (isWanted && !this.search.ignore.ignoresFile(child, within)) {
      if (kind === "file") {
        await this.#refuseUnnameable(child);
        this.found.push(child);
      } else if (kind !== undefined) this.#noFile(child);
    }
  }

  /** Goes on after what an action throws, where somebody wants to know of it. */
  async #orObstacle<T>(path: string, action: () => Promise<T>): Promise<T | undefined> {
    const { onObstacle } = this.search;
    if (onObstacle === undefined) return await action();
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      onObstacle({ path, error, isNoFile: false });
      return undefined;
    }
  }

  /** Nothing is read from it: that could take for ever. */
  #noFile(path: string): void {
    const error = new InputError(`${path}: neither a file nor a folder`);
    this.search.onObstacle?.({ path, error, isNoFile: true });
  }

  /** The runtime shows bytes that are no UTF-8 as this letter, and then cannot find the file. */
  async #refuseUnnameable(path: string): Promise<void> {
    if (!path.includes("\ufffd") || await this.doors.fs.stat(path) !== undefined) return;
    throw new InputError(`${path}: the name is not valid UTF-8, so the file cannot be opened`, {
      hint: "Rename it, or leave it out with --ignore.",
    });
  }

  #isWanted(name: string): boolean {
    if (this.#suffixes === undefined) return !name.startsWith(".");
    return this.#suffixes.some((suffix) => name.endsWith(suffix));
  }

  async #entries(path: string): Promise<readonly DirectoryEntry[]> {
    const { fs } = this.doors;
    try {
      return await fs.entries(path);
    } catch (error) {
      if (await this.#isGone(path)) return [];
      return await refusalsNamed(path, () => Promise.reject(error));
    }
  }

  async #kindOfTarget(path: string) {
    const kind = (await refusalsNamed(path, () => this.doors.fs.stat(path)))?.kind;
    if (kind === undefined && !await this.#isGone(path)) throw notThere(path);
    return kind;
  }

  /** A link that leads nowhere is still there itself. */
  async #isGone(path: string): Promise<boolean> {
    const isGone = await refusalsNamed(path, () => this.doors.fs.lstat(path)) === undefined;
    if (isGone) this.vanished.push(path);
    return isGone;
  }

  async #refuseCircle(link: string, ancestors: readonly Ancestor[]): Promise<void> {
    const { fs } = this.doors;
    const target = await refusalsNamed(link, () => fs.realPath(link));
    for (const ancestor of ancestors) {
      ancestor.real ??= await fs.realPath(ancestor.path);
      if (ancestor.real !== target) continue;
      throw new InputError(
        `File system loop found: ${link} points to an ancestor ${ancestor.path}`,
        { hint: "Leave the link out with --ignore, or name the folders one by one." },
      );
    }
  }
}

function notThere(path: string): InputError {
  return new InputError(
    `${path}: IO error for operation on ${path}: No such file or directory (os error 2)`,
    { hint: "Check the spelling, and that the build has run." },
  );
}

async function refusalsNamed<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    // A circle of links alone (`a -> b -> a`) is one of the system's own refusals.
    throw new InputError(`${path}: IO error for operation on ${path}: ${error.message}`);
  }
}
