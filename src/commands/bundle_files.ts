/** The files of a React Native bundle, and what is said when it is taken apart; loaded when it runs. */
import type { Context } from "../context.ts";
import { bundleSources, type BundleSourcesOptions } from "../features/sourcemaps/bundle_sources.ts";
import type { SourceFile } from "../features/sourcemaps/source_urls.ts";
import type { Narrator } from "../features/sourcemaps/upload_bundle.ts";
import { analyzingLine } from "../features/sourcemaps/upload_sources.ts";

export interface BundleFiles {
  readonly files: readonly SourceFile[];
  /** The line of how many sources are analyzed has been printed. */
  readonly isAnnounced: boolean;
}

/** Both files, or what a RAM bundle consists of: that counts as one source, as in the reference. */
export async function filesOfBundle(
  ctx: Context,
  paths: { readonly bundle: string; readonly sourcemap: string },
  { narrator, ...rules }: Pick<BundleSourcesOptions, "urlOf" | "onlyFileBundles"> & {
    readonly narrator: Narrator;
  },
): Promise<BundleFiles> {
  let isAnnounced = false;
  const files = await bundleSources(paths, {
    ...rules,
    fs: ctx.fs,
    path: ctx.platform.path,
    cwd: ctx.cwd,
    warn: narrator.warn,
    onUnpack() {
      isAnnounced = true;
      narrator.step(analyzingLine(1, narrator.style));
    },
  });
  return { files, isAnnounced };
}
