import { defineCommand } from "../../cli/command.ts";
import { flag } from "../../cli/options.ts";
import type { Context } from "../../context.ts";
import { changeOptions } from "../shared_options.ts";
import { changeIssues } from "./change_issues.ts";
import { issueScope } from "./issue_options.ts";

/** `issues resolve`. */
export const resolveCommand = defineCommand({
  summary: "Mark issues as resolved.",
  options: {
    nextRelease: flag("As resolved in the next release.").short("n"),
    ...issueScope,
    ...changeOptions,
  },
  run: ({ options }, ctx: Context) =>
    changeIssues(ctx, options, options.nextRelease ? "resolvedInNextRelease" : "resolved"),
});
