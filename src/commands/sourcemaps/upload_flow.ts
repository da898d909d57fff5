/** What `sourcemaps upload` does once it is known where to and what; loaded when it runs. */
import type { Api } from "../../api/client.ts";
import type { ChunkOptions } from "../../api/chunk_upload.ts";
import type { Values } from "../../cli/options.ts";
import type { Context } from "../../context.ts";
import { matchPaths } from "../../features/events/match_paths.ts";
import { findSources } from "../../features/sourcemaps/find_sources.ts";
import type { SourceFile } from "../../features/sourcemaps/source_urls.ts";
import { countOf, type Narrator } from "../../features/sourcemaps/upload_bundle.ts";
import { type SourcesUploaded, uploadSources } from "../../features/sourcemaps/upload_sources.ts";
import { resolveReleaseOption } from "./release.ts";
import type { uploadOptions } from "./upload_options.ts";
import { uploadReceipt } from "./upload_receipt.ts";

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
  const prefixes = [...options.stripPrefix, ...(options.stripCommonPrefix ? ["~"] : [])];
  const facts = { org, projects, release, dist: options.dist, note: options.note };
  const uploaded = await uploadSources(files, {
    rewrite: options.noRewrite ? undefined : { cwd: ctx.cwd, stripPrefixes: prefixes },
    decompress: options.decompress,
    validates: options.validate,
    addsReferences: !options.noSourcemapReference,
    addsDebugIds: options.debugIdReference,
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
    if (!options.strict) narrator.step("Nothing to upload");
    return undefined;
  }
  const { report } = uploaded;
  ctx.out.show({ json: uploadReceipt(uploaded, facts), text: () => report ?? "" });
  return uploaded;
}

/** The files of all paths; each path may be a pattern. */
async function collectFiles(
  ctx: Context,
  { paths, options }: FlowOptions,
  narrator: Narrator,
): Promise<SourceFile[]> {
  const all: SourceFile[] = [];
  const urls = { prefix: options.urlPrefix ?? "~", suffix: options.urlSuffix ?? "" };
  const extensions = options.ext.length === 0
    ? EXTENSIONS
    : options.ext.map((each) => each.replace(/^\./, ""));
  for (const pattern of paths) {
    const isPattern = /[*?[]/.test(pattern);
    const found = isPattern
      ? await matchPaths(pattern, { ...ctx, path: ctx.platform.path })
      : [pattern];
    let count = 0;
    for (const path of found) {
      if (await ctx.fs.stat(ctx.platform.path.resolve(ctx.cwd, path)) === undefined) continue;
      count++;
      const files = await findSources(path, { ...ctx, path: ctx.platform.path, extensions, urls });
      narrator.step(`Found ${countOf(files.length, narrator.style)}`);
      all.push(...files);
    }
    if (count === 0) ctx.log.warn(`'${pattern}' matches no file and no directory`);
  }
  return all;
}

/** Tells of an upload on this run's outputs. */
export function narratorOf(ctx: Context): Narrator {
  const { out, log, progress } = ctx;
  return {
    step: (line) => out.say(`${out.style.dim(">")} ${line}`),
    say: (text) => out.say(text),
    warn: (line) => log.warn(line),
    progress,
    style: out.style,
  };
}
