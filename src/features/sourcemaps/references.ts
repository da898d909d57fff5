/**
 * What a script says of itself and of its map, and which map a name suggests (§2.2, §2.3). Looked for in
 * the bytes: turning megabytes into a text only to find a comment takes longer than all else.
 */
import { lastIndexOfBytes, offsetsOf } from "../../base/find_bytes.ts";
import { parseDebugId } from "../../formats/debug_id.ts";

const utf8 = new TextEncoder();
const DEBUG_ID = utf8.encode("//# debugId=");
/** After `//#` or `//@`. */
const MAP_COMMENT = utf8.encode(" sourceMappingURL=");

/** The id in the last comment of that kind, wherever it stands; `undefined` when it is none. */
export function debugIdIn(bytes: Uint8Array): string | undefined {
  const at = lastIndexOfBytes(bytes, DEBUG_ID);
  return at < 0 ? undefined : parseDebugId(textOf(wordAt(bytes, at + DEBUG_ID.length)));
}

/** The value of the last comment that names a map, wherever it stands; `""` where it names none. */
export function referenceIn(bytes: Uint8Array): string | undefined {
  let last = -1;
  for (const { valueAt } of mapComments(bytes)) last = valueAt;
  return last < 0 ? undefined : textOf(wordAt(bytes, last));
}

/** The first line that begins with such a comment, as it stands there. */
export function referenceLine(
  bytes: Uint8Array,
): { readonly value: string; readonly isLegacy: boolean } | undefined {
  for (const { at, valueAt, isLegacy } of mapComments(bytes)) {
    if (at > 0 && bytes[at - 1] !== LF) continue;
    const end = bytes.indexOf(LF, valueAt);
    const value = textOf(bytes.subarray(valueAt, end < 0 ? bytes.length : end)).trim();
    return { value, isLegacy };
  }
  return undefined;
}

/**
 * What a comment's value leads to in this tree, without query and fragment; a `data:` URL as it is.
 * `undefined` for the address of another place, and for a path from the root where there is no file.
 */
export async function usableReference(
  value: string | undefined,
  exists: (absolutePath: string) => Promise<boolean>,
): Promise<string | undefined> {
  if (value === undefined || value.startsWith("data:")) return value;
  if (/^[a-z][a-z0-9+.-]*:/i.test(value) && URL.canParse(value)) return undefined;
  const path = value.replace(/[?#].*$/s, "");
  return path.startsWith("/") && !await exists(path) ? undefined : path;
}

/** A comment that names a map. */
export interface MapComment {
  /** Where it begins, and where its value may. */
  readonly at: number;
  readonly valueAt: number;
  /** It begins with `//@`. */
  readonly isLegacy: boolean;
}

/** The comments that name a map, from the first on. */
export function* mapComments(bytes: Uint8Array): Generator<MapComment> {
  for (const at of offsetsOf(bytes, MAP_COMMENT)) {
    const mark = bytes[at - 1];
    const isComment = (mark === HASH || mark === AT) && bytes[at - 2] === SLASH &&
      bytes[at - 3] === SLASH;
    if (!isComment) continue;
    yield { at: at - 3, valueAt: at + MAP_COMMENT.length, isLegacy: mark === AT };
  }
}

const LF = 0x0a;
const SLASH = 0x2f;
const HASH = 0x23;
const AT = 0x40;

/** The word at an index, blanks before it skipped. Only those of ASCII count, as with the reference. */
function wordAt(bytes: Uint8Array, from: number): Uint8Array {
  let at = from;
  while (isBlank(bytes[at])) at++;
  let end = at;
  while (end < bytes.length && !isBlank(bytes[end])) end++;
  return bytes.subarray(at, end);
}

/** Not the vertical tab. */
function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09 || byte === 0x0c;
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** The start of the data of an embedded map, the only form that counts. */
export const EMBEDDED = "data:application/json;base64,";

/**
 * Names of maps that a script's own name suggests, the best first. The name is split at its first dot:
 * `foo.min.js` gives `foo.map`, `foo.min.js.map`, `foo.js.map`, `foo.min.map`.
 */
export function guessedMapNames(fileName: string): string[] {
  const dot = fileName.indexOf(".");
  const stem = dot < 0 ? fileName : fileName.slice(0, dot);
  const rest = dot < 0 ? "" : fileName.slice(dot + 1);
  const names = [`${stem}.map`];
  if (rest !== "") names.push(`${stem}.${rest}.map`);
  if (rest.startsWith("min.")) names.push(`${stem}.${rest.slice("min.".length)}.map`);
  if (rest.includes(".")) names.push(`${stem}.${rest.slice(0, rest.lastIndexOf("."))}.map`);
  return names;
}

/** The warning for a script whose map nothing tells. */
export function undeterminedWarning(url: string): string {
  return "could not determine a source map reference " +
    `(Could not auto-detect referenced sourcemap for ${url})`;
}
