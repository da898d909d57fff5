/**
 * Takes an envelope apart: a line of JSON, then items of a header line and a payload each
 * (develop.sentry.dev, "Envelopes"). Bytes in, bytes out; what the JSON means is the caller's matter.
 */

/** An item: the header as it stands, and the bytes of its payload. */
export interface EnvelopeItem {
  readonly header: Readonly<Record<string, unknown>>;
  readonly headerText: string;
  readonly payload: Uint8Array;
}

export interface Envelope {
  readonly header: Readonly<Record<string, unknown>>;
  readonly headerText: string;
  readonly items: readonly EnvelopeItem[];
}

/** What is wrong with an envelope. */
export type EnvelopeProblem = "header" | "item-header" | "newline" | "end";

const WORDS: Readonly<Record<EnvelopeProblem, string>> = {
  header: "invalid envelope header",
  "item-header": "invalid item header",
  newline: "missing newline after header or payload",
  end: "unexpected end of file",
};

/** An envelope that cannot be taken apart. */
export class EnvelopeError extends Error {
  override readonly name = "EnvelopeError";
  constructor(
    readonly problem: EnvelopeProblem,
    /** Where in the file, in bytes. */
    readonly offset: number,
    /** The line that is no header. */
    readonly line: string | undefined,
    /** Why not, unless the line is no JSON at all. */
    readonly why?: { readonly text: string; readonly path: readonly string[] },
  ) {
    super(WORDS[problem]);
  }
}

const LF = 10;
const CR = 13;

/**
 * Parses an envelope. Blank lines between items and at the end are passed over, and lines may end in
 * CR LF: neither can be mistaken for anything else. Throws an {@linkcode EnvelopeError}.
 */
export function parseEnvelope(bytes: Uint8Array): Envelope {
  const first = lineAt(bytes, 0);
  const header = readHeader(first, "header", 0);
  const items: EnvelopeItem[] = [];
  for (let at = skipBlankLines(bytes, first.next); at < bytes.length;) {
    const line = lineAt(bytes, at);
    const itemHeader = readHeader(line, "item-header", at);
    const length = lengthOf(itemHeader, line.text, at);
    const payload = payloadAt(bytes, line.next, length);
    items.push({
      header: itemHeader,
      headerText: line.text,
      payload: bytes.subarray(line.next, payload.end),
    });
    at = skipBlankLines(bytes, payload.next);
  }
  return { header, headerText: first.text, items };
}

interface Line {
  readonly text: string;
  readonly next: number;
}

function lineAt(bytes: Uint8Array, start: number): Line {
  const lf = bytes.indexOf(LF, start);
  const end = lf < 0 ? bytes.length : lf;
  const text = new TextDecoder().decode(bytes.subarray(start, end));
  return { text: text.endsWith("\r") ? text.slice(0, -1) : text, next: lf < 0 ? end : lf + 1 };
}

function readHeader(
  { text }: Line,
  problem: "header" | "item-header",
  offset: number,
): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new EnvelopeError(problem, offset, text);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new EnvelopeError(problem, offset, text, { text: "expected a map", path: [] });
  }
  return { ...value };
}

/** The bytes that a header announces; `undefined` when the payload ends with its line. */
function lengthOf(
  header: Readonly<Record<string, unknown>>,
  text: string,
  offset: number,
): number | undefined {
  const { length } = header;
  if (length === undefined || length === null) return undefined;
  if (typeof length === "number" && Number.isSafeInteger(length) && length >= 0) return length;
  throw new EnvelopeError("item-header", offset, text, {
    text: `invalid length ${JSON.stringify(length)}, expected a number of bytes`,
    path: ["length"],
  });
}

function payloadAt(
  bytes: Uint8Array,
  start: number,
  length: number | undefined,
): { readonly end: number; readonly next: number } {
  if (length === undefined) {
    const lf = bytes.indexOf(LF, start);
    return lf < 0 ? { end: bytes.length, next: bytes.length } : { end: lf, next: lf + 1 };
  }
  const end = start + length;
  if (end > bytes.length) throw new EnvelopeError("end", bytes.length, undefined);
  if (end === bytes.length) return { end, next: end };
  const lineEnd = bytes[end] === CR && bytes[end + 1] === LF ? 2 : 1;
  if (bytes[end + lineEnd - 1] !== LF) throw new EnvelopeError("newline", end, undefined);
  return { end, next: end + lineEnd };
}

function skipBlankLines(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    if (bytes[at] === LF) at++;
    else if (bytes[at] === CR && bytes[at + 1] === LF) at += 2;
    else return at;
  }
}
