/** The command reference in Markdown, drawn from the declarations. */
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
  valueSuffix,
} from "./level.ts";
import { usageLine } from "./usage.ts";

/** One page with every command, hidden ones marked as such. */
export function commandReference<Ctx>(root: Group<Ctx>, programName: string): string {
  const levels = levelsFrom(rootLevel(root, programName));
  const contents = levels.filter((level) => level.path.length > 0).map((level) => {
    const indent = "  ".repeat(level.path.length - 1);
    const name = level.path.join(" ");
    return `${indent}- [\`${name}\`](#${anchor(level)})${isHidden(level) ? " (hidden)" : ""}: ${
      escape(level.node.summary)
    }`;
  });
  return [
    "# Commands",
    "Generated from the declarations in `src/commands/` by `deno task docs`; do not edit.",
    contents.join("\n"),
    ...levels.flatMap(section),
  ].join("\n\n") + "\n";
}

function section(level: AnyLevel): string[] {
  const { node } = level;
  const blocks = [`## ${fullName(level)}`, escape(node.summary)];
  if (isHidden(level)) blocks.push("Not listed in help.");
  if (node.description !== undefined) blocks.push(paragraphs(node.description));
  blocks.push(`\`\`\`text\n${usageLine(level)}\n\`\`\``);
  const names = [...node.aliases ?? [], ...node.hiddenAliases ?? []];
  if (names.length > 0) {
    blocks.push(`Also called ${names.map((name) => `\`${name}\``).join(", ")}.`);
  }
  blocks.push(
    ...table("Argument", level.args, (entry) => argumentDisplay(entry, entry.spec.required)),
  );
  const isRoot = level.path.length === 0;
  const own = level.options.filter((entry) => isRoot || !isFromRoot(level, entry));
  blocks.push(...table("Option", own.filter((entry) => isRoot || !entry.builtin), optionNames));
  if (!isRoot) {
    const root = level.parents[0];
    const to = root === undefined ? "" : anchor(root);
    blocks.push(`Takes the [options of every command](#${to}), too.`);
  }
  for (const { command, explains } of node.examples ?? []) {
    blocks.push(`${escape(explains)}\n\n\`\`\`sh\n${command}\n\`\`\``);
  }
  return blocks;
}

function isFromRoot(level: AnyLevel, entry: Entry): boolean {
  const root = level.parents[0];
  return entry.scope === "inherited" &&
    root?.options.some((each) => each.spec === entry.spec) === true;
}

function table(
  title: string,
  entries: readonly Entry[],
  name: (entry: Entry) => string,
): string[] {
  if (entries.length === 0) return [];
  const rows = entries.map((entry) => {
    const notes = [...valueNotes(entry), ...(entry.spec.hidden ? ["not listed in help"] : [])];
    const text = escape([entry.spec.summary, ...notes.map((note) => `[${note}]`)].join(" "));
    return `| \`${name(entry).replaceAll("|", "\\|")}\` | ${text.replaceAll("\n", "<br>")} |`;
  });
  return [[`| ${title} | Meaning |`, "|---|---|", ...rows].join("\n")];
}

function optionNames(entry: Entry): string {
  const { short, aliases } = entry.spec;
  const names = [entry.long, ...aliases].map((name) => `--${name}`);
  return [...(short === undefined ? [] : [`-${short}`]), ...names].join(", ") + valueSuffix(entry);
}

function anchor(level: AnyLevel): string {
  return fullName(level).toLowerCase().replaceAll(" ", "-");
}

function paragraphs(text: string): string {
  // Indented lines are meant to stay as they are.
  return text.split("\n").map((line) => line.startsWith("  ") ? `    ${line}` : escape(line)).join(
    "\n",
  );
}

/** Text outside of code spans must not turn into markup. */
function escape(text: string): string {
  return text.split(/(`[^`]*`)/).map((part, index) =>
    index % 2 === 1
      ? part.replaceAll("|", "\\|")
      : part.replace(/[\\*_[\]|]/g, "\\$&").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
  ).join("");
}
