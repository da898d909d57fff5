/**
 * What the root's help says of each command before it is loaded: `src/commands/descriptions.ts`, made
 * from the declarations by `deno task docs`.
 */
import type { Described, Group } from "../src/cli/command.ts";

/** The file's text. */
export function descriptionsModule<Ctx>(root: Group<Ctx>): string {
  const rows = Object.entries(root.commands).map(([name, node]) => {
    const { summary, hidden, aliases, hiddenAliases }: Described = node;
    // JSON leaves out what is undefined.
    return `  ${JSON.stringify(name)}: ${
      JSON.stringify({ summary, hidden, aliases, hiddenAliases })
    },\n`;
  });
  return `// deno-fmt-ignore-file
/** What help says of each command before it is loaded. Written by \`deno task docs\`. */
import type { Described } from "../cli/command.ts";

export const DESCRIPTIONS = {
${rows.join("")}} satisfies Record<string, Described>;
`;
}
