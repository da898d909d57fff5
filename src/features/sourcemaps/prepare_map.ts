/** A source map as it is uploaded: flat, with what it uses and all texts (specification, §3.3). */
import { releaseBytes } from "../../base/release_bytes.ts";
import { decodeFields } from "../../formats/source_map/decode.ts";
import { fieldsOf } from "../../formats/source_map/fields.ts";
import { flatten } from "../../formats/source_map/flatten.ts";
import { encodeRebuilt, rebuildMap, stripPrefixes } from "../../formats/source_map/rewrite_map.ts";
import {
  encodeRewritten,
  rewriteSplit,
  type RewrittenMap,
} from "../../formats/source_map/rewrite_split.ts";
import { SystemError, type TaskDoors } from "../../system/mod.ts";
import type { MapFacts } from "./artifact_facts.ts";
import type { ParsedMap } from "./parse_map.ts";

/** What is done with maps. */
export interface MapRules {
  /** Left out: they stay as they are. */
  readonly rewrite:
    | {
      /** Where relative sources are looked for. */
      readonly cwd: string;
      readonly stripPrefixes: readonly string[];
    }
    | undefined;
  /** Look into maps that are not rewritten, too. */
  readonly validates: boolean;
}

/** Of a map into which nobody has looked. */
const UNSEEN: MapFacts = { isIndexed: false, missingContents: [], problem: undefined };
const INDEXED: MapFacts = { ...UNSEEN, isIndexed: true };

/** A map as it will be uploaded. */
export interface PreparedMap {
  readonly facts: MapFacts;
  /** Its content where that is new. */
  readonly content: Uint8Array<ArrayBuffer> | undefined;
}

/** Looks at a map, and rewrites it where that is asked for. Throws a `SourceMapError`. */
export async function prepareMap(
  parsed: ParsedMap,
  { rewrite, validates }: MapRules,
  doors: TaskDoors,
): Promise<PreparedMap> {
  if (rewrite === undefined && !validates) return { facts: UNSEEN, content: undefined };
  if (rewrite !== undefined) {
    const quick = parsed.split && rewriteSplit(parsed.split);
    if (quick !== undefined) return await finishSplit(quick, rewrite, doors);
  }
  const { json, text } = parsed.whole();
  // Written anew in any case; a large map leaves little room for what nobody reads any more.
  if (rewrite !== undefined) releaseBytes(parsed.bytes);
  const map = decodeFields(fieldsOf(json, text));
  if (rewrite === undefined) {
    return { facts: map.kind === "indexed" ? INDEXED : factsOf(map), content: undefined };
  }
  const rebuilt = rebuildMap(flatten(map));
  const { sources, sourcesContent } = rebuilt;
  for await (const [at, text] of missingTexts(sources, sourcesContent, rewrite.cwd, doors)) {
    sourcesContent[at] = text;
  }
  const stripped = { ...rebuilt, sources: stripPrefixes(sources, rewrite.stripPrefixes) };
  return { facts: factsOf(stripped), content: encodeRebuilt(stripped) };
}

/** The second half of the same for a map in parts. */
async function finishSplit(
  map: RewrittenMap,
  { cwd, stripPrefixes: prefixes }: NonNullable<MapRules["rewrite"]>,
  doors: TaskDoors,
): Promise<PreparedMap> {
  const { contents } = map;
  for await (const [at, text] of missingTexts(map.sources, contents, cwd, doors)) {
    contents[at] = new TextEncoder().encode(JSON.stringify(text));
  }
  const sources = stripPrefixes(map.sources, prefixes);
  const facts = factsOf({ sources, sourcesContent: contents });
  return { facts, content: encodeRewritten({ ...map, sources }) };
}

function factsOf(
  { sources, sourcesContent }: {
    readonly sources: readonly string[];
    readonly sourcesContent: readonly (Uint8Array | string | null)[];
  },
): MapFacts {
  return {
    isIndexed: false,
    missingContents: sources.filter((_, at) => (sourcesContent[at] ?? null) === null),
    problem: undefined,
  };
}

/** The texts that are missing and lie on this disk. */
async function* missingTexts(
  sources: readonly string[],
  contents: readonly (Uint8Array | string | null)[],
  cwd: string,
  { fs, path, codecs }: TaskDoors,
): AsyncGenerator<readonly [at: number, text: string]> {
  for (const [at, source] of sources.entries()) {
    if ((contents[at] ?? null) !== null) continue;
    const file = localPath(source, cwd, path.separator);
    if (file === undefined) continue;
    try {
      // A map may name anything: a device has no end, and a pipe nobody who writes to it.
      if ((await fs.stat(file))?.kind !== "file") continue;
      const bytes = await fs.read(file);
      if (!codecs.isUtf8(bytes)) continue;
      yield [at, new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)];
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
    }
  }
}

/** Where a source lies, when its name is a path or a `file:` URL. */
function localPath(source: string, cwd: string, separator: string): string | undefined {
  const folder = cwd.replaceAll(separator, "/").replaceAll("%", "%25");
  const base = new URL("file:///");
  base.pathname = `${folder}/`;
  const url = URL.parse(source, base);
  if (url === null || url.protocol !== "file:" || url.hostname !== "") return undefined;
  let local: string;
  try {
    local = decodeURIComponent(url.pathname);
  } catch {
    return undefined;
  }
  return separator === "/" ? local : local.replace(/^\//, "").replaceAll("/", separator);
}
