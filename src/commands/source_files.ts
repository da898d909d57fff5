/** From paths on the command line to the files of an upload; loaded when it runs. */
import type { Context } from "../context.ts";
import { matchPaths } from "../features/events/match_paths.ts";
import { discover, type Obstacle, vanishedWarning } from "../features/sourcemaps/discover.ts";
import { readIgnoreRules } from "../features/sourcemaps/ignore_rules.ts";
import { type SourceFile, sourceUrl } from "../features/sourcemaps/source_urls.ts";
import { countOf, type Narrator } from "../features/sourcemaps/upload_bundle.ts";
import { oneLine } from "../output/sanitise.ts";
import type { FileSystem } from "../system/mod.ts";

interface UrlOptions {
  readonly urlPrefix: string | undefined;
  readonly urlSuffix: string | undefined;
}

/** Which files of a directory are taken, and which URLs they get. */
export interface FindOptions extends UrlOptions {
  readonly ignore: readonly string[];
  readonly ignoreFile: string | undefined;
  readonly ext: readonly string[];
  /** In place of `ext` when that is empty; `undefined`: all files but hidden ones. */
  readonly defaultExtensions: readonly string[] | undefined;
  readonly narrator: Pick<Narrator, "step" | "style" | "warn">;
  /** Whether `*`, `?` and `[` in a path stand for others; default: they do. */
  readonly takesPatterns?: boolean;
}

/** The URL of a relative path. */
export function urlRule(
  { platform: { path } }: Context,
  { urlPrefix, urlSuffix }: UrlOptions,
): (relative: string) => string {
  const urls = { prefix: urlPrefix ?? "~", suffix: urlSuffix ?? "" };
  return (relative) => sourceUrl(relative, urls, path);
}

/** The files of all paths and patterns. */
export async function findSources(
  ctx: Context,
  paths: readonly string[],
  given: FindOptions,
): Promise<SourceFile[]> {
  const { path } = ctx.platform;
  const { ext, defaultExtensions, narrator, takesPatterns = true } = given;
  const urlOf = urlRule(ctx, given);
  const ignore = await readIgnoreRules(
    { globs: given.ignore, file: given.ignoreFile },
    { ...ctx, path },
  );
  const extensions = ext.map((each) => each.replace(/^\./, ""));
  const search = {
    ignore,
    extensions: extensions.length === 0 ? defaultExtensions : extensions,
    onObstacle({ error, isNoFile }: Obstacle) {
      if (!isNoFile) throw error;
      ctx.log.warn(`Skipping ${oneLine(error.message)}`);
    },
  };
  const all: SourceFile[] = [];
  for (const name of paths) {
    const roots = takesPatterns ? await rootsOf(ctx, name) : [name];
    if (roots.length === 0) ctx.log.info(`'${name}' matches no file and no directory`);
    for (const root of roots) {
      const found = await discover(root, search, { fs: filesFrom(ctx), path, cwd: ctx.cwd });
      for (const each of found.vanished) narrator.warn(vanishedWarning(each));
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
    lstat: (name) => fs.lstat(full(name)),
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
