/** How many terminal columns a text takes. */
import stringWidth from "string-width";

/** Wide CJK and emoji count 2; combining marks and colour sequences 0. */
export function displayWidth(text: string): number {
  // Nearly all cells are plain ASCII; the library segments graphemes, which is slow.
  return /^[\x20-\x7e]*$/.test(text) ? text.length : stringWidth(text);
}
