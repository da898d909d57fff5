/** Sends an envelope, or keeps it for `flush` when the server cannot be reached. */
import type { Ingest } from "../api/ingest.ts";
import { isWorthAnotherTry, mayHaveArrived } from "../api/ingest.ts";
import { messageChain } from "../base/errors.ts";
import { settings } from "../config/settings.ts";
import type { Context } from "../context.ts";

/** Throws what sending threw; by then the envelope is in the spool, where it can be. */
export async function deliver(
  ctx: Context,
  envelope: { readonly bytes: Uint8Array; readonly what: string },
): Promise<void> {
  const ingest = await ctx.ingest();
  try {
    await ingest.send(envelope.bytes);
  } catch (error) {
    if (ctx.plan === undefined && isWorthAnotherTry(error)) {
      await keep(ctx, ingest, { ...envelope, mayHaveArrived: mayHaveArrived(error) });
    }
    throw error;
  }
}

async function keep(
  ctx: Context,
  ingest: Ingest,
  { bytes, what, mayHaveArrived }: {
    readonly bytes: Uint8Array;
    readonly what: string;
    readonly mayHaveArrived: boolean;
  },
): Promise<void> {
  if (ctx.config.get(settings.spool) === false) return;
  const { addToSpool } = await import("../features/spool/add.ts");
  const { openSpool } = await import("./spool_options.ts");
  try {
    const spool = openSpool(ctx);
    if (spool === undefined) return;
    const kept = { dsn: ingest.dsnText(), what, envelope: bytes };
    const state = await addToSpool(spool, kept, { mayHaveArrived });
    ctx.out.note(
      state === "waiting"
        ? `Kept ${what}; 'sentry-cli flush' sends it later.`
        : `Put ${what} aside in '${spool.folder}': it has no id by which the server would know it, ` +
          "and may have arrived.",
    );
  } catch (error) {
    // The failure to send is the one to report.
    ctx.log.warn(`Could not keep ${what} for later: ${messageChain(error).join(": ")}`);
  }
}
