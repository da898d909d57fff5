/** The command tree as a completion script needs it: one node per place on the command line. */
import type { Group } from "../command.ts";
import { childLevel, type Entry, type Level, rootLevel } from "../level.ts";
import { HELP_COMMAND_SUMMARY } from "../help.ts";

/** A place on the command line, reached by the command words before it. */
export interface CompletionNode {
  /** Canonical command words, joined by a blank; the root's is empty. */
  readonly path: string;
  readonly commands: readonly CompletionCommand[];
  readonly options: readonly CompletionOption[];
  /** What a word that is neither completes with. */
  readonly argument: CompletionValue;
}

export interface CompletionCommand {
  readonly name: string;
  /** The path of the node it leads to. */
  readonly path: string;
  readonly summary: string;
}

export interface CompletionOption {
  /** `--org`, `-o`; aliases included. */
  readonly names: readonly string[];
  readonly summary: string;
  /** `undefined` for switches. */
  readonly value: CompletionValue | undefined;
}

/** Fixed words, or names of files or directories, or nothing. */
export type CompletionValue =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "file" | "directory" | "nothing" };

export interface CompletionTree {
  readonly programName: string;
  /** The root first; hidden commands and options are among them. */
  readonly nodes: readonly CompletionNode[];
}

/** All nodes of a tree. */
export function completionTree<Ctx>(root: Group<Ctx>, programName: string): CompletionTree {
  return { programName, nodes: nodesBelow(rootLevel(root, programName)) };
}

function nodesBelow<Ctx>(level: Level<Ctx>): CompletionNode[] {
  const path = level.path.join(" ");
  const node: CompletionNode = {
    path,
    commands: commandsOf(level, path),
    options: level.options.map((entry) => ({
      names: optionNames(entry),
      summary: firstLine(entry.spec.summary),
      value: entry.spec.kind === "value" ? valueOf(entry) : undefined,
    })),
    argument: argumentOf(level.args.map(valueOf)),
  };
  const helpPath = join(path, "help");
  const isGroup = level.node.kind === "group";
  return [
    node,
    ...children(level).flatMap(nodesBelow),
    ...(isGroup ? helpNodes(level, helpPath) : []),
  ];
}

/**
 * The scripts do not count the words before: where all arguments take words, those of each are
 * offered, else what the first one takes.
 */
function argumentOf(values: readonly CompletionValue[]): CompletionValue {
  const [first = { kind: "nothing" }] = values;
  const words = values.flatMap((value) => value.kind === "words" ? [value.words] : []);
  return words.length > 1 && words.length === values.length
    ? { kind: "words", words: words.flat() }
    : first;
}

/** `help releases new` completes command words and nothing else. */
function helpNodes<Ctx>(level: Level<Ctx>, path: string): CompletionNode[] {
  const commands = commandsOf(level, path).filter((command) => command.name !== "help");
  return [
    { path, commands, options: [], argument: { kind: "nothing" } },
    ...children(level).flatMap((child) => helpNodes(child, join(path, child.path.at(-1) ?? ""))),
  ];
}

function commandsOf<Ctx>(level: Level<Ctx>, path: string): CompletionCommand[] {
  if (level.node.kind !== "group") return [];
  const commands = [...level.commands].map(([word, { name, node }]) => ({
    name: word,
    path: join(path, name),
    summary: firstLine(node.summary),
  }));
  return [...commands, {
    name: "help",
    path: join(path, "help"),
    summary: HELP_COMMAND_SUMMARY,
  }];
}

function children<Ctx>(level: Level<Ctx>): Level<Ctx>[] {
  if (level.node.kind !== "group") return [];
  return Object.keys(level.node.commands).flatMap((name) => childLevel(level, name) ?? []);
}

function optionNames({ long, spec }: Entry): string[] {
  const short = spec.short === undefined ? [] : [`-${spec.short}`];
  return [...[long, ...spec.aliases].map((name) => `--${name}`), ...short];
}

function valueOf({ spec }: Entry): CompletionValue {
  if (spec.choices !== undefined) return { kind: "words", words: spec.choices };
  return typeof spec.completes === "string"
    ? { kind: spec.completes }
    : { kind: "words", words: spec.completes };
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path} ${name}`;
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}

/** The program's name as part of a function's name. */
export function identifier({ programName }: CompletionTree): string {
  return programName.replaceAll(/[^A-Za-z0-9]/g, "_");
}

/** Names of the options of a node that take a value. */
export function valueOptionNames(node: CompletionNode): string[] {
  return node.options.filter((option) => option.value !== undefined)
    .flatMap((option) => option.names);
}
