/** What the commands share that only scripts of the 2.x line call (specification of uploads, §8). */
import type { Api } from "../../api/client.ts";
import type { ReleaseFilesKey } from "../../api/release_files.ts";
import { resolveProjects } from "../../config/scope.ts";
import type { Context } from "../../context.ts";
import { resolveRelease } from "../release_scope.ts";
import { resolveScope } from "../scope.ts";
import { projectScope, releaseOption } from "../shared_options.ts";

/** Accepted before the subcommand, too. */
export const filesScope = { ...projectScope, release: releaseOption };

/** Says of an old command what to use today. */
export function sayOld(ctx: Context, old: string, instead: string): void {
  ctx.log.warn(`'${old}' is an old spelling; ${instead}`);
}

/** Of those to which nothing of today is the same. */
export const BUNDLES_INSTEAD = "servers of today keep bundles, see 'sourcemaps upload'";

/** Whose files, checked in the order of the 2.x line; of several projects the first, if any. */
export async function findFiles(
  ctx: Context,
  options: Parameters<typeof resolveRelease>[1] & {
    readonly org: string | undefined;
    readonly project: readonly string[];
  },
): Promise<{ readonly api: Api; readonly key: ReleaseFilesKey }> {
  const version = resolveRelease(ctx, options);
  const { org } = resolveScope(ctx, options, { projects: "ignored" });
  const api = await ctx.api();
  const [project] = resolveProjects(ctx.config, { flags: options.project, required: false });
  return { api, key: { org, project, version } };
}
