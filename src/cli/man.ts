/** Man pages in roff (man(7)), one for each command, drawn from the declarations. */
import type { Group } from "./command.ts";
import {
  type AnyLevel,
  argumentDisplay,
  type Entry,
  fullName,
  isHidden,
  levelsFrom,
  rootLevel,
  valueNotes,
} from "./level.ts";
import { usageLine } from "./usage.ts";

export interface ManPage {
  /** `sentry-cli-releases-new.1`. */
  readonly fileName: string;
  readonly text: string;
}

/** The pages of the commands that help lists. */
export function manPages<Ctx>(root: Group<Ctx>, programName: string): ManPage[] {
  return levelsFrom(rootLevel(root, programName))
    .filter((level) => !isHidden(level))
    .map((level) => ({ fileName: `${pageName(level)}.1`, text: manPage(level) }));
}

function manPage(level: AnyLevel): string {
  const { node } = level;
  const lines = [
    '.\\" Generated from the declarations by `deno task docs`; do not edit.',
    `.TH ${quoted(pageName(level).toUpperCase())} 1 "" ${quoted(level.programName)}`,
    ".SH NAME",
    `${inline(pageName(level))} \\- ${inline(node.summary.replace(/\.$/, ""))}`,
    ".SH SYNOPSIS",
    `.B ${inline(fullName(level))}`,
    inline(usageLine(level).slice(fullName(level).length + 1)),
    ".SH DESCRIPTION",
    ...textLines(node.description ?? node.summary),
  ];
  if (node.kind === "group") {
    lines.push(".SH COMMANDS");
    for (const [name, child] of Object.entries(node.commands)) {
      if (child.hidden === true) continue;
      lines.push(".TP", `.B ${inline([name, ...child.aliases ?? []].join(", "))}`);
      lines.push(...textLines(child.summary));
    }
  }
  lines.push(
    ...entryLines(
      "ARGUMENTS",
      level.args,
      (entry) => `.I ${inline(argumentDisplay(entry, entry.spec.required))}`,
    ),
    ...entryLines("OPTIONS", level.options, optionLine),
  );
  if (node.examples !== undefined && node.examples.length > 0) {
    lines.push(".SH EXAMPLES");
    for (const [index, { command, explains }] of node.examples.entries()) {
      if (index > 0) lines.push(".PP"); // a section begins a paragraph by itself
      lines.push(...textLines(explains), ".RS", ".nf", inline(command), ".fi", ".RE");
    }
  }
  const related = relatedPages(level);
  if (related.length > 0) {
    lines.push(".SH SEE ALSO");
    lines.push(related.map((name) => `.BR ${inline(name)} (1)`).join(",\n"));
  }
  return `${lines.join("\n")}\n`;
}

function entryLines(
  title: string,
  entries: readonly Entry[],
  name: (entry: Entry) => string,
): string[] {
  const visible = entries.filter((entry) => !entry.spec.hidden);
  if (visible.length === 0) return [];
  return [
    `.SH ${title}`,
    ...visible.flatMap((entry) => [
      ".TP",
      name(entry),
      ...textLines([entry.spec.summary, ...valueNotes(entry).map((note) => `[${note}]`)].join(" ")),
    ]),
  ];
}

function optionLine(entry: Entry): string {
  const { short, aliases, kind } = entry.spec;
  const names = [
    ...(short === undefined ? [] : [`-${short}`]),
    ...[entry.long, ...aliases].map((name) => `--${name}`),
  ].map((name) => `\\fB${inline(name)}\\fR`).join(", ");
  return kind === "value" ? `${names} \\fI${inline(entry.valueName)}\\fR` : names;
}

function relatedPages(level: AnyLevel): string[] {
  const parent = level.parents.at(-1);
  const { node } = level;
  const children = node.kind === "group"
    ? Object.entries(node.commands).filter(([, child]) => child.hidden !== true)
      .map(([name]) => `${pageName(level)}-${name}`)
    : [];
  return [...(parent === undefined ? [] : [pageName(parent)]), ...children];
}

function pageName(level: AnyLevel): string {
  return fullName(level).replaceAll(" ", "-");
}

function textLines(text: string): string[] {
  return text.split("\n").map((line) => line.trim() === "" ? ".PP" : inline(line));
}

/** Text as roff takes it: no escapes, no requests, plain hyphens and quotes, ASCII alone. */
function inline(text: string): string {
  const escaped = text.replaceAll("\\", "\\e").replaceAll("-", "\\-").replaceAll("`", "\\(ga")
    .replaceAll("'", "\\(aq").replaceAll(/[^\0-\x7e]/gu, named);
  return /^\./.test(escaped) ? `\\&${escaped}` : escaped;
}

function named(character: string): string {
  return `\\[u${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}]`;
}

function quoted(text: string): string {
  return `"${inline(text).replaceAll('"', '""')}"`;
}
