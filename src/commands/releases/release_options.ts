/** What commands that change one release as a whole declare. */
import type { Context } from "../../context.ts";
import { resolveScope } from "../scope.ts";
import { changeOptions, projectScope, versionArgument } from "../shared_options.ts";

export const oneRelease = {
  hyphenatedFirstArgument: true,
  args: { version: versionArgument },
  // A project is taken and changes nothing, as in the reference.
  options: { ...projectScope, ...changeOptions },
};

/** The API and the release. No token is reported before no organization. */
export async function findTarget(
  ctx: Context,
  version: string,
  options: { readonly org: string | undefined },
) {
  const api = await ctx.api();
  const { org } = resolveScope(ctx, options, { projects: "ignored" });
  return { api, key: { org, version } };
}
