import { defineGroup } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { issueScope } from "./issue_options.ts";
import { listCommand } from "./list.ts";
import { muteCommand } from "./mute.ts";
import { resolveCommand } from "./resolve.ts";
import { unresolveCommand } from "./unresolve.ts";

export const issuesGroup = defineGroup<Context>({
  summary: "See the issues of a project, and mute or resolve them.",
  inherited: issueScope,
  commands: {
    list: listCommand,
    mute: muteCommand,
    resolve: resolveCommand,
    unresolve: unresolveCommand,
  },
});
