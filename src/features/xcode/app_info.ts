/** What Xcode knows of the app that it builds: names and versions, from its Info.plist and settings. */
import { InputError } from "../../base/errors.ts";
import { PlistError, readPlistTexts } from "../../formats/plist.ts";
import type { Env, FileSystem, Platform, Spawn } from "../../system/mod.ts";
import { readBuildSettings } from "./build_settings.ts";
import { preprocessInfoPlist } from "./preprocess.ts";
import { expandVariables, type Variables } from "./variables.ts";

/** An app as its Info.plist names it. */
export interface AppInfo {
  readonly name: string;
  readonly bundleId: string;
  /** `CFBundleShortVersionString`, what users see. */
  readonly version: string;
  /** `CFBundleVersion`. */
  readonly build: string;
}

/** The doors it needs. */
export interface XcodeDoors {
  readonly cwd: string;
  readonly env: Env;
  readonly fs: FileSystem;
  readonly spawn: Spawn;
  readonly platform: Platform;
  readonly signal: AbortSignal;
}

export interface AppInfoOptions {
  /** Sends the Info.plist through the C preprocessor when the project says so: runs its flags. */
  readonly allowPreprocessing: boolean;
}

/** Keys of an Info.plist, and the build settings that stand in for them in new projects. */
const FIELDS = {
  name: { key: "CFBundleName", setting: "PRODUCT_NAME" },
  bundleId: { key: "CFBundleIdentifier", setting: "PRODUCT_BUNDLE_IDENTIFIER" },
  version: { key: "CFBundleShortVersionString", setting: "MARKETING_VERSION" },
  build: { key: "CFBundleVersion", setting: "CURRENT_PROJECT_VERSION" },
} as const;

/**
 * The app of the running Xcode build or, outside of one, of the only project in the working folder.
 * `undefined` when there is none. Throws `InputError` for an Info.plist that cannot be read.
 */
export async function findAppInfo(
  doors: XcodeDoors,
  options: AppInfoOptions,
): Promise<AppInfo | undefined> {
  const { env, cwd, platform: { path } } = doors;
  if (env.get("XCODE_VERSION_ACTUAL") !== undefined) {
    const folder = path.resolve(cwd, env.get("PROJECT_DIR") ?? ".");
    return await readAppInfo(doors, folder, (name) => env.get(name), options);
  }
  const project = await onlyProject(doors);
  if (project === undefined) return undefined;
  const settings = await readBuildSettings(doors, project);
  return settings && await readAppInfo(doors, cwd, (name) => settings.get(name), options);
}

async function onlyProject({ fs, cwd }: XcodeDoors): Promise<string | undefined> {
  const projects = (await fs.list(cwd)).filter((name) => name.endsWith(".xcodeproj"));
  return projects.length === 1 ? projects[0] : undefined;
}

async function readAppInfo(
  doors: XcodeDoors,
  folder: string,
  variables: Variables,
  { allowPreprocessing }: AppInfoOptions,
): Promise<AppInfo | undefined> {
  const file = variables("INFOPLIST_FILE") ?? "";
  if (file === "") return fromSettings(variables);
  const path = doors.platform.path.resolve(folder, file);
  const texts = await readInfoPlist(doors, path, { variables, allowPreprocessing });
  const field = ({ key }: { readonly key: string }) => {
    const text = texts.get(key);
    return text === undefined ? undefined : expandVariables(text, variables);
  };
  return completed(field) ?? fromSettings(variables);
}

function fromSettings(variables: Variables): AppInfo | undefined {
  return completed(({ setting }) => variables(setting));
}

/** All fields, or nothing. */
function completed(
  field: (names: (typeof FIELDS)[keyof typeof FIELDS]) => string | undefined,
): AppInfo | undefined {
  const name = field(FIELDS.name);
  const bundleId = field(FIELDS.bundleId);
  const version = field(FIELDS.version);
  const build = field(FIELDS.build);
  if (name === undefined || bundleId === undefined) return undefined;
  if (version === undefined || build === undefined) return undefined;
  return { name, bundleId, version, build };
}

async function readInfoPlist(
  doors: XcodeDoors,
  path: string,
  { variables, allowPreprocessing }: AppInfoOptions & { readonly variables: Variables },
): Promise<ReadonlyMap<string, string>> {
  const wanted = allowPreprocessing && variables("INFOPLIST_PREPROCESS") === "YES";
  try {
    const bytes = wanted
      ? await preprocessInfoPlist(doors, path, variables)
      : await doors.fs.read(path);
    return await readPlistTexts(bytes);
  } catch (error) {
    const broken = error instanceof PlistError;
    throw new InputError(`Could not read '${path}'`, {
      cause: error,
      hint: broken
        ? "INFOPLIST_FILE has to name an XML property list."
        : "INFOPLIST_FILE names the file, relative to PROJECT_DIR.",
    });
  }
}
