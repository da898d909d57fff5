import { settings } from "../config/settings.ts";
import type { Context } from "../context.ts";
import type { Spool } from "../features/spool/spool.ts";

/** The spool of this user; `undefined` on a system that has no folder for such things. */
export function openSpool(ctx: Context): Spool | undefined {
  const cache = ctx.platform.cacheFolder();
  if (cache === undefined) return undefined;
  return {
    ...ctx,
    path: ctx.platform.path,
    folder: ctx.platform.path.join(cache, "sentry-cli", "spool"),
    maxBytes: ctx.config.get(settings.spoolMaxSize) ?? 0,
    maxAgeMs: ctx.config.get(settings.spoolMaxAge) ?? 0,
  };
}
