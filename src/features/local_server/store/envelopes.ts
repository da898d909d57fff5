/** Envelopes as they came, the newest of them. */
import { readBytes, readNumber, readText, type Store } from "./store.ts";

export interface StoredEnvelope {
  readonly id: number;
  readonly projectId: number;
  readonly dateReceived: string;
  readonly body: Uint8Array;
}

/** Older ones go. */
export const KEPT_ENVELOPES = 1000;

export function addEnvelope(
  store: Store,
  { projectId, dateReceived, body }: Omit<StoredEnvelope, "id">,
): void {
  const { lastId } = store.db.run(
    "INSERT INTO envelopes (project_id, date_received, body) VALUES (?, ?, ?)",
    projectId,
    dateReceived,
    body,
  );
  store.db.run("DELETE FROM envelopes WHERE id <= ?", lastId - KEPT_ENVELOPES);
}

/** Those after the one with the number `since`, oldest first. */
export function listEnvelopes(store: Store, since: number): StoredEnvelope[] {
  return store.db.all("SELECT * FROM envelopes WHERE id > ? ORDER BY id", since).map((row) => ({
    id: readNumber(row, "id"),
    projectId: readNumber(row, "project_id"),
    dateReceived: readText(row, "date_received"),
    body: readBytes(row, "body"),
  }));
}
