import { defineCommand } from "../cli/command.ts";
import { flag, text } from "../cli/options.ts";
import type { Context } from "../context.ts";
import { formatOption, orgOption, projectOption } from "./shared_options.ts";
import { WORKS_WHEN_CONFIG_IS_BROKEN } from "./tags.ts";

/** `doctor`: why does it not work here? */
export const doctorCommand = defineCommand({
  summary: "Check step by step whether everything works, and say what to do where it does not.",
  description:
    "Looks at the configuration, the name and address of the server, the proxy, the server's " +
    "certificate, the clock, the token and its scopes, the organization and project, and at how " +
    "the server takes uploads. Changes nothing. Exits with 1 when something is wrong.",
  tags: [WORKS_WHEN_CONFIG_IS_BROKEN],
  options: {
    org: orgOption,
    project: projectOption,
    probe: flag("Also upload one small chunk, which the server throws away after a while."),
    bundle: text("Write a zip file to attach to a bug report; secrets are masked in it.")
      .valueName("FILE").completes("file").optional(),
    format: formatOption,
  },
  examples: [{
    command: "sentry-cli doctor --bundle report.zip",
    explains: "Check everything and gather what a bug report needs",
  }],
  async run({ options }, ctx: Context) {
    // None of it is of use to other commands, so it is loaded here.
    const { examine } = await import("./doctor_visit.ts");
    return await examine(options, ctx);
  },
});
