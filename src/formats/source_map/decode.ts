/** A source map from its bytes, with its tokens (§5.1). */
import {
  type FlatFields,
  type IndexedFields,
  type MapFields,
  readFields,
  type Section,
} from "./fields.ts";
import { decodeMappings } from "./mappings.ts";
import type { Tokens } from "./tokens.ts";

/** A map with tokens of its own. */
export interface FlatMap extends Omit<FlatFields, "mappings" | "rangeMappings"> {
  readonly tokens: Tokens;
}

/** A map made of others. */
export interface IndexedMap extends Omit<IndexedFields, "sections"> {
  readonly sections: readonly Section<SourceMap>[];
}

export type SourceMap = FlatMap | IndexedMap;

/** Reads the bytes of a map file. Throws `SourceMapError`. */
export function decodeSourceMap(bytes: Uint8Array): SourceMap {
  return decodeFields(readFields(bytes));
}

/** Reads the mappings, too. Throws `SourceMapError`. */
export function decodeFields(fields: MapFields): SourceMap {
  if (fields.kind !== "indexed") return decodeFlat(fields);
  const sections = fields.sections.map((section) => ({
    ...section,
    map: section.map && decodeFields(section.map),
  }));
  return { ...fields, sections };
}

function decodeFlat({ mappings, rangeMappings, ...rest }: FlatFields): FlatMap {
  const counts = { sources: rest.sources.length, names: rest.names.length };
  return { ...rest, tokens: decodeMappings(mappings, counts, rangeMappings) };
}
