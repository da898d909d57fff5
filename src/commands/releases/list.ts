import { listReleasePages, listReleases, type Release } from "../../api/releases.ts";
import { defineCommand } from "../../cli/command.ts";
import { amount, flag, text } from "../../cli/options.ts";
import type { Context } from "../../context.ts";
import { oneLine } from "../../output/sanitise.ts";
import { type Column, table } from "../../output/table.ts";
import { pageLimit } from "../rows.ts";
import { formatOption, projectScope } from "../shared_options.ts";
import { resolveScope } from "../scope.ts";
import { ago } from "../../output/times.ts";
import { projectLines } from "./release_view.ts";

function columns(nowMs: number, showProjects: boolean): readonly Column<Release>[] {
  return [
    {
      head: "Released",
      cell: ({ dateReleased }) =>
        dateReleased === undefined ? "(unreleased)" : `${ago(dateReleased, nowMs)} ago`,
    },
    { head: "Version", cell: ({ version }) => version },
    ...(showProjects ? [{ head: "Projects", cell: projectLines }] : []),
    { head: "New Events", cell: ({ newGroups }) => String(newGroups) },
    {
      head: "Last Event",
      cell: ({ lastEvent }) => lastEvent === undefined ? "-" : `${ago(lastEvent, nowMs)} ago`,
    },
  ];
}

/** `releases list`: the latest releases, newest first. */
export const listCommand = defineCommand({
  summary: "List the latest releases.",
  options: {
    ...projectScope,
    showProjects: flag("Also show the projects of each release.").short("P"),
    raw: flag("Print the versions only.").short("R"),
    delimiter: text("What stands between versions with --raw. [default: a line break]")
      .short("D").valueName("delimiter").requires("raw").optional(),
    pages: amount("How many pages to fetch at most; 0: all. [default: the first]")
      .valueName("PAGES").optional(),
    noAbbrev: flag("Accepted for old scripts; has no effect.").hidden(),
    format: formatOption,
  },
  async run({ options }, ctx: Context) {
    await ctx.api(); // no token is reported before no organization
    const { org, projects } = resolveScope(ctx, options, { projects: "optional" });
    const releases = await releasesOf(ctx, { org, project: projects[0] }, options.pages);
    if (options.raw && !ctx.out.isJson) {
      const versions = releases.map(({ version }) => oneLine(version));
      return ctx.out.say(versions.join(options.delimiter ?? "\n"));
    }
    const shown = columns(ctx.clock.now(), options.showProjects);
    ctx.out.show({ json: releases, text: () => table(shown, releases) });
  },
});

/** The first page as the reference asks for it, or as many as wanted. */
async function releasesOf(
  ctx: Context,
  scope: { readonly org: string; readonly project: string | undefined },
  pages: number | undefined,
): Promise<readonly Release[]> {
  const api = await ctx.api();
  if (pages === undefined) return await listReleases(api, scope);
  return await Array.fromAsync(listReleasePages(api, scope, pageLimit(ctx, { pages })));
}
