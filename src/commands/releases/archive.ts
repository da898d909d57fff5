import { setReleaseStatus } from "../../api/releases.ts";
import { defineCommand } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { oneLine } from "../../output/sanitise.ts";
import { resolveScope } from "../scope.ts";
import { changeOptions, projectScope, versionArgument } from "../shared_options.ts";

/** `releases archive`. */
export const archiveCommand = defineCommand({
  summary: "Archive a release: it is kept, but not listed.",
  hyphenatedFirstArgument: true,
  args: { version: versionArgument },
  options: { ...projectScope, ...changeOptions },
  async run({ args: { version }, options }, ctx: Context) {
    const api = await ctx.api();
    const { org } = resolveScope(ctx, options, { projects: "ignored" });
    const release = await setReleaseStatus(api, { org, version }, "archived");
    ctx.out.show({ json: release, text: () => `Archived release ${oneLine(release.version)}` });
  },
});
