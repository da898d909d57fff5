import { defineCommand } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { changeOptions } from "../shared_options.ts";
import { changeIssues } from "./change_issues.ts";
import { issueScope } from "./issue_options.ts";

/** `issues unresolve`. */
export const unresolveCommand = defineCommand({
  summary: "Mark issues as unresolved.",
  options: { ...issueScope, ...changeOptions },
  run: ({ options }, ctx: Context) => changeIssues(ctx, options, "unresolved"),
});
