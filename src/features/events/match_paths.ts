/** The files that a pattern names. */
import { UsageError } from "../../base/errors.ts";
import { GlobError, type GlobPart, parseGlobPart } from "../../formats/glob.ts";
import { type FileSystem, type PathOperations, SystemError } from "../../system/mod.ts";

/** Where to look. */
export interface MatchOptions {
  readonly fs: Pick<FileSystem, "list" | "lstat" | "stat">;
  readonly path: PathOperations;
  readonly cwd: string;
}

/**
 * The paths that match, in byte order, written as the pattern writes them (`./a*` gives `a.json`).
 * Throws a `UsageError` for a pattern that means nothing.
 */
export async function matchPaths(pattern: string, options: MatchOptions): Promise<string[]> {
  const { path } = options;
  const isWindows = path.separator === "\\";
  const root = (isWindows ? /^(?:[A-Za-z]:)?[\\/]/ : /^\//).exec(pattern)?.[0] ?? "";
  const words = pattern.slice(root.length).split(isWindows ? /[\\/]/ : "/");
  const parts = words.filter((word) => word !== "" && word !== ".").map((word) =>
    parsed(word, pattern)
  );
  const found = new Set<string>();
  await walk(root, parts, { options, found });
  return [...found].sort(byBytes);
}

function parsed(word: string, pattern: string): GlobPart {
  try {
    return parseGlobPart(word);
  } catch (error) {
    if (!(error instanceof GlobError)) throw error;
    throw new UsageError(`Invalid pattern '${pattern}': ${error.message}`);
  }
}

interface Walk {
  readonly options: MatchOptions;
  readonly found: Set<string>;
}

async function walk(base: string, parts: readonly GlobPart[], walking: Walk): Promise<void> {
  const { fs, path, cwd } = walking.options;
  const [part, ...rest] = parts;
  if (part === undefined) {
    if (base !== "") walking.found.add(base);
    return;
  }
  const inside = (name: string) =>
    base === "" || /[\\/]$/.test(base) ? base + name : `${base}${path.separator}${name}`;
  const full = (name: string) => path.resolve(cwd, inside(name));
  if (part.kind === "literal") {
    if (await quietly(() => fs.stat(full(part.name))) === undefined) return;
    return await walk(inside(part.name), rest, walking);
  }
  if (part.kind === "any-depth" && rest.length > 0) await walk(base, rest, walking);
  const here = path.resolve(cwd, base === "" ? "." : base);
  for (const name of await quietly(() => fs.list(here)) ?? []) {
    if (part.kind === "pattern") {
      if (part.matches(name)) await walk(inside(name), rest, walking);
    } else if ((await quietly(() => fs.lstat(full(name))))?.kind === "directory") {
      // Links are not followed: they may lead in circles.
      if (rest.length === 0) walking.found.add(inside(name));
      await walk(inside(name), parts, walking);
    }
  }
}

/** What cannot be looked at does not match. */
async function quietly<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof SystemError) return undefined;
    throw error;
  }
}

function byBytes(a: string, b: string): number {
  const encoder = new TextEncoder();
  const [left, right] = [encoder.encode(a), encoder.encode(b)];
  const at = left.findIndex((byte, index) => byte !== right[index]);
  return at < 0 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? -1);
}
