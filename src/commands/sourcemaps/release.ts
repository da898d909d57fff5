import { findRelease } from "../../config/scope.ts";
import type { Context } from "../../context.ts";

/** The release of the option or of `SENTRY_RELEASE`; an invalid variable is warned about. */
export function resolveReleaseOption(ctx: Context, flag: string | undefined): string | undefined {
  const { value, warning } = findRelease(ctx.config, { flag });
  if (warning !== undefined) ctx.log.warn(warning);
  return value;
}
