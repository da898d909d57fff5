import { deleteRelease } from "../../api/releases.ts";
import { defineCommand } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { oneLine } from "../../output/sanitise.ts";
import { resolveScope } from "../scope.ts";
import { changeOptions, projectScope, versionArgument } from "../shared_options.ts";

/** `releases delete`: one that is not there is no failure. */
export const deleteCommand = defineCommand({
  summary: "Delete a release.",
  hyphenatedFirstArgument: true,
  args: { version: versionArgument },
  options: { ...projectScope, ...changeOptions },
  async run({ args: { version }, options }, ctx: Context) {
    const api = await ctx.api();
    const { org } = resolveScope(ctx, options, { projects: "ignored" });
    const deleted = await deleteRelease(api, { org, version });
    ctx.out.show({
      json: { version, deleted },
      text: () =>
        deleted
          ? `Deleted release ${oneLine(version)}!`
          : `Did nothing. Release with this version (${oneLine(version)}) does not exist.`,
    });
  },
});
