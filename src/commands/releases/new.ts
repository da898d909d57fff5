import { createRelease } from "../../api/releases.ts";
import { defineCommand } from "../../cli/command.ts";
import { flag, text } from "../../cli/options.ts";
import type { Context } from "../../context.ts";
import { oneLine } from "../../output/sanitise.ts";
import { changeOptions, projectScope, versionArgument } from "../shared_options.ts";
import { resolveScope } from "../scope.ts";

/** `releases new`: make a release known to the server. */
export const newCommand = defineCommand({
  summary: "Make a release.",
  hyphenatedFirstArgument: true,
  args: { version: versionArgument },
  options: {
    ...projectScope,
    url: text("Where to read about the release.").valueName("URL").optional(),
    finalize: flag("Also mark it as released, now."),
    ref: text("Accepted for old scripts; has no effect.").valueName("REF").optional().hidden(),
    ...changeOptions,
  },
  examples: [{
    command: "sentry-cli releases new -o acme -p web 1.4.0 --finalize",
    explains: "Make release 1.4.0 of project web and mark it as released",
  }],
  async run({ args, options }, ctx: Context) {
    const api = await ctx.api();
    const { org, projects } = resolveScope(ctx, options, { projects: "required" });
    const now = new Date(ctx.clock.now()).toISOString();
    const release = await createRelease(api, {
      org,
      version: args.version,
      projects,
      url: options.url,
      dateStarted: now,
      dateReleased: options.finalize ? now : undefined,
    });
    ctx.out.show({ json: release, text: () => `Created release ${oneLine(args.version)}` });
  },
});
