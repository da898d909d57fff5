/**
 * The JSON of a map without its bulk. Nearly all of a map is source texts and mappings, which a rewrite
 * copies as they stand; as strings they would take several times their size, and most of the time. So
 * they are cut out of the bytes, and a JSON parser sees the rest.
 */
import { isRecord } from "../../base/is_record.ts";

/** A map in parts. */
export interface SplitMap {
  /** With an empty text where there is a source text, and in the place of the mappings. */
  readonly json: Readonly<Record<string, unknown>>;
  /** What `json` was parsed from. */
  readonly text: string;
  /** The source texts as JSON strings, in the form that `JSON.stringify` gives them. */
  readonly contents: readonly (Uint8Array | null)[];
  /** What stands between the quotes, without any escape. */
  readonly mappings: Uint8Array;
}

/**
 * Takes valid UTF-8 apart that begins with an object; `undefined` when it is no JSON, has no mappings, or
 * needs a closer look. The parts are views of `bytes`.
 */
export function splitMap(bytes: Uint8Array): SplitMap | undefined {
  const splitter = new Splitter(bytes);
  return splitter.split() ? splitter.parsed() : undefined;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const LOWER_N = 0x6e;
const LOWER_U = 0x75;

/** What follows a backslash that `JSON.stringify` has written; `u` is another matter. */
const SHORT_ESCAPES: ReadonlySet<number | undefined> = new Set(
  new TextEncoder().encode('"\\bfnrt'),
);
/** Control characters but for those with a short escape. */
const WRITTEN_CONTROL = /^u00(?:0[0-7be]|0f|1[0-9a-f])$/;

class Splitter {
  #at = 0;
  /** What the parser sees. */
  readonly #rest: Uint8Array[] = [];
  #restFrom = 0;
  readonly #seen = new Set<string>();
  #contents: (Uint8Array | null)[] | undefined;
  #mappings: Uint8Array | undefined;

  constructor(readonly bytes: Uint8Array) {}

  /** `false` for anything unusual. */
  split(): boolean {
    const { bytes } = this;
    if (bytes[this.#at++] !== OPEN_OBJECT) return false;
    for (;;) {
      this.#skipBlanks();
      const key = this.#key();
      this.#skipBlanks();
      if (key === undefined || bytes[this.#at++] !== COLON) return false;
      this.#skipBlanks();
      if (!this.#value(key)) return false;
      this.#skipBlanks();
      const next = bytes[this.#at++];
      if (next === CLOSE_OBJECT) break;
      if (next !== COMMA) return false;
    }
    this.#skipBlanks();
    return this.#at === bytes.length && this.#mappings !== undefined;
  }

  /** Throws nothing: what is no JSON is `undefined`. */
  parsed(): SplitMap | undefined {
    this.#rest.push(this.bytes.subarray(this.#restFrom));
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    const text = this.#rest.map((piece) => decoder.decode(piece)).join("");
    const json = parseOrNothing(text);
    if (!isRecord(json) || this.#mappings === undefined) return undefined;
    return { json, text, contents: this.#contents ?? [], mappings: this.#mappings };
  }

  #value(key: string): boolean {
    const first = this.bytes[this.#at];
    if (key === "mappings" || key === "sourcesContent") {
      // Of two the parser takes the last one, whatever that is.
      if (this.#seen.has(key)) return false;
      this.#seen.add(key);
    }
    if (key === "mappings" && first === QUOTE) return this.#takeMappings();
    if (key === "sourcesContent" && first === OPEN_LIST) return this.#takeContents();
    return this.#skipValue();
  }

  #takeMappings(): boolean {
    const start = this.#at + 1;
    const end = this.bytes.indexOf(QUOTE, start);
    if (end < 0) return false;
    for (let at = start; at < end; at++) {
      const byte = this.bytes[at] ?? 0;
      if (byte < 0x20 || byte === BACKSLASH) return false;
    }
    this.#mappings = this.bytes.subarray(start, end);
    this.#cut(start, end);
    this.#at = end + 1;
    return true;
  }

  #takeContents(): boolean {
    this.#contents = [];
    this.#at++;
    for (;;) {
      this.#skipBlanks();
      const first = this.bytes[this.#at];
      if (first === QUOTE) {
        const literal = this.#literal();
        if (literal === undefined) return false;
        this.#contents.push(literal);
      } else if (first === LOWER_N) {
        this.#contents.push(null);
        this.#at += "null".length;
      } else return first === CLOSE_LIST && this.#contents.length === 0 && this.#at++ > 0;
      this.#skipBlanks();
      const next = this.bytes[this.#at++];
      if (next === CLOSE_LIST) return true;
      if (next !== COMMA) return false;
    }
  }

  /** A string with its quotes, cut out. The hot loop: this is where the bulk goes by. */
  #literal(): Uint8Array | undefined {
    const { bytes } = this;
    const start = this.#at;
    let isWritten = true;
    let at = start + 1;
    for (;;) {
      const byte = bytes[at++];
      if (byte === QUOTE) break;
      if (byte === undefined || byte < 0x20) return undefined;
      if (byte !== BACKSLASH) continue;
      if (!SHORT_ESCAPES.has(bytes[at])) {
        const isControl = bytes[at] === LOWER_U &&
          WRITTEN_CONTROL.test(String.fromCharCode(...bytes.subarray(at, at + 5)));
        isWritten &&= isControl;
      }
      at++;
    }
    this.#at = at;
    this.#cut(start + 1, at - 1);
    const literal = bytes.subarray(start, at);
    return isWritten ? literal : rewritten(literal);
  }

  /** What the parser does not get to see. */
  #cut(from: number, to: number): void {
    this.#rest.push(this.bytes.subarray(this.#restFrom, from));
    this.#restFrom = to;
  }

  /** A key without escapes, which could hide any other. */
  #key(): string | undefined {
    const start = this.#at + 1;
    if (this.bytes[this.#at] !== QUOTE) return undefined;
    this.#skipString();
    const key = this.bytes.subarray(start, this.#at - 1);
    return key.includes(BACKSLASH) ? undefined : new TextDecoder().decode(key);
  }

  /** Whether it is valid is the parser's business, as long as its end is where the parser sees it. */
  #skipValue(): boolean {
    const { bytes } = this;
    let depth = 0;
    for (; this.#at < bytes.length; this.#at++) {
      const byte = bytes[this.#at];
      if (byte === QUOTE) {
        this.#skipString();
        this.#at--;
      } else if (byte === OPEN_LIST || byte === OPEN_OBJECT) depth++;
      else if (byte === COMMA && depth === 0) return true;
      else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
        if (depth === 0) return true;
        depth--;
      }
    }
    return false;
  }

  #skipString(): void {
    const { bytes } = this;
    let at = this.#at + 1;
    while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
    this.#at = at + 1;
  }

  #skipBlanks(): void {
    for (;; this.#at++) {
      const byte = this.bytes[this.#at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return;
    }
  }
}

/** The same string as it would be written. */
function rewritten(literal: Uint8Array): Uint8Array | undefined {
  const value = parseOrNothing(new TextDecoder("utf-8", { ignoreBOM: true }).decode(literal));
  return typeof value === "string" ? new TextEncoder().encode(JSON.stringify(value)) : undefined;
}

function parseOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
