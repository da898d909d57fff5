import { defineCommand } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { changeOptions } from "../shared_options.ts";
import { changeIssues } from "./change_issues.ts";
import { issueScope } from "./issue_options.ts";

/** `issues mute`. */
export const muteCommand = defineCommand({
  summary: "Mute issues.",
  options: { ...issueScope, ...changeOptions },
  run: ({ options }, ctx: Context) => changeIssues(ctx, options, "muted"),
});
