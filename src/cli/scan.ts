/**
 * Reads the words of one level up to its end or the next subcommand, and writes each option in one
 * canonical form (`--long=value`, `--flag`), which `parseArgs` then collects.
 *
 * Which word is what follows the reference word for word. The trap: a value in a word of its own
 * (`--org x`) is judged only when the next known option comes, at the end, or after the subcommand's
 * own words; an unknown word before that hides whatever is wrong with it.
 */
import type { AnyLevel, Entry, Level } from "./level.ts";

/** An option or argument with the words given to it at one place. */
export interface Occurrence {
  readonly entry: Entry;
  /** `undefined`: the value is missing. Flags have an empty text. */
  readonly word: string | undefined;
}

/** Why the words of a level ended. */
export type Outcome =
  | { readonly kind: "end" }
  | { readonly kind: "subcommand"; readonly name: string; readonly rest: readonly string[] }
  | { readonly kind: "help-command"; readonly rest: readonly string[] }
  | { readonly kind: "builtin"; readonly entry: Entry; readonly long: boolean }
  | {
    readonly kind: "unknown-option";
    readonly word: string;
    readonly long: string | undefined;
    readonly rest: readonly string[];
  }
  | { readonly kind: "unneeded-value"; readonly entry: Entry; readonly value: string }
  | { readonly kind: "unexpected-word"; readonly word: string; readonly afterDashes: boolean };

export interface Scan {
  readonly occurrences: readonly Occurrence[];
  /** The occurrences from this index on are still waiting to be judged. */
  readonly pendingFrom: number;
  readonly outcome: Outcome;
  /** The level has a cluster that could be an option with an attached value, taken as an argument. */
  readonly hasDoubtfulCluster: boolean;
}

export interface ScanOptions {
  /** Reads doubtful clusters (`-pmyproj` where a hyphenated argument may stand) as options. */
  readonly preferOptions: boolean;
}

/** Splits the words of a level. Never throws: a word that does not fit is an outcome. */
export function scanLevel<Ctx>(
  level: Level<Ctx>,
  words: readonly string[],
  { preferOptions }: ScanOptions,
): Scan {
  const { node } = level;
  const hyphensAllowed = node.kind === "command" && node.hyphenatedFirstArgument;
  const occurrences: Occurrence[] = [];
  let awaiting: Entry | undefined;
  let pendingFrom = 0;
  let argumentsFilled = 0;
  let hasDoubtfulCluster = false;
  let onlyArguments = false;

  const give = (entry: Entry, word: string | undefined, { pending = false } = {}) => {
    // The words of a list wait together.
    const waitsOn = pending && entry.isArgument && pendingFrom < occurrences.length &&
      occurrences.at(-1)?.entry === entry;
    if (!waitsOn) pendingFrom = occurrences.length;
    occurrences.push({ entry, word });
    if (!pending) pendingFrom = occurrences.length;
  };
  const done = (outcome: Outcome): Scan => {
    // An option without its value is judged like one whose value waits.
    if (awaiting !== undefined) give(awaiting, undefined, { pending: true });
    return { occurrences, pendingFrom, outcome, hasDoubtfulCluster };
  };
  /** A value or flag written in one word; settles what was waiting. */
  const giveNow = (entry: Entry, word: string) => {
    if (awaiting !== undefined) give(awaiting, undefined);
    awaiting = undefined;
    give(entry, word);
  };
  const await_ = (entry: Entry) => {
    if (awaiting !== undefined) give(awaiting, undefined);
    awaiting = entry;
    pendingFrom = occurrences.length;
  };
  const nextArgument = () => {
    const last = level.args.at(-1);
    // Words after `--` are its own, even when an argument before it has none.
    if (last?.spec.afterDashes && onlyArguments) return last;
    const entry = level.args[argumentsFilled];
    return entry?.spec.afterDashes ? undefined : entry;
  };

  for (const [index, word] of words.entries()) {
    if (!onlyArguments) {
      if (awaiting !== undefined && takesHyphens(awaiting, hyphensAllowed)) {
        give(awaiting, word, { pending: true });
        awaiting = undefined;
        continue;
      }
      if (awaiting === undefined) {
        const found = level.commands.get(word);
        const rest = words.slice(index + 1);
        if (found !== undefined) return done({ kind: "subcommand", name: word, rest });
        if (word === "help" && node.kind === "group") return done({ kind: "help-command", rest });
      }
      const argument = nextArgument();
      const hyphenated = argument !== undefined && !argument.spec.afterDashes &&
        (hyphensAllowed || argument.spec.allowHyphen);
      if (word === "--") {
        onlyArguments = true;
        continue;
      }
      if (word.startsWith("--")) {
        const { name, value } = splitLong(word);
        const entry = level.byLong.get(name);
        if (entry === undefined) {
          if (!hyphenated) {
            const rest = words.slice(index + 1);
            return done({ kind: "unknown-option", word: `--${name}`, long: name, rest });
          }
        } else if (entry.spec.kind === "value") {
          if (value === undefined) await_(entry);
          else giveNow(entry, value);
          continue;
        } else if (value !== undefined) {
          return done({ kind: "unneeded-value", entry, value });
        } else {
          if (entry.builtin !== undefined) return done({ kind: "builtin", entry, long: true });
          giveNow(entry, "");
          continue;
        }
      } else if (word.length > 1 && word.startsWith("-")) {
        const cluster = splitCluster(level, word);
        hasDoubtfulCluster ||= hyphenated && cluster.isDoubtful;
        const isOption = !hyphenated || cluster.allKnown || (preferOptions && cluster.isDoubtful);
        if (isOption) {
          for (const part of cluster.parts) {
            if (part.kind === "unknown") {
              return done({
                kind: "unknown-option",
                word: `-${part.letter}`,
                long: undefined,
                rest: words.slice(index + 1),
              });
            }
            if (part.entry.builtin !== undefined) {
              return done({ kind: "builtin", entry: part.entry, long: false });
            }
            if (part.entry.spec.kind === "flag") giveNow(part.entry, "");
            else if (part.value === undefined) await_(part.entry);
            else giveNow(part.entry, part.value);
          }
          continue;
        }
      }
      if (awaiting !== undefined) {
        give(awaiting, word, { pending: true });
        awaiting = undefined;
        continue;
      }
    }
    const entry = nextArgument();
    if (entry === undefined) {
      return done({ kind: "unexpected-word", word, afterDashes: onlyArguments });
    }
    if (awaiting !== undefined) give(awaiting, undefined);
    awaiting = undefined;
    give(entry, word, { pending: true });
    if (!entry.spec.rest) argumentsFilled++;
  }
  return done({ kind: "end" });
}

function takesHyphens(entry: Entry, hyphensAllowed: boolean): boolean {
  return hyphensAllowed || entry.spec.allowHyphen;
}

function splitLong(word: string): { name: string; value: string | undefined } {
  const at = word.indexOf("=");
  if (at < 0) return { name: word.slice(2), value: undefined };
  return { name: word.slice(2, at), value: word.slice(at + 1) };
}

type ClusterPart =
  | { readonly kind: "known"; readonly entry: Entry; readonly value: string | undefined }
  | { readonly kind: "unknown"; readonly letter: string };

interface Cluster {
  readonly parts: readonly ClusterPart[];
  /** Every letter, those of an attached value included, is a short option of the level. */
  readonly allKnown: boolean;
  /** Known letters up to one that takes a value, with something that is no option letter attached. */
  readonly isDoubtful: boolean;
}

/** `-PRomy-org` is P, R and o with the value `my-org`. */
function splitCluster(level: AnyLevel, word: string): Cluster {
  const letters = [...word.slice(1)];
  const allKnown = letters.every((letter) => level.byShort.has(letter));
  const parts: ClusterPart[] = [];
  for (const [index, letter] of letters.entries()) {
    const entry = level.byShort.get(letter);
    if (entry === undefined) {
      parts.push({ kind: "unknown", letter });
      return { parts, allKnown, isDoubtful: false };
    }
    if (entry.spec.kind === "flag") {
      parts.push({ kind: "known", entry, value: undefined });
      continue;
    }
    const attached = letters.slice(index + 1).join("");
    const value = attached.startsWith("=") ? attached.slice(1) : attached || undefined;
    parts.push({ kind: "known", entry, value });
    return { parts, allKnown, isDoubtful: !allKnown };
  }
  return { parts, allKnown, isDoubtful: false };
}
