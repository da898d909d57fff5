/** The user's own header lines (`--header`, `CUSTOM_HEADER`), in the grammar of libcurl. */
import { ConfigError } from "../base/errors.ts";

/** A header line as given, and where. */
export interface HeaderLine {
  readonly line: string;
  /** For people: `--header`, `CUSTOM_HEADER`, `/repo/.sentryclirc:4`. */
  readonly where: string;
}

/** A parsed line. `remove` takes a default header away. */
export interface CustomHeader {
  readonly name: string;
  readonly value: string;
  readonly remove: boolean;
}

/** RFC 9110, 5.6.2: what a field name is made of. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Written by the connection itself; a wrong value would break the framing of the message. */
const FRAMING = new Set(["content-length", "transfer-encoding", "connection", "upgrade", "te"]);

/**
 * `Name: value` sends it, `Name:` removes a default header, `Name;` sends it empty. An empty line is
 * nothing. A line break or a line without separator is an error: the first would smuggle in another
 * header, the second would be dropped without a word.
 */
export function parseCustomHeader({ line, where }: HeaderLine): CustomHeader | undefined {
  const text = line.trim();
  if (text === "") return undefined;
  const bad = (why: string) =>
    new ConfigError(`Cannot use a custom header: ${why} (${where})`, {
      hint: "Write it as 'Name: value'",
    });
  if (/[\r\n\0]/.test(text)) throw bad("it contains a line break");
  // deno-lint-ignore no-control-regex -- RFC 9110, 5.5: not in a field value, except the tab
  if (/[\x01-\x08\x0b-\x1f\x7f]/.test(text)) throw bad("it contains a control character");
  const colon = text.indexOf(":");
  // The text itself is not quoted: without a separator it may be the value, and that may be secret.
  if (colon < 0 && !text.endsWith(";")) throw bad("there is no ':' in it");
  const name = (colon < 0 ? text.slice(0, -1) : text.slice(0, colon)).trim();
  if (!TOKEN.test(name)) throw bad("its name is empty or has characters that no header name has");
  if (FRAMING.has(name.toLowerCase())) throw bad(`'${name}' is set by the connection itself`);
  const value = colon < 0 ? "" : text.slice(colon + 1).trim();
  return { name, value: asBytes(value), remove: colon >= 0 && value === "" };
}

/** All lines, in order. */
export function parseCustomHeaders(lines: readonly HeaderLine[]): CustomHeader[] {
  return lines.flatMap((line) => parseCustomHeader(line) ?? []);
}

/** The UTF-8 bytes as one character each: the only way to get them through a header unchanged. */
function asBytes(value: string): string {
  // deno-lint-ignore no-control-regex -- ASCII passes as it is
  if (/^[\x00-\x7f]*$/.test(value)) return value;
  return String.fromCharCode(...new TextEncoder().encode(value));
}
