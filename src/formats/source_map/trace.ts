/**
 * From a position in a script to the place it was made of: one map, few questions. Read with a library,
 * which is loaded when the first map is.
 */
import { isRecord } from "../../base/is_record.ts";
import { decodeSourceMap } from "./decode.ts";

/** A place in an original source. */
export interface OriginalPlace {
  readonly source: TraceSource;
  /** From 0. */
  readonly line: number;
  /** From 0, in UTF-16 units. */
  readonly column: number;
  readonly name: string | undefined;
}

/** A source as the map names it. */
export interface TraceSource {
  /** With the map's `sourceRoot`. */
  readonly name: string;
  /** Its text, where the map carries it. */
  readonly content: string | undefined;
}

/** A decoded map that can be asked. */
export interface TraceMap {
  readonly sources: readonly TraceSource[];
  readonly debugId: string | undefined;
  /** Where a generated position (from 0) comes from: of the segment at or before it in its line. */
  originalOf(line: number, column: number): OriginalPlace | undefined;
}

/** The bytes are no source map. */
export class TraceMapError extends Error {
  override readonly name = "TraceMapError";
}

/** Reads a plain, indexed or Hermes map. Throws {@linkcode TraceMapError}. */
export async function readTraceMap(bytes: Uint8Array): Promise<TraceMap> {
  const json = parseJson(bytes);
  if (!isRecord(json)) throw new TraceMapError("It is not a JSON object");
  const { FlattenMap, traceSegment } = await import("@jridgewell/trace-mapping");
  const isIndexed = json["sections"] !== undefined && json["sections"] !== null;
  if (!isIndexed && typeof json["mappings"] !== "string") {
    throw new TraceMapError("It has no mappings");
  }
  if (isIndexed && !Array.isArray(json["sections"])) {
    throw new TraceMapError("Its sections are not a list");
  }
  let map: InstanceType<typeof FlattenMap>;
  try {
    // The library passes over what it cannot read, and a server refuses the whole map for it.
    decodeSourceMap(bytes);
    map = new FlattenMap(JSON.stringify(complete(json)));
    // Decodes the mappings, and with them what is wrong there.
    traceSegment(map, 0, 0);
  } catch (error) {
    throw new TraceMapError(error instanceof Error ? error.message : String(error));
  }
  const root = map.sourceRoot ?? "";
  const sources = map.sources.map((name, at) => ({
    name: withRoot(root, name ?? ""),
    content: map.sourcesContent?.[at] ?? undefined,
  }));
  const debugId = [json["debugId"], json["debug_id"]].find((each) => typeof each === "string");
  return {
    sources,
    debugId: typeof debugId === "string" ? debugId.toLowerCase() : undefined,
    originalOf(line, column) {
      if (line < 0 || column < 0) return undefined;
      const segment = traceSegment(map, line, column);
      if (segment === null || segment.length === 1) return undefined;
      const source = sources[segment[1]];
      if (source === undefined) return undefined;
      const name = segment.length === 5 ? map.names[segment[4]] : undefined;
      return { source, line: segment[2], column: segment[3], name };
    },
  };
}

function withRoot(root: string, name: string): string {
  if (root === "" || /^(\/|https?:)/.test(name)) return name;
  return `${root.replace(/\/$/, "")}/${name}`;
}

/** The library wants what the format lets be missing. */
function complete(json: Record<string, unknown>): Record<string, unknown> {
  const sections = json["sections"];
  if (Array.isArray(sections)) {
    return {
      ...json,
      sections: sections.map((section: unknown) =>
        isRecord(section) && isRecord(section["map"])
          ? { ...section, map: complete(section["map"]) }
          : section
      ),
    };
  }
  const sources = Array.isArray(json["sources"]) ? json["sources"] : [];
  const names = Array.isArray(json["names"]) ? json["names"] : [];
  return {
    ...json,
    version: 3,
    sources: sources.map((each: unknown) => typeof each === "string" ? each : null),
    names: names.map((each: unknown) => typeof each === "string" ? each : String(each)),
  };
}

function parseJson(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new TraceMapError("It is not valid UTF-8");
  }
  // A line that keeps browsers from running it as a script.
  const start = /^[)\]}']/.test(text) ? text.indexOf("\n") + 1 : 0;
  try {
    return JSON.parse(text.slice(start));
  } catch (error) {
    throw new TraceMapError(error instanceof Error ? error.message : "It is not valid JSON");
  }
}
