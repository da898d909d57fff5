/** Tells source maps from everything else, and reads as much of one as has to be looked at. */
import { isRecord } from "../../base/is_record.ts";
import { looksLikeSourceMap } from "../../formats/source_map/fields.ts";
import { type SplitMap, splitMap } from "../../formats/source_map/split_map.ts";
import type { Codecs } from "../../system/mod.ts";

/** A file that is a source map. */
export interface ParsedMap {
  /** As it was read. */
  readonly bytes: Uint8Array;
  /** Its fields, those with the bulk perhaps without it. */
  readonly json: Readonly<Record<string, unknown>>;
  /** The map in parts, where it is of the usual kind. */
  readonly split: SplitMap | undefined;
  /** All of it, and what it was parsed from. */
  whole(): WholeMap;
}

export interface WholeMap {
  readonly json: Readonly<Record<string, unknown>>;
  readonly text: string;
}

const OPEN_BRACE = 0x7b;
/** White space of JSON. */
const BLANKS: ReadonlySet<number | undefined> = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** Reads a source map, `undefined` for anything else (specification, §2.2). */
export function parseMap(bytes: Uint8Array, codecs: Pick<Codecs, "isUtf8">): ParsedMap | undefined {
  let begin = junkEnd(bytes);
  while (BLANKS.has(bytes[begin])) begin++;
  // Most scripts are told apart here, before a parser looks at all of them.
  if (bytes[begin] !== OPEN_BRACE || !codecs.isUtf8(bytes)) return undefined;
  const object = bytes.subarray(begin);
  const split = splitMap(object);
  const whole = split === undefined ? parseWhole(object) : undefined;
  const json = split?.json ?? whole?.json;
  if (json === undefined || !looksLikeSourceMap(json)) return undefined;
  const version = json["version"] ?? 0;
  if (typeof version !== "number" || !Number.isInteger(version) || version < 0) return undefined;
  return { bytes, json, split, whole: () => whole ?? parseAgain(object) };
}

function parseWhole(bytes: Uint8Array): WholeMap | undefined {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  try {
    const json: unknown = JSON.parse(text);
    return isRecord(json) ? { json, text } : undefined;
  } catch {
    return undefined;
  }
}

function parseAgain(bytes: Uint8Array): WholeMap {
  const whole = parseWhole(bytes);
  if (whole === undefined) throw new Error("a source map that was in parts is no JSON as a whole");
  return whole;
}

/** Where the line ends that keeps a map from being run as a script (`)]}'`); 0 without such a line. */
function junkEnd(bytes: Uint8Array): number {
  if (!")]}'".includes(String.fromCharCode(bytes[0] ?? 0))) return 0;
  const end = bytes.findIndex((byte) => byte === 0x0a || byte === 0x0d);
  if (end < 0) return bytes.length;
  if (bytes[end] === 0x0a) return end + 1;
  return bytes[end + 1] === 0x0a ? end + 2 : bytes.length;
}
