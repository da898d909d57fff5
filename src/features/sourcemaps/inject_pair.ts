/** One script, and its map if it has one, with a debug id in both (§2.4, §2.5). Pure. */
import { concatBytes } from "../../base/bytes.ts";
import { isOneWrite } from "../../base/unfinished_file.ts";
import { debugIdOfSha1 } from "../../formats/debug_id.ts";
import { decodeFields } from "../../formats/source_map/decode.ts";
import {
  encodeFlatFields,
  encodeInParts,
  encodeSourceMap,
} from "../../formats/source_map/encode.ts";
import {
  type FlatFields,
  type IndexedFields,
  readFields,
} from "../../formats/source_map/fields.ts";
import { decodeMappings, encodeMappings, encodeRanges } from "../../formats/source_map/mappings.ts";
import { usualFields } from "../../formats/source_map/rewrite_split.ts";
import { splitMap } from "../../formats/source_map/split_map.ts";
import type { Codecs } from "../../system/mod.ts";
import {
  debugIdComment,
  insertAtEnd,
  insertAtPoint,
  insertAtStart,
  insertionPoint,
  isOnlyExtended,
  replaceReference,
  snippet,
  tailAtEnd,
} from "./insertion.ts";
import { EMBEDDED } from "./references.ts";
import { placeOf, shiftTokens } from "./shift_mappings.ts";
import { shiftWritten } from "./shift_written.ts";
import { utf8Problem } from "./utf8.ts";

/** The script is no text, so that nothing can be put into it. */
export class ScriptTextError extends Error {
  override readonly name = "ScriptTextError";
}

/** What is to be written. */
export interface Injected {
  readonly debugId: string;
  /** Pieces of the new script. */
  readonly script: readonly Uint8Array[];
}

/** A map with its id. */
export interface InjectedMap {
  readonly pieces: readonly Uint8Array[];
  readonly debugId: string;
  /** Whether the id was there before. */
  readonly hadId: boolean;
}

const ENCODER = new TextEncoder();

/** Without a map: the id comes of the script alone. Throws {@linkcode ScriptTextError}. */
export function injectAlone(script: Uint8Array, codecs: Codecs): Injected {
  const debugId = debugIdOf(codecs, script, undefined);
  return { debugId, script: atEnd(script, debugId, codecs) };
}

/**
 * What {@linkcode injectAlone} comes to where it only adds a little to the end, which a kill leaves done
 * or not done; `undefined` when it does more or fails.
 */
export function aloneAtEnd(
  script: Uint8Array,
  codecs: Codecs,
): { readonly debugId: string; readonly text: string; readonly sizeBytes: number } | undefined {
  if (!codecs.isUtf8(script) || !isOnlyExtended(script)) return undefined;
  const debugId = debugIdOf(codecs, script, undefined);
  const text = tailAtEnd(script, debugId);
  const sizeBytes = script.length;
  return isOneWrite(sizeBytes, text.length) ? { debugId, text, sizeBytes } : undefined;
}

/** With an external map. Throws `SourceMapError` or {@linkcode ScriptTextError}. */
export function injectWithMap(
  script: Uint8Array,
  mapBytes: Uint8Array,
  codecs: Codecs,
): Injected & { readonly map: InjectedMap } {
  const { map, place } = injectMap(script, mapBytes, codecs);
  return { debugId: map.debugId, script: insert(script, { place, ...map }, codecs), map };
}

/** The script with an id that is known already, as if its map had it. */
export function injectKnown(script: Uint8Array, debugId: string, codecs: Codecs): Injected {
  return { debugId, script: insert(script, { place: "point", debugId }, codecs) };
}

/** With the map in a comment of the script itself. Throws like {@linkcode injectWithMap}. */
export function injectEmbedded(
  script: Uint8Array,
  reference: string,
  codecs: Codecs,
): Injected | "no base64" {
  const mapBytes = base64Bytes(reference.slice(EMBEDDED.length));
  if (mapBytes === undefined) return "no base64";
  const { map, place } = injectMap(script, mapBytes, codecs);
  const text = textOf(concatBytes(insert(script, { place, ...map }, codecs)));
  const value = EMBEDDED + base64Text(concatBytes(map.pieces));
  // A comment that does not begin its line keeps its place (the reference leaves the old map there).
  const replaced = replaceReference(text, value) ?? text.replace(reference, () => value);
  return { debugId: map.debugId, script: [ENCODER.encode(replaced)] };
}

type Place = "point" | "start" | "end";

/** The map's part; where the script gets its snippet follows from the kind of map. */
function injectMap(
  script: Uint8Array,
  mapBytes: Uint8Array,
  codecs: Codecs,
): { readonly map: InjectedMap; readonly place: Place } {
  const written = injectWritten(script, mapBytes, codecs);
  return written === undefined
    ? injectAnyMap(script, mapBytes, codecs)
    : { map: written, place: "point" };
}

/** For a map as most are written, without reading it as JSON; `undefined` when it is not. */
export function injectWritten(
  script: Uint8Array,
  mapBytes: Uint8Array,
  codecs: Codecs,
): InjectedMap | undefined {
  const split = codecs.isUtf8(mapBytes) ? splitMap(mapBytes) : undefined;
  const fields = split && usualFields(split);
  if (split === undefined || fields === undefined) return undefined;
  const counts = { sources: fields.sources.length, names: fields.names.length };
  const mappings = shiftWritten(split.mappings, counts, placeOf(script, insertionPoint(script)));
  if (mappings === undefined) return undefined;
  const hadId = fields.debugId !== undefined;
  const debugId = fields.debugId ?? debugIdOf(codecs, script, mapBytes);
  const { contents } = split;
  return { pieces: encodeInParts({ ...fields, debugId }, { contents, mappings }), debugId, hadId };
}

/** For every map. Throws `SourceMapError`. */
export function injectAnyMap(
  script: Uint8Array,
  mapBytes: Uint8Array,
  codecs: Codecs,
): { readonly map: InjectedMap; readonly place: Place } {
  const fields = readFields(mapBytes);
  const hadId = fields.debugId !== undefined;
  const debugId = fields.debugId ?? debugIdOf(codecs, script, mapBytes);
  const canMove = fields.kind !== "indexed" ||
    fields.sections.every(({ line }) => line < 0xffffffff);
  const text = fields.kind === "indexed"
    ? indexedText(fields, debugId, canMove ? 1 : 0)
    : flatText(fields, script, debugId);
  const place = fields.kind !== "indexed" ? "point" : canMove ? "start" : "end";
  return { map: { pieces: [ENCODER.encode(text)], debugId, hadId }, place };
}

function indexedText(fields: IndexedFields, debugId: string, addedLines: number): string {
  const sections = fields.sections.map((each) => ({ ...each, line: each.line + addedLines }));
  const map = decodeFields({ ...fields, sections });
  return encodeSourceMap({ ...map, debugId });
}

function flatText(fields: FlatFields, script: Uint8Array, debugId: string): string {
  const counts = { sources: fields.sources.length, names: fields.names.length };
  const tokens = decodeMappings(fields.mappings, counts, fields.rangeMappings);
  const moved = shiftTokens(tokens, placeOf(script, insertionPoint(script)));
  const mappings = new TextDecoder().decode(encodeMappings(moved));
  return encodeFlatFields({ ...fields, mappings, rangeMappings: encodeRanges(moved), debugId });
}

/** The map of a pair whose script was injected by a run that was stopped before it came to the map. */
export function finishMap(
  script: Uint8Array,
  debugId: string,
  mapBytes: Uint8Array,
  codecs: Codecs,
): InjectedMap | undefined {
  if (!codecs.isUtf8(script)) return undefined;
  const injected = textOf(script);
  const line = `${snippet(debugId)}\n`;
  const tail = `\n${debugIdComment(debugId)}`;
  const at = injected.indexOf(line);
  if (at < 0 || !injected.endsWith(tail)) return undefined;
  const after = injected.slice(at + line.length, -tail.length);
  const befores = [injected.slice(0, at)];
  if (injected[at - 1] === "\n") befores.unshift(injected.slice(0, at - 1));
  for (const before of befores) {
    const original = ENCODER.encode(before + after);
    // The id is a hash of both files as they were: when it comes out the same, the map is untouched.
    if (debugIdOf(codecs, original, mapBytes) !== debugId) continue;
    return { ...injectMap(original, mapBytes, codecs).map, debugId };
  }
  return undefined;
}

function insert(
  script: Uint8Array,
  { place, debugId }: { readonly place: Place; readonly debugId: string },
  codecs: Codecs,
): Uint8Array[] {
  if (place === "end") return atEnd(script, debugId, codecs);
  if (!codecs.isUtf8(script)) throw new ScriptTextError(utf8Problem(script));
  return place === "start"
    ? insertAtStart(script, debugId)
    : insertAtPoint(script, insertionPoint(script), debugId);
}

function atEnd(script: Uint8Array, debugId: string, codecs: Codecs): Uint8Array[] {
  if (!codecs.isUtf8(script)) throw new ScriptTextError("stream did not contain valid UTF-8");
  return isOnlyExtended(script)
    ? [script, ENCODER.encode(tailAtEnd(script, debugId))]
    : [ENCODER.encode(insertAtEnd(textOf(script), debugId))];
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** `u5` of the script, or of both files with labels and lengths between (§2.4). */
function debugIdOf(codecs: Codecs, script: Uint8Array, map: Uint8Array | undefined): string {
  const hash = codecs.sha1();
  if (map !== undefined) hash.update(labelled("js", script));
  hash.update(script);
  if (map !== undefined) {
    hash.update(labelled("sourcemap", map));
    hash.update(map);
  }
  return debugIdOfSha1(hash.digest());
}

/** What stands before the bytes in the hash. */
function labelled(label: string, { length }: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(label.length + 8);
  ENCODER.encodeInto(label, bytes);
  new DataView(bytes.buffer).setBigUint64(label.length, BigInt(length), true);
  return bytes;
}

function base64Bytes(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

function base64Text(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x6000) {
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + 0x6000)));
  }
  return text;
}
