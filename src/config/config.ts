/** The resolved configuration of one run. Built by `resolve.ts`; never throws until a value is read. */
import type { ConfigError } from "../base/errors.ts";
import type { ConfigNote, Found, Resolved, Setting } from "./model.ts";

export interface Config {
  /**
   * The value of a setting with its origin, `undefined` when no place has one and there is no default.
   * An empty text counts as "not set" and lets the next place speak (CI systems export empty
   * variables). Throws {@linkcode ConfigError} for a bad value of a setting that must not be guessed.
   */
  resolve<T>(setting: Setting<T>): Resolved<T> | undefined;
  /** Short for `resolve(setting)?.value`. */
  get<T>(setting: Setting<T>): T | undefined;
  /** The strongest place that mentions the setting, even with an empty or bad text; no default. */
  raw<T>(setting: Setting<T>): Found | undefined;
  /** All places that mention it, strongest first. */
  all<T>(setting: Setting<T>): readonly Found[];
  /** What was noticed while loading and resolving, in order. */
  readonly notes: readonly ConfigNote[];
  /** Why the configuration could not be loaded, when a file is broken. Commands that need it rethrow. */
  readonly loadError: ConfigError | undefined;
  readonly files: ConfigFiles;
}

/** The files of the cascade. */
export interface ConfigFiles {
  /** The home file that exists or would be written. */
  readonly global: string | undefined;
  readonly globalExists: boolean;
  /** The nearest project file, when there is one. */
  readonly project: string | undefined;
  readonly properties: string | undefined;
  readonly dotenv: readonly string[];
}
