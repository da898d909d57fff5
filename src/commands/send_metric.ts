import { UsageError } from "../base/errors.ts";
import { defineCommand } from "../cli/command.ts";
import { text } from "../cli/options.ts";
import type { Context } from "../context.ts";

/** `send-metric`, which 2.x had: says what became of it, to whoever still calls it. */
export const sendMetricCommand = defineCommand({
  summary: "Gone: Sentry takes no metrics of this kind any more.",
  hidden: true,
  args: { words: text("Whatever was said to it.").valueName("WORDS").allowHyphen().rest() },
  run(_input, _ctx: Context) {
    throw new UsageError(
      "'send-metric' is gone: Sentry has rejected these metrics since October 2024, and no other " +
        "server takes them",
      { hint: "Remove the call; nothing was sent, and nothing would arrive" },
    );
  },
});
