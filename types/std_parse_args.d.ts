/** The signatures in use of `@std/cli/parse-args`; `tests/types_test.ts` holds them. */

export interface ParseOptions {
  /** Puts the words after `--` under the key `--` instead of among the positional ones. */
  readonly "--"?: boolean;
  readonly alias?: Readonly<Record<string, string | readonly string[]>>;
  /** Names that take no value; `true`: all `--name` without a value. */
  readonly boolean?: boolean | string | readonly string[];
  readonly default?: Readonly<Record<string, unknown>>;
  /** Everything after the first positional word is positional. */
  readonly stopEarly?: boolean;
  /** Names whose values stay texts; `_` keeps positional words texts. */
  readonly string?: string | readonly string[];
  /** Names that may be repeated; the value is then a list. */
  readonly collect?: string | readonly string[];
  /** Boolean names that `--no-name` sets to `false`. */
  readonly negatable?: string | readonly string[];
  /**
   * Called with each word that is not declared; `false` leaves it out. For a positional word only
   * `arg` is given.
   */
  readonly unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

export interface ParsedArgs {
  /** Positional words: texts, or numbers unless `_` is among `string`. */
  _: (string | number)[];
  "--"?: string[];
  [name: string]: unknown;
}

export function parseArgs(args: readonly string[], options?: ParseOptions): ParsedArgs;
