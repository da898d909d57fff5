import { listMonitors, type Monitor } from "../../api/monitors.ts";
import { compareCodePoints } from "../../base/compare.ts";
import { defineCommand } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { type Column, table } from "../../output/table.ts";
import { noneFound } from "../rows.ts";
import { resolveScope } from "../scope.ts";
import { formatOption, orgOption } from "../shared_options.ts";

const COLUMNS: readonly Column<Monitor>[] = [
  { head: "ID", cell: ({ id }) => id },
  { head: "Slug", cell: ({ slug }) => slug },
  { head: "Name", cell: ({ name }) => name },
  { head: "Status", cell: ({ status }) => status },
];

/** `monitors list`: by name. */
export const listCommand = defineCommand({
  summary: "List the cron monitors of an organization.",
  options: { org: orgOption, format: formatOption },
  async run({ options }, ctx: Context) {
    const { org } = resolveScope(ctx, options, { projects: "ignored" });
    const monitors = await Array.fromAsync(listMonitors(await ctx.api(), org));
    monitors.sort((a, b) => compareCodePoints(a.name, b.name));
    if (monitors.length === 0) noneFound(ctx, "monitors");
    ctx.out.show({ json: monitors, text: () => table(COLUMNS, monitors) });
  },
});
