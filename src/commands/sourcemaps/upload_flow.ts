/** What `sourcemaps upload` does once it is known where to and what; loaded when it runs. */
import type { Api } from "../../api/client.ts";
import type { ChunkOptions } from "../../api/chunk_upload.ts";
import type { Values } from "../../cli/options.ts";
import type { Context } from "../../context.ts";
import { matchPaths } from "../../features/events/match_paths.ts";
import { bundleSources } from "../../features/sourcemaps/bundle_sources.ts";
import { discover } from "../../features/sourcemaps/discover.ts";
import { readIgnoreRules } from "../../features/sourcemaps/ignore_rules.ts";
import { type SourceFile, sourceUrl } from "../../features/sourcemaps/source_urls.ts";
import { countOf, type Narrator } from "../../features/sourcemaps/upload_bundle.ts";
import { type SourcesUploaded, uploadSources } from "../../features/sourcemaps/upload_sources.ts";
import type { FileSystem } from "../../system/mod.ts";
import { resolveReleaseOption } from "./release.ts";
import type { uploadOptions } from "./upload_options.ts";
import { narratorOf } from "../narrator.ts";
import { uploadReceipt } from "../upload_receipt.ts";

export interface FlowOptions {
  readonly api: Api;
  readonly org: string;
  readonly projects: readonly string[];
  readonly chunkOptions: ChunkOptions;
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
  const { api, org, projects, chunkOptions, options } = flow;
  const narrator = narratorOf(ctx);
  const release = resolveReleaseOption(ctx, options.version ?? options.release);
  const files = await collectFiles(ctx, flow, narrator);
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
    doors: ctx,
    upload: {
      api,
      options: chunkOptions,
      doors: ctx,
      facts,
      waitSeconds: flow.waitSeconds,
      narrator,
    },
  });
  if (uploaded === undefined) {
    narrator.step("Nothing to upload");
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
): Promise<SourceFile[]> {
  const { path } = ctx.platform;
  const { bundle, bundleSourcemap: sourcemap } = options;
  const urls = { prefix: options.urlPrefix ?? "~", suffix: options.urlSuffix ?? "" };
  const urlOf = (relative: string) => sourceUrl(relative, urls, path);
  if (bundle !== undefined && sourcemap !== undefined) {
    const doors = { ...ctx, path, urlOf, warn: narrator.warn };
    return await bundleSources({ bundle, sourcemap }, doors);
  }
  const ignore = await readIgnoreRules(
    { globs: options.ignore, file: options.ignoreFile },
    { ...ctx, path },
  );
  const extensions = options.ext.map((each) => each.replace(/^\./, ""));
  const search = { ignore, extensions: extensions.length === 0 ? EXTENSIONS : extensions };
  const all: SourceFile[] = [];
  for (const given of paths) {
    const roots = await rootsOf(ctx, given);
    if (roots.length === 0) ctx.log.info(`'${given}' matches no file and no directory`);
    for (const root of roots) {
      const found = await discover(root, search, { fs: filesFrom(ctx), path, cwd: ctx.cwd });
      narrator.step(`Found ${countOf(found.paths.length, narrator.style)}`);
      for (const each of found.paths) {
        const relative = found.isDirectory ? relativeTo(root, each) : path.basename(each);
        all.push({ url: urlOf(relative), path: each, file: path.resolve(ctx.cwd, each) });
      }
    }
  }
  return all;
}

/** The files as they are named from the working directory. */
function filesFrom({ fs, cwd, platform: { path } }: Context): FileSystem {
  const full = (name: string) => path.resolve(cwd, name);
  return {
    ...fs,
    stat: (name) => fs.stat(full(name)),
    entries: (name) => fs.entries(full(name)),
    realPath: (name) => fs.realPath(full(name)),
  };
}

/** What a path or pattern stands for; nothing when there is no such thing. */
async function rootsOf(ctx: Context, given: string): Promise<readonly string[]> {
  const { path } = ctx.platform;
  if (/[*?[]/.test(given)) return await matchPaths(given, { ...ctx, path });
  return await ctx.fs.stat(path.resolve(ctx.cwd, given)) === undefined ? [] : [given];
}

/** What stands behind the root in a path that was made from it. */
function relativeTo(root: string, path: string): string {
  return path.slice(root.length).replace(/^[\\/]+/, "");
}
