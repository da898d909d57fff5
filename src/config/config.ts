/** The resolved configuration of one run. Built by `resolve.ts`; never throws until a value is read. */
import type { ConfigError } from "../base/errors.ts";
import type { ConfigNote, FileLayer, Found, Origin, Resolved, Setting } from "./model.ts";

export interface Config {
  /**
   * The value of a setting with its origin, `undefined` when no place has one and there is no default.
   * An empty variable lets the next place speak where the setting says so (`emptyVariable`); an empty
   * text in a flag or file is a value. Throws {@linkcode ConfigError} for a bad value of a setting
   * that must not be guessed.
   */
  resolve<T>(setting: Setting<T>): Resolved<T> | undefined;
  /** Short for `resolve(setting)?.value`. */
  get<T>(setting: Setting<T>): T | undefined;
  /**
   * Every place that has a usable value, strongest first, each with its parsed value: `resolve()`
   * gives the first of them. Never throws; no default.
   */
  each<T>(setting: Setting<T>): readonly { readonly value: T; readonly origin: Origin }[];
  /** The strongest place that mentions the setting, even with an empty or bad text; no default. */
  raw<T>(setting: Setting<T>): Found | undefined;
  /** All places that mention it, strongest first. */
  all<T>(setting: Setting<T>): readonly Found[];
  /** The files that could be read, strongest first, with all that stands in them. */
  readonly layers: readonly FileLayer[];
  /** The configured server, whatever the token says about it; see `server.ts`. */
  serverUrl(): ServerUrl;
  /** What was noticed while loading and resolving, in order. */
  readonly notes: readonly ConfigNote[];
  /** Why the configuration could not be loaded, when a file is broken. Commands that need it rethrow. */
  readonly loadError: ConfigError | undefined;
  /** All of them, in the order of loading; `loadError` is the first. */
  readonly loadErrors: readonly ConfigError[];
  readonly files: ConfigFiles;
}

/** The address under which the server is configured. */
export interface ServerUrl {
  /** Without trailing slashes, as it was written otherwise. */
  readonly url: string;
  readonly origin: Origin;
  /** Why it cannot be used, when it cannot. */
  readonly problem: ConfigError | undefined;
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
