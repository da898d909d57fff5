/**
 * JSON texts with places: where a syntax error is, and where a value that was refused stands. Runs only
 * when something is wrong; the parsing itself is done by `JSON.parse`.
 */
import type { JsonPath } from "./decode.ts";

/** A place in a text: ` at line 1 column 44`, columns in bytes as the reference counts them. */
export function placeText(text: string, offset: number): string {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  const column = new TextEncoder().encode(before.slice(before.lastIndexOf("\n") + 1)).length;
  return ` at line ${line} column ${column}`;
}

/** What is wrong with a text that `JSON.parse` refuses, and where. */
export function syntaxProblem(text: string): string {
  const scanner = new Scanner(text);
  try {
    scanner.value([]);
    scanner.end();
  } catch (error) {
    if (error instanceof Problem) return error.message + placeText(text, error.offset);
    throw error;
  }
  return "invalid JSON"; // our scanner and the parser disagree
}

/** Where the reference reports a value: behind its end, or behind the first character of a container. */
export function placeOfValue(text: string, path: JsonPath, kind: "missing" | "type"): string {
  const scanner = new Scanner(text, JSON.stringify(path));
  try {
    scanner.value([]);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    // Deeper than we go, behind the value or around it: the place stays what was found so far.
  }
  if (scanner.found === undefined) return "";
  const { start, end } = scanner.found;
  if (kind === "missing") return placeText(text, end);
  const first = text[start] ?? "";
  if (first === "{" || first === "[") return placeText(text, start + 1);
  // The end of a number shows only in the character behind it, which was read then.
  return placeText(text, /[-\d]/.test(first) ? Math.min(end + 1, text.length) : end);
}

/** As deep as the reference reads; also keeps our own recursion in bounds. */
const DEEPEST = 128;

class Problem extends Error {
  constructor(message: string, readonly offset: number) {
    super(message);
  }
}

class Scanner {
  #at = 0;
  found: { start: number; end: number } | undefined;

  constructor(readonly text: string, readonly wanted?: string) {}

  value(path: JsonPath): void {
    if (path.length >= DEEPEST) throw this.#here("recursion limit exceeded");
    this.#space();
    const start = this.#at;
    const char = this.text[start];
    if (char === undefined) throw this.#eof("a value");
    if (char === "{") this.#object(path);
    else if (char === "[") this.#array(path);
    else if (char === '"') this.#string();
    else if (/[-\d]/.test(char)) this.#number();
    else this.#word(char);
    if (this.wanted !== undefined && JSON.stringify(path) === this.wanted) {
      this.found = { start, end: this.#at };
    }
  }

  end(): void {
    this.#space();
    if (this.#at < this.text.length) throw this.#here("trailing characters");
  }

  #object(path: JsonPath): void {
    this.#at++;
    this.#space();
    if (this.#take("}")) return;
    do {
      this.#space();
      const char = this.text[this.#at];
      if (char === undefined) throw this.#eof("an object");
      if (char !== '"') throw this.#here(char === "}" ? "trailing comma" : "key must be a string");
      const key = this.#string();
      this.#space();
      if (this.#at >= this.text.length) throw this.#eof("an object");
      if (!this.#take(":")) throw this.#here("expected `:`");
      this.value([...path, key]);
    } while (this.#goesOn("an object", "}"));
  }

  #array(path: JsonPath): void {
    this.#at++;
    this.#space();
    if (this.#take("]")) return;
    let index = 0;
    do {
      this.#space();
      if (this.#at >= this.text.length) throw this.#eof("a list");
      if (index > 0 && this.text[this.#at] === "]") throw this.#here("trailing comma");
      this.value([...path, index++]);
    } while (this.#goesOn("a list", "]"));
  }

  /** Behind an item: `true` for a comma, `false` for the end. */
  #goesOn(what: string, close: string): boolean {
    this.#space();
    if (this.#at >= this.text.length) throw this.#eof(what);
    if (this.#take(",")) return true;
    if (this.#take(close)) return false;
    throw this.#here(`expected \`,\` or \`${close}\``);
  }

  #string(): string {
    const start = this.#at++;
    for (;;) {
      const char = this.text[this.#at];
      if (char === undefined) throw this.#eof("a string");
      if (char < " ") {
        throw this.#here("control character (\\u0000-\\u001F) found while parsing a string");
      }
      this.#at++;
      if (char === '"') break;
      if (char === "\\") this.#escape();
    }
    const parsed: unknown = JSON.parse(this.text.slice(start, this.#at));
    return String(parsed);
  }

  #escape(): void {
    const char = this.text[this.#at];
    if (char === undefined) throw this.#eof("a string");
    if (char === "u" && !/^[0-9a-fA-F]{4}$/.test(this.text.slice(this.#at + 1, this.#at + 5))) {
      throw this.#here("invalid escape");
    }
    if (!'"\\/bfnrtu'.includes(char)) throw this.#here("invalid escape");
    this.#at++;
  }

  #number(): void {
    const match = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/.exec(this.text.slice(this.#at));
    this.#at += match?.[0].length ?? 1;
    const next = this.text[this.#at];
    if (match === null || (next !== undefined && /[\d.eE]/.test(next))) {
      throw next === undefined ? this.#eof("a value") : this.#here("invalid number");
    }
  }

  #word(char: string): void {
    const word = ["true", "false", "null"].find((each) => each.startsWith(char));
    if (word === undefined) throw this.#here("expected value");
    for (const letter of word) {
      if (this.#at >= this.text.length) throw this.#eof("a value");
      if (!this.#take(letter)) throw this.#here("expected ident");
    }
  }

  #take(char: string): boolean {
    if (this.text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  #space(): void {
    while (/[ \t\r\n]/.test(this.text[this.#at] ?? "")) this.#at++;
  }

  #here(message: string): Problem {
    return new Problem(message, this.#at + 1);
  }

  #eof(what: string): Problem {
    return new Problem(`EOF while parsing ${what}`, this.text.length);
  }
}
