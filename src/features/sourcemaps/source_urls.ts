/** From files to the URLs under which a browser would ask for them (specification of uploads, §3.2). */
import type { PathOperations } from "../../system/mod.ts";

/** A file to upload. */
export interface SourceFile {
  readonly url: string;
  /** As it was named, for people. */
  readonly path: string;
  /** Absolute. */
  readonly file: string;
  /** Its content where that is not what the file holds (parts of an unpacked bundle). */
  readonly content?: Uint8Array<ArrayBuffer>;
}

export interface UrlRules {
  readonly prefix: string;
  readonly suffix: string;
}

/** The URL of a path relative to what was given on the command line. */
export function sourceUrl(
  relative: string,
  { prefix, suffix }: UrlRules,
  { separator }: Pick<PathOperations, "separator">,
): string {
  const slashes = separator === "\\" ? relative.replaceAll("\\", "/") : relative;
  return `${prefix.endsWith("/") ? prefix.slice(0, -1) : prefix}/${slashes}${suffix}`;
}

/** Two files that would have the same URL. */
export interface Collision {
  readonly url: string;
  readonly kept: string;
  readonly dropped: string;
}

/** One file for each URL: the one given last. The same file given twice is no collision. */
export function uniqueByUrl(
  files: readonly SourceFile[],
): { readonly files: readonly SourceFile[]; readonly collisions: readonly Collision[] } {
  const byUrl = new Map<string, SourceFile>();
  const collisions: Collision[] = [];
  for (const file of files) {
    const before = byUrl.get(file.url);
    if (before !== undefined && before.path !== file.path) {
      collisions.push({ url: file.url, kept: file.path, dropped: before.path });
    }
    byUrl.set(file.url, file);
  }
  return { files: [...byUrl.values()], collisions };
}
