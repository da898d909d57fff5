import { completionScript, SHELLS } from "../cli/completions/completions.ts";
import { defineCommand } from "../cli/command.ts";
import { choice } from "../cli/options.ts";
import type { Context } from "../context.ts";

/** `completions`: a script that teaches a shell our commands and options. */
export const completionsCommand = defineCommand({
  summary: "Print a completion script for a shell.",
  args: { shell: choice("The shell to make it for.", SHELLS).valueName("SHELL") },
  examples: [{
    command: "sentry-cli completions bash > /etc/bash_completion.d/sentry-cli",
    explains: "Complete commands in every bash",
  }],
  run({ args: { shell } }, ctx: Context) {
    ctx.out.note(`Generating completion file for ${shell}...`);
    ctx.out.raw(completionScript(ctx.commandTree, { shell, programName: "sentry-cli" }));
  },
});
