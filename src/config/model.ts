/** The words of configuration: where a value can come from, and what is known of one. */

/** The kinds of places, from the strongest to the weakest, as the cascade orders them. */
export type OriginKind =
  | "flag"
  | "env"
  | "dotenv"
  | "properties"
  | "project"
  | "global"
  | "token"
  | "default";

/** Where a value came from. */
export interface Origin {
  readonly kind: OriginKind;
  /** For people: `--org`, `SENTRY_ORG`, `/repo/.sentryclirc:4`, `the auth token`. */
  readonly where: string;
  /** The file, where there is one, absolute. */
  readonly file?: string;
  /** 1-based line in `file`. */
  readonly line?: number;
  /** The variable, flag or `section.name` that carried it. */
  readonly name?: string;
}

/** A text found for a setting, and where. */
export interface Found {
  readonly text: string;
  readonly origin: Origin;
}

/** The values of one file. */
export interface FileLayer {
  readonly kind: OriginKind;
  readonly file: string;
  /** The values that count, by `layerKey`. */
  readonly values: ReadonlyMap<string, Found>;
  /** Every value in the order of the file, those that a repetition hides too; the same objects. */
  readonly mentions: readonly Mention[];
}

/** A value in a file. */
export interface Mention {
  readonly section: string;
  readonly key: string;
  readonly found: Found;
}

/** The value of a setting: where it came from and what it hides. */
export interface Resolved<T> {
  readonly value: T;
  readonly origin: Origin;
  /** Lower places that also have a value, strongest first. */
  readonly shadowed: readonly Origin[];
}

/** One row of the catalogue. */
export interface Setting<T> {
  /** `section.name` as in the ini file, e.g. `auth.token`; unique. */
  readonly key: string;
  /** Older ini keys that mean the same, weaker than `key`. */
  readonly legacyKeys: readonly string[];
  /** Variables, strongest first. */
  readonly variables: readonly string[];
  /** The flag that carries it, e.g. `--auth-token`. */
  readonly flag: string | undefined;
  /** `false` where the setting has no ini form (only variables or a flag). */
  readonly inFiles: boolean;
  readonly defaultValue: T | undefined;
  /** Form of the value for people: `URL`, `true or false`, `bytes`. */
  readonly form: string;
  /** Turns a text into the value; throws `Error` whose message says why not. */
  readonly parse: (text: string, origin: Origin) => T;
  /**
   * An invalid text: `fail` when read, `skip` to the next source, `warn` and skip, or `default`:
   * weaker sources are not asked either.
   */
  readonly onInvalid: "fail" | "skip" | "warn" | "default";
  /**
   * An empty *variable*: `unset` lets the next source speak (CI systems export secrets that do not
   * exist as empty variables), `value` means something. An empty text in a file or flag is always a
   * value: somebody wrote it.
   */
  readonly emptyVariable: "unset" | "value";
  /** Makes one value of several; without it the strongest counts. */
  join?(values: readonly T[]): T;
  /** What `join` gets: the values of a repeated flag, or those of all places. */
  readonly joins: "flags" | "places";
  /** The text as it may be shown: masked, or without the credentials inside. */
  readonly shown: (text: string) => string;
  /** Only what the operator says counts: flags, process environment, home file. */
  readonly operatorOnly: boolean;
  /** Known, accepted and without effect; the help says why. */
  readonly ignored: boolean;
  /** Never shown. */
  readonly secret: boolean;
  readonly help: string;
}

/** Something noticed while reading the configuration. */
export interface ConfigNote {
  readonly level: "warn" | "info" | "debug";
  readonly message: string;
  /** Of no interest to a command that needs no settings. */
  readonly isAboutReading?: boolean;
}
