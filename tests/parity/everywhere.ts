/**
 * Differences that every run shows, so no case can name them. What is left out of the comparison for
 * their sake is defined here and nowhere else; `differences.ts` gives the reasons.
 */

/** Headers whose presence is the HTTP library's choice and changes nothing for a server. */
const FORM_HEADERS = new Set([
  "accept-encoding",
  "accept-language",
  "connection",
  "content-length",
  "proxy-connection",
  "te",
  "transfer-encoding",
]);

/** Id `http-form`. */
export function isFormHeader(name: string): boolean {
  return FORM_HEADERS.has(name.toLowerCase());
}

/** Id `own-version`: the version, wherever the program names itself. */
export const VERSION = /(sentry-cli[/ ])\d+\.\d+\.\d+[\w.+-]*/g;

/** Id `hints`: lines of advice below an error. */
export const HINT_LINE = /^(Add --log-level=|Please attach the full debug log|\s*hint: )/;
