import { defineGroup } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { listCommand } from "./list.ts";
import { runCommand } from "./run.ts";

export const monitorsGroup = defineGroup<Context>({
  summary: "See cron monitors and report to them.",
  commands: { list: listCommand, run: runCommand },
});
