/** Usage lines: the general one of help, and the one of an error, which names what was in use. */
import {
  type AnyLevel,
  argumentDisplay,
  display,
  type Entry,
  fullName,
  valueSuffix,
} from "./level.ts";

/** `sentry-cli releases new [OPTIONS] <VERSION>`. */
export function usageLine(level: AnyLevel): string {
  const required = level.options.filter((entry) => entry.spec.required && !entry.spec.hidden);
  return [
    fullName(level),
    "[OPTIONS]",
    ...required.map((entry) => `--${entry.long}${valueSuffix(entry)}`),
    ...argumentWords(level, new Set()),
    ...(level.node.kind === "group" ? ["<COMMAND>"] : []),
  ].join(" ");
}

/** The usage line of a group's `help` command. */
export function helpUsage(level: AnyLevel): string {
  return `${fullName(level)} help [COMMAND]...`;
}

/**
 * The usage line of an error about some options: what is required and what was used, by name.
 *
 * With nothing in use it is the general line, as in the reference.
 */
export function usageLineWith(
  level: AnyLevel,
  { used, needed = [] }: { readonly used: readonly Entry[]; readonly needed?: readonly Entry[] },
): string {
  const shown = used.filter((entry) => !entry.spec.hidden);
  if (shown.length === 0 && needed.length === 0) return usageLine(level);
  const required = level.options.filter((entry) => entry.spec.required);
  const named = new Set([...required, ...needed, ...shown]);
  return [
    fullName(level),
    ...[...named].filter((entry) => !entry.isArgument).map(display),
    ...argumentWords(level, named),
    ...(level.node.kind === "group" ? ["<COMMAND>"] : []),
  ].join(" ");
}

function argumentWords(level: AnyLevel, named: ReadonlySet<Entry>): string[] {
  return level.args.filter((entry) => !entry.spec.hidden).map((entry) => {
    const isNeeded = entry.spec.required || named.has(entry);
    if (!entry.spec.afterDashes) return argumentDisplay(entry, isNeeded);
    const words = `-- ${argumentDisplay(entry, true)}`;
    return isNeeded ? words : `[${words}]`;
  });
}
