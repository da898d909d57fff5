/**
 * Reads the INI dialect of `.sentryclirc` files.
 *
 * The grammar is that of the reference (a character parser, not a line parser), with two additions
 * that only touch files it cannot read or reads wrongly: a byte order mark is skipped, and a comment
 * may be indented or follow a section header. Every piece keeps its place in the text, so that
 * `ini.ts` can change one value and leave all other bytes alone.
 */
import { ConfigSyntaxError } from "./syntax_error.ts";

/** A `[section]` header. */
export interface IniSection {
  readonly name: string;
  /** Where the `[` stands, and the end of the `]`. */
  readonly start: number;
  readonly end: number;
}

/** A `key=value` pair. */
export interface IniEntry {
  /** Index in {@linkcode IniSyntax.sections}, -1 before the first header. */
  readonly sectionIndex: number;
  readonly section: string;
  readonly key: string;
  readonly value: string;
  /** 1-based line on which the value starts. */
  readonly line: number;
  readonly keyStart: number;
  readonly keyEnd: number;
  /** Raw text of the value, without the blanks after the separator and without its line end. */
  readonly valueStart: number;
  readonly valueEnd: number;
}

/** A comment from its mark to before its line feed. */
export interface IniComment {
  readonly start: number;
  readonly end: number;
}

export interface IniSyntax {
  readonly sections: readonly IniSection[];
  readonly entries: readonly IniEntry[];
  readonly comments: readonly IniComment[];
}

/** Parses a whole file. Throws {@linkcode ConfigSyntaxError}. */
export function parseIniSyntax(text: string): IniSyntax {
  const reader = new Reader(text);
  const sections: IniSection[] = [];
  const entries: IniEntry[] = [];
  const comments: IniComment[] = [];
  if (text.startsWith("\uFEFF")) reader.at = 1;

  for (reader.skipWhitespace(); !reader.atEnd; reader.skipWhitespace()) {
    const start = reader.at;
    const mark = text[start];
    if (mark === ";" || mark === "#") {
      // Only a line feed ends a comment; a lone carriage return does not.
      const end = text.indexOf("\n", start);
      reader.at = end < 0 ? text.length : end;
      comments.push({ start, end: reader.at });
    } else if (mark === "[") {
      reader.at++;
      const name = trimWhitespace(reader.readUntil("]", "section header"));
      reader.at++;
      sections.push({ name, start, end: reader.at });
    } else {
      entries.push(readEntry(reader, sections));
    }
  }
  return { sections, entries, comments };
}

function readEntry(reader: Reader, sections: readonly IniSection[]): IniEntry {
  const keyStart = reader.at;
  const raw = reader.readUntil("=:", "key");
  const key = trimWhitespace(raw);
  if (key === "") throw new ConfigSyntaxError("a value without a key", reader.line());
  const keyEnd = reader.at;
  reader.at++;
  reader.skipBlanks();
  const valueStart = reader.at;
  const value = trimWhitespace(reader.readValue());
  return {
    sectionIndex: sections.length - 1,
    section: sections.at(-1)?.name ?? "",
    key,
    value,
    line: reader.line(valueStart),
    keyStart,
    keyEnd,
    valueStart,
    valueEnd: reader.at,
  };
}

/** Unicode `White_Space`. `\s` differs: it has U+FEFF and lacks U+0085. */
const WHITESPACE = "\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const OUTER_WHITESPACE = new RegExp(`^[${WHITESPACE}]+|[${WHITESPACE}]+$`, "g");
const IS_WHITESPACE = new RegExp(`[${WHITESPACE}]`);

/** Trims Unicode `White_Space` at both ends. */
export function trimWhitespace(text: string): string {
  return text.replaceAll(OUTER_WHITESPACE, "");
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  r: "\r",
  n: "\n",
  "\n": "", // continues the line
};

/** A position in the text and what can be read from there. */
class Reader {
  at = 0;
  #counted = { position: 0, line: 1 };

  constructor(readonly text: string) {}

  get atEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** 1-based line of a position; LF, CRLF and a lone CR each end one. Counts on from the last call. */
  line(position = this.at): number {
    if (position < this.#counted.position) this.#counted = { position: 0, line: 1 };
    let { line } = this.#counted;
    for (let i = this.#counted.position; i < position && i < this.text.length; i++) {
      const code = this.text.charCodeAt(i);
      if (code === 10 || (code === 13 && this.text.charCodeAt(i + 1) !== 10)) line++;
    }
    this.#counted = { position, line };
    return line;
  }

  skipWhitespace(): void {
    while (!this.atEnd && isWhitespace(this.text.charCodeAt(this.at))) this.at++;
  }

  /** Blanks that stay on the line. */
  skipBlanks(): void {
    while (!this.atEnd && !this.#atLineEnd() && isWhitespace(this.text.charCodeAt(this.at))) {
      this.at++;
    }
  }

  /** Reads up to one of `ends`, which stays unread, and applies escapes. */
  readUntil(ends: string, what: string): string {
    const start = this.at;
    let value = "";
    for (;;) {
      const char = this.text[this.at];
      if (char === undefined) throw this.#unfinished(what, start);
      if (ends.includes(char)) return value;
      value += this.#readChar(what, start);
    }
  }

  readValue(): string {
    const start = this.at;
    const quote = this.text[this.at];
    let value = "";
    if (quote === '"' || quote === "'") {
      this.at++;
      value = this.readUntil(quote, "quoted value");
      this.at++;
    }
    while (!this.atEnd && !this.#atLineEnd()) value += this.#readChar("value", start);
    return value;
  }

  #atLineEnd(): boolean {
    const char = this.text[this.at];
    return char === "\n" || char === "\r";
  }

  #readChar(what: string, start: number): string {
    const char = this.text[this.at++] ?? "";
    if (char !== "\\") return char;
    const escaped = this.text[this.at++];
    if (escaped === undefined) throw this.#unfinished(what, start);
    if (escaped === "x") return this.#readCodePoint();
    return SIMPLE_ESCAPES[escaped] ?? escaped;
  }

  #readCodePoint(): string {
    const digits = this.text.slice(this.at, this.at + 4);
    const code = /^[0-9A-Fa-f]{4}$/.test(digits) ? parseInt(digits, 16) : NaN;
    if (Number.isNaN(code) || (code >= 0xd800 && code <= 0xdfff)) {
      throw new ConfigSyntaxError(
        "\\x must be followed by four hexadecimal digits of a character",
        this.line(),
      );
    }
    this.at += 4;
    return String.fromCharCode(code);
  }

  /**
   * The end of the file came too early; the line is where the unfinished piece began. Its text is
   * not quoted: it may be a token.
   */
  #unfinished(what: string, start: number): ConfigSyntaxError {
    const why = what === "key"
      ? 'a key without a value (expected "=" or ":")'
      : `the ${what} is not closed before the end of the file`;
    return new ConfigSyntaxError(why, this.line(start));
  }
}

function isWhitespace(code: number): boolean {
  return code === 0x20 || (code >= 9 && code <= 13) ||
    (code > 0x7f && IS_WHITESPACE.test(String.fromCharCode(code)));
}
