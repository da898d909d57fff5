/** Check-ins of cron monitors. */
import type { PageRequest } from "./accounts.ts";
import { readOptionalNumber, readText, type Store } from "./store.ts";

export interface CheckIn {
  /** 32 hexadecimal digits. */
  readonly checkInId: string;
  readonly status: string;
  readonly environment: string;
  readonly durationMs: number | null;
  readonly dateAdded: string;
  readonly dateUpdated: string;
}

export interface NewCheckIn extends Omit<CheckIn, "dateAdded" | "dateUpdated"> {
  readonly monitorId: number;
  readonly date: string;
}

/** Stores a check-in; one of the same id is the same run, which has gone on or ended. */
export function putCheckIn(store: Store, checkIn: NewCheckIn): void {
  store.db.run(
    `INSERT INTO check_ins (monitor_id, check_in_id, status, environment, duration_ms, date_added,
       date_updated) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (monitor_id, check_in_id) DO UPDATE SET
       -- What has ended does not begin again, in whichever order the two arrive.
       status = CASE excluded.status WHEN 'in_progress' THEN status ELSE excluded.status END,
       duration_ms = coalesce(excluded.duration_ms, duration_ms),
       date_updated = excluded.date_updated`,
    checkIn.monitorId,
    checkIn.checkInId,
    checkIn.status,
    checkIn.environment,
    checkIn.durationMs,
    checkIn.date,
    checkIn.date,
  );
}

/** Newest first. */
export function listCheckIns(store: Store, monitorId: number, page: PageRequest): CheckIn[] {
  return store.db.all(
    "SELECT * FROM check_ins WHERE monitor_id = ? ORDER BY id DESC LIMIT ? OFFSET ?",
    monitorId,
    page.limit,
    page.offset,
  ).map((row) => ({
    checkInId: readText(row, "check_in_id"),
    status: readText(row, "status"),
    environment: readText(row, "environment"),
    durationMs: readOptionalNumber(row, "duration_ms"),
    dateAdded: readText(row, "date_added"),
    dateUpdated: readText(row, "date_updated"),
  }));
}
