/** Text that came from a server or a file must not be able to steer the terminal. */

// C0 without TAB and LF, DEL, C1, and the marks that reorder text (Unicode TR 36, 3.1).
// deno-lint-ignore no-control-regex -- stripping control characters is the point
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Without control characters; line breaks and tabs stay. */
export function stripControl(text: string): string {
  return text.replace(/\r\n/g, "\n").replace(CONTROL, "");
}

/** The same on one line. */
export function oneLine(text: string): string {
  return stripControl(text).replace(/[\n\t]+/g, " ");
}
