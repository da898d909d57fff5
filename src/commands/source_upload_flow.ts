/** What `sourcemaps upload` does once it is known where to and what; loaded when it runs. */
import type { Api } from "../api/client.ts";
import type { ChunkOptions } from "../api/chunk_upload.ts";
import type { Values } from "../cli/options.ts";
import type { Context } from "../context.ts";
import { type BundleFiles, filesOfBundle } from "./bundle_files.ts";
import type { Narrator } from "../features/sourcemaps/upload_bundle.ts";
import { type SourcesUploaded, uploadSources } from "../features/sourcemaps/upload_sources.ts";
import { uploadWay } from "../features/sourcemaps/upload_way.ts";
import { resolveReleaseOption } from "./release_scope.ts";
import type { uploadOptions, UploadStyle } from "./source_upload_options.ts";
import { narratorOf } from "./narrator.ts";
import { findSources, urlRule } from "./source_files.ts";
import { emptyReceipt, uploadReceipt } from "./upload_receipt.ts";

export interface FlowOptions {
  readonly api: Api;
  readonly org: string;
  readonly projects: readonly string[];
  readonly chunkOptions: ChunkOptions;
  readonly suits: UploadStyle["suits"];
  readonly paths: readonly string[];
  readonly options: Values<typeof uploadOptions>;
  readonly waitSeconds: number | undefined;
}

const EXTENSIONS = ["js", "cjs", "mjs", "map", "jsbundle", "bundle"];

/** Uploads and shows what became of it; `undefined` when there was nothing to upload. */
export async function uploadFlow(
  ctx: Context,
  flow: FlowOptions,
): Promise<SourcesUploaded | undefined> {
  const { api, org, projects, chunkOptions, options, suits } = flow;
  const narrator = narratorOf(ctx);
  const release = resolveReleaseOption(ctx, options.version ?? options.release);
  const { files, isAnnounced } = await collectFiles(ctx, flow, narrator);
  const isBundle = options.bundle !== undefined;
  const usesCommon = isBundle || options.stripCommonPrefix;
  const stripPrefixes = [...options.stripPrefix, ...(usesCommon ? ["~"] : [])];
  const facts = { org, projects, release, dist: options.dist, note: options.note };
  const uploaded = await uploadSources(files, {
    // A bundle is always rewritten, and most options are about directories (specification, §3.6).
    rewrite: options.noRewrite && !isBundle ? undefined : { cwd: ctx.cwd, stripPrefixes },
    decompress: options.decompress && !isBundle,
    validates: options.validate && !isBundle,
    addsReferences: isBundle || !options.noSourcemapReference,
    addsDebugIds: isBundle || options.debugIdReference,
    isQuiet: ctx.globals.quiet,
    isAnnounced,
    doors: ctx,
    upload: {
      api,
      options: chunkOptions,
      doors: ctx,
      facts,
      waitSeconds: flow.waitSeconds,
      narrator,
      way: suits === "3.x"
        ? "artifact bundle"
        : uploadWay(chunkOptions, { projects, prefersArtifactBundles: suits === "bundles" }),
    },
  });
  if (uploaded === undefined) {
    narrator.step("Nothing to upload");
    ctx.out.show({ json: emptyReceipt(facts), text: () => "" });
    return undefined;
  }
  const { report } = uploaded;
  ctx.out.show({ json: uploadReceipt(uploaded, facts), text: () => report ?? "" });
  return uploaded;
}

/** The files of all paths, or those that a bundle consists of. */
async function collectFiles(
  ctx: Context,
  { paths, options }: FlowOptions,
  narrator: Narrator,
): Promise<BundleFiles> {
  const { bundle, bundleSourcemap: sourcemap } = options;
  if (bundle !== undefined && sourcemap !== undefined) {
    return await filesOfBundle(ctx, { bundle, sourcemap }, {
      urlOf: urlRule(ctx, options),
      narrator,
    });
  }
  const given = { ...options, defaultExtensions: EXTENSIONS, narrator };
  return { files: await findSources(ctx, paths, given), isAnnounced: false };
}
