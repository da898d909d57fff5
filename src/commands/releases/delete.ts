import { deleteRelease } from "../../api/releases.ts";
import { defineCommand } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { oneLine } from "../../output/sanitise.ts";
import { findTarget, oneRelease } from "./release_options.ts";

/** `releases delete`: one that is not there is no failure. */
export const deleteCommand = defineCommand({
  summary: "Delete a release.",
  ...oneRelease,
  async run({ args: { version }, options }, ctx: Context) {
    const { api, key } = await findTarget(ctx, version, options);
    const deleted = await deleteRelease(api, key);
    const name = oneLine(version);
    ctx.out.show({
      json: { version, deleted },
      text: () =>
        deleted
          ? `Deleted release ${name}!`
          : `Did nothing. Release with this version (${name}) does not exist.`,
    });
  },
});
