import { setReleaseStatus } from "../../api/releases.ts";
import { defineCommand } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { oneLine } from "../../output/sanitise.ts";
import { findTarget, oneRelease } from "./release_options.ts";

/** `releases archive`. */
export const archiveCommand = defineCommand({
  summary: "Archive a release: it is kept, but not listed.",
  ...oneRelease,
  async run({ args: { version }, options }, ctx: Context) {
    const { api, key } = await findTarget(ctx, version, options);
    const release = await setReleaseStatus(api, key, "archived");
    ctx.out.show({ json: release, text: () => `Archived release ${oneLine(release.version)}` });
  },
});
