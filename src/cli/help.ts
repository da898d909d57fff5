/** Help texts, drawn from the declarations. */
import type { Style } from "../output/style.ts";
import { displayWidth } from "../output/width.ts";
import type { Group } from "./command.ts";
import {
  type AnyLevel,
  argumentDisplay,
  childLevel,
  type Entry,
  type Level,
  rootLevel,
  valueNotes,
  valueSuffix,
} from "./level.ts";
import { helpUsage, usageLine } from "./usage.ts";

export interface HelpSettings {
  readonly programName: string;
  /** With descriptions and examples. */
  readonly long: boolean;
  readonly style: Style;
}

/** What the `help` command itself is for. */
export const HELP_COMMAND_SUMMARY = "Print this message or the help of the given subcommand(s)";

/** Wider than this, lines are hard to read. */
const WIDEST = 100;
/** Narrower than this, a description stands below its name instead of beside it. */
const NARROWEST_COLUMN = 24;

/** The help of the group or command at `path`, with a line end. */
export function renderHelp<Ctx>(
  root: Group<Ctx>,
  path: readonly string[],
  { programName, long, style }: HelpSettings,
): string {
  let level: Level<Ctx> = rootLevel(root, programName);
  for (const name of path) {
    const child = childLevel(level, name);
    if (child === undefined) return helpOfHelp(level);
    level = child;
  }
  return `${helpOf(level, { long, style }).join("\n\n")}\n`;
}

function helpOf(
  level: AnyLevel,
  { long, style }: { readonly long: boolean; readonly style: Style },
): string[] {
  const { node } = level;
  const columns = Math.min(style.columns, WIDEST);
  const blocks = [wrap(node.summary, columns).join("\n")];
  if (node.description !== undefined && (long || node.kind === "group")) {
    blocks.push(node.description.split("\n").flatMap((line) => wrap(line, columns)).join("\n"));
  }
  blocks.push(`${style.bold("Usage:")} ${usageLine(level)}`);
  const table = (title: string, rows: readonly Row[]) => {
    if (rows.length > 0) blocks.push([style.bold(title), ...layOut(rows, columns)].join("\n"));
  };
  table("Commands:", commandRows(level));
  table("Arguments:", level.args.filter(isVisible).map(argumentRow));
  table("Options:", level.options.filter(isVisible).map(optionRow));
  if (long && node.examples !== undefined && node.examples.length > 0) {
    const examples = node.examples.map(({ command, explains }) => [
      ...wrap(explains, columns - 2).map((line) => `  ${line}`),
      `    ${command}`,
    ]);
    blocks.push([style.bold("Examples:"), ...examples.flat()].join("\n"));
  }
  return blocks;
}

function helpOfHelp(level: AnyLevel): string {
  return `${HELP_COMMAND_SUMMARY}\n\nUsage: ${helpUsage(level)}\n\n` +
    "Arguments:\n  [COMMAND]...  Print help for the subcommand(s)\n";
}

interface Row {
  readonly name: string;
  readonly text: string;
}

function isVisible(entry: Entry): boolean {
  return !entry.spec.hidden;
}

function commandRows({ node }: AnyLevel): Row[] {
  if (node.kind !== "group") return [];
  const rows = Object.entries(node.commands)
    .filter(([, child]) => child.hidden !== true)
    .map(([name, child]) => ({
      name,
      text: child.summary + listNote("aliases", child.aliases ?? []),
    }));
  return [...rows, { name: "help", text: HELP_COMMAND_SUMMARY }];
}

function argumentRow(entry: Entry): Row {
  return {
    name: argumentDisplay(entry, entry.spec.required),
    text: entry.spec.summary + bracketed(valueNotes(entry)),
  };
}

function optionRow(entry: Entry): Row {
  const { short, aliases, summary } = entry.spec;
  return {
    name: `${short === undefined ? "    " : `-${short}, `}--${entry.long}${valueSuffix(entry)}`,
    text: summary + bracketed(valueNotes(entry)) +
      listNote("aliases", aliases.map((name) => `--${name}`)),
  };
}

function bracketed(notes: readonly string[]): string {
  return notes.map((note) => ` [${note}]`).join("");
}

function listNote(name: string, values: readonly string[]): string {
  return values.length === 0 ? "" : ` [${name}: ${values.join(", ")}]`;
}

/** Two columns, the second one wrapped; below each other where the terminal is too narrow. */
function layOut(rows: readonly Row[], columns: number): string[] {
  const nameWidth = Math.max(...rows.map((row) => displayWidth(row.name)));
  const left = nameWidth + 4;
  const beside = columns - left >= NARROWEST_COLUMN;
  return rows.flatMap(({ name, text }) => {
    const indent = " ".repeat(beside ? left : 10);
    const lines = text.split("\n").flatMap((line) =>
      wrap(line, Math.max(columns - indent.length, NARROWEST_COLUMN))
    );
    if (!beside) return [`  ${name}`, ...lines.map((line) => (indent + line).trimEnd())];
    const [first = "", ...others] = lines;
    const gap = " ".repeat(nameWidth - displayWidth(name) + 2);
    return [
      `  ${name}${gap}${first}`.trimEnd(),
      ...others.map((line) => (indent + line).trimEnd()),
    ];
  });
}

/** Breaks a line at blanks; a word longer than the width stands alone. Leading blanks are kept. */
export function wrap(text: string, columns: number): string[] {
  const indent = /^ */.exec(text)?.[0] ?? "";
  const lines: string[] = [];
  let line = "";
  for (const word of text.trim().split(/ +/)) {
    const longer = line === "" ? indent + word : `${line} ${word}`;
    if (line !== "" && displayWidth(longer) > columns) {
      lines.push(line);
      line = indent + word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}
