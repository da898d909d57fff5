import { compareCodePoints } from "../../base/compare.ts";
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
    organizations.sort((a, b) => compareCodePoints(a.name.toLowerCase(), b.name.toLowerCase()));
    ctx.out.show({ json: organizations, text: () => table(COLUMNS, organizations) });
  },
});

/** The day in UTC. */
function utcDate(rfc3339: string): string {
  return new Date(rfc3339.replace(" ", "T")).toISOString().slice(0, 10);
}
