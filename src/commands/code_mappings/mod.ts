import { defineGroup } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { orgOption, projectOption } from "../shared_options.ts";
import { uploadCommand } from "./upload.ts";

export const codeMappingsGroup = defineGroup<Context>({
  summary: "Connect stack traces with the source code in a repository.",
  inherited: { org: orgOption, project: projectOption },
  commands: { upload: uploadCommand },
});
