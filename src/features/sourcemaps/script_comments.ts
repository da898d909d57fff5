/**
 * The comments of a script that tie it to its source map (specification of uploads, §2.2 and §2.3).
 * Looked for in the bytes: most scripts have a comment at most, and turning megabytes into a text only
 * to find that out takes longer than anything else that is done with them.
 */
import { parseDebugId } from "../../formats/debug_id.ts";
import { lastIndexOfBytes, offsetsOf } from "../../base/find_bytes.ts";

const utf8 = new TextEncoder();
const MAP_COMMENT = utf8.encode(" sourceMappingURL=");
const ID_COMMENT = utf8.encode("//# debugId=");
const SLASH = 0x2f;
const HASH = 0x23;
const AT = 0x40;
const LF = 0x0a;

/** What comments say of the map. */
export interface MapComments {
  /** The value of the last comment, wherever it stands; a `data:` URL whole. */
  readonly last: string | undefined;
  /** The value on the first line that begins with the comment, as it stands there. */
  readonly shown: string | undefined;
  /** That line begins with `//@`. */
  readonly isLegacy: boolean;
}

/** The debug id that a script says of itself: its last comment counts, wherever it stands. */
export function debugIdOf(bytes: Uint8Array): string | undefined {
  const at = lastIndexOfBytes(bytes, ID_COMMENT);
  if (at < 0) return undefined;
  const text = textOf(bytes.subarray(at + ID_COMMENT.length, at + 200));
  return parseDebugId(/^\s*([^\t\n\f\r ]*)/.exec(text)?.[1] ?? "");
}

/** Finds the comments that name a map. */
export function mapCommentsOf(bytes: Uint8Array): MapComments {
  let last = -1;
  let shown: string | undefined;
  let isLegacy = false;
  for (const at of offsetsOf(bytes, MAP_COMMENT)) {
    const mark = bytes[at - 1];
    const isComment = (mark === HASH || mark === AT) && bytes[at - 2] === SLASH &&
      bytes[at - 3] === SLASH;
    if (!isComment) continue;
    last = at + MAP_COMMENT.length;
    if (shown !== undefined || (at > 3 && bytes[at - 4] !== LF)) continue;
    const end = bytes.indexOf(LF, last);
    shown = textOf(bytes.subarray(last, end < 0 ? bytes.length : end)).trim();
    isLegacy = mark === AT;
  }
  return { last: last < 0 ? undefined : valueAt(bytes, last), shown, isLegacy };
}

/** Up to the next white space, without query and fragment. */
function valueAt(bytes: Uint8Array, from: number): string {
  // Most values are short, but a `data:` URL holds a whole map.
  for (let length = 4096;; length *= 16) {
    const text = textOf(bytes.subarray(from, from + length)).trimStart();
    const end = text.search(/\s/);
    if (end < 0 && from + length < bytes.length) continue;
    const value = end < 0 ? text : text.slice(0, end);
    return value.startsWith("data:") ? value : value.split("?")[0]?.split("#")[0] ?? value;
  }
}

/**
 * Whether a comment's value can lead to a file: not when it is the address of another place, and a path
 * from the root only when there is such a file.
 */
export async function isUsableReference(
  value: string,
  exists: (path: string) => Promise<boolean>,
): Promise<boolean> {
  if (value.startsWith("/")) return await exists(value);
  const url = URL.parse(value);
  return url === null || url.protocol === "data:";
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
