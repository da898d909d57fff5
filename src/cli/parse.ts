/**
 * From the words typed to a command and its values.
 *
 * A thin layer over `parseArgs` of `@std/cli`, one level at a time: the words of a level are brought
 * into one form (`scan.ts`), `parseArgs` collects them as texts, and the declarations turn those into
 * values. What is accepted, and which of several mistakes is reported, follows the reference.
 */
// @ts-types="../../types/std_parse_args.d.ts"
import { parseArgs } from "@std/cli/parse-args";
import { UsageError } from "../base/errors.ts";
import type { Command, Group, Input } from "./command.ts";
import { type AnyLevel, childLevel, type Entry, type Level, rootLevel } from "./level.ts";
import { NotLoaded } from "./later.ts";
import { InvalidValue, type Options, type Values } from "./options.ts";
import { type Scan, scanLevel } from "./scan.ts";
import { helpUsage } from "./usage.ts";
import {
  CommandLineError,
  conflict,
  invalidValue,
  missingCommand,
  missingRequired,
  missingValue,
  repeatedOption,
  unexpectedWord,
  unknownCommand,
  unknownOption,
  unneededValue,
} from "./usage_errors.ts";
import { type Env, envValue, groupValues, holderOf, type LevelRead, valuesOf } from "./values.ts";

/** What a command line asks for. */
export type ParsedCommandLine<Ctx> =
  | {
    readonly kind: "run";
    readonly command: Command<Ctx>;
    /** Names of the groups and the command, aliases resolved. */
    readonly path: readonly string[];
    readonly input: Input<Options, Options>;
    /** Values of the root's `options` and `inherited`. */
    readonly globals: Values<Options>;
  }
  | {
    readonly kind: "help";
    readonly path: readonly string[];
    /** `--help` and `help …`: with descriptions; `-h`: one line each. */
    readonly long: boolean;
    readonly to: "stdout" | "stderr";
    readonly exitCode: number;
  }
  | { readonly kind: "version" };

export interface ParseSettings {
  readonly programName: string;
  readonly env: Env;
}

/**
 * Reads a command line. Throws a `UsageError` with the usage line of the level where it went wrong, and
 * `NotLoaded` where the words name a command that is not loaded.
 */
export function parseCommandLine<Ctx>(
  root: Group<Ctx>,
  words: readonly string[],
  { programName, env }: ParseSettings,
): ParsedCommandLine<Ctx> {
  const result = readLevel(rootLevel(root, programName), words, { env, outer: [] });
  if (result.kind !== "command") return result;
  const { levels } = result;
  const rootRead = levels[0];
  const leaf = levels.at(-1);
  if (rootRead === undefined || leaf?.level.node.kind !== "command") {
    throw new TypeError("the parser ended without a command");
  }
  return {
    kind: "run",
    command: leaf.level.node,
    path: leaf.level.path,
    input: {
      args: valuesOf(leaf.level.args, [leaf], env),
      options: {
        ...groupValues(levels.slice(1, -1), env),
        ...valuesOf(leaf.level.options, levels, env),
      },
    },
    globals: {
      ...valuesOf(rootRead.level.options.filter((entry) => !entry.isHandedDown), [rootRead], env),
      ...valuesOf(rootRead.level.options.filter((entry) => entry.isHandedDown), levels, env),
    },
  };
}

type ReadResult<Ctx> =
  | Exclude<ParsedCommandLine<Ctx>, { kind: "run" }>
  | { readonly kind: "command"; readonly levels: readonly LevelRead<Ctx>[] };

interface ReadSettings<Ctx> {
  readonly env: Env;
  readonly outer: readonly LevelRead<Ctx>[];
}

function readLevel<Ctx>(
  level: Level<Ctx>,
  words: readonly string[],
  settings: ReadSettings<Ctx>,
): ReadResult<Ctx> {
  const scan = scanLevel(level, words, { preferOptions: false });
  try {
    return judge(level, scan, settings);
  } catch (error) {
    // `new -pmy-app 1.0`: the reference takes `-pmy-app` for the version and then fails on `1.0`.
    if (!scan.hasDoubtfulCluster || !(error instanceof UsageError)) throw error;
    try {
      return judge(level, scanLevel(level, words, { preferOptions: true }), settings);
    } catch (second) {
      throw second instanceof NotLoaded ? second : error;
    }
  }
}

/** Turns what stands at a level into values, in the order in which the reference notices mistakes. */
function judge<Ctx>(
  level: Level<Ctx>,
  scan: Scan,
  { env, outer }: ReadSettings<Ctx>,
): ReadResult<Ctx> {
  const { occurrences, pendingFrom, outcome } = scan;
  const collected = collect(level, scan);
  const given = new Map<string, unknown>();
  const used: Entry[] = [];
  const counts = new Map<string, number>();

  const settle = (from: number, to: number) => {
    for (const { entry, word } of occurrences.slice(from, to)) {
      if (word === undefined) throw missingValue(level, entry);
      const isFirst = !given.has(entry.id);
      if (!isFirst && !entry.spec.repeated) throw repeatedOption(level, entry);
      if (isFirst) used.push(entry);
      const nth = counts.get(entry.id) ?? 0;
      counts.set(entry.id, nth + 1);
      const text = collected.get(entry)?.[nth] ?? "";
      // Marked as given before its value is looked at: error usage lines name it.
      if (isFirst) given.set(entry.id, entry.spec.repeated ? [] : undefined);
      const value = parseWord(level, entry, text);
      const before = given.get(entry.id);
      given.set(
        entry.id,
        Array.isArray(before) && entry.spec.repeated ? [...before, value] : value,
      );
    }
  };
  const settleRest = () => settle(pendingFrom, occurrences.length);
  /** What waits for judgement counts as used, whatever is wrong with it. */
  const usedWithPending = () => {
    const waiting = occurrences.slice(pendingFrom).filter((each) => each.word !== undefined);
    // The reference forgets the first one when it meets a second that must not be.
    const repeated = waiting.filter(({ entry }) => given.has(entry.id) && !entry.spec.repeated);
    const forgotten = new Set(repeated.map((each) => each.entry));
    return [...new Set([...used, ...waiting.map((each) => each.entry)])]
      .filter((entry) => !forgotten.has(entry));
  };

  settle(0, pendingFrom);
  switch (outcome.kind) {
    case "builtin":
      settleRest();
      if (outcome.entry.builtin === "version") return { kind: "version" };
      return { kind: "help", path: level.path, long: outcome.long, to: "stdout", exitCode: 0 };
    case "unneeded-value":
      throw unneededValue(level, outcome, used);
    case "unknown-option":
      throw unknownOption(level, outcome, {
        used: usedWithPending(),
        children: childLevels(level),
      });
    case "unexpected-word":
      throw unexpectedWord(level, outcome);
    case "help-command":
      return helpFor(level, outcome.rest);
    case "subcommand": {
      const child = childLevel(level, outcome.name);
      if (child === undefined) throw unknownCommand(level, { word: outcome.name });
      const here: LevelRead<Ctx> = { level, given };
      const result = readLevel(child, outcome.rest, { env, outer: [...outer, here] });
      if (result.kind !== "command") return result;
      settleRest();
      checkRules(level, given, { used, outer, env });
      return result;
    }
    case "end": {
      settleRest();
      const { node } = level;
      const isBare = used.length === 0;
      if (isBare && (node.kind === "group" || node.helpWhenBare)) {
        return { kind: "help", path: level.path, long: true, to: "stderr", exitCode: 2 };
      }
      if (node.kind === "group") throw missingCommand(level);
      checkRules(level, given, { used, outer, env });
      return { kind: "command", levels: [...outer, { level, given }] };
    }
  }
}

/** The texts of each option and argument of a level, in order. */
function collect(level: AnyLevel, { occurrences }: Scan): ReadonlyMap<Entry, string[]> {
  const isValue = (entry: Entry) => entry.spec.kind === "value";
  const longs = (entries: readonly Entry[]) => entries.map((entry) => entry.long);
  const words = occurrences.flatMap(({ entry, word }) => {
    if (word === undefined) return [];
    if (entry.isArgument) return [];
    return [isValue(entry) ? `--${entry.long}=${word}` : `--${entry.long}`];
  });
  const argumentWords = occurrences.filter((each) => each.entry.isArgument);
  const parsed = parseArgs(
    [...words, "--", ...argumentWords.map((each) => each.word ?? "")],
    {
      string: ["_", ...longs(level.options.filter(isValue))],
      boolean: longs(level.options.filter((entry) => !isValue(entry))),
      collect: longs(level.options.filter(isValue)),
      stopEarly: true,
      "--": true,
      unknown: (word) => {
        throw new TypeError(`the parser let an unknown word through: ${word}`);
      },
    },
  );
  const texts = new Map<Entry, string[]>();
  for (const entry of level.options) {
    const value = parsed[entry.long];
    if (Array.isArray(value)) texts.set(entry, value.map(String));
  }
  for (const [index, word] of (parsed["--"] ?? []).entries()) {
    const entry = argumentWords[index]?.entry;
    if (entry !== undefined) texts.set(entry, [...texts.get(entry) ?? [], word]);
  }
  return texts;
}

function parseWord(level: AnyLevel, entry: Entry, word: string): unknown {
  try {
    return entry.spec.parse(word);
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    throw invalidValue(level, entry, { word, why: error.message });
  }
}

interface RuleFacts<Ctx> {
  readonly used: readonly Entry[];
  readonly outer: readonly LevelRead<Ctx>[];
  readonly env: Env;
}

/** Options that exclude each other, then those that have to be there. */
function checkRules<Ctx>(
  level: Level<Ctx>,
  given: ReadonlyMap<string, unknown>,
  { used, outer, env }: RuleFacts<Ctx>,
): void {
  for (const entry of used) {
    const others = used.filter((other) =>
      other !== entry &&
      (entry.spec.conflicts.includes(other.key) || other.spec.conflicts.includes(entry.key))
    );
    if (others.length > 0) throw conflict(level, { entry, others, used });
  }
  const entries = [...level.options, ...level.args];
  const levels = [...outer, { level, given }];
  const isThere = (entry: Entry) =>
    holderOf(entry, levels) !== undefined || envValue(level, entry, env) !== undefined;
  const required = new Set([
    ...entries.filter((entry) => used.some((each) => each.spec.requires.includes(entry.key))),
    ...entries.filter((entry) => entry.spec.required || lacksStandIn(entry, used)),
  ]);
  const missing = [...required].filter((entry) => !isThere(entry));
  if (missing.length > 0) throw missingRequired(level, missing, used);
}

/** Required unless one of others is used, and none is. */
function lacksStandIn({ spec: { unless } }: Entry, used: readonly Entry[]): boolean {
  return unless.length > 0 && !used.some((each) => unless.includes(each.key));
}

/** `help releases new`: every further word names a command. */
function helpFor<Ctx>(level: Level<Ctx>, words: readonly string[]): ReadResult<Ctx> {
  let at = level;
  for (const [index, word] of words.entries()) {
    const child = childLevel(at, word);
    if (child !== undefined) {
      at = child;
    } else if (word === "help" && at.node.kind === "group") {
      const extra = words[index + 1];
      if (extra === undefined) return help([...at.path, "help"]);
      throw new CommandLineError(`unrecognized subcommand '${extra}'`, { usage: helpUsage(at) });
    } else {
      throw unknownCommand(at, { word });
    }
  }
  return help(at.path);
}

function help(path: readonly string[]) {
  return { kind: "help", path, long: true, to: "stdout", exitCode: 0 } as const;
}

function childLevels<Ctx>(level: Level<Ctx>): Level<Ctx>[] {
  if (level.node.kind !== "group") return [];
  return Object.keys(level.node.commands).flatMap((name) => childLevel(level, name) ?? []);
}
