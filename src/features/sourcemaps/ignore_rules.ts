/** `--ignore` and `--ignore-file` (§2.1): patterns as in a .gitignore. */
import { InputError } from "../../base/errors.ts";
import { type FileSystem, type PathOperations, SystemError } from "../../system/mod.ts";

/** Says what a search leaves out. */
export interface IgnoreRules {
  /** `path` as printed, `within` relative to the search path, with `/`. */
  ignoresFile(path: string, within: string): boolean;
  ignoresDirectory(path: string, within: string): boolean;
}

/** Leaves nothing out. */
export const IGNORE_NOTHING: IgnoreRules = {
  ignoresFile: () => false,
  ignoresDirectory: () => false,
};

/** What the user gives. */
export interface IgnoreOptions {
  /** Patterns that count from the search path. */
  readonly globs: readonly string[];
  /** A file of patterns that count from the working directory. */
  readonly file: string | undefined;
}

/** The doors this needs. */
export interface IgnoreDoors {
  readonly fs: FileSystem;
  readonly path: PathOperations;
  readonly cwd: string;
}

/** Reads the patterns. A file that is not there counts as empty, as with the reference. */
export async function readIgnoreRules(
  { globs, file }: IgnoreOptions,
  doors: IgnoreDoors,
): Promise<IgnoreRules> {
  for (const glob of globs) requireClosedClass(glob);
  // A pattern that would bring something back has nothing to bring back here.
  const patterns = globs.filter((glob) => !glob.startsWith("!"));
  const lines = file === undefined ? undefined : await readPatterns(file, doors);
  if (patterns.length === 0 && lines === undefined) return IGNORE_NOTHING;
  // Loaded only when somebody ignores something.
  const { default: ignore } = await import("ignore");
  const options = { allowRelativePaths: true, ignorecase: false };
  const fromSearchPath = ignore(options).add(patterns);
  const fromHere = ignore(options).add(lines ?? "");
  const ignores = (path: string, within: string, mark: string): boolean => {
    if (patterns.length > 0 && fromSearchPath.ignores(`${within}${mark}`)) return true;
    if (lines === undefined) return false;
    const relative = fromCwd(path, doors);
    return relative !== undefined && fromHere.ignores(`${relative}${mark}`);
  };
  return {
    ignoresFile: (path, within) => ignores(path, within, ""),
    ignoresDirectory: (path, within) => ignores(path, within, "/"),
  };
}

/** A path relative to the working directory; `undefined` outside of it. */
function fromCwd(path: string, { path: paths, cwd }: IgnoreDoors): string | undefined {
  const relative = paths.relative(cwd, paths.resolve(cwd, path)).replaceAll("\\", "/");
  return relative === "" || /^\.\.(?:\/|$)/.test(relative) || paths.isAbsolute(relative)
    ? undefined
    : relative;
}

async function readPatterns(file: string, { fs }: IgnoreDoors): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await fs.read(file));
  } catch (error) {
    if (error instanceof SystemError && error.code === "not-found") return undefined;
    if (!(error instanceof SystemError)) throw error;
    throw new InputError(`Could not read the ignore file '${file}'`, { cause: error });
  }
}

function requireClosedClass(glob: string): void {
  const open = glob.replaceAll(/\\./g, "").replaceAll(/\[[!^]?\]?[^\]]*\]/g, "");
  if (!open.includes("[")) return;
  throw new InputError(`error parsing glob '!${glob}': unclosed character class; missing ']'`, {
    hint: "Write '\\[' for the character itself.",
  });
}
