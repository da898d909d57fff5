import { defineGroup } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { projectScope } from "../shared_options.ts";
import { infoCommand } from "./info.ts";
import { listCommand } from "./list.ts";
import { newCommand } from "./new.ts";

export const releasesGroup = defineGroup<Context>({
  summary: "Make and see releases.",
  inherited: projectScope,
  commands: { info: infoCommand, list: listCommand, new: newCommand },
});
