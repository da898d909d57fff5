/** Lays `.env` files over the environment, before anything else of a run. */
import { type Env, type FileSystem, type Platform, SystemError } from "../system/mod.ts";
import type { ConfigNote } from "./model.ts";
import { ConfigSyntaxError } from "./syntax_error.ts";
import { LayeredVariables, type Variables } from "./variables.ts";

/** The doors that reading the configuration needs. */
export interface SourceDoors {
  readonly env: Env;
  readonly fs: FileSystem;
  readonly platform: Pick<Platform, "path" | "homeFolder" | "configFolder">;
  readonly cwd: string;
}

export interface LoadedDotenv {
  readonly env: Variables;
  readonly notes: readonly ConfigNote[];
  /** The files that were read, at least in part. */
  readonly files: readonly string[];
}

/** Reads the `.env` file or files. Never fails: what went wrong becomes a note. */
export async function loadDotenv(doors: SourceDoors): Promise<LoadedDotenv> {
  const env = new LayeredVariables(doors.env);
  const notes: ConfigNote[] = [];
  const files: string[] = [];
  const loaded = { env, notes, files };
  const mode = doors.env.get("SENTRY_LOAD_DOTENV");
  if (mode !== undefined && mode !== "1") {
    if (/^(?:true|yes|on)$/i.test(mode)) {
      notes.push({
        level: "warn",
        message: `Not loading .env files: SENTRY_LOAD_DOTENV is "${mode}", and only "1" means yes`,
      });
    }
    return loaded;
  }

  const custom = customPaths(doors.env);
  const file = custom === undefined ? await findDotenv(doors) : undefined;
  for (const path of custom ?? (file === undefined ? [] : [file])) {
    const absolute = doors.platform.path.resolve(doors.cwd, path);
    const problem = await loadFile(absolute, { doors, env, files, above: custom !== undefined });
    if (problem === undefined) continue;
    const what = custom === undefined
      ? "We found a .env file, but failed to load it."
      : `Failed to load custom .env file: ${path}`;
    notes.push({ level: "warn", message: `Failed to load .env file: ${what} (${problem})` });
    break;
  }
  return loaded;
}

/** The files named by the user, `undefined` when none are. */
function customPaths(env: Env): readonly string[] | undefined {
  const path = env.get("SENTRY_DOTENV_PATH");
  if (path !== undefined) return [path];
  return env.get("SENTRY_DOTENV_PATHS")?.split(",").map((each) => each.trim())
    .filter((each) => each !== "");
}

/** The nearest regular file `.env` from the working directory upward. */
async function findDotenv({ fs, platform: { path }, cwd }: SourceDoors) {
  for (const folder of foldersUpward(cwd, path.dirname)) {
    const file = path.join(folder, ".env");
    try {
      if ((await fs.stat(file))?.kind === "file") return file;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error; // what cannot be looked at is not there
    }
  }
  return undefined;
}

/** A folder and all above it. */
export function* foldersUpward(
  start: string,
  dirname: (path: string) => string,
): Generator<string> {
  for (let folder = start;;) {
    yield folder;
    const above = dirname(folder);
    if (above === folder) return;
    folder = above;
  }
}

interface FileLoad {
  readonly doors: SourceDoors;
  readonly env: LayeredVariables;
  readonly files: string[];
  readonly above: boolean;
}

/** Adds the variables of one file, up to the first bad line; gives what was wrong. */
async function loadFile(
  file: string,
  { doors, env, files, above }: FileLoad,
): Promise<string | undefined> {
  const known = new Set<string>();
  try {
    const bytes = await doors.fs.read(file);
    files.push(file);
    // Most runs have no such file.
    const { readDotenv } = await import("./dotenv.ts");
    for (const { name, value, line } of readDotenv(bytes, (each) => env.get(each))) {
      // Below the environment the first line wins, above it the last one.
      if (!above && known.has(name)) continue;
      known.add(name);
      const origin = { kind: "dotenv", where: `${file}:${line}`, file, line, name } as const;
      env.add({ text: value, origin }, above);
    }
    return undefined;
  } catch (error) {
    if (error instanceof ConfigSyntaxError) return `${file}:${error.line}: ${error.message}`;
    if (error instanceof SystemError) return `${file}: ${error.message}`;
    throw error;
  }
}
