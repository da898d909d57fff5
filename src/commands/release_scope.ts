/** Which release: what `deploys` and `files` share, which both have two spellings. */
import { text } from "../cli/options.ts";
import { findRelease, requireRelease } from "../config/scope.ts";
import type { Context } from "../context.ts";
import { projectScope, releaseOption, versionArgument } from "./shared_options.ts";

export const releaseScope = {
  ...projectScope,
  release: releaseOption,
  version: text("The version of the release, unchecked; beats --release.")
    .valueName("VERSION").optional().hidden(),
};

/** What stands before the verb in `releases deploys [VERSION] …` and `releases files [VERSION] …`. */
export const releaseBefore = { ofRelease: versionArgument.optional() };

/** The release that is meant. */
export function resolveRelease(
  ctx: Context,
  given: {
    readonly version: string | undefined;
    readonly ofRelease?: string | undefined;
    readonly release: string | undefined;
  },
): string {
  return requireRelease(
    resolveReleaseOption(ctx, given.version ?? given.ofRelease ?? given.release),
  );
}

/** The release of the option or of `SENTRY_RELEASE`; an invalid variable is warned about. */
export function resolveReleaseOption(ctx: Context, flag: string | undefined): string | undefined {
  const { value, warning } = findRelease(ctx.config, { flag });
  if (warning !== undefined) ctx.log.warn(warning);
  return value;
}
