import { UsageError } from "../base/errors.ts";
import { type Command, defineCommand } from "../cli/command.ts";
import { text } from "../cli/options.ts";
import type { Context } from "../context.ts";

/** A command of the 2.x line whose purpose is no more: says so to whoever still calls it. */
export function commandThatIsGone(
  { summary, message, hint }: {
    readonly summary: string;
    readonly message: string;
    readonly hint: string;
  },
): Command<Context> {
  return defineCommand({
    summary,
    hidden: true,
    args: { words: text("Whatever was said to it.").valueName("WORDS").allowHyphen().rest() },
    run(_input, _ctx: Context) {
      throw new UsageError(message, { hint });
    },
  });
}
