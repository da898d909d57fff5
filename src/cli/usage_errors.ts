/** The errors of a command line, in the words that scripts know from the reference. */
import { UsageError } from "../base/errors.ts";
import { type AnyLevel, display, type Entry, fullName } from "./level.ts";
import type { Outcome } from "./scan.ts";
import { mostSimilarName, similarNames } from "../base/similar_names.ts";
import { usageLine, usageLineWith } from "./usage.ts";

/** A command line that does not fit; each line of `hint` is a tip. */
export class CommandLineError extends UsageError {
  /** Whether the usage line is part of the text; the reference leaves it out for bad values. */
  readonly showsUsage: boolean;

  constructor(
    message: string,
    { usage, tips = [], showsUsage = true }: {
      readonly usage: string;
      readonly tips?: readonly string[];
      readonly showsUsage?: boolean;
    },
  ) {
    super(message, { usage, hint: tips.length > 0 ? tips.join("\n") : undefined });
    this.showsUsage = showsUsage;
  }
}

/** `--org` stands last, or another option follows it. */
export function missingValue(level: AnyLevel, entry: Entry): CommandLineError {
  return new CommandLineError(
    `a value is required for '${display(entry)}' but none was supplied${choicesLine(entry)}`,
    { usage: usageLine(level), showsUsage: false },
  );
}

/** An option that takes one value is given twice in one place. */
export function repeatedOption(level: AnyLevel, entry: Entry): CommandLineError {
  return new CommandLineError(`the argument '${display(entry)}' cannot be used multiple times`, {
    usage: usageLine(level),
  });
}

/** The form of a value is wrong; `variable` is set when it came from the environment. */
export function invalidValue(
  level: AnyLevel,
  entry: Entry,
  { word, why, variable }: {
    readonly word: string;
    readonly why: string;
    readonly variable?: string;
  },
): CommandLineError {
  if (word === "" && entry.spec.choices !== undefined) return missingValue(level, entry);
  const similar = mostSimilarName(word, entry.spec.choices ?? []);
  return new CommandLineError(
    `invalid value '${word}' for '${display(entry)}'${choicesLine(entry) || `: ${why}`}`,
    {
      usage: usageLine(level),
      showsUsage: false,
      tips: [
        ...(similar === undefined ? [] : [`a similar value exists: '${similar}'`]),
        ...(variable === undefined ? [] : [`the value comes from the variable ${variable}`]),
      ],
    },
  );
}

/** `--quiet=1`. */
export function unneededValue(
  level: AnyLevel,
  { entry, value }: { readonly entry: Entry; readonly value: string },
  used: readonly Entry[],
): CommandLineError {
  return new CommandLineError(
    `unexpected value '${value}' for '${display(entry)}' found; no more were expected`,
    { usage: usageLineWith(level, { used, needed: [entry] }) },
  );
}

/** A word that looks like an option and is none of this level. */
export function unknownOption(
  level: AnyLevel,
  { word, long, rest }: Extract<Outcome, { kind: "unknown-option" }>,
  { used, children }: {
    readonly used: readonly Entry[];
    readonly children: readonly AnyLevel[];
  },
): CommandLineError {
  const message = `unexpected argument '${word}' found`;
  const asValue = level.args.length > 0 ? [`to pass '${word}' as a value, use '-- ${word}'`] : [];
  if (long === undefined) {
    return new CommandLineError(message, { tips: asValue, usage: usageLine(level) });
  }
  const retired = level.node.retiredOptions?.[long];
  if (retired !== undefined) {
    return new CommandLineError(message, {
      tips: [retired],
      usage: usageLineWith(level, { used }),
    });
  }
  const name = mostSimilarName(long, level.byLong.keys());
  const meant = name === undefined ? undefined : level.byLong.get(name);
  if (meant !== undefined) {
    // A command that passes words on may well have been given one of another program.
    const passesOn = level.args.some((entry) => entry.spec.afterDashes);
    return new CommandLineError(message, {
      tips: [`a similar argument exists: '--${name}'`, ...(passesOn ? asValue : [])],
      usage: usageLineWith(level, { used: [...used, meant] }),
    });
  }
  const below = children
    .map((child) => ({
      at: rest.indexOf(child.path.at(-1) ?? ""),
      command: child.path.at(-1),
      name: mostSimilarName(long, child.byLong.keys()),
    }))
    .filter((each) => each.at >= 0 && each.name !== undefined)
    .sort((a, b) => a.at - b.at)[0];
  return new CommandLineError(message, {
    tips: below === undefined ? asValue : [`'${below.command} --${below.name}' exists`],
    usage: usageLineWith(level, { used }),
  });
}

/** A word where nothing, or only a subcommand, may stand. */
export function unexpectedWord(
  level: AnyLevel,
  { word, afterDashes }: { readonly word: string; readonly afterDashes: boolean },
): CommandLineError {
  const usage = usageLine(level);
  if (afterDashes && (level.commands.has(word) || (isGroup(level) && word === "help"))) {
    return new CommandLineError(`unexpected argument '${word}' found`, {
      tips: [`subcommand '${word}' exists; to use it, remove the '--' before it`],
      usage,
    });
  }
  if (isGroup(level)) {
    const similar = similarNames(word, commandNames(level));
    if (similar.length > 0 || level.args.length === 0) {
      return unknownCommand(level, { word, similar });
    }
  }
  return new CommandLineError(`unexpected argument '${word}' found`, { usage });
}

/** `relases`. */
export function unknownCommand(
  level: AnyLevel,
  { word, similar = [] }: { readonly word: string; readonly similar?: readonly string[] },
): CommandLineError {
  const names = similar.map((name) => `'${name}'`).join(", ");
  const tip = similar.length === 1
    ? `a similar subcommand exists: ${names}`
    : `some similar subcommands exist: ${names}`;
  return new CommandLineError(`unrecognized subcommand '${word}'`, {
    tips: similar.length === 0 ? [] : [tip],
    usage: usageLine(level),
  });
}

/** Options, but no subcommand. */
export function missingCommand(level: AnyLevel): CommandLineError {
  return new CommandLineError(
    `'${fullName(level)}' requires a subcommand but one was not provided\n` +
      `  [subcommands: ${commandNames(level).join(", ")}]`,
    { usage: usageLine(level) },
  );
}

/** Required options or arguments, or those that a given one requires. */
export function missingRequired(
  level: AnyLevel,
  missing: readonly Entry[],
  used: readonly Entry[],
): CommandLineError {
  const names = missing.map((entry) =>
    `\n  ${display({ ...entry, spec: { ...entry.spec, required: true } })}`
  );
  return new CommandLineError(
    `the following required arguments were not provided:${names.join("")}`,
    {
      usage: usageLineWith(level, {
        used,
        needed: [
          ...missing.flatMap((entry) => [...requiredBy(level, entry), entry]),
          ...used.flatMap((entry) => requiredBy(level, entry)),
        ],
      }),
    },
  );
}

/** Two options that exclude each other. */
export function conflict(
  level: AnyLevel,
  { entry, others, used }: {
    readonly entry: Entry;
    readonly others: readonly Entry[];
    readonly used: readonly Entry[];
  },
): CommandLineError {
  const kept = used.filter((each) => !others.includes(each));
  const names = others.length === 1 && others[0] !== undefined
    ? ` '${display(others[0])}'`
    : `:${others.map((each) => `\n  ${display(each)}`).join("")}`;
  return new CommandLineError(`the argument '${display(entry)}' cannot be used with${names}`, {
    usage: usageLineWith(level, {
      used: kept,
      needed: kept.flatMap((each) => requiredBy(level, each)).filter((each) =>
        !kept.includes(each)
      ),
    }),
  });
}

/** The options that must stand beside this one. */
function requiredBy(level: AnyLevel, { spec: { requires } }: Entry): Entry[] {
  return level.options.filter((entry) => requires.includes(entry.key));
}

function isGroup(level: AnyLevel): boolean {
  return level.node.kind === "group";
}

function commandNames(level: AnyLevel): string[] {
  return [...level.commands.keys(), "help"];
}

function choicesLine(entry: Entry): string {
  const { choices } = entry.spec;
  return choices === undefined ? "" : `\n  [possible values: ${choices.join(", ")}]`;
}
