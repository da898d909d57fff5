/** A source map as it is uploaded: flat, with what it uses and all texts (specification, §3.3). */
import { decodeFields, type FlatMap } from "../../formats/source_map/decode.ts";
import { fieldsOf } from "../../formats/source_map/fields.ts";
import { flatten } from "../../formats/source_map/flatten.ts";
import { encodeRebuilt, rebuildMap, stripPrefixes } from "../../formats/source_map/rewrite_map.ts";
import { SystemError, type TaskDoors } from "../../system/mod.ts";
import type { MapFacts } from "./artifact_facts.ts";

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

/** The JSON of a map and what it was parsed from. */
export interface ParsedMap {
  readonly json: Record<string, unknown>;
  readonly text: string;
}

/** Of a map into which nobody has looked. */
const UNSEEN: MapFacts = { isIndexed: false, missingContents: [], problem: undefined };
const INDEXED: MapFacts = { ...UNSEEN, isIndexed: true };

/** The facts of a map, and its content where that is new. Throws a `SourceMapError`. */
export async function prepareMap(
  { json, text }: ParsedMap,
  { rewrite, validates }: MapRules,
  doors: TaskDoors,
): Promise<{ facts: MapFacts; content: Uint8Array<ArrayBuffer> | undefined }> {
  if (rewrite === undefined && !validates) return { facts: UNSEEN, content: undefined };
  const map = decodeFields(fieldsOf(json, text));
  if (rewrite === undefined) {
    return { facts: map.kind === "indexed" ? INDEXED : factsOf(map), content: undefined };
  }
  const rebuilt = rebuildMap(flatten(map));
  await loadContents(rebuilt, rewrite.cwd, doors);
  const stripped = { ...rebuilt, sources: stripPrefixes(rebuilt.sources, rewrite.stripPrefixes) };
  return { facts: factsOf(stripped), content: encodeRebuilt(stripped) };
}

function factsOf({ sources, sourcesContent }: FlatMap): MapFacts {
  return {
    isIndexed: false,
    missingContents: sources.filter((_, at) => (sourcesContent[at] ?? null) === null),
    problem: undefined,
  };
}

/** Puts in the texts that are missing and lie on this disk. */
async function loadContents(
  { sources, sourcesContent }: {
    readonly sources: readonly string[];
    readonly sourcesContent: (string | null)[];
  },
  cwd: string,
  { fs, path, codecs }: TaskDoors,
): Promise<void> {
  for (const [at, source] of sources.entries()) {
    if ((sourcesContent[at] ?? null) !== null) continue;
    const file = localPath(source, cwd, path.separator);
    if (file === undefined) continue;
    try {
      const bytes = await fs.read(file);
      if (!codecs.isUtf8(bytes)) continue;
      sourcesContent[at] = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
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
