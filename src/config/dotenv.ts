/**
 * Reads `.env` files.
 *
 * A line that the reference can read is read the same way. Only where it would give up, a second,
 * more forgiving reading is tried: `\t` and `\r`, and a `$NAME` that a closing quote ends. Messages do
 * not quote the file: what stands there may be a secret.
 */
import { ConfigSyntaxError, decodeUtf8 } from "./syntax_error.ts";

/** One variable and the 1-based line of its name. */
export interface DotenvVariable {
  readonly name: string;
  readonly value: string;
  readonly line: number;
}

/**
 * The variables of a file in order, one by one, so that those before a bad line are known when it
 * throws {@linkcode ConfigSyntaxError}. `lookup` gives what `$NAME` stands for; it is asked when the
 * line's turn comes.
 */
export function* readDotenv(
  bytes: Uint8Array,
  lookup: (name: string) => string | undefined,
): Generator<DotenvVariable, void, void> {
  const earlier = new Map<string, string>();
  const find = (name: string) => lookup(name) ?? earlier.get(name) ?? "";
  for (const { raw, line } of statements(bytes)) {
    const head = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.]*)\s*=\s*/.exec(raw);
    if (head === null) {
      throw new ConfigSyntaxError("expected NAME=value", line);
    }
    const [whole, name = ""] = head;
    const value = parseValue(raw.slice(whole.length), find, line);
    earlier.set(name, value);
    yield { name, value, line };
  }
}

/** Lines, joined while a quote is open; blank ones and comments are left out. */
function* statements(bytes: Uint8Array): Generator<{ raw: string; line: number }> {
  const lines = fileLines(bytes);
  for (let i = 0; i < lines.length; i++) {
    const line = i + 1;
    let raw = decodeLine(lines[i], line);
    if (/^\s*(?:#|$)/.test(raw)) continue;
    const shape = new Shape();
    shape.read(raw);
    while (shape.isOpen) {
      const next = lines[++i];
      if (next === undefined) throw new ConfigSyntaxError("a quoted value is not closed", line);
      const more = `\n${decodeLine(next, i + 1)}`;
      raw += more;
      shape.read(more);
    }
    yield { raw: raw.slice(0, shape.commentStart).trimEnd(), line };
  }
}

function fileLines(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  let start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (start < bytes.length) {
    const found = bytes.indexOf(0x0a, start);
    const end = found < 0 ? bytes.length : found;
    // A CR before the LF goes with the trailing white space; inside of quotes it belongs to the value.
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return lines;
}

function decodeLine(bytes: Uint8Array | undefined, line: number): string {
  try {
    return decodeUtf8(bytes ?? new Uint8Array());
  } catch {
    throw new ConfigSyntaxError("not valid UTF-8", line);
  }
}

/**
 * Finds out, piece by piece, whether a quote is open at the end of a text, and where a comment after
 * white space starts. As in the reference, a second blank takes back what the first one allowed;
 * {@linkcode ValueReader} then finds the comment.
 */
class Shape {
  commentStart: number | undefined = undefined;
  #length = 0;
  #quote = "";
  #isEscaped = false;
  #isAfterBlank = false;

  get isOpen(): boolean {
    return this.#quote !== "" && this.commentStart === undefined;
  }

  read(piece: string): void {
    for (let i = 0; i < piece.length && this.commentStart === undefined; i++) {
      const char = piece[i] ?? "";
      if (this.#isEscaped) this.#isEscaped = false;
      else if (this.#quote === "" && this.#isAfterBlank && char === "#") {
        this.commentStart = this.#length + i;
      } else this.#step(char);
    }
    this.#length += piece.length;
  }

  #step(char: string): void {
    const isBlank = this.#quote === "" && char !== "\r" && /\s/.test(char);
    this.#isAfterBlank = isBlank && !this.#isAfterBlank;
    if (char === "\\" && this.#quote !== "'") this.#isEscaped = true;
    else if (this.#quote !== "") this.#quote = char === this.#quote ? "" : this.#quote;
    else if (char === "'" || char === '"') this.#quote = char;
  }
}

function parseValue(raw: string, find: (name: string) => string, line: number): string {
  const strict = new ValueReader(raw, find, false).read();
  if (typeof strict === "string") return strict;
  const lenient = new ValueReader(raw, find, true).read();
  if (typeof lenient === "string") return lenient;
  throw new ConfigSyntaxError(strict.problem, line);
}

/** Reads one value; `lenient` accepts what the reference stumbles over. */
class ValueReader {
  #output = "";
  #at = 0;
  #quote: "" | "'" | '"' = "";

  constructor(
    readonly raw: string,
    readonly find: (name: string) => string,
    readonly lenient: boolean,
  ) {}

  read(): string | { readonly problem: string } {
    if (this.raw.startsWith("#")) return "";
    while (this.#at < this.raw.length) {
      const char = this.raw[this.#at++] ?? "";
      if (char === this.#quote) this.#quote = "";
      else if (this.#quote === "'") this.#output += char;
      else if (char === "\\") {
        const problem = this.#escape();
        if (problem !== undefined) return { problem };
      } else if (char === "$") this.#substitute();
      else if (this.#quote === "" && (char === "'" || char === '"')) this.#quote = char;
      else if (this.#quote === "" && /[ \t]/.test(char)) return this.#rest();
      else this.#output += char;
    }
    return this.#quote === "" ? this.#output : { problem: "a quoted value is not closed" };
  }

  /** After the blank that ends a value only a comment may follow. */
  #rest(): string | { readonly problem: string } {
    const rest = this.raw.slice(this.#at).trimStart();
    return rest === "" || rest.startsWith("#")
      ? this.#output
      : { problem: "a value with blanks in it must be in quotes" };
  }

  #escape(): string | undefined {
    const char = this.raw[this.#at++];
    if (char === undefined) return undefined; // at the end of a line it counts for nothing
    if ("\\'\"$ ".includes(char)) this.#output += char;
    else if (char === "n") this.#output += "\n";
    else if (this.lenient && char === "t") this.#output += "\t";
    else if (this.lenient && char === "r") this.#output += "\r";
    else return "only \\\\, \\', \\\", \\$, \\n and a blank can follow a backslash";
    return undefined;
  }

  #substitute(): void {
    const braces = /^\{([^}]*)\}/s.exec(this.raw.slice(this.#at));
    if (braces !== null) {
      this.#at += braces[0].length;
      this.#output += this.find(braces[1] ?? "");
      return;
    }
    const name = /^[\p{L}\p{N}]*/u.exec(this.raw.slice(this.#at))?.[0] ?? "";
    this.#at += name.length;
    this.#output += name === "" ? "" : this.find(name);
    // The reference copies the character that ends a name, even a quote.
    if (this.lenient || this.raw[this.#at] === "$") return;
    this.#output += this.raw[this.#at++] ?? "";
  }
}
