import { type Deploy, listDeploys } from "../../api/deploys.ts";
import { defineCommand } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { type Column, table } from "../../output/table.ts";
import { ago } from "../../output/times.ts";
import { resolveScope } from "../scope.ts";
import { formatOption } from "../shared_options.ts";
import { releaseBefore, releaseScope, resolveRelease } from "../release_scope.ts";
import { deployName } from "./deploy_view.ts";

const declaration = {
  summary: "List the deploys of a release.",
  options: { ...releaseScope, format: formatOption },
};

/** `deploys list`. */
export const listCommand = defineCommand({
  ...declaration,
  run: ({ options }, ctx: Context) => listDeploysOf(ctx, options),
});

/** `releases deploys [VERSION] list`. */
export const listOfReleaseCommand = defineCommand({
  ...declaration,
  fromGroups: releaseBefore,
  run: ({ options }, ctx: Context) => listDeploysOf(ctx, options),
});

async function listDeploysOf(
  ctx: Context,
  options: Parameters<typeof resolveRelease>[1] & Parameters<typeof resolveScope>[1],
): Promise<void> {
  const version = resolveRelease(ctx, options);
  const { org } = resolveScope(ctx, options, { projects: "ignored" });
  const deploys = await listDeploys(await ctx.api(), { org, version });
  const shown = columns(ctx.clock.now());
  ctx.out.show({
    json: deploys,
    text: () => deploys.length === 0 ? "No deploys found" : table(shown, deploys),
  });
}

function columns(nowMs: number): readonly Column<Deploy>[] {
  return [
    { head: "Environment", cell: ({ environment }) => environment },
    { head: "Name", cell: deployName },
    {
      head: "Finished",
      cell: ({ dateFinished }) => dateFinished === undefined ? "-" : ago(dateFinished, nowMs),
    },
  ];
}
