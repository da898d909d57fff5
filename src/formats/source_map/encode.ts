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

/** What is written with the bulk of a map as it is. */
export type FieldsOfParts = Pick<
  FlatFields,
  "file" | "sources" | "sourceRoot" | "names" | "ignoreList" | "debugId"
>;

/** The bulk: source texts as JSON strings, one for each source or fewer, and pieces of mappings. */
export interface Parts {
  readonly contents: readonly (Uint8Array | null)[];
  readonly mappings: readonly Uint8Array[];
}

/** What {@linkcode encodeFlatFields} writes, as pieces of bytes. */
export function encodeInParts(map: FieldsOfParts, { contents, mappings }: Parts): Uint8Array[] {
  const { file, sources, sourceRoot, names, ignoreList, debugId } = map;
  const encoder = new TextEncoder();
  const pieces: Uint8Array[] = [];
  const text = (words: string) => void pieces.push(encoder.encode(words));
  text(`{"version":3${entry("file", file)}${entry("sources", sources)}`);
  text(entry("sourceRoot", sourceRoot));
  if (sources.some((_, at) => (contents[at] ?? null) !== null)) {
    for (const at of sources.keys()) {
      pieces.push(at === 0 ? FIRST_CONTENT : COMMA, contents[at] ?? NULL);
    }
    text("]");
  }
  text(`${entry("names", names)},"mappings":"`);
  pieces.push(...mappings);
  const ignored = entry("ignoreList", ignoreList.length === 0 ? undefined : ignoreList);
  text(`"${ignored}${entry("debugId", debugId)}}`);
  return pieces;
}

const FIRST_CONTENT = new TextEncoder().encode(',"sourcesContent":[');
const COMMA = new TextEncoder().encode(",");
const NULL = new TextEncoder().encode("null");

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
