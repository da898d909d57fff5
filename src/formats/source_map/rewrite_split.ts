/**
 * What `rewrite_map.ts` makes of a map, made from its parts: the bulk is copied as it stands. Only for
 * maps of the usual kind; for the others, and for those with something wrong, there is the long way.
 */
import { concatBytes } from "../../base/bytes.ts";
import { encodeInParts } from "./encode.ts";
import { SourceMapError } from "./errors.ts";
import { fieldsOf } from "./fields.ts";
import { Numbering } from "./numbering.ts";
import { renumberMappings } from "./renumber_mappings.ts";
import { rootedSources } from "./rooted_sources.ts";
import type { SplitMap } from "./split_map.ts";

/** A map that holds only what its mappings use. */
export interface RewrittenMap {
  readonly file: string | undefined;
  readonly sources: readonly string[];
  /** JSON strings; one for each source. */
  readonly contents: (Uint8Array | null)[];
  readonly names: readonly string[];
  readonly mappings: Uint8Array;
  readonly debugId: string | undefined;
}

/** The map with its sources and names in the order of their first use; `undefined` for the long way. */
export function rewriteSplit(map: SplitMap): RewrittenMap | undefined {
  const { contents, mappings } = map;
  const fields = usualFields(map);
  if (fields === undefined) return undefined;
  const [sources, names] = [new Numbering(), new Numbering()];
  const given = rootedSources(fields);
  const used: (Uint8Array | null)[] = [];
  const written = renumberMappings(mappings, {
    sourceCount: given.length,
    nameCount: fields.names.length,
    source(at) {
      const number = sources.of(given[at] ?? "");
      used[number] ??= contents[at] ?? null;
      return number;
    },
    name: (at) => names.of(fields.names[at] ?? ""),
  });
  if (written === undefined) return undefined;
  const { file, debugId } = fields;
  return {
    file,
    sources: sources.values,
    contents: used,
    names: names.values,
    mappings: written,
    debugId,
  };
}

/** The fields of a flat map without anything special, but for the bulk; `undefined` for any other. */
export function usualFields({ json, text }: SplitMap) {
  try {
    const fields = fieldsOf(json, text);
    return fields.kind === "regular" && (fields.rangeMappings ?? "") === "" ? fields : undefined;
  } catch (error) {
    if (!(error instanceof SourceMapError)) throw error;
    return undefined; // the long way finds the words for it
  }
}

/** The bytes of a map, compact, with the keys in their order. */
export function encodeRewritten(map: RewrittenMap): Uint8Array<ArrayBuffer> {
  const { contents, mappings } = map;
  const fields = { ...map, sourceRoot: undefined, ignoreList: [] };
  return concatBytes(encodeInParts(fields, { contents, mappings: [mappings] }));
}
