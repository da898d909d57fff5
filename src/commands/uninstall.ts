import { ConfigError, InputError } from "../base/errors.ts";
import { defineCommand } from "../cli/command.ts";
import { flag } from "../cli/options.ts";
import type { Context } from "../context.ts";
import { SystemError } from "../system/mod.ts";
import { installedProgram, leaveTo } from "./managed.ts";
import { WORKS_WHEN_CONFIG_IS_BROKEN } from "./tags.ts";

/** `uninstall`: removes the program; settings and caches stay. */
export const uninstallCommand = defineCommand({
  summary: "Remove this program.",
  description: "Configuration files stay. What a package manager has installed is left to it.",
  tags: [WORKS_WHEN_CONFIG_IS_BROKEN],
  options: { confirm: flag("Do not ask first.") },
  async run({ options }, ctx: Context) {
    if (ctx.env.get("SENTRY_INTEGRATION_TEST") !== undefined) {
      return ctx.out.say("Running in integration tests mode. Skipping execution.");
    }
    const { forgetFormer, formerPath } = await import("../features/installation/update.ts");
    const installed = await installedProgram(ctx);
    if (installed?.manager !== undefined) return leaveTo(installed.manager, "uninstall", ctx);
    if (installed !== undefined && ctx.platform.os === "windows") {
      ctx.out.say("A program that runs cannot be removed on Windows. When it has ended, delete:");
      ctx.out.say(`  ${installed.path}`);
      const former = formerPath(installed.path, ctx.platform);
      if (await ctx.fs.stat(former) !== undefined) ctx.out.say(`  ${former}`);
      return 1;
    }
    const question = "Do you really want to uninstall sentry-cli?";
    if (!options.confirm && !await ctx.prompt.confirm(question, "Give --confirm to go ahead")) {
      return ctx.out.say("Aborted!");
    }
    if (installed === undefined) {
      throw new ConfigError("Could not uninstall: this is the JavaScript file, which Deno runs", {
        hint: "Delete the file where you keep it, and Deno's cached copy with 'deno clean'",
      });
    }
    await remove(installed.path, ctx);
    await forgetFormer(installed.path, ctx);
    ctx.out.say("Uninstalled!");
  },
});

async function remove(path: string, ctx: Context): Promise<void> {
  const named = ctx.program.kind === "native" ? ctx.program.path : path;
  try {
    await ctx.fs.remove(path);
    // The link that led to it would lead nowhere.
    if (named !== path) await ctx.fs.remove(named);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new InputError(`Could not remove '${path}': ${error.message}`, {
      hint: "Run it as a user who may write to that folder",
      cause: error.cause,
    });
  }
}
