/** Follows a log that can only be asked for its latest entries: asks again and again, shows what is new. */
import { Cancelled, CliError } from "../../base/errors.ts";
import type { LogEntry } from "../../api/logs.ts";
import type { Clock } from "../../system/mod.ts";

export interface FollowOptions {
  /** The latest entries, newest first; at most `maxRows`. */
  readonly fetch: () => Promise<readonly LogEntry[]>;
  readonly maxRows: number;
  readonly pollMs: number;
  readonly clock: Pick<Clock, "sleep">;
  readonly signal: AbortSignal;
  /** Gets what has not been seen before, in the order of the server. */
  readonly onEntries: (entries: readonly LogEntry[]) => void;
  readonly onError: (error: CliError) => void;
  /** Is told when entries may come faster than they are asked for. */
  readonly onFlood: () => void;
}

/** After so many answers with nothing but new entries some may have been missed. */
const FLOOD_POLLS = 3;

/** Goes on until the signal aborts; then throws {@linkcode Cancelled}. A failed attempt is reported. */
export async function followLogs(options: FollowOptions): Promise<never> {
  const { clock, signal, pollMs, onEntries, onError, onFlood } = options;
  const seen = createSeen(options.maxRows);
  let onlyNew = 0;
  for (;;) {
    if (signal.aborted) throw new Cancelled("Stopped");
    try {
      const entries = await options.fetch();
      const fresh = seen.take(entries);
      if (fresh.length > 0) onEntries(fresh);
      onlyNew = fresh.length > 0 && fresh.length === entries.length ? onlyNew + 1 : 0;
      if (onlyNew === FLOOD_POLLS) {
        onFlood();
        onlyNew = 0;
      }
    } catch (error) {
      if (!(error instanceof CliError) || error instanceof Cancelled) throw error;
      onError(error);
    }
    await clock.sleep(pollMs, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}

/** Remembers the latest ids, as many as one answer can hold, so that memory stays bounded. */
function createSeen(capacity: number) {
  const ids = new Set<string>();
  return {
    take(entries: readonly LogEntry[]): readonly LogEntry[] {
      const fresh: LogEntry[] = [];
      const here = new Set<string>();
      for (const entry of entries) {
        if (!ids.has(entry.id) && !here.has(entry.id)) fresh.push(entry);
        here.add(entry.id);
      }
      // All of this answer are the latest now, whether new or not; what is left over goes.
      for (const id of here) {
        ids.delete(id);
        ids.add(id);
      }
      for (const id of ids) {
        if (ids.size <= Math.max(capacity, here.size)) break;
        ids.delete(id);
      }
      return fresh;
    },
  };
}
