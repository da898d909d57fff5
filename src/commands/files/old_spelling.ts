/** What the commands share that only scripts of the 2.x line call (specification of uploads, §8). */
import type { Context } from "../../context.ts";
import { projectScope, releaseOption } from "../shared_options.ts";

/** Accepted before the subcommand, too. */
export const filesScope = { ...projectScope, release: releaseOption };

/** Says of an old command what to use today. */
export function sayOld(ctx: Context, old: string, instead: string): void {
  ctx.log.warn(`'${old}' is an old spelling; ${instead}`);
}

/** Of those to which nothing of today is the same. */
export const BUNDLES_INSTEAD = "servers of today keep bundles, see 'sourcemaps upload'";
