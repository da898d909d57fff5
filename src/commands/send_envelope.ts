import { defineCommand } from "../cli/command.ts";
import { flag, text } from "../cli/options.ts";
import type { Context } from "../context.ts";
import { changeOptions } from "./shared_options.ts";

/** `send-envelope`: send stored envelopes. */
export const sendEnvelopeCommand = defineCommand({
  summary: "Send a stored envelope to Sentry.",
  description:
    "The envelope is checked first, item by item. One that cannot be delivered is kept, " +
    "and `flush` sends it later.",
  args: {
    path: text("A file with an envelope, or a pattern such as 'stored/*.envelope'.")
      .valueName("PATH").completes("file"),
  },
  options: {
    raw: flag("Send the file as it is, without looking into it."),
    strict: flag("Fail when there is no such file."),
    ...changeOptions,
  },
  examples: [{
    command: "sentry-cli send-envelope 'stored/*.envelope'",
    explains: "Send every envelope of a folder",
  }],
  async run({ args, options }, ctx: Context) {
    const { sendEnvelopeFiles } = await import("./send_files.ts");
    await sendEnvelopeFiles(ctx, { ...options, pattern: args.path });
  },
});
