import { listOrganizations, type Organization } from "../../api/organizations.ts";
import { defineCommand } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { type Column, table } from "../../output/table.ts";
import { formatOption } from "../shared_options.ts";

const COLUMNS: readonly Column<Organization>[] = [
  { head: "ID", cell: (org) => org.id },
  { head: "Name", cell: (org) => org.name },
  { head: "Slug", cell: (org) => org.slug },
  { head: "Date Created", cell: (org) => org.dateCreated.slice(0, 10) },
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

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
