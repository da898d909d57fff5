/** What a script says of itself and of its map, and which map a name suggests (§2.2, §2.3). */
import { parseDebugId } from "../../formats/debug_id.ts";

const DEBUG_ID = "//# debugId=";
const REFERENCES = ["//# sourceMappingURL=", "//@ sourceMappingURL="] as const;

/** The id in the last comment of that kind, wherever in the text; `undefined` when it is none. */
export function debugIdIn(text: string): string | undefined {
  // Most scripts have none, and looking from the front is faster.
  if (!text.includes(DEBUG_ID)) return undefined;
  const from = text.lastIndexOf(DEBUG_ID) + DEBUG_ID.length;
  return parseDebugId(wordFrom(text, from).word);
}

/** A comment that names a map. */
export interface Reference {
  /** The value as it stands there. */
  readonly value: string;
  /** Where the comment and its value begin and where they end. */
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
  readonly isLegacy: boolean;
}

/** The last comment that names a map, wherever in the text. */
export function referenceIn(text: string): Reference | undefined {
  const [modern, legacy] = REFERENCES.map((mark) => text.lastIndexOf(mark));
  const start = Math.max(modern ?? -1, legacy ?? -1);
  if (start < 0) return undefined;
  const { word, at } = wordFrom(text, start + REFERENCES[0].length);
  if (word === "") return undefined;
  return {
    value: word,
    start,
    valueStart: at,
    end: at + word.length,
    isLegacy: start === legacy,
  };
}

function wordFrom(text: string, from: number): { readonly word: string; readonly at: number } {
  let at = from;
  while (at < text.length && isBlank(text.charCodeAt(at))) at++;
  let end = at;
  while (end < text.length && !isBlank(text.charCodeAt(end))) end++;
  return { word: text.slice(at, end), at };
}

function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) ||
    (code > 127 && /\s/.test(String.fromCharCode(code)) && code !== 0xfeff);
}

/** The start of the data of an embedded map, the only form that counts. */
export const EMBEDDED = "data:application/json;base64,";

/** A reference without query and fragment; a `data:` URL as it is. */
export function referencePath(value: string): string {
  return value.startsWith("data:") ? value : value.replace(/\?.*$/s, "").replace(/#.*$/s, "");
}

/** Whether a reference leads out of the tree: an address of another scheme (§2.3). */
export function isRemote(value: string): boolean {
  return !value.startsWith("data:") && /^[a-z][a-z0-9+.-]*:/i.test(value) && URL.canParse(value);
}

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
