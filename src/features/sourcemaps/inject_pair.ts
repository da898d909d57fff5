/** One script, and its map if it has one, with a debug id in both (§2.4, §2.5). Pure. */
import { debugIdOfSha1 } from "../../formats/debug_id.ts";
import { decodeFields } from "../../formats/source_map/decode.ts";
import { encodeFlatFields, encodeSourceMap } from "../../formats/source_map/encode.ts";
import {
  type FlatFields,
  type IndexedFields,
  readFields,
} from "../../formats/source_map/fields.ts";
import { decodeMappings, encodeMappings, encodeRanges } from "../../formats/source_map/mappings.ts";
import type { Codecs } from "../../system/mod.ts";
import {
  debugIdComment,
  insertAtEnd,
  insertAtStart,
  insertionPoint,
  replaceReference,
  snippet,
  tailAtEnd,
} from "./insertion.ts";
import type { Reference } from "./references.ts";
import { EMBEDDED } from "./references.ts";
import { placeOf, shiftTokens } from "./shift_mappings.ts";
import { type DecodedText, utf8Problem } from "./utf8.ts";

/** The script is no text, so that nothing can be put into it. */
export class ScriptTextError extends Error {
  override readonly name = "ScriptTextError";
}

/** A script as read. */
export interface Script extends DecodedText {
  readonly bytes: Uint8Array;
}

/** What is to be written. */
export interface Injected {
  readonly debugId: string;
  /** Pieces of the new script. */
  readonly script: readonly Uint8Array[];
}

/** A map with its id. */
export interface InjectedMap {
  readonly text: string;
  readonly debugId: string;
  /** Whether the id was there before. */
  readonly hadId: boolean;
}

const ENCODER = new TextEncoder();

/** Without a map: the id comes of the script alone. */
export function injectAlone(script: Script, codecs: Codecs): Injected {
  const debugId = debugIdOf(codecs, script.bytes, undefined);
  return { debugId, script: atEnd(script, debugId) };
}

/** With an external map. Throws `SourceMapError` or {@linkcode ScriptTextError}. */
export function injectWithMap(
  script: Script,
  mapBytes: Uint8Array,
  codecs: Codecs,
): Injected & { readonly map: InjectedMap } {
  const { map, place } = injectMap(script, mapBytes, codecs);
  return { debugId: map.debugId, script: insert(script, place, map.debugId), map };
}

/** The script with an id that is known already, as if its map had it. */
export function injectKnown(script: Script, debugId: string): Injected {
  return { debugId, script: insert(script, "prefix", debugId) };
}

/** With the map in a comment of the script itself. Throws like {@linkcode injectWithMap}. */
export function injectEmbedded(
  script: Script,
  reference: Reference,
  codecs: Codecs,
): Injected | "no base64" {
  const mapBytes = base64Bytes(reference.value.slice(EMBEDDED.length));
  if (mapBytes === undefined) return "no base64";
  const { map, place } = injectMap(script, mapBytes, codecs);
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(
    joined(insert(script, place, map.debugId)),
  );
  const value = EMBEDDED + base64Text(ENCODER.encode(map.text));
  // A comment that does not begin its line keeps its place (the reference leaves the old map there).
  const replaced = replaceReference(text, value) ?? text.replace(reference.value, () => value);
  return { debugId: map.debugId, script: [ENCODER.encode(replaced)] };
}

type Place = "prefix" | "start" | "end";

/** The map's part; where the script gets its snippet follows from the kind of map. */
function injectMap(
  script: Script,
  mapBytes: Uint8Array,
  codecs: Codecs,
): { readonly map: InjectedMap; readonly place: Place } {
  const fields = readFields(mapBytes);
  const hadId = fields.debugId !== undefined;
  const debugId = fields.debugId ?? debugIdOf(codecs, script.bytes, mapBytes);
  if (fields.kind === "indexed") {
    const canMove = fields.sections.every(({ line }) => line < 0xffffffff);
    const text = indexedText(fields, debugId, canMove ? 1 : 0);
    return { map: { text, debugId, hadId }, place: canMove ? "start" : "end" };
  }
  return { map: { text: flatText(fields, script.text, debugId), debugId, hadId }, place: "prefix" };
}

function indexedText(fields: IndexedFields, debugId: string, addedLines: number): string {
  const sections = fields.sections.map((each) => ({ ...each, line: each.line + addedLines }));
  const map = decodeFields({ ...fields, sections });
  return encodeSourceMap({ ...map, debugId });
}

function flatText(fields: FlatFields, text: string, debugId: string): string {
  const counts = { sources: fields.sources.length, names: fields.names.length };
  const tokens = decodeMappings(fields.mappings, counts, fields.rangeMappings);
  const moved = shiftTokens(tokens, placeOf(text, insertionPoint(text)));
  const mappings = new TextDecoder().decode(encodeMappings(moved));
  return encodeFlatFields({ ...fields, mappings, rangeMappings: encodeRanges(moved), debugId });
}

/** The map of a pair whose script was injected by a run that was stopped before it came to the map. */
export function finishMap(
  script: Script,
  debugId: string,
  mapBytes: Uint8Array,
  codecs: Codecs,
): InjectedMap | undefined {
  if (!script.isValid) return undefined;
  const line = `${snippet(debugId)}\n`;
  const tail = `\n${debugIdComment(debugId)}`;
  const at = script.text.indexOf(line);
  if (at < 0 || !script.text.endsWith(tail)) return undefined;
  const after = script.text.slice(at + line.length, -tail.length);
  const befores = [script.text.slice(0, at)];
  if (script.text[at - 1] === "\n") befores.unshift(script.text.slice(0, at - 1));
  for (const before of befores) {
    const text = before + after;
    const original = { bytes: ENCODER.encode(text), text, isValid: true };
    // The id is a hash of both files as they were: when it comes out the same, the map is untouched.
    if (debugIdOf(codecs, original.bytes, mapBytes) !== debugId) continue;
    return { ...injectMap(original, mapBytes, codecs).map, debugId };
  }
  return undefined;
}

function insert(script: Script, place: Place, debugId: string): Uint8Array[] {
  if (place === "end") return atEnd(script, debugId);
  if (!script.isValid) throw new ScriptTextError(utf8Problem(script.bytes));
  if (place === "start") return [ENCODER.encode(insertAtStart(script.text, debugId))];
  const point = insertionPoint(script.text);
  const { bytes, text } = script;
  const index = bytes.length === text.length ? point : ENCODER.encode(text.slice(0, point)).length;
  return [
    bytes.subarray(0, index),
    ENCODER.encode(`\n${snippet(debugId)}\n`),
    bytes.subarray(index),
    ENCODER.encode(`\n${debugIdComment(debugId)}`),
  ];
}

function atEnd({ bytes, text, isValid }: Script, debugId: string): Uint8Array[] {
  if (!isValid) throw new ScriptTextError("stream did not contain valid UTF-8");
  const tail = tailAtEnd(text, debugId);
  return tail === undefined
    ? [ENCODER.encode(insertAtEnd(text, debugId))]
    : [bytes, ENCODER.encode(tail)];
}

/** `u5` of the script, or of both files with labels and lengths between (§2.4). */
function debugIdOf(codecs: Codecs, script: Uint8Array, map: Uint8Array | undefined): string {
  const hash = codecs.sha1();
  if (map === undefined) hash.update(script);
  else {
    for (const [label, bytes] of [["js", script], ["sourcemap", map]] as const) {
      hash.update(ENCODER.encode(label));
      hash.update(littleEndian64(bytes.length));
      hash.update(bytes);
    }
  }
  return debugIdOfSha1(hash.digest());
}

function littleEndian64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true);
  return bytes;
}

/** One array of all pieces. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1) return only;
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  pieces.reduce((at, piece) => (all.set(piece, at), at + piece.length), 0);
  return all;
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
