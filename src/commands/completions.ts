import { completionScript, SHELLS } from "../cli/completions/completions.ts";
import { ConfigError, InputError, UsageError } from "../base/errors.ts";
import { defineCommand } from "../cli/command.ts";
import { loadWhole } from "../cli/later.ts";
import { choice, flag } from "../cli/options.ts";
import type { Context } from "../context.ts";
import { atomicWrite } from "../system/atomic_write.ts";
import { SystemError } from "../system/mod.ts";
import { NEEDS_NO_SETTINGS } from "./tags.ts";

type Shell = (typeof SHELLS)[number];

/** `completions`: a script that teaches a shell our commands and options. */
export const completionsCommand = defineCommand({
  summary: "Print a completion script for a shell.",
  // Without any word the reference shows help, so the argument counts as optional there.
  args: { shell: choice("The shell to make it for.", SHELLS).valueName("shell").optional() },
  options: {
    install: flag("Write the script to where the shell looks for those of this user."),
  },
  helpWhenBare: true,
  tags: [NEEDS_NO_SETTINGS],
  examples: [{
    command: "sentry-cli completions bash --install",
    explains: "Complete commands in every bash of this user",
  }],
  async run({ args: { shell }, options }, ctx: Context) {
    if (shell === undefined) {
      throw new UsageError("the following required arguments were not provided:\n  [shell]");
    }
    const script = completionScript(await loadWhole(ctx.commandTree), {
      shell,
      programName: "sentry-cli",
    });
    if (options.install) return await install(shell, script, ctx);
    ctx.out.note(`Generating completion file for ${shell}...`);
    ctx.out.raw(script);
  },
});

/** Where a shell looks for the scripts of one user, and what else it has to be told. */
function placeOf(shell: Shell, ctx: Context): { readonly file: string; readonly then?: string } {
  const { join } = ctx.platform.path;
  const home = ctx.platform.homeFolder();
  if (home === undefined) {
    throw new ConfigError("Could not install the script: no home folder is known", {
      hint: "Set HOME",
    });
  }
  const data = ctx.env.get("XDG_DATA_HOME") || join(home, ".local", "share");
  const config = ctx.env.get("XDG_CONFIG_HOME") || join(home, ".config");
  switch (shell) {
    case "bash":
      return { file: join(data, "bash-completion", "completions", "sentry-cli") };
    case "fish":
      return { file: join(config, "fish", "completions", "sentry-cli.fish") };
    case "zsh": {
      const folder = join(data, "zsh", "site-functions");
      return {
        file: join(folder, "_sentry-cli"),
        then: `Before 'compinit' in ~/.zshrc: fpath=("${folder}" $fpath)`,
      };
    }
    case "elvish":
      return {
        file: join(config, "elvish", "lib", "sentry-cli.elv"),
        then: "In rc.elv: use sentry-cli",
      };
    case "powershell": {
      const folder = ctx.platform.os === "windows" ? join(home, "Documents") : config;
      const file = join(folder, "powershell", "sentry-cli-completions.ps1");
      return { file, then: `In your $PROFILE: . "${file}"` };
    }
  }
}

async function install(shell: Shell, script: string, ctx: Context): Promise<void> {
  const { file, then } = placeOf(shell, ctx);
  try {
    await ctx.fs.makeDirectory(ctx.platform.path.dirname(file));
    await atomicWrite(ctx, file, new TextEncoder().encode(script));
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new InputError(`Could not write '${file}': ${error.message}`, { cause: error.cause });
  }
  ctx.out.say(`Installed the completion script for ${shell}: ${file}`);
  if (then !== undefined) ctx.out.say(then);
}
