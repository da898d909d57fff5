/** Reads every place that settings come from, in order. The only reader. */
import { ConfigError } from "../base/errors.ts";
import { SystemError } from "../system/mod.ts";
import type { ConfigFiles } from "./config.ts";
import { type DuplicateRule, IniDocument, type IniValue } from "./ini.ts";
import { foldersUpward, type LoadedDotenv, type SourceDoors } from "./load_dotenv.ts";
import type { ConfigNote, FileLayer, Found, Mention, OriginKind } from "./model.ts";
import { decodeProperties, parseProperties, splitPropertyName } from "./properties.ts";
import { ConfigSyntaxError } from "./syntax_error.ts";
import type { Variables } from "./variables.ts";

/** A setting given on the command line. */
export interface FlagValue {
  /** Key of the setting, e.g. `auth.token`. */
  readonly key: string;
  readonly text: string;
  /** As typed, e.g. `--auth-token`. */
  readonly flag: string;
}

/** All places, strongest first: flags, variables, then the files. */
export interface Sources {
  readonly flags: readonly Found[];
  readonly variables: Variables;
  readonly layers: readonly FileLayer[];
  /** Those of the `.env` files are not among them: they are due before the command line is read. */
  readonly notes: readonly ConfigNote[];
  readonly errors: readonly ConfigError[];
  readonly files: ConfigFiles;
}

/** Section and key as one text; a dot would not do, as sections may hold one. */
export function layerKey(section: string, key: string): string {
  return `${section}\0${key}`;
}

/**
 * Reads the files of the cascade. Never throws for a bad file: the error is kept, the other files
 * are read all the same, so that tools which repair a configuration can work.
 */
export async function loadSources(
  doors: SourceDoors,
  given: { readonly dotenv: LoadedDotenv; readonly flags: readonly FlagValue[] },
): Promise<Sources> {
  const env = given.dotenv.env;
  const loading = new Loading({ ...doors, env });
  const global = await loading.findGlobal();
  const project = await loading.findProject();
  const isHomeFile = project !== undefined && await loading.isSame(project, global.homeFile);

  const skipGlobal = env.get("SENTRY_INTEGRATION_TEST") !== undefined;
  const globalLayer = skipGlobal || !global.exists || global.path === undefined
    ? undefined
    : await loading.readIni(global.path, { kind: "global", rule: "first", where: HOME });
  const projectLayer = project === undefined ? undefined : await loading.readIni(project, {
    // The home file found on the way up is still the operator's own.
    kind: isHomeFile ? "global" : "project",
    rule: "last",
    where: `project path (${project})`,
  });
  const properties = env.get("SENTRY_PROPERTIES");
  const propertiesLayer = properties === undefined
    ? undefined
    : await loading.readProperties(properties);

  const shown = project ?? global.path;
  if (projectLayer !== undefined || globalLayer !== undefined) {
    loading.notes.push({ level: "info", message: `Loaded config from ${shown}` });
  }
  return {
    flags: given.flags.map(({ key, text, flag }) => ({
      text,
      origin: { kind: "flag", where: flag, name: key },
    })),
    variables: env,
    layers: [propertiesLayer, projectLayer, globalLayer].filter((each) => each !== undefined),
    notes: loading.notes,
    errors: loading.errors,
    files: {
      global: global.path,
      globalExists: global.exists,
      project,
      properties: propertiesLayer?.file,
      dotenv: given.dotenv.files,
    },
  };
}

const HOME = "the home folder.";

interface IniRole {
  readonly kind: OriginKind;
  readonly rule: DuplicateRule;
  /** Ends the sentence about a failure. */
  readonly where: string;
}

/** Reads files and remembers what went wrong. */
class Loading {
  readonly notes: ConfigNote[] = [];
  readonly errors: ConfigError[] = [];

  constructor(readonly doors: SourceDoors) {}

  /** The home file that exists, or the one that would be written. */
  async findGlobal() {
    const { platform } = this.doors;
    const home = platform.homeFolder();
    const homeFile = home === undefined ? undefined : platform.path.join(home, ".sentryclirc");
    if (homeFile !== undefined && await this.#exists(homeFile)) {
      return { homeFile, path: homeFile, exists: true };
    }
    const folder = platform.configFolder();
    const other = folder === undefined
      ? undefined
      : platform.path.join(folder, "sentry", "sentrycli.ini");
    if (other !== undefined && await this.#exists(other)) {
      return { homeFile, path: other, exists: true };
    }
    return { homeFile, path: homeFile ?? other, exists: false };
  }

  async findProject(): Promise<string | undefined> {
    const { path } = this.doors.platform;
    for (const folder of foldersUpward(this.doors.cwd, path.dirname)) {
      for (const name of [".sentryclirc", "sentrycli.ini"]) {
        const file = path.join(folder, name);
        if (await this.#exists(file)) return file;
      }
    }
    return undefined;
  }

  /** Whether two paths lead to one file. */
  async isSame(file: string, other: string | undefined): Promise<boolean> {
    if (other === undefined || file === other) return file === other;
    try {
      return await this.doors.fs.realPath(file) === await this.doors.fs.realPath(other);
    } catch (error) {
      if (error instanceof SystemError) return false;
      throw error;
    }
  }

  /** What cannot be looked at counts as missing, as in the reference, but not silently. */
  async #exists(file: string): Promise<boolean> {
    try {
      return await this.doors.fs.stat(file) !== undefined;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      this.#note(file, error);
      return false;
    }
  }

  #note(file: string, { code, message }: SystemError): void {
    if (code === "denied" && !this.notes.some(({ isAboutReading }) => isAboutReading)) {
      const told = `Settings files are left out: ${message}`;
      this.notes.push({ level: "warn", message: told, isAboutReading: true });
    }
    const level = code === "loop" ? "warn" : "debug";
    this.notes.push({ level, message: `Ignoring ${file}: ${message}` });
  }

  async readIni(file: string, { kind, rule, where }: IniRole): Promise<FileLayer | undefined> {
    try {
      const document = IniDocument.decode(await this.doors.fs.read(file));
      const mentions = new Map<IniValue, Mention>();
      for (const entry of document.entries) {
        const { section, key, value, line } = entry;
        const name = `${section}.${key}`;
        const origin = { kind, where: `${file}:${line}`, file, line, name };
        mentions.set(entry, { section, key, found: { text: value, origin } });
      }
      const values = new Map<string, Found>();
      for (const entry of document.values(rule)) {
        const mention = mentions.get(entry);
        if (mention) values.set(layerKey(entry.section, entry.key), mention.found);
      }
      return { kind, file, values, mentions: [...mentions.values()] };
    } catch (error) {
      this.errors.push(this.#iniError(error, file, where));
      return undefined;
    }
  }

  #iniError(error: unknown, file: string, where: string): ConfigError {
    const cannotOpen = error instanceof SystemError && error.code !== "is-directory";
    const verb = cannotOpen ? "load" : "parse";
    const inXcode = cannotOpen && this.doors.env.get("XCODE_VERSION_ACTUAL") !== undefined;
    return new ConfigError(`Failed to ${verb} .sentryclirc file from ${where}`, {
      cause: causeOf(error, file),
      hint: inXcode
        ? "Add ${SRCROOT}/.sentryclirc to the input files of the build phase"
        : `Correct ${file}, or move it away`,
    });
  }

  async readProperties(given: string): Promise<FileLayer | undefined> {
    const kind = "properties";
    const file = this.doors.platform.path.resolve(this.doors.cwd, given);
    const named = `file referenced by SENTRY_PROPERTIES (${given})`;
    const hint = `Correct ${file}, or unset SENTRY_PROPERTIES`;
    try {
      const bytes = given === "" ? undefined : await this.#readIfThere(file);
      if (bytes === undefined) {
        this.notes.push({ level: "warn", message: `Failed to find ${named}` });
        return undefined;
      }
      const values = new Map<string, Found>();
      const mentions: Mention[] = [];
      for (const { name, value, line } of parseProperties(decodeProperties(bytes))) {
        const { section, key } = splitPropertyName(name);
        const origin = { kind, where: `${file}:${line}`, file, line, name } as const;
        const found = { text: value, origin };
        mentions.push({ section, key, found });
        values.set(layerKey(section, key), found);
      }
      this.notes.push({ level: "info", message: `Loaded ${named}` });
      return { kind, file, values, mentions };
    } catch (error) {
      const message = error instanceof ConfigSyntaxError
        ? `Could not load java style properties file: ${error.message} (line_number = ${error.line})`
        : `Failed to load ${named}`;
      this.errors.push(new ConfigError(message, { cause: causeOf(error, file), hint }));
      return undefined;
    }
  }

  async #readIfThere(file: string): Promise<Uint8Array | undefined> {
    try {
      return await this.doors.fs.read(file);
    } catch (error) {
      if (error instanceof SystemError && error.code === "not-found") return undefined;
      throw error;
    }
  }
}

/** The detail: which file, which line, what is wrong there. */
function causeOf(error: unknown, file: string): Error {
  if (error instanceof ConfigSyntaxError) {
    return new Error(`${file}:${error.line}: ${error.message}`);
  }
  if (error instanceof SystemError) return new Error(`${file}: ${error.message}`);
  throw error;
}
