import { defineGroup } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { serveCommand } from "./serve.ts";

export const localGroup = defineGroup<Context>({
  summary: "Try the tool without an account: a Sentry-compatible server on this machine.",
  commands: { serve: serveCommand },
});
