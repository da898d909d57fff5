/**
 * One level of a command line: a node of the tree, and what may be written between its name and the
 * next subcommand. Parser, usage line, help, completions and the generated references all read this.
 */
import type { CommandNode, Group, LaterNode } from "./command.ts";
import { NotLoaded } from "./later.ts";
import { flag, type Option, type Options, type ValueSpec } from "./options.ts";

/** An option or an argument at a level, under its final names. */
export interface Entry {
  /** Under which the value is handed over. */
  readonly key: string;
  /** Tells an option and an argument of the same key apart. */
  readonly id: string;
  readonly spec: ValueSpec;
  readonly isArgument: boolean;
  /** Long name without hyphens; for arguments only a name within the level. */
  readonly long: string;
  /** Name of the value, without brackets. */
  readonly valueName: string;
  /** `own`: of the node itself; `inherited`: from a group above, possibly the root. */
  readonly scope: "own" | "inherited";
  /** Values given here count for the commands below. */
  readonly isHandedDown: boolean;
  /** The options that every level has without declaring them. */
  readonly builtin: "help" | "version" | undefined;
}

export interface Level<Ctx> {
  readonly node: CommandNode<Ctx>;
  /** Names from below the root to here, canonical. */
  readonly path: readonly string[];
  readonly programName: string;
  readonly parents: readonly Level<Ctx>[];
  /**
   * In the order of the declaration: own ones first, then those of groups above, the root's last, then
   * help and version.
   */
  readonly options: readonly Entry[];
  readonly args: readonly Entry[];
  /** By every long name, aliases included. */
  readonly byLong: ReadonlyMap<string, Entry>;
  readonly byShort: ReadonlyMap<string, Entry>;
  /** By every name, aliases included. */
  readonly commands: ReadonlyMap<
    string,
    { readonly name: string; readonly node: CommandNode<Ctx> | LaterNode<Ctx> }
  >;
}

/** A level of any tree, for what does not run commands. */
export type AnyLevel = Level<never>;

/** The level of the tree's root. */
export function rootLevel<Ctx>(root: Group<Ctx>, programName: string): Level<Ctx> {
  return level(root, [], programName, []);
}

/** The level below `parent` that a name or alias stands for. */
export function childLevel<Ctx>(parent: Level<Ctx>, word: string): Level<Ctx> | undefined {
  const found = parent.commands.get(word);
  if (found === undefined) return undefined;
  if (found.node.kind === "later") throw new NotLoaded(found.node.summary);
  return level(found.node, [...parent.path, found.name], parent.programName, [
    ...parent.parents,
    parent,
  ]);
}

/** `sentry-cli releases new`. */
export function fullName(level: AnyLevel): string {
  return [level.programName, ...level.path].join(" ");
}

/** How messages name an option or argument: `--org <ORG>`, `--raw`, `<VERSION>`, `[PATH]...`. */
export function display(entry: Entry): string {
  if (!entry.isArgument) return `--${entry.long}${valueSuffix(entry)}`;
  return argumentDisplay(entry, entry.spec.required);
}

/** `<VERSION>` when it has to be there, else `[VERSION]`. */
export function argumentDisplay(entry: Entry, required: boolean): string {
  const dots = entry.spec.rest ? "..." : "";
  return required ? `<${entry.valueName}>${dots}` : `[${entry.valueName}]${dots}`;
}

/** ` <ORG>` for options with a value, nothing for switches. */
export function valueSuffix(entry: Entry): string {
  return entry.spec.kind === "value" ? ` <${entry.valueName}>` : "";
}

/** `showProjects` becomes `show-projects`. */
export function kebabCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function level<Ctx>(
  node: CommandNode<Ctx>,
  path: readonly string[],
  programName: string,
  parents: readonly Level<Ctx>[],
): Level<Ctx> {
  const options = [
    ...optionEntries(node, parents.map((each) => each.node)),
    ...builtinEntries(path.length === 0),
  ];
  const byLong = new Map<string, Entry>();
  const byShort = new Map<string, Entry>();
  for (const entry of options) {
    for (const name of [entry.long, ...entry.spec.aliases]) {
      if (!byLong.has(name)) byLong.set(name, entry);
    }
    const { short } = entry.spec;
    if (short !== undefined && !byShort.has(short)) byShort.set(short, entry);
  }
  const commands = new Map<string, { name: string; node: CommandNode<Ctx> | LaterNode<Ctx> }>();
  for (const [name, child] of Object.entries(node.kind === "group" ? node.commands : {})) {
    for (const each of [name, ...(child.aliases ?? []), ...(child.hiddenAliases ?? [])]) {
      commands.set(each, { name, node: child });
    }
  }
  const args = Object.entries(node.args).map(([key, option]) => argumentEntry(key, option));
  return { node, path, programName, parents, options, args, byLong, byShort, commands };
}

/** Own options, then what the groups above hand down, nearest first; a name once taken stays taken. */
function optionEntries<Ctx>(
  node: CommandNode<Ctx>,
  groups: readonly CommandNode<Ctx>[],
): Entry[] {
  const entries: Entry[] = [];
  const keys = new Set<string>();
  const longs = new Set<string>();
  const add = (declared: Options, scope: Entry["scope"], isHandedDown: boolean) => {
    for (const [key, option] of Object.entries(declared)) {
      const entry = { ...optionEntry(key, option, scope), isHandedDown };
      if (keys.has(key) || longs.has(entry.long)) continue;
      keys.add(key);
      longs.add(entry.long);
      entries.push(entry);
    }
  };
  add(node.options, "own", false);
  if (node.kind === "group") add(node.inherited, "own", true);
  for (const group of groups.toReversed()) {
    if (group.kind === "group") add(group.inherited, "inherited", true);
  }
  return entries;
}

const PLAIN = { isHandedDown: false, builtin: undefined } as const;

function optionEntry(key: string, { spec }: Option<unknown>, scope: Entry["scope"]): Entry {
  const long = spec.long ?? kebabCase(key);
  const valueName = spec.valueName ?? long.replaceAll("-", "_").toUpperCase();
  return { key, id: key, spec, isArgument: false, long, valueName, scope, ...PLAIN };
}

function builtinEntries(isRoot: boolean): Entry[] {
  const entries: Entry[] = [
    { ...optionEntry("help", flag("Print help.").short("h"), "own"), builtin: "help" },
  ];
  if (isRoot) {
    const version = flag("Print the version.").short("V");
    entries.push({ ...optionEntry("version", version, "own"), builtin: "version" });
  }
  return entries;
}

function argumentEntry(key: string, { spec }: Option<unknown>): Entry {
  const valueName = spec.valueName ?? kebabCase(key).replaceAll("-", "_").toUpperCase();
  return {
    key,
    id: `<${key}>`,
    spec,
    isArgument: true,
    long: key,
    valueName,
    scope: "own",
    ...PLAIN,
  };
}

/** A level and all below it, parents first, hidden ones included. */
export function levelsFrom<Ctx>(level: Level<Ctx>): Level<Ctx>[] {
  const { node } = level;
  const names = node.kind === "group" ? Object.keys(node.commands) : [];
  const children = names.flatMap((name) => childLevel(level, name) ?? []);
  return [level, ...children.flatMap(levelsFrom)];
}

/** Whether the node or a group above it is left out of help. */
export function isHidden({ node, parents }: AnyLevel): boolean {
  return node.hidden === true || parents.some((parent) => parent.node.hidden === true);
}

/** Words of help about a value: where else it comes from, its default, what it can be. */
export function valueNotes({ spec }: Entry): string[] {
  const { defaultValue, env, choices, kind } = spec;
  const notes: string[] = [];
  if (env !== undefined) notes.push(`env: ${env.name}`);
  const isPlain = typeof defaultValue === "string" || typeof defaultValue === "number";
  if (kind === "value" && isPlain) notes.push(`default: ${defaultValue}`);
  if (choices !== undefined) notes.push(`possible values: ${choices.join(", ")}`);
  return notes;
}
