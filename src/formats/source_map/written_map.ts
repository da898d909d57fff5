/**
 * A source map as pieces of its own bytes. Most maps come from programs that write JSON the way we do:
 * no blanks inside of values, nothing escaped that need not be. Of such a map each value can be copied
 * as it stands, so that megabytes of source texts need not become strings and bytes again. Whatever is
 * not surely of that kind, or is not surely valid, is left to `fields.ts`, which knows all rules.
 */

/** The values as they stand in the bytes, each as it would be written (§5.2). */
export interface WrittenMap {
  readonly file: Uint8Array | undefined;
  readonly sources: Uint8Array;
  readonly sourceRoot: Uint8Array | undefined;
  readonly sourcesContent: Uint8Array | undefined;
  readonly names: Uint8Array | undefined;
  /** Without its quotes; what is in it has not been looked at. */
  readonly mappings: Uint8Array;
  readonly ignoreList: Uint8Array | undefined;
  readonly sourceCount: number;
  readonly nameCount: number;
}

/** Reads a flat map without a debug id; `undefined` when that takes more than this. */
export function readWrittenMap(bytes: Uint8Array): WrittenMap | undefined {
  try {
    return new Reader(bytes).map();
  } catch (error) {
    if (error instanceof Unusual) return undefined;
    throw error;
  }
}

/** The pieces of a map's bytes, with other mappings and an id. */
export function writtenPieces(
  map: WrittenMap,
  mappings: readonly Uint8Array[],
  debugId: string,
): Uint8Array[] {
  const pieces: Uint8Array[] = [START];
  const entry = (key: Uint8Array, value: Uint8Array | undefined) => {
    if (value !== undefined) pieces.push(key, value);
  };
  entry(KEYS.file, map.file);
  entry(KEYS.sources, map.sources);
  entry(KEYS.sourceRoot, map.sourceRoot);
  entry(KEYS.sourcesContent, map.sourcesContent);
  entry(KEYS.names, map.names ?? EMPTY_LIST);
  pieces.push(KEYS.mappings, ...mappings, QUOTE_PIECE);
  entry(KEYS.ignoreList, map.ignoreList);
  pieces.push(ENCODER.encode(`,"debugId":"${debugId}"}`));
  return pieces;
}

const ENCODER = new TextEncoder();
const START = ENCODER.encode('{"version":3');
const EMPTY_LIST = ENCODER.encode("[]");
const QUOTE_PIECE = ENCODER.encode('"');
const KEYS = {
  file: ENCODER.encode(',"file":'),
  sources: ENCODER.encode(',"sources":'),
  sourceRoot: ENCODER.encode(',"sourceRoot":'),
  sourcesContent: ENCODER.encode(',"sourcesContent":'),
  names: ENCODER.encode(',"names":'),
  mappings: ENCODER.encode(',"mappings":"'),
  ignoreList: ENCODER.encode(',"ignoreList":'),
};

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const ZERO = 0x30;
const NINE = 0x39;

/** What may follow a backslash where nothing is escaped without need; `u` is another matter. */
const SHORT_ESCAPES: ReadonlySet<number | undefined> = new Set(ENCODER.encode('"\\bfnrt'));

/** `u00` and two digits: control characters, but for those that have a short escape. */
const CONTROL_ESCAPE = /^u00(?:0[0-7be]|0f|1[0-9a-f])$/;

/** Keys whose value, when there is one, makes a map of another kind, or that have rules of their own. */
const UNUSUAL_KEYS: ReadonlySet<string> = new Set([
  "sections",
  "rangeMappings",
  "debugId",
  "debug_id",
  "x_facebook_sources",
  "x_facebook_offsets",
  "x_metro_module_paths",
]);

/** How deep a value that nobody reads may be. */
const DEEPEST = 32;

/** The map takes more than this module. */
class Unusual extends Error {}

class Reader {
  #at = 0;

  constructor(readonly bytes: Uint8Array) {}

  map(): WrittenMap {
    const found = new Map<string, Uint8Array | undefined>();
    const counts = new Map<string, number>();
    this.#blanks();
    this.#take(OPEN_OBJECT);
    for (;;) {
      this.#blanks();
      const key = this.#key();
      if (found.has(key)) throw new Unusual();
      this.#blanks();
      this.#take(COLON);
      this.#blanks();
      found.set(key, this.#valueOf(key, counts));
      this.#blanks();
      if (this.bytes[this.#at] === CLOSE_OBJECT) break;
      this.#take(COMMA);
    }
    this.#at++;
    this.#blanks();
    const [sources, mappings] = [found.get("sources"), found.get("mappings")];
    if (this.#at < this.bytes.length || sources === undefined || mappings === undefined) {
      throw new Unusual();
    }
    const sourceCount = counts.get("sources") ?? 0;
    const sourcesContent = found.get("sourcesContent");
    // One for each source; otherwise it is filled up or cut.
    if (sourcesContent !== undefined && counts.get("sourcesContent") !== sourceCount) {
      throw new Unusual();
    }
    return {
      file: found.get("file"),
      sources,
      sourceRoot: found.get("sourceRoot"),
      sourcesContent,
      names: found.get("names"),
      mappings,
      ignoreList: found.get("ignoreList"),
      sourceCount,
      nameCount: counts.get("names") ?? 0,
    };
  }

  /** The value as it stands, `undefined` where nothing is written for it. */
  #valueOf(key: string, counts: Map<string, number>): Uint8Array | undefined {
    const start = this.#at;
    if (this.#takesWord("null")) return undefined;
    switch (key) {
      case "version":
        // One digit: every version that there is.
        if (!isDigit(this.bytes[this.#at++]) || this.#isNumberGoingOn()) throw new Unusual();
        return undefined;
      case "file":
      case "sourceRoot":
        this.#string();
        break;
      case "mappings":
        this.#take(QUOTE);
        this.#at = this.bytes.indexOf(QUOTE, this.#at);
        if (this.#at < 0) throw new Unusual();
        return this.bytes.subarray(start + 1, this.#at++);
      case "sources":
      case "names":
        counts.set(key, this.#strings());
        break;
      case "sourcesContent": {
        const { count, texts } = this.#contents();
        if (texts === 0) return undefined;
        counts.set(key, count);
        break;
      }
      case "ignoreList":
        if (this.#numbers() === 0) return undefined;
        break;
      default:
        if (UNUSUAL_KEYS.has(key)) throw new Unusual();
        this.#any(0);
        return undefined;
    }
    return this.bytes.subarray(start, this.#at);
  }

  #take(byte: number): void {
    if (this.bytes[this.#at++] !== byte) throw new Unusual();
  }

  #blanks(): void {
    for (;; this.#at++) {
      const byte = this.bytes[this.#at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return;
    }
  }

  #key(): string {
    const start = this.#at + 1;
    this.#string();
    const key = String.fromCharCode(
      ...this.bytes.subarray(start, Math.min(start + 64, this.#at - 1)),
    );
    if (this.#at - 1 - start > 64 || key.includes("\\")) throw new Unusual();
    return key;
  }

  /** Of the form in which it would be written. The hot loop: nearly all of a map is strings. */
  #string(): void {
    this.#take(QUOTE);
    const { bytes } = this;
    for (let at = this.#at;;) {
      const byte = bytes[at++] ?? 0;
      if (byte === QUOTE) return void (this.#at = at);
      if (byte === BACKSLASH) {
        if (SHORT_ESCAPES.has(bytes[at])) at++;
        else if (CONTROL_ESCAPE.test(String.fromCharCode(...bytes.subarray(at, at + 5)))) at += 5;
        else throw new Unusual();
      } else if (byte < 0x20) throw new Unusual();
    }
  }

  #strings(): number {
    return this.#list(() => this.#string());
  }

  #contents(): { readonly count: number; readonly texts: number } {
    let texts = 0;
    const count = this.#list(() => {
      if (this.#takesWord("null")) return;
      this.#string();
      texts++;
    });
    return { count, texts };
  }

  /** Ascending, each once. */
  #numbers(): number {
    let last = -1;
    return this.#list(() => {
      const value = this.#integer();
      if (value <= last) throw new Unusual();
      last = value;
    });
  }

  /** A list without blanks; gives how many elements. */
  #list(element: () => void): number {
    this.#take(OPEN_LIST);
    if (this.bytes[this.#at] === CLOSE_LIST) return this.#at++, 0;
    for (let count = 1;; count++) {
      element();
      if (this.bytes[this.#at] === CLOSE_LIST) return this.#at++, count;
      this.#take(COMMA);
    }
  }

  /** Not negative, and small enough for every purpose. */
  #integer(): number {
    const start = this.#at;
    let value = 0;
    while (isDigit(this.bytes[this.#at])) value = value * 10 + (this.bytes[this.#at++] ?? 0) - ZERO;
    const digits = this.#at - start;
    const hasZeros = digits > 1 && this.bytes[start] === ZERO;
    if (digits === 0 || digits > 9 || hasZeros || this.#isNumberGoingOn()) throw new Unusual();
    return value;
  }

  #isNumberGoingOn(): boolean {
    const byte = this.bytes[this.#at];
    return isDigit(byte) || byte === 0x2e || byte === 0x65 || byte === 0x45;
  }

  #takesWord(word: string): boolean {
    for (let at = 0; at < word.length; at++) {
      if (this.bytes[this.#at + at] !== word.charCodeAt(at)) return false;
    }
    this.#at += word.length;
    return true;
  }

  /** A value that nobody reads, blanks allowed. */
  #any(depth: number): void {
    if (depth > DEEPEST) throw new Unusual();
    const byte = this.bytes[this.#at];
    if (byte === QUOTE) this.#string();
    else if (byte === OPEN_LIST) this.#anyOf(CLOSE_LIST, () => this.#any(depth + 1));
    else if (byte === OPEN_OBJECT) {
      this.#anyOf(CLOSE_OBJECT, () => {
        this.#string();
        this.#blanks();
        this.#take(COLON);
        this.#blanks();
        this.#any(depth + 1);
      });
    } else if (isDigit(byte)) this.#integer();
    else if (!["true", "false", "null"].some((word) => this.#takesWord(word))) throw new Unusual();
  }

  #anyOf(close: number, element: () => void): void {
    this.#at++;
    this.#blanks();
    if (this.bytes[this.#at] === close) return void this.#at++;
    for (;;) {
      element();
      this.#blanks();
      if (this.bytes[this.#at] === close) return void this.#at++;
      this.#take(COMMA);
      this.#blanks();
    }
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}
