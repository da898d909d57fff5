/** Which map belongs to which script (§2.3). Pure: over names and what the scripts say. */
import { guessedMapNames, undeterminedWarning } from "./references.ts";

/** What one script says. */
export interface ScriptFacts {
  readonly path: string;
  readonly debugId: string | undefined;
  /** The value of its comment, when it counts. */
  readonly reference: string | undefined;
}

/** What became of a script's search for its map. */
export interface Pairing {
  readonly path: string;
  /** The path of its map among the maps given. */
  readonly map: string | undefined;
  readonly warnings: readonly string[];
  /** Maps that all fit equally well, with the path that was looked for. */
  readonly ambiguous?: { readonly wanted: string; readonly paths: readonly string[] } | undefined;
}

/**
 * Finds the map of each script. `isMap` says of a path whether the file there really is a map; it is
 * asked only for names that were guessed.
 */
export async function pairScripts(
  scripts: readonly ScriptFacts[],
  mapPaths: readonly string[],
  isMap: (path: string) => Promise<boolean>,
): Promise<Pairing[]> {
  const maps = new MapPaths(mapPaths);
  const claimed = new Map<string, string>();
  const guessed = new Map<string, string[]>();
  const guesses = new Map<string, string>();
  for (const { path, reference } of scripts) {
    if (reference === undefined) continue;
    const name = joinPath(path, reference);
    if (!claimed.has(name)) claimed.set(name, path);
  }
  for (const { path, reference } of scripts) {
    if (reference !== undefined) continue;
    for (const name of guessedMapNames(baseName(path))) {
      const map = maps.exact(joinPath(path, name));
      if (map === undefined || !await isMap(map)) continue;
      guesses.set(path, map);
      guessed.set(map, [...guessed.get(map) ?? [], path]);
      break;
    }
  }
  return scripts.map(({ path, reference }) => {
    if (reference !== undefined) return followReference(path, reference, maps);
    const map = guesses.get(path);
    if (map === undefined) return { path, map, warnings: [undeterminedWarning(path)] };
    const owner = claimed.get(plainPath(map));
    if (owner !== undefined) {
      return { path, map: undefined, warnings: [claimedWarning(baseName(map), owner)] };
    }
    const isShared = (guessed.get(map) ?? []).length > 1;
    return isShared
      ? { path, map: undefined, warnings: [sharedWarning(baseName(map))] }
      : { path, map, warnings: [] };
  });
}

/** The maps that a reference may mean. */
function followReference(path: string, reference: string, maps: MapPaths): Pairing {
  if (reference.startsWith("data:")) return { path, map: undefined, warnings: [] };
  const wanted = reference.startsWith("/") ? reference : joinPath(path, reference);
  const exact = maps.exact(wanted);
  if (exact !== undefined) return { path, map: exact, warnings: [] };
  const near = maps.near(wanted);
  if (near.length <= 1) return { path, map: near[0], warnings: [] };
  const shown = path.startsWith("./") && !wanted.startsWith("/") ? `./${wanted}` : wanted;
  return { path, map: undefined, warnings: [], ambiguous: { wanted: shown, paths: near } };
}

function claimedWarning(map: string, owner: string): string {
  return `based on the file name, we guessed a source map reference (${map}), which is already ` +
    `associated with source ${owner}. Please explicitly set the sourcemap URL with a ` +
    "`//# sourceMappingURL=...` comment in the source file.";
}

function sharedWarning(map: string): string {
  return "Could not associate this source with a source map. We guessed the sourcemap reference " +
    `${map} for multiple sources, including this one. Please explicitly set the sourcemap URL with ` +
    "a `//# sourceMappingURL=...` comment in the source file, to make the association clear.";
}

/** Paths of maps, found by their plain form or by one that is nearly theirs. */
class MapPaths {
  readonly #byPlain = new Map<string, string>();
  readonly #byName = new Map<string, string[]>();

  constructor(paths: readonly string[]) {
    for (const path of paths) {
      const plain = plainPath(path);
      if (!this.#byPlain.has(plain)) this.#byPlain.set(plain, path);
      const name = baseName(plain);
      const same = this.#byName.get(name);
      if (same === undefined) this.#byName.set(name, [path]);
      else same.push(path);
    }
  }

  exact(plain: string): string | undefined {
    return this.#byPlain.get(plain);
  }

  /** Those that differ in exactly one segment, which is not the last. */
  near(wanted: string): string[] {
    const segments = wanted.split("/");
    return (this.#byName.get(baseName(wanted)) ?? []).filter((path) => {
      const others = plainPath(path).split("/");
      return others.length === segments.length &&
        others.filter((segment, at) => segment !== segments[at]).length === 1;
    });
  }
}

/** The path of `name` beside the file `path`, in plain form. */
function joinPath(path: string, name: string): string {
  return plainPath(`${path.slice(0, lastSlash(path) + 1)}${name}`);
}

/** Without `.` segments, with `..` worked out, and with `/`. */
export function plainPath(path: string): string {
  // Most are plain, but for the `./` that a search of `.` puts before them.
  const rest = path.startsWith("./") ? path.slice(2) : path;
  if (!/[\\]|(?:^|\/)\.{0,2}(?:\/|$)/.test(rest)) return rest;
  const slashes = path.replaceAll("\\", "/");
  const kept: string[] = [];
  for (const segment of slashes.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment === ".." && kept.length > 0 && kept.at(-1) !== "..") kept.pop();
    else kept.push(segment);
  }
  return `${slashes.startsWith("/") ? "/" : ""}${kept.join("/")}`;
}

/** The last segment of a path. */
export function baseName(path: string): string {
  return path.slice(lastSlash(path) + 1);
}

function lastSlash(path: string): number {
  return Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
}
