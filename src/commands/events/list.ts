import { type Event, type EventUser, listEvents } from "../../api/events.ts";
import { defineCommand } from "../../cli/command.ts";
import { flag } from "../../cli/options.ts";
import type { Context } from "../../context.ts";
import { type Column, table } from "../../output/table.ts";
import { atMost, pageLimit } from "../rows.ts";
import { resolveScope } from "../scope.ts";
import { listFormatOption, listLimits, projectScope } from "../shared_options.ts";

/** `events list`: the latest events of a project. */
export const listCommand = defineCommand({
  summary: "List the latest events of a project.",
  options: {
    ...projectScope,
    showUser: flag("Also show the user of each event.").short("U"),
    showTags: flag("Also show the tags of each event.").short("T"),
    ...listLimits,
    format: listFormatOption,
  },
  async run({ options }, ctx: Context) {
    const { org, project } = resolveScope(ctx, options, { projects: "required" });
    const limit = pageLimit(ctx, options);
    const events = listEvents(await ctx.api(), { org, project }, limit);
    const columns = columnsFor(options);
    await ctx.out.rows(atMost(ctx, events, options.maxRows), {
      text: (rows) => rows.length === 0 ? "No events found" : table(columns, rows),
    });
  },
});

function columnsFor(
  { showUser, showTags }: { readonly showUser: boolean; readonly showTags: boolean },
): readonly Column<Event>[] {
  return [
    { head: "Event ID", cell: ({ id }) => id },
    { head: "Date", cell: ({ dateCreated }) => dateCreated },
    { head: "Title", cell: ({ title }) => title },
    ...(showUser ? [{ head: "User", cell: ({ user }: Event) => userText(user) }] : []),
    ...(showTags ? [{ head: "Tags", cell: ({ tags }: Event) => tagLines(tags) }] : []),
  ];
}

/** Without anything between the parts, as 3.8 prints it; `--format json` keeps them apart. */
function userText(user: EventUser | undefined): string {
  if (user === undefined) return "-";
  const parts = [
    ["ID", user.id],
    ["Username", user.username],
    ["Email", user.email],
    ["IP", user.ipAddress],
  ] as const;
  return parts.map(([name, value]) => value === undefined ? "" : `${name}: ${value}`).join("");
}

function tagLines(tags: Event["tags"]): string {
  return tags === undefined ? "-" : tags.map(({ key, value }) => `${key}: ${value}`).join("\n");
}
