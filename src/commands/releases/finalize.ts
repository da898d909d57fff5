import { updateRelease } from "../../api/releases.ts";
import { defineCommand } from "../../cli/command.ts";
import { text } from "../../cli/options.ts";
import type { Context } from "../../context.ts";
import { oneLine } from "../../output/sanitise.ts";
import { resolveScope } from "../scope.ts";
import { changeOptions, projectScope, timestamp, versionArgument } from "../shared_options.ts";

/** `releases finalize`: mark a release as released. */
export const finalizeCommand = defineCommand({
  summary: "Mark a release as released.",
  hyphenatedFirstArgument: true,
  args: { version: versionArgument },
  options: {
    ...projectScope,
    url: text("Where to read about the release.").valueName("URL").optional(),
    released: timestamp("When it was released. [default: now]").optional(),
    ...changeOptions,
  },
  async run({ args: { version }, options }, ctx: Context) {
    const api = await ctx.api();
    const { org, projects } = resolveScope(ctx, options, { projects: "optional" });
    const release = await updateRelease(api, { org, version }, {
      projects: projects.length === 0 ? undefined : projects,
      url: options.url,
      dateReleased: options.released ?? new Date(ctx.clock.now()).toISOString(),
    });
    ctx.out.show({ json: release, text: () => `Finalized release ${oneLine(version)}` });
  },
});
