/**
 * A source map to its text: compact JSON, keys in one fixed order (§5.2). The order and what is left
 * out are part of the format, because other programs compare the bytes.
 */
import type { FlatMap, IndexedMap, SourceMap } from "./decode.ts";
import type { FlatFields, Section } from "./fields.ts";
import { encodeMappings, encodeRanges } from "./mappings.ts";

/** What `encodeFlatFields` writes, with the mappings as text. */
export type WrittenFields = Omit<FlatFields, "kind">;

/** The whole text of a map. */
export function encodeSourceMap(map: SourceMap): string {
  return map.kind === "indexed" ? encodeIndexed(map) : encodeFlat(map);
}

function encodeFlat({ kind: _, tokens, ...rest }: FlatMap): string {
  const mappings = new TextDecoder().decode(encodeMappings(tokens));
  return encodeFlatFields({ ...rest, mappings, rangeMappings: encodeRanges(tokens) });
}

/** The text of a map whose mappings are written already. */
export function encodeFlatFields(map: WrittenFields): string {
  const { sources, sourcesContent, ignoreList } = map;
  const contents = sources.map((_, at) => sourcesContent[at] ?? null);
  const hasContent = contents.some((each) => each !== null);
  return [
    `{"version":3`,
    entry("file", map.file),
    entry("sources", sources),
    entry("sourceRoot", map.sourceRoot),
    entry("sourcesContent", hasContent ? contents : undefined),
    entry("names", map.names),
    entry("rangeMappings", map.rangeMappings),
    // Letters, digits and a few signs: nothing to escape in what can be megabytes.
    `,"mappings":"${map.mappings}"`,
    entry("ignoreList", ignoreList.length === 0 ? undefined : ignoreList),
    entry("x_facebook_sources", map.facebookSources),
    entry("debugId", map.debugId),
    "}",
  ].join("");
}

function encodeIndexed(map: IndexedMap): string {
  const sections = map.sections.map(encodeSection).join(",");
  return [
    `{"version":3`,
    entry("file", map.file),
    `,"sources":null,"sections":[${sections}]`,
    entry("x_facebook_offsets", map.facebookOffsets),
    entry("x_metro_module_paths", map.metroModulePaths),
    entry("debugId", map.debugId),
    "}",
  ].join("");
}

function encodeSection({ line, column, url, map }: Section<SourceMap>): string {
  const inner = map === undefined ? "null" : encodeSourceMap(map);
  return `{"offset":{"line":${line},"column":${column}}` +
    `,"url":${JSON.stringify(url ?? null)},"map":${inner}}`;
}

function entry(key: string, value: unknown): string {
  return value === undefined ? "" : `,"${key}":${JSON.stringify(value)}`;
}
