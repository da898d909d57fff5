import { getRelease, listCommits, type Release } from "../../api/releases.ts";
import { ApiError, QuietFailure } from "../../base/errors.ts";
import { defineCommand } from "../../cli/command.ts";
import { flag } from "../../cli/options.ts";
import type { Context } from "../../context.ts";
import { type Column, table } from "../../output/table.ts";
import { formatOption, projectScope, versionArgument } from "../shared_options.ts";
import { resolveScope } from "../scope.ts";
import { utcTimestamp } from "../../output/times.ts";
import { projectLines } from "./release_view.ts";

/** `releases info`: one release. */
export const infoCommand = defineCommand({
  summary: "Show a release.",
  hyphenatedFirstArgument: true,
  args: { version: versionArgument },
  options: {
    ...projectScope,
    showProjects: flag("Also show the projects of the release.").short("P"),
    showCommits: flag("Also show the commits of the release.").short("C"),
    format: formatOption,
  },
  async run({ args: { version }, options }, ctx: Context) {
    const api = await ctx.api();
    const { org } = resolveScope(ctx, options, { projects: "ignored" });
    const release = await getRelease(api, { org, version });
    if (release === undefined) {
      if (!ctx.globals.quiet) ctx.out.note(`Release not found: "${version}" in "${org}"`);
      throw new QuietFailure();
    }
    if (ctx.globals.quiet) return;

    const commits = options.showCommits ? await commitIds(ctx, org, version) : undefined;
    const columns: Column<Release>[] = [
      { head: "Version", cell: (each) => each.version },
      { head: "Date created", cell: (each) => utcTimestamp(each.dateCreated) },
    ];
    const { lastEvent } = release;
    if (lastEvent) columns.push({ head: "Last event", cell: () => utcTimestamp(lastEvent) });
    if (options.showProjects) columns.push({ head: "Projects", cell: projectLines });
    if (commits) columns.push({ head: "Commits", cell: () => commits.join("\n") || "-" });
    ctx.out.show({
      json: { ...release, ...(commits ? { commits } : {}) },
      text: () => table(columns, [release]),
    });
  },
});

/** Ids of the commits; a server that cannot tell them must not hide the release itself. */
async function commitIds(ctx: Context, org: string, version: string): Promise<readonly string[]> {
  try {
    const commits = await listCommits(await ctx.api(), { org, version });
    return commits.map((commit) => commit.id);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    ctx.log.warn(`Could not get the commits of release ${version}: ${error.message}`);
    return [];
  }
}
