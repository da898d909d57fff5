import { defineGroup } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { projectScope, releaseOption } from "../shared_options.ts";
import { releaseBefore } from "../release_scope.ts";
import { listCommand, listOfReleaseCommand } from "./list.ts";
import { newCommand, newOfReleaseCommand } from "./new.ts";

const summary = "See the deploys of a release, and tell of new ones.";
const inherited = { ...projectScope, release: releaseOption };

export const deploysGroup = defineGroup<Context>({
  summary,
  inherited,
  commands: { list: listCommand, new: newCommand },
});

/** `releases deploys [VERSION] …`, the older spelling. */
export const releaseDeploysGroup = defineGroup<Context>({
  summary,
  hidden: true,
  args: releaseBefore,
  inherited,
  commands: { list: listOfReleaseCommand, new: newOfReleaseCommand },
});
