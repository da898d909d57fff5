import { defineGroup } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { listCommand } from "./list.ts";

export const logsGroup = defineGroup<Context>({
  summary: "[BETA] See log entries.",
  description:
    'The "logs" command follows one of Sentry\'s that is in beta: it may change or go away.',
  commands: { list: listCommand },
});
