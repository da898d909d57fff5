import { listProjects, type Project } from "../../api/projects.ts";
import { compareCodePoints } from "../../base/compare.ts";
import { defineCommand } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { type Column, table } from "../../output/table.ts";
import { noneFound } from "../rows.ts";
import { resolveScope } from "../scope.ts";
import { formatOption, orgOption } from "../shared_options.ts";

const COLUMNS: readonly Column<Project>[] = [
  { head: "ID", cell: ({ id }) => id },
  { head: "Slug", cell: ({ slug }) => slug },
  { head: "Team", cell: ({ team }) => team?.name ?? "-" },
  { head: "Name", cell: ({ name }) => name },
];

/** `projects list`: by team, then by name; those without a team first. */
export const listCommand = defineCommand({
  summary: "List the projects of an organization.",
  options: { org: orgOption, format: formatOption },
  async run({ options }, ctx: Context) {
    const { org } = resolveScope(ctx, options, { projects: "ignored" });
    const projects = await Array.fromAsync(listProjects(await ctx.api(), org));
    projects.sort((a, b) =>
      compareCodePoints(a.team?.name ?? "", b.team?.name ?? "") || compareCodePoints(a.name, b.name)
    );
    if (projects.length === 0) noneFound(ctx, "projects");
    ctx.out.show({ json: projects, text: () => table(COLUMNS, projects) });
  },
});
