/** How one option or argument of a command is declared. Builders check the form of a value. */

/** Thrown by a value's parser; the command line reports it as `invalid value '…' for '--x <X>': …`. */
export class InvalidValue extends Error {
  override readonly name = "InvalidValue";
}

/** What is known of an option or a positional argument. */
export interface ValueSpec {
  readonly kind: "flag" | "value";
  readonly summary: string;
  /** Name of the value in help, e.g. `ORG`; default: from the option's name. */
  readonly valueName: string | undefined;
  /** Turns one word into the value; throws {@linkcode InvalidValue}. */
  readonly parse: (word: string) => unknown;
  readonly choices: readonly string[] | undefined;
  readonly required: boolean;
  readonly repeated: boolean;
  readonly defaultValue: unknown;
  /** The long name without hyphens; default: the declaration's key in kebab-case. */
  readonly long: string | undefined;
  readonly short: string | undefined;
  /** Other long names that mean the same. */
  readonly aliases: readonly string[];
  readonly hidden: boolean;
  /** A value may begin with `-`. */
  readonly allowHyphen: boolean;
  /** Keys of options that cannot stand beside this one. */
  readonly conflicts: readonly string[];
  /** Keys of options that must stand beside this one. */
  readonly requires: readonly string[];
  /** Keys of options of which one must stand there when this one does not. */
  readonly unless: readonly string[];
  /** A variable that gives the value when the command line does not. */
  readonly env: { readonly name: string; readonly parse: (text: string) => unknown } | undefined;
  /** What a shell completes the value with: files, folders, or words, which do not restrict it. */
  readonly completes: "file" | "directory" | "nothing" | readonly string[];
  /** For arguments: takes all remaining words. */
  readonly rest: boolean;
  /** For arguments: filled only by words after `--`. */
  readonly afterDashes: boolean;
}

/** A declared option or argument whose value is a `T`. Immutable; each method gives a changed copy. */
export class Option<T> {
  /** Carries the type only. */
  declare readonly _value: T;

  constructor(readonly spec: ValueSpec) {}

  #with<U>(change: Partial<ValueSpec>): Option<U> {
    return new Option<U>({ ...this.spec, ...change });
  }

  optional(): Option<T | undefined> {
    return this.#with({ required: false });
  }

  /** May be given many times; the value is a list, empty when never given. */
  repeated(): Option<readonly T[]> {
    return this.#with({ required: false, repeated: true, defaultValue: [] });
  }

  default(value: T): Option<T> {
    return this.#with({ required: false, defaultValue: value });
  }

  long(name: string): Option<T> {
    return this.#with({ long: name });
  }

  short(letter: string): Option<T> {
    return this.#with({ short: letter });
  }

  alias(...names: string[]): Option<T> {
    return this.#with({ aliases: [...this.spec.aliases, ...names] });
  }

  valueName(name: string): Option<T> {
    return this.#with({ valueName: name });
  }

  hidden(): Option<T> {
    return this.#with({ hidden: true });
  }

  allowHyphen(): Option<T> {
    return this.#with({ allowHyphen: true });
  }

  conflictsWith(...keys: string[]): Option<T> {
    return this.#with({ conflicts: [...this.spec.conflicts, ...keys] });
  }

  requires(...keys: string[]): Option<T> {
    return this.#with({ requires: [...this.spec.requires, ...keys] });
  }

  /** Must be given where none of these is. */
  requiredUnless(...keys: string[]): Option<T> {
    return this.#with({ unless: [...this.spec.unless, ...keys] });
  }

  /** Falls back to a variable. `parse` gives `undefined` for a text that does not count. */
  env(name: string, parse?: (text: string) => T | undefined): Option<T> {
    return this.#with({ env: { name, parse: parse ?? this.spec.parse } });
  }

  completes(what: ValueSpec["completes"]): Option<T> {
    return this.#with({ completes: what });
  }

  /** For the last argument: takes all remaining words, none included; at least one with `.required()`. */
  rest(): Option<readonly T[]> {
    return this.#with({ required: false, rest: true, repeated: true, defaultValue: [] });
  }

  /** Must be given; for what `repeated()` or `rest()` made optional. */
  required(): Option<T> {
    return this.#with({ required: true });
  }

  /** For the last argument: only words after `--` count (`run <slug> -- <command>…`). */
  afterDashes(): Option<T> {
    return this.#with({ afterDashes: true });
  }
}

/** The options of a command by the key under which `run` finds the value. */
export type Options = { readonly [key: string]: Option<unknown> };

/** The values that a set of declarations gives. */
export type Values<O extends Options> = { readonly [K in keyof O]: O[K]["_value"] };

const BASE: Omit<ValueSpec, "kind" | "summary" | "parse" | "required"> = {
  valueName: undefined,
  choices: undefined,
  repeated: false,
  defaultValue: undefined,
  long: undefined,
  short: undefined,
  aliases: [],
  hidden: false,
  allowHyphen: false,
  conflicts: [],
  requires: [],
  unless: [],
  env: undefined,
  completes: "nothing",
  rest: false,
  afterDashes: false,
};

/** A switch: `true` when given. */
export function flag(summary: string): Option<boolean> {
  return new Option({
    ...BASE,
    kind: "flag",
    summary,
    parse: () => true,
    required: false,
    defaultValue: false,
  });
}

/** Any value that `parse` accepts. */
export function parsed<T>(summary: string, parse: (word: string) => T): Option<T> {
  return new Option({ ...BASE, kind: "value", summary, parse, required: true });
}

/** Any text. */
export function text(summary: string): Option<string> {
  return parsed(summary, (word) => word);
}

/** One of the given words. `ignoreCase` accepts any case and gives the word as listed. */
export function choice<const C extends readonly string[]>(
  summary: string,
  choices: C,
  settings: { readonly ignoreCase?: boolean } = {},
): Option<C[number]> {
  const parse = (word: string): C[number] => {
    const wanted = settings.ignoreCase ? word.toLowerCase() : word;
    const found = choices.find((each) => each === wanted);
    if (found === undefined) throw new InvalidValue("");
    return found;
  };
  return new Option({ ...BASE, kind: "value", summary, parse, required: true, choices });
}

/** A whole number between `min` and `max`. */
export function integer(
  summary: string,
  { min = 0, max = Number.MAX_SAFE_INTEGER }: { readonly min?: number; readonly max?: number } = {},
): Option<number> {
  return parsed(summary, (word) => {
    if (!/^[+-]?\d+$/.test(word)) throw new InvalidValue("not a whole number");
    const value = Number(word);
    if (value < min || value > max) throw new InvalidValue(`${word} is not in ${min}..${max}`);
    return value;
  });
}

/**
 * A whole number of 64 bits as the reference reads one: with its words for what does not fit, with `+` and
 * leading zeros, without blanks.
 */
export function readInteger(
  word: string,
  { signed = false }: { readonly signed?: boolean } = {},
): bigint {
  if (word === "") throw new InvalidValue("cannot parse integer from empty string");
  if (!(signed ? /^[+-]?\d+$/ : /^[+]?\d+$/).test(word)) {
    throw new InvalidValue("invalid digit found in string");
  }
  const value = BigInt(word.replace("+", ""));
  const [min, max] = signed ? [-(2n ** 63n), 2n ** 63n - 1n] : [0n, 2n ** 64n - 1n];
  if (value > max) throw new InvalidValue("number too large to fit in target type");
  if (value < min) throw new InvalidValue("number too small to fit in target type");
  return value;
}

/** A limit or an amount, read by {@linkcode readInteger}. */
export function amount(summary: string): Option<number> {
  return parsed(summary, (word) => Number(readInteger(word)));
}
