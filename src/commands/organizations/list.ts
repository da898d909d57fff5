import { listOrganizations, type Organization } from "../../api/organizations.ts";
import { defineCommand } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { type Column, table } from "../../output/table.ts";
import { formatOption } from "../shared_options.ts";

const COLUMNS: readonly Column<Organization>[] = [
  { head: "ID", cell: (org) => org.id },
  { head: "Name", cell: (org) => org.name },
  { head: "Slug", cell: (org) => org.slug },
  { head: "Date Created", cell: (org) => utcDate(org.dateCreated) },
  { head: "Early Adopter", cell: (org) => String(org.isEarlyAdopter) },
  { head: "Requires 2FA", cell: (org) => String(org.require2FA) },
];

/** `organizations list`: the organizations that the token can see. */
export const listCommand = defineCommand({
  summary: "List the organizations that the token can see.",
  options: { format: formatOption },
  async run(_input, ctx: Context) {
    const organizations = await Array.fromAsync(listOrganizations(await ctx.api()));
    organizations.sort((a, b) => compare(a.name.toLowerCase(), b.name.toLowerCase()));
    ctx.out.show({ json: organizations, text: () => table(COLUMNS, organizations) });
  },
});

/** The day in UTC. */
function utcDate(rfc3339: string): string {
  return new Date(rfc3339.replace(" ", "T")).toISOString().slice(0, 10);
}

/** By code points, as the reference; comparing strings with `<` goes by halves of surrogate pairs. */
function compare(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (const [at, character] of left.entries()) {
    const difference = (character.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? -1);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
