import { defineGroup } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { projectScope } from "../shared_options.ts";
import { listCommand } from "./list.ts";

export const eventsGroup = defineGroup<Context>({
  summary: "See the events of a project.",
  inherited: projectScope,
  commands: { list: listCommand },
});
