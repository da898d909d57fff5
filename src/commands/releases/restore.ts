import { setReleaseStatus } from "../../api/releases.ts";
import { defineCommand } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { oneLine } from "../../output/sanitise.ts";
import { findTarget, oneRelease } from "./release_options.ts";

/** `releases restore`. */
export const restoreCommand = defineCommand({
  summary: "Restore an archived release.",
  ...oneRelease,
  async run({ args: { version }, options }, ctx: Context) {
    const { api, key } = await findTarget(ctx, version, options);
    const release = await setReleaseStatus(api, key, "open");
    ctx.out.show({ json: release, text: () => `Restored release ${oneLine(release.version)}` });
  },
});
