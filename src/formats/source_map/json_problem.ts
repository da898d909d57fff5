/**
 * What is wrong with a JSON text, and where, in the words of the reference (§5.1: `bad json: …`), which
 * scripts may look for. Runs only after a failure: the runtime's own parser is faster, but its messages
 * name neither line nor column in a form that stays the same between versions.
 */

/** A way into a JSON value. */
export type JsonPath = readonly (string | number)[];

/** What stands where something else was expected. */
export class JsonTypeProblem extends Error {
  override readonly name = "JsonTypeProblem";
  constructor(
    message: string,
    readonly path: JsonPath,
    /** Which place is named; `after` is one behind the end, as the reference has it for debug ids. */
    readonly side: "start" | "end" | "after",
  ) {
    super(message);
  }
}

/** The first thing in a text that is not JSON, with its place. */
export function describeSyntax(text: string): string {
  return problemOf(new Scanner(text)) ?? "the text is no JSON";
}

/** The first thing that a scanner stumbles over. */
function problemOf(scanner: Scanner): string | undefined {
  try {
    scanner.document();
    return undefined;
  } catch (error) {
    if (error instanceof Stop) return `${error.message}${placeOf(scanner.text, error.at)}`;
    throw error;
  }
}

/** The problem with the place that its path leads to. */
export function describeType(text: string, problem: JsonTypeProblem): string {
  const scanner = new Scanner(text, problem.path);
  const syntax = problemOf(scanner);
  // The runtime's parser lets half a surrogate pair pass; behind the problem nobody comes to it.
  if (scanner.found === undefined && syntax !== undefined) return syntax;
  const { start, end } = scanner.found ?? { start: 0, end: 0 };
  return `${problem.message}${
    placeOf(text, problem.side === "start" ? start : problem.side === "end" ? end : end + 1)
  }`;
}

/** Lines from 1, columns in bytes, as the number of bytes read of that line. */
function placeOf(text: string, at: number): string {
  const before = text.slice(0, at);
  const lineStart = before.lastIndexOf("\n") + 1;
  const line = before.split("\n").length;
  return ` at line ${line} column ${new TextEncoder().encode(before.slice(lineStart)).length}`;
}

class Stop extends Error {
  constructor(message: string, readonly at: number) {
    super(message);
  }
}

/** A strict reader that keeps nothing but its place. */
class Scanner {
  found: { readonly start: number; readonly end: number } | undefined;
  #at = 0;
  #wanted: JsonPath | undefined;
  #path: (string | number)[] = [];

  constructor(readonly text: string, wanted?: JsonPath) {
    this.#wanted = wanted;
  }

  document(): void {
    this.#value();
    this.#blanks();
    if (this.#at < this.text.length) this.#stop("trailing characters", 1);
  }

  #stop(message: string, ahead = 0): never {
    throw new Stop(message, Math.min(this.text.length, this.#at + ahead));
  }

  #blanks(): string | undefined {
    while (" \t\n\r".includes(this.text[this.#at] ?? "x")) this.#at++;
    return this.text[this.#at];
  }

  #value(): void {
    const next = this.#blanks();
    const start = this.#at;
    if (next === undefined) this.#stop("EOF while parsing a value");
    else if (next === "{") this.#object();
    else if (next === "[") this.#array();
    else if (next === '"') this.#string();
    else if (next === "-" || (next >= "0" && next <= "9")) this.#number();
    else if ("tfn".includes(next)) this.#word(next);
    else this.#stop("expected value", 1);
    const wanted = this.#wanted;
    if (
      wanted !== undefined && wanted.length === this.#path.length &&
      wanted.every((key, at) => key === this.#path[at])
    ) this.found = { start, end: this.#at };
  }

  #word(first: string): void {
    const word = first === "t" ? "true" : first === "f" ? "false" : "null";
    for (const letter of word) {
      if (this.#at >= this.text.length) this.#stop("EOF while parsing a value");
      if (this.text[this.#at] !== letter) this.#stop("expected ident", 1);
      this.#at++;
    }
  }

  #number(): void {
    const found = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
    found.lastIndex = this.#at;
    const match = found.exec(this.text);
    if (match === null) this.#stop("invalid number", 2);
    this.#at += match[0].length;
    if (/[\d.eE]/.test(this.text[this.#at] ?? "")) this.#stop("invalid number", 1);
  }

  #string(): string {
    const start = ++this.#at;
    for (;;) {
      const letter = this.text[this.#at];
      if (letter === undefined) this.#stop("EOF while parsing a string");
      if (letter === '"') break;
      if (letter < " ") {
        this.#stop("control character (\\u0000-\\u001F) found while parsing a string", 1);
      }
      this.#at++;
      if (letter === "\\") this.#escape();
    }
    return this.text.slice(start, this.#at++);
  }

  #escape(): void {
    const letter = this.text[this.#at];
    if (letter === undefined) this.#stop("EOF while parsing a string");
    if (letter !== "u") {
      if (!'"\\/bfnrt'.includes(letter)) this.#stop("invalid escape", 1);
      this.#at++;
      return;
    }
    const hex = this.text.slice(this.#at + 1, this.#at + 5);
    if (!/^[0-9a-f]{4}$/i.test(hex)) this.#stop("invalid escape", 5);
    this.#at += 5;
    const code = parseInt(hex, 16);
    if (code >= 0xdc00 && code <= 0xdfff) {
      this.#stop("lone leading surrogate in hex escape");
    }
    if (code < 0xd800 || code > 0xdbff) return;
    const next = this.text.slice(this.#at, this.#at + 6);
    if (!next.startsWith("\\u")) this.#stop("unexpected end of hex escape", 1);
    if (!/^\\ud[c-f]/i.test(next)) this.#stop("lone leading surrogate in hex escape", 6);
  }

  #array(): void {
    this.#at++;
    if (this.#blanks() === "]") return void this.#at++;
    for (let index = 0;; index++) {
      this.#path.push(index);
      this.#value();
      this.#path.pop();
      const next = this.#blanks();
      if (next === undefined) this.#stop("EOF while parsing a list");
      this.#at++;
      if (next === "]") return;
      if (next !== ",") this.#fail("expected `,` or `]`");
      if (this.#blanks() === "]") this.#stop("trailing comma", 1);
    }
  }

  #object(): void {
    this.#at++;
    if (this.#blanks() === "}") return void this.#at++;
    for (let isFirst = true;; isFirst = false) {
      const first = this.#blanks();
      if (first === undefined) this.#stop(`EOF while parsing ${isFirst ? "an object" : "a value"}`);
      if (first !== '"') this.#stop("key must be a string", 1);
      this.#path.push(this.#string());
      const colon = this.#blanks();
      if (colon === undefined) this.#stop("EOF while parsing an object");
      if (colon !== ":") this.#stop("expected `:`", 1);
      this.#at++;
      this.#value();
      this.#path.pop();
      const next = this.#blanks();
      if (next === undefined) this.#stop("EOF while parsing an object");
      this.#at++;
      if (next === "}") return;
      if (next !== ",") this.#fail("expected `,` or `}`");
      if (this.#blanks() === "}") this.#stop("trailing comma", 1);
    }
  }

  /** Like a stop at the character just taken. */
  #fail(message: string): never {
    this.#at--;
    this.#stop(message, 1);
  }
}
