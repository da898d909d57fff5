import { defineGroup } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { listCommand } from "./list.ts";

export const organizationsGroup = defineGroup<Context>({
  summary: "See the organizations of a Sentry server.",
  commands: { list: listCommand },
});
