import { defineGroup } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { orgOption } from "../shared_options.ts";
import { listCommand } from "./list.ts";

export const projectsGroup = defineGroup<Context>({
  summary: "See the projects of an organization.",
  inherited: { org: orgOption },
  commands: { list: listCommand },
});
