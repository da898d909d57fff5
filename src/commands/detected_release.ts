/** Release detection for a run: the doors it asks, the Xcode part among them, joined. */
import type { Context } from "../context.ts";
import type { ProposeDoors } from "../features/releases/propose_version.ts";

/** The doors of `proposeVersion`. Preprocessing runs flags that the project names: ask the user. */
export function proposeDoors(
  ctx: Context,
  { allowPreprocessing }: { readonly allowPreprocessing: boolean },
): ProposeDoors {
  return {
    ...ctx,
    async xcodeApp() {
      const { findAppInfo } = await import("../features/xcode/app_info.ts");
      return await findAppInfo(ctx, { allowPreprocessing });
    },
  };
}

/** The release that the surroundings suggest, `undefined` when nothing does. */
export async function detectRelease(ctx: Context): Promise<string | undefined> {
  const { findVersion } = await import("../features/releases/propose_version.ts");
  return (await findVersion(proposeDoors(ctx, { allowPreprocessing: false })))?.version;
}
