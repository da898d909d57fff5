import { defineGroup } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { explainCommand } from "./explain.ts";

export const sourcemapsGroup = defineGroup<Context>({
  summary: "Make minified stack traces readable: debug ids, uploads and checks of source maps.",
  commands: { explain: explainCommand },
});
