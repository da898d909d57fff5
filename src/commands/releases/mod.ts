import { defineGroup } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { projectScope } from "../shared_options.ts";
import { archiveCommand } from "./archive.ts";
import { deleteCommand } from "./delete.ts";
import { finalizeCommand } from "./finalize.ts";
import { infoCommand } from "./info.ts";
import { listCommand } from "./list.ts";
import { newCommand } from "./new.ts";
import { proposeVersionCommand } from "./propose_version.ts";
import { restoreCommand } from "./restore.ts";
import { setCommitsCommand } from "./set_commits.ts";

export const releasesGroup = defineGroup<Context>({
  summary: "Make and see releases.",
  inherited: projectScope,
  commands: {
    archive: archiveCommand,
    delete: deleteCommand,
    finalize: finalizeCommand,
    info: infoCommand,
    list: listCommand,
    new: newCommand,
    "propose-version": proposeVersionCommand,
    restore: restoreCommand,
    "set-commits": setCommitsCommand,
  },
});
