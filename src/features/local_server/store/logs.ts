/** Log entries. */
import { readOptionalText, readText, type Store } from "./store.ts";

export interface LogEntry {
  readonly itemId: string;
  readonly timestamp: string;
  readonly severity: string | null;
  readonly message: string | null;
  readonly trace: string | null;
}

export function addLogEntry(
  store: Store,
  projectId: number,
  entry: LogEntry & { readonly timeMs: number },
): void {
  store.db.run(
    `INSERT OR IGNORE INTO log_entries (project_id, item_id, time_ms, timestamp, severity, message,
       trace) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    projectId,
    entry.itemId,
    entry.timeMs,
    entry.timestamp,
    entry.severity,
    entry.message,
    entry.trace,
  );
}

export interface LogFilter {
  readonly projectIds: readonly number[];
  readonly sinceMs: number;
  readonly severity: string | undefined;
  /** Parts of the message. */
  readonly words: readonly string[];
  readonly newestFirst: boolean;
  readonly limit: number;
}

export function listLogEntries(store: Store, filter: LogFilter): LogEntry[] {
  const order = filter.newestFirst ? "DESC" : "ASC";
  return store.db.all(
    `WITH filter (projects, since, severity, words) AS (SELECT ?, ?, ?, ?)
     SELECT log_entries.* FROM log_entries, filter
     WHERE project_id IN (SELECT value FROM json_each(filter.projects))
       AND time_ms >= since
       AND (filter.severity IS NULL OR log_entries.severity = filter.severity)
       AND NOT EXISTS (SELECT 1 FROM json_each(filter.words)
                       WHERE instr(lower(coalesce(message, '')), lower(value)) = 0)
     ORDER BY time_ms ${order}, id ${order} LIMIT ?`,
    JSON.stringify(filter.projectIds),
    filter.sinceMs,
    filter.severity ?? null,
    JSON.stringify(filter.words),
    filter.limit,
  ).map((row) => ({
    itemId: readText(row, "item_id"),
    timestamp: readText(row, "timestamp"),
    severity: readOptionalText(row, "severity"),
    message: readOptionalText(row, "message"),
    trace: readOptionalText(row, "trace"),
  }));
}
