import { completionScript, SHELLS } from "../cli/completions/completions.ts";
import { UsageError } from "../base/errors.ts";
import { defineCommand } from "../cli/command.ts";
import { choice } from "../cli/options.ts";
import type { Context } from "../context.ts";

/** `completions`: a script that teaches a shell our commands and options. */
export const completionsCommand = defineCommand({
  summary: "Print a completion script for a shell.",
  // Without any word the reference shows help, so the argument counts as optional there.
  args: { shell: choice("The shell to make it for.", SHELLS).valueName("shell").optional() },
  helpWhenBare: true,
  examples: [{
    command: "sentry-cli completions bash > /etc/bash_completion.d/sentry-cli",
    explains: "Complete commands in every bash",
  }],
  run({ args: { shell } }, ctx: Context) {
    if (shell === undefined) {
      throw new UsageError("the following required arguments were not provided:\n  [shell]");
    }
    ctx.out.note(`Generating completion file for ${shell}...`);
    ctx.out.raw(completionScript(ctx.commandTree, { shell, programName: "sentry-cli" }));
  },
});
