/** Changes settings in a file and leaves the rest of it alone. */
import { ConfigError, InputError } from "../base/errors.ts";
import { atomicWrite } from "../system/atomic_write.ts";
import { type FileSystem, type Platform, type Random, SystemError } from "../system/mod.ts";
import { IniDocument } from "./ini.ts";
import type { Setting } from "./model.ts";
import { ConfigSyntaxError } from "./syntax_error.ts";

/** The doors that editing needs. */
export interface EditDoors {
  readonly fs: FileSystem;
  readonly random: Random;
  readonly platform: Pick<Platform, "path" | "lineEnd">;
}

/** A new text for a setting; `undefined` takes the setting out. */
export interface SettingChange {
  readonly setting: Pick<Setting<unknown>, "key" | "legacyKeys" | "inFiles">;
  readonly text: string | undefined;
}

/**
 * Applies changes to an ini file, which need not exist yet. Comments, order and line ends stay; the
 * file is replaced in one step and readable by its owner only. Gives whether there was something to
 * change; a missing file in which nothing would stand is not made.
 */
export async function editSettings(
  doors: EditDoors,
  path: string,
  changes: readonly SettingChange[],
): Promise<boolean> {
  try {
    const before = await readDocument(doors, path);
    const after = changes.reduce(
      applyChange,
      before ?? IniDocument.parse("", doors.platform.lineEnd),
    );
    const text = after.toString();
    if (before === undefined && text === "") return false;
    if (before === undefined) await makeFolders(doors, doors.platform.path.dirname(path));
    await atomicWrite(doors, path, new TextEncoder().encode(text));
    return text !== before?.toString();
  } catch (error) {
    throw explained(error, path);
  }
}

function applyChange(document: IniDocument, { setting, text }: SettingChange): IniDocument {
  const [section, key] = splitKey(setting.key);
  if (!setting.inFiles) {
    throw new ConfigError(`Could not store ${setting.key}: it has no place in a file`);
  }
  if (text !== undefined) return document.set(section, key, text);
  return [setting.key, ...setting.legacyKeys].map(splitKey)
    .reduce((at, [eachSection, eachKey]) => at.unset(eachSection, eachKey), document);
}

function splitKey(key: string): readonly [section: string, key: string] {
  const dot = key.lastIndexOf(".");
  return [key.slice(0, dot), key.slice(dot + 1)];
}

async function readDocument(
  { fs, platform }: EditDoors,
  path: string,
): Promise<IniDocument | undefined> {
  const info = await fs.stat(path);
  if (info === undefined) {
    if (await fs.lstat(path) === undefined) return undefined;
    throw new ConfigError(`Could not change ${path}: it is a link to a file that does not exist`, {
      hint: "Create the file it points to, or remove the link",
    });
  }
  if (info.kind !== "file") {
    const kind = info.kind === "directory" ? "directory" : "special file";
    throw new ConfigError(`Could not change ${path}: it is a ${kind}`, {
      hint: "Move it away, or choose another file",
    });
  }
  return IniDocument.decode(await fs.read(path), platform.lineEnd);
}

/** Makes a folder and those above it; folders for secrets are for their owner only. */
export async function makeFolders(
  doors: Pick<EditDoors, "fs" | "platform">,
  folder: string,
): Promise<void> {
  const { fs, platform } = doors;
  if (await fs.stat(folder) !== undefined) return;
  const above = platform.path.dirname(folder);
  if (above !== folder) await makeFolders(doors, above);
  await fs.makeDirectory(folder);
  await fs.chmod(folder, 0o700);
}

function explained(error: unknown, path: string): unknown {
  if (error instanceof ConfigSyntaxError) {
    return new ConfigError(`Could not change ${path}: line ${error.line}: ${error.message}`, {
      hint: "Correct the file first, or move it away",
    });
  }
  if (error instanceof SystemError) {
    return new ConfigError(`Could not change ${path}: ${error.message}`, {
      cause: error,
      hint: "Check the permissions of the file and of its folder",
    });
  }
  if (error instanceof InputError) {
    return new ConfigError(`Could not change ${path}: ${error.message}`);
  }
  return error;
}
