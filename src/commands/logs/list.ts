import { listLogs, type LogEntry } from "../../api/logs.ts";
import { ConfigError, UsageError } from "../../base/errors.ts";
import { defineCommand } from "../../cli/command.ts";
import { flag, InvalidValue, parsed, readInteger, text } from "../../cli/options.ts";
import { settings } from "../../config/settings.ts";
import type { Context } from "../../context.ts";
import { type Column, table } from "../../output/table.ts";
import { listFormatOption } from "../shared_options.ts";
import { showLive } from "./live.ts";

const BETA = '[BETA] The "logs" command is in beta. The command is subject to breaking changes, ' +
  "including removal, in any Sentry CLI release.";

const COLUMNS: readonly Column<LogEntry>[] = [
  { head: "Item ID", cell: ({ id }) => id },
  { head: "Timestamp", cell: ({ timestamp }) => timestamp },
  { head: "Severity", cell: ({ severity }) => severity ?? "" },
  { head: "Message", cell: ({ message }) => message ?? "" },
  { head: "Trace", cell: ({ trace }) => trace ?? "" },
];

function between(summary: string, max: bigint, complaint: string) {
  return parsed(summary, (word) => {
    const value = readInteger(word);
    if (value < 1n || value > max) throw new InvalidValue(complaint);
    return Number(value);
  });
}

/** `logs list`: the latest log entries of a project, or those that come from now on. */
export const listCommand = defineCommand({
  summary: "[BETA] List log entries of a project.",
  options: {
    // Names are not checked here, as in the reference.
    org: text("The organization ID or slug.").short("o").valueName("ORG").optional(),
    project: text("The project ID or slug.").short("p").valueName("PROJECT").optional(),
    maxRows: between(
      "How many entries to show at most, up to 1000.",
      1000n,
      "max-rows must be between 1 and 1000",
    )
      .valueName("MAX_ROWS").default(100),
    query: text('What to look for, e.g. "severity:error"; everything when left out.')
      .valueName("QUERY").optional(),
    live: flag("Follow the log: show new entries as they come, until Ctrl-C."),
    pollInterval: between(
      "How often to look with --live, in seconds.",
      2n ** 53n,
      "poll-interval must be a positive integer",
    )
      .valueName("POLL_INTERVAL").default(2),
    format: listFormatOption,
    // Stricter here than elsewhere, as in the reference.
    header: parsed(
      "A header to send with every request to the Sentry server; can be repeated.",
      (line) => {
        if (!line.includes(":")) throw new InvalidValue(`\`${line}\` is missing a \`:\``);
        return line;
      },
    ).valueName("KEY:VALUE").repeated(),
  },
  async run({ options }, ctx: Context) {
    ctx.out.note(BETA);
    if (options.live && options.format === "json") {
      throw new UsageError("--live has no end, so its entries cannot be one JSON document", {
        hint: "Use --format ndjson: one JSON object a line",
      });
    }
    const query = {
      ...scopeOf(ctx, options),
      query: options.query ?? "",
      maxRows: options.maxRows,
    };
    const api = await ctx.api();
    if (options.live) {
      return await showLive(ctx, {
        fetch: () => listLogs(api, { ...query, statsPeriod: "10m" }),
        filter: query.query,
        maxRows: query.maxRows,
        pollSeconds: options.pollInterval,
      });
    }
    const entries = await listLogs(api, { ...query, statsPeriod: "90d" });
    await ctx.out.rows(ReadableStream.from(entries), {
      text: (rows) => rows.length === 0 ? "No logs found" : table(COLUMNS, rows),
    });
  },
});

function scopeOf(
  ctx: Context,
  given: { readonly org: string | undefined; readonly project: string | undefined },
) {
  const org = given.org ?? (ctx.config.get(settings.org) || undefined) ?? ctx.server().tokenOrg;
  if (org === undefined || org === "") {
    throw new ConfigError(
      "No organization specified. Please specify an organization using the --org argument.",
    );
  }
  const project = given.project ?? ctx.config.get(settings.project);
  if (project === undefined || project === "") {
    throw new ConfigError("No project specified. Use --project or set a default in config.");
  }
  return { org, project };
}
