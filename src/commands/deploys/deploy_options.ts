/** What `deploys list` and `deploys new` share. */
import { text } from "../../cli/options.ts";
import { findRelease, requireRelease } from "../../config/scope.ts";
import type { Context } from "../../context.ts";
import { projectScope, releaseOption, versionArgument } from "../shared_options.ts";

export const deployOptions = {
  ...projectScope,
  release: releaseOption,
  version: text("The version of the release, unchecked; beats --release.")
    .valueName("VERSION").optional().hidden(),
};

/** What stands before the verb in `releases deploys [VERSION] …`. */
export const releaseBefore = { ofRelease: versionArgument.optional() };

/** The release that the deploys belong to. */
export function resolveRelease(
  ctx: Context,
  given: {
    readonly version: string | undefined;
    readonly ofRelease?: string | undefined;
    readonly release: string | undefined;
  },
): string {
  const { value, warning } = findRelease(ctx.config, {
    flag: given.version ?? given.ofRelease ?? given.release,
  });
  if (warning !== undefined) ctx.log.warn(warning);
  return requireRelease(value);
}
