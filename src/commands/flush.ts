import { isWorthAnotherTry, mayHaveArrived } from "../api/ingest.ts";
import { defineCommand } from "../cli/command.ts";
import { parseDsn } from "../config/dsn.ts";
import type { Context } from "../context.ts";
import type { Flushed } from "../features/spool/flush.ts";
import { oneLine } from "../output/sanitise.ts";
import { changeOptions } from "./shared_options.ts";
import { openSpool } from "./spool_options.ts";

/** `flush`: deliver what could not be delivered before. */
export const flushCommand = defineCommand({
  summary: "Deliver events and envelopes that were kept because the server could not be reached.",
  description:
    "Each goes to the DSN that it was meant for. What the server refuses for good is put aside. " +
    "Exits with 1 when something is left.",
  options: changeOptions,
  examples: [{
    command: "sentry-cli flush",
    explains: "Send what earlier runs of send-event and send-envelope could not",
  }],
  async run(_input, ctx: Context) {
    const { flushSpool } = await import("../features/spool/flush.ts");
    const spool = openSpool(ctx);
    const { files, expired } = spool === undefined
      ? { files: [], expired: 0 }
      : await flushSpool(spool, {
        onlyLook: ctx.plan !== undefined,
        isPassing: isWorthAnotherTry,
        mayHaveArrived,
        send: async ({ dsn, envelope }) => {
          const ingest = await ctx.ingest(parseDsn(dsn));
          await ingest.send(envelope);
        },
      });
    ctx.out.show({
      json: { files, expired },
      text: () => textOf(files, expired),
    });
    for (const { what, outcome, problem } of files) {
      if (outcome !== "delivered") {
        ctx.out.note(`${capital(what)} was ${WORDS[outcome]}: ${oneLine(problem ?? "")}`);
      }
    }
    return files.every(({ outcome }) => outcome === "delivered") ? 0 : 1;
  },
});

const WORDS = {
  kept: "kept again",
  rejected: "put aside",
  unsure: "put aside, since nobody knows whether it arrived",
} as const;

function textOf(files: readonly Flushed[], expired: number): string {
  const sent = files.filter(({ outcome }) => outcome === "delivered").length;
  const lines = files.length === 0
    ? ["Nothing to deliver."]
    : [`Delivered ${sent} of ${files.length}.`];
  if (expired > 0) lines.push(`Dropped ${expired} that were too old or too many.`);
  return lines.join("\n");
}

function capital(text: string): string {
  return oneLine(text.slice(0, 1).toUpperCase() + text.slice(1));
}
