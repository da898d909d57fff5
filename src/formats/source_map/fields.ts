/** The JSON object of a source map, checked, with its mappings still as text (§5.1). */
import { isRecord } from "../../base/is_record.ts";
import { parseDebugId } from "../debug_id.ts";
import { SourceMapError } from "./errors.ts";
import { describeSyntax, describeType, type JsonPath, JsonTypeProblem } from "./json_problem.ts";

/** What both kinds of maps have. */
interface CommonFields {
  readonly file: string | undefined;
  readonly debugId: string | undefined;
}

/** A map with mappings of its own. */
export interface FlatFields extends CommonFields {
  readonly kind: "regular" | "hermes";
  readonly sources: readonly string[];
  readonly sourceRoot: string | undefined;
  readonly sourcesContent: readonly (string | null)[];
  readonly names: readonly string[];
  readonly mappings: string;
  readonly rangeMappings: string | undefined;
  /** Indices of sources, ascending. */
  readonly ignoreList: readonly number[];
  /** Function names of a Hermes map, one entry per source. */
  readonly facebookSources: readonly (readonly FacebookScopes[] | null)[] | undefined;
}

/** Function names of one source, as Metro writes them. */
export interface FacebookScopes {
  readonly names: readonly string[];
  readonly mappings: string;
}

/** A map made of others. */
export interface IndexedFields extends CommonFields {
  readonly kind: "indexed";
  /** In the order of their offsets. */
  readonly sections: readonly Section<MapFields>[];
  /** Where the modules of a RAM bundle begin, by module id. */
  readonly facebookOffsets: readonly (number | null)[] | undefined;
  readonly metroModulePaths: readonly string[] | undefined;
}

export interface Section<M> {
  readonly line: number;
  readonly column: number;
  readonly url: string | undefined;
  readonly map: M | undefined;
}

export type MapFields = FlatFields | IndexedFields;

/** Reads the bytes of a map file. Throws {@linkcode SourceMapError}. */
export function readFields(bytes: Uint8Array): MapFields {
  const text = withoutJunk(decodeText(bytes));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new SourceMapError(`bad json: ${describeSyntax(text)}`, { cause });
  }
  return fieldsOf(json, text);
}

/** The same for what was parsed already; `text` is what it was parsed from. */
export function fieldsOf(json: unknown, text: string): MapFields {
  try {
    return mapFields(json, []);
  } catch (error) {
    if (!(error instanceof JsonTypeProblem)) throw error;
    throw new SourceMapError(`bad json: ${describeType(text, error)}`);
  }
}

const UTF8 = new TextDecoder("utf-8", { fatal: true });

function decodeText(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes); // skips a byte order mark
  } catch {
    throw new SourceMapError("bad json: invalid unicode code point");
  }
}

/** A first line that keeps browsers from running the map as a script is skipped. */
export function withoutJunk(text: string): string {
  if (!/^[)\]}']/.test(text)) return text;
  const end = text.search(/[\r\n]/);
  if (end < 0) return "";
  if (text[end] === "\n") return text.slice(end + 1);
  if (text[end + 1] === "\n") return text.slice(end + 2);
  throw new SourceMapError("bad json: expected newline after the junk header");
}

/** Whether a JSON value is a source map at all (§2.2). */
export function looksLikeSourceMap(json: unknown): boolean {
  if (!isRecord(json)) return false;
  const has = (key: string) => json[key] !== undefined && json[key] !== null;
  if (has("sections")) return true;
  return (has("version") || has("file")) && has("mappings") &&
    (has("sources") || has("sourceRoot") || has("sourcesContent") || has("names"));
}

function mapFields(json: unknown, path: JsonPath): MapFields {
  if (!isRecord(json)) throw mismatch(json, path, "struct RawSourceMap");
  optional(json, path, "version", readU32);
  const common = {
    file: optional(json, path, "file", (value) => typeof value === "string" ? value : "<invalid>"),
    debugId: optional(json, path, "debugId", readDebugId) ??
      optional(json, path, "debug_id", readDebugId),
  };
  const sections = optional(json, path, "sections", listOf(readSection));
  const facebookSources = optional(
    json,
    path,
    "x_facebook_sources",
    listOf(orNull(listOf(readScopes))),
  );
  const sources = optional(json, path, "sources", listOf(orNull(readText))) ?? [];
  const flat = {
    ...common,
    sources: sources.map((each) => each ?? ""),
    sourceRoot: optional(json, path, "sourceRoot", readText),
    sourcesContent: optional(json, path, "sourcesContent", listOf(orNull(readText))) ?? [],
    names: optional(json, path, "names", listOf(readName)) ?? [],
    mappings: optional(json, path, "mappings", readText) ?? "",
    rangeMappings: optional(json, path, "rangeMappings", readText),
    ignoreList: sortedSet(optional(json, path, "ignoreList", listOf(readU32)) ?? []),
    facebookSources,
  };
  const facebookOffsets = optional(json, path, "x_facebook_offsets", listOf(orNull(readU32)));
  const metroModulePaths = optional(json, path, "x_metro_module_paths", listOf(readText));
  if (sections === undefined) {
    return { kind: facebookSources === undefined ? "regular" : "hermes", ...flat };
  }
  const sorted = [...sections].sort((a, b) => a.line - b.line || a.column - b.column);
  return { kind: "indexed", ...common, sections: sorted, facebookOffsets, metroModulePaths };
}

function sortedSet(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

type Reader<T> = (value: unknown, path: JsonPath) => T;

function optional<T>(
  json: Record<string, unknown>,
  path: JsonPath,
  key: string,
  read: Reader<T>,
): T | undefined {
  const value = json[key];
  return value === undefined || value === null ? undefined : read(value, [...path, key]);
}

function listOf<T>(read: Reader<T>): Reader<T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw mismatch(value, path, "a sequence");
    // The path of an element is worked out only when something is wrong with it.
    return value.map((each: unknown, at) => {
      try {
        return read(each, []);
      } catch (error) {
        if (!(error instanceof JsonTypeProblem)) throw error;
        throw new JsonTypeProblem(error.message, [...path, at, ...error.path], error.side);
      }
    });
  };
}

function orNull<T>(read: Reader<T>): Reader<T | null> {
  return (value, path) => value === null ? null : read(value, path);
}

function readText(value: unknown, path: JsonPath): string {
  if (typeof value !== "string") throw mismatch(value, path, "a string");
  return value;
}

function readName(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

function readU32(value: unknown, path: JsonPath): number {
  if (typeof value !== "number" || !Number.isInteger(value)) throw mismatch(value, path, "u32");
  if (value < 0 || value > 0xffffffff) {
    const message = `invalid value: integer \`${value}\`, expected u32`;
    throw new JsonTypeProblem(message, path, "end");
  }
  return value;
}

function readDebugId(value: unknown, path: JsonPath): string {
  if (typeof value !== "string") {
    const { message } = mismatch(value, path, "DebugId");
    throw new JsonTypeProblem(message, path, typeof value === "object" ? "start" : "after");
  }
  const id = parseDebugId(value);
  if (id !== undefined) return id;
  const message = `invalid value: string ${JSON.stringify(value)}, expected DebugId`;
  throw new JsonTypeProblem(message, path, "after");
}

function readScopes(value: unknown, path: JsonPath): FacebookScopes {
  if (!isRecord(value)) throw mismatch(value, path, "struct FacebookScopeMapping");
  return {
    names: required(value, path, "names", listOf(readText)),
    mappings: required(value, path, "mappings", readText),
  };
}

function readSection(value: unknown, path: JsonPath): Section<MapFields> {
  if (!isRecord(value)) throw mismatch(value, path, "struct RawSection");
  const offset = required(value, path, "offset", (found, where) => {
    if (!isRecord(found)) throw mismatch(found, where, "struct RawSectionOffset");
    return {
      line: required(found, where, "line", readU32),
      column: required(found, where, "column", readU32),
    };
  });
  const url = optional(value, path, "url", readText);
  return { ...offset, url, map: optional(value, path, "map", mapFields) };
}

function required<T>(
  json: Record<string, unknown>,
  path: JsonPath,
  key: string,
  read: Reader<T>,
): T {
  const value = json[key];
  if (value === undefined) throw new JsonTypeProblem(`missing field \`${key}\``, path, "end");
  return read(value, [...path, key]);
}

/** `invalid type: string "3", expected u32`. */
function mismatch(value: unknown, path: JsonPath, expected: string): JsonTypeProblem {
  const isNested = typeof value === "object" && value !== null;
  return new JsonTypeProblem(
    `invalid type: ${describeValue(value)}, expected ${expected}`,
    path,
    isNested ? "start" : "end",
  );
}

function describeValue(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "sequence";
  if (typeof value === "string") return `string ${JSON.stringify(value)}`;
  if (typeof value === "boolean") return `boolean \`${value}\``;
  if (typeof value !== "number") return "map";
  return Number.isInteger(value) ? `integer \`${value}\`` : `floating point \`${value}\``;
}
