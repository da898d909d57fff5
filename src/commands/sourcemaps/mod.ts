import { defineGroup } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { projectScope, releaseOption } from "../shared_options.ts";
import { explainCommand } from "./explain.ts";
import { injectCommand } from "./inject.ts";
import { resolveCommand } from "./resolve.ts";
import { uploadCommand } from "./upload.ts";
import { verifyCommand } from "./verify.ts";

export const sourcemapsGroup = defineGroup<Context>({
  summary: "Make minified stack traces readable: debug ids, uploads and checks of source maps.",
  inherited: { ...projectScope, release: releaseOption },
  commands: {
    explain: explainCommand,
    inject: injectCommand,
    resolve: resolveCommand,
    upload: uploadCommand,
    verify: verifyCommand,
  },
});
