/** `logs list --live`. */
import type { LogEntry } from "../../api/logs.ts";
import { messageChain } from "../../base/errors.ts";
import type { Context } from "../../context.ts";
import { oneLine } from "../../output/sanitise.ts";

export interface LiveOptions {
  readonly fetch: () => Promise<readonly LogEntry[]>;
  readonly filter: string;
  readonly maxRows: number;
  readonly pollSeconds: number;
}

/** Shows new entries until Ctrl-C. */
export async function showLive(
  ctx: Context,
  { fetch, filter, maxRows, pollSeconds }: LiveOptions,
): Promise<never> {
  const { followLogs } = await import("../../features/logs/follow.ts");
  ctx.out.say("Starting live log streaming...");
  ctx.out.say(`Polling every ${pollSeconds} seconds. Press \u2303C to stop.`);
  return await followLogs({
    fetch,
    maxRows,
    pollMs: pollSeconds * 1000,
    clock: ctx.clock,
    signal: ctx.signal,
    onEntries(entries) {
      // Lines of JSON go oldest first, as a log file has them; for people as in the reference.
      for (const entry of entries.toReversed()) ctx.out.record(entry);
      for (const entry of entries) ctx.out.say(lineOf(entry));
    },
    onError(error) {
      const [what = "", ...causes] = messageChain(error);
      ctx.out.note(`Error fetching logs: ${what}`);
      for (const cause of causes) ctx.out.note(`  ${oneLine(cause)}`);
    },
    onFlood() {
      const rule = "=".repeat(100);
      const current = filter === "" ? "" : ` (current filter: "${filter}")`;
      const advice = "Some may have been missed: narrow the query, or poll more often.";
      ctx.out.note(rule);
      ctx.out.note(
        ctx.out.style.yellow(`Only new logs received in the last 3 polls.${current} ${advice}`),
      );
      ctx.out.note(rule);
    },
  });
}

function lineOf({ timestamp, severity, trace, message }: LogEntry): string {
  return [timestamp, severity ?? "", trace ?? "", message ?? ""].map(oneLine).join(" | ");
}
