import { setReleaseStatus } from "../../api/releases.ts";
import { defineCommand } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { oneLine } from "../../output/sanitise.ts";
import { resolveScope } from "../scope.ts";
import { changeOptions, projectScope, versionArgument } from "../shared_options.ts";

/** `releases restore`. */
export const restoreCommand = defineCommand({
  summary: "Restore an archived release.",
  hyphenatedFirstArgument: true,
  args: { version: versionArgument },
  options: { ...projectScope, ...changeOptions },
  async run({ args: { version }, options }, ctx: Context) {
    const api = await ctx.api();
    const { org } = resolveScope(ctx, options, { projects: "ignored" });
    const release = await setReleaseStatus(api, { org, version }, "open");
    ctx.out.show({ json: release, text: () => `Restored release ${oneLine(release.version)}` });
  },
});
