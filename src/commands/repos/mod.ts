import { defineGroup } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { orgOption } from "../shared_options.ts";
import { listCommand } from "./list.ts";

export const reposGroup = defineGroup<Context>({
  summary: "See the repositories of an organization.",
  inherited: { org: orgOption },
  commands: { list: listCommand },
});
