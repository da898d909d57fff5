import { listRepos, type Repo } from "../../api/repos.ts";
import { defineCommand } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { type Column, table } from "../../output/table.ts";
import { resolveScope } from "../scope.ts";
import { listFormatOption, orgOption } from "../shared_options.ts";

const COLUMNS: readonly Column<Repo>[] = [
  { head: "Name", cell: ({ name }) => name },
  { head: "Provider", cell: ({ provider }) => provider.name },
  { head: "URL", cell: ({ url }) => url ?? "-" },
];

/** `repos list`: the repositories that an organization has connected, in the server's order. */
export const listCommand = defineCommand({
  summary: "List the repositories of an organization.",
  options: { org: orgOption, format: listFormatOption },
  async run({ options }, ctx: Context) {
    const { org } = resolveScope(ctx, options, { projects: "ignored" });
    const repos = listRepos(await ctx.api(), org, {
      // The reference takes an organization that is not there for one without repositories.
      onMissing: () => ctx.log.warn(`The server knows no organization "${org}", or hides it`),
    });
    await ctx.out.rows(repos, {
      text: (rows) => rows.length === 0 ? "No repos found" : table(COLUMNS, rows),
    });
  },
});
