import { UsageError } from "../base/errors.ts";
import { mostSimilarName } from "../base/similar_names.ts";
import { defineCommand, type Group } from "../cli/command.ts";
import { loadWhole } from "../cli/later.ts";
import { choice, text } from "../cli/options.ts";
import type { Context } from "../context.ts";
import {
  commandPermissions,
  permissionFlags,
  permissionsFor,
  programPermissions,
} from "./permission_rows.ts";
import { formatOption } from "./shared_options.ts";
import { NEEDS_NO_SETTINGS, WORKS_WHEN_CONFIG_IS_BROKEN } from "./tags.ts";

/** `permissions`: the flags of `deno run` that a command needs, and no more. */
export const permissionsCommand = defineCommand({
  summary: "Print the flags with which `deno run` lets a command do its work.",
  description: "For the program as one JavaScript file. Without a command: what all commands " +
    "together need, which is what the native program may do.",
  tags: [WORKS_WHEN_CONFIG_IS_BROKEN, NEEDS_NO_SETTINGS],
  args: {
    command: text("The command; put one with options in quotes.").valueName("COMMAND").rest(),
  },
  options: {
    os: choice("The system that it is for; default: this one.", ["linux", "darwin", "windows"])
      .valueName("OS").optional(),
    format: formatOption,
  },
  examples: [{
    command: "deno run $(sentry-cli permissions releases new) sentry-cli.js releases new 1.0",
    explains: "Run one command from the JavaScript file with exactly what it needs",
  }],
  async run({ args, options }, ctx: Context) {
    const words = args.command.flatMap((each) => each.split(/\s+/)).filter((each) => each !== "");
    const system = options.os ?? ctx.platform.os;
    const found = words.length === 0
      ? { row: null, permissions: programPermissions(system) }
      : permissionsFor(
        commandPermissions(system),
        canonical(words, await loadWhole(ctx.commandTree)),
      );
    if (found === undefined) {
      throw new UsageError(`no command is named '${words.join(" ")}'`);
    }
    // Whether the runtime may ask for more is for its user to say.
    const flags = permissionFlags(found.permissions).filter((each) => each.startsWith("--allow-"));
    ctx.out.show({ json: { row: found.row, os: system, flags }, text: () => flags.join(" ") });
  },
});

/** The words with each command's own name in the place of an alias. */
function canonical(words: readonly string[], root: Group<Context>): string[] {
  let node: Group<Context>["commands"][string] = root;
  return words.map((word) => {
    if (word.startsWith("-") || node.kind !== "group") return word;
    const { commands } = node;
    const [name, child] = Object.entries(commands).find(([name, { aliases, hiddenAliases }]) =>
      [name, ...aliases ?? [], ...hiddenAliases ?? []].includes(word)
    ) ?? [];
    if (name === undefined || child === undefined) {
      const similar = mostSimilarName(word, Object.keys(commands));
      throw new UsageError(`unrecognized subcommand '${word}'`, {
        hint: similar === undefined ? undefined : `a similar subcommand exists: '${similar}'`,
      });
    }
    node = child;
    return name;
  });
}
