/** Log entries, through the events endpoint of an organization. */
import type { Api } from "./client.ts";
import { type Decode, list, record, text } from "./decode.ts";
import { path, withQuery } from "./path.ts";

export interface LogEntry {
  readonly id: string;
  /** As the server writes it. */
  readonly timestamp: string;
  readonly severity: string | undefined;
  readonly message: string | undefined;
  readonly trace: string | undefined;
}

const entry: Decode<LogEntry> = record((it) => ({
  id: it.get("sentry.item_id", text),
  timestamp: it.get("timestamp", text),
  severity: it.maybe("severity", text),
  message: it.maybe("message", text),
  trace: it.maybe("trace", text),
}));

const FIELDS = ["sentry.item_id", "trace", "severity", "timestamp", "message"];

/** Which entries are asked for. */
export interface LogQuery {
  readonly org: string;
  /** Slug or number. */
  readonly project: string;
  readonly query: string;
  readonly maxRows: number;
  /** How far back, e.g. `90d`. */
  readonly statsPeriod: string;
}

/** The latest log entries, newest first: one page. */
export async function listLogs(
  api: Api,
  { org, project, query, maxRows, statsPeriod }: LogQuery,
): Promise<readonly LogEntry[]> {
  const isId = /^\d+$/.test(project);
  const search = isId ? query : `project:${project}${query === "" ? "" : ` ${query}`}`;
  const { data } = await api.getJson(
    withQuery(path`/organizations/${org}/events/`, [
      ["dataset", "logs"],
      ...FIELDS.map((field) => ["field", field] as const),
      ["project", isId ? project : undefined],
      ["query", search === "" ? undefined : search],
      ["per_page", String(maxRows)],
      ["statsPeriod", statsPeriod],
      ["sort", "-timestamp"],
    ]),
    record((it) => ({ data: it.get("data", list(entry)) })),
    { missing: "organization" },
  );
  return data.slice(0, maxRows);
}
