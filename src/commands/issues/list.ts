import { type Issue, listIssues } from "../../api/issues.ts";
import { defineCommand } from "../../cli/command.ts";
import { text } from "../../cli/options.ts";
import type { Context } from "../../context.ts";
import { type Column, table } from "../../output/table.ts";
import { atMost, pageLimit } from "../rows.ts";
import { resolveSingleScope } from "../scope.ts";
import { listFormatOption, listLimits } from "../shared_options.ts";
import { issueScope } from "./issue_options.ts";

const COLUMNS: readonly Column<Issue>[] = [
  { head: "Issue ID", cell: ({ id }) => id },
  { head: "Short ID", cell: ({ shortId }) => shortId },
  { head: "Title", cell: ({ title }) => title },
  { head: "Last seen", cell: ({ lastSeen }) => lastSeen },
  { head: "Status", cell: ({ status }) => status },
  { head: "Level", cell: ({ level }) => level },
];

/** `issues list`: the issues of a project, those of a query or all. */
export const listCommand = defineCommand({
  summary: "List the issues of a project.",
  options: {
    ...listLimits,
    ...issueScope,
    query: text('What to look for, e.g. "is:unresolved"; everything when left out.')
      .valueName("QUERY").optional(),
    format: listFormatOption,
  },
  examples: [{
    command:
      "sentry-cli issues list -o acme -p web --query is:unresolved --pages 0 --format ndjson",
    explains: "Every unresolved issue of project web, one JSON object a line",
  }],
  async run({ options }, ctx: Context) {
    const key = resolveSingleScope(ctx, options);
    if (options.all || options.status !== undefined || options.id.length > 0) {
      ctx.log.warn("--status, --all and --id change nothing for 'issues list'; use --query");
    }
    const { query = "" } = options;
    const issues = listIssues(await ctx.api(), key, { query, ...pageLimit(ctx, options) });
    await ctx.out.rows(atMost(ctx, issues, options.maxRows), {
      text: (rows) => rows.length === 0 ? "No issues found" : table(COLUMNS, rows),
    });
  },
});
