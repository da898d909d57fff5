/** TypeScript source without the parts that are not code, and the imports it makes. */

/** What a source file holds. */
export interface SourceText {
  /** The code with comments and the insides of texts blanked out; line breaks stay. */
  readonly code: string;
  /** Specifiers of all imports and re-exports, of types, too. */
  readonly imports: readonly Import[];
}

export interface Import {
  readonly specifier: string;
  /** `export … from`, which makes a file a barrel. */
  readonly reExport: boolean;
  /** Loaded when the file is: neither a type nor `import(…)`. */
  readonly eager: boolean;
}

/** Reads a source text. */
export function readSource(text: string): SourceText {
  const scanner = new Scanner(text);
  scanner.code();
  return { code: scanner.output, imports: importsOf(scanner.output, scanner.texts) };
}

/** After one of these a slash begins a regular expression, not a division. */
const BEFORE_REGEXP =
  /(?:^|[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|of|in|await|yield))\s*$/;

class Scanner {
  output = "";
  /** Contents of plain string literals by the place of their opening quote in the output. */
  readonly texts = new Map<number, string>();
  #at = 0;

  constructor(readonly source: string) {}

  /** Copies code up to the end, or up to the brace that closes a template's hole. */
  code(inTemplate = false): void {
    let depth = 0;
    while (this.#at < this.source.length) {
      const char = this.source.charAt(this.#at);
      const next = this.source.charAt(this.#at + 1);
      if (char === "/" && next === "/") this.#blankUntil(/\n|$/g);
      else if (char === "/" && next === "*") this.#blankUntil(/\*\/|$/g, 2);
      else if (char === "/" && BEFORE_REGEXP.test(this.output.slice(-40))) this.#regexp();
      else if (char === '"' || char === "'") this.#string(char);
      else if (char === "`") this.#template();
      else {
        if (char === "{") depth++;
        if (char === "}" && depth-- === 0 && inTemplate) return;
        this.#copy(1);
      }
    }
  }

  #copy(length: number): void {
    this.output += this.source.slice(this.#at, this.#at + length);
    this.#at += length;
  }

  #blank(length: number): void {
    const part = this.source.slice(this.#at, this.#at + length);
    this.output += part.replace(/[^\n]/g, " ");
    this.#at += length;
  }

  #blankUntil(end: RegExp, skip = 0): void {
    end.lastIndex = this.#at + skip;
    const found = end.exec(this.source);
    const stop = found === null ? this.source.length : found.index;
    this.#blank(stop - this.#at + (found?.[0] === "*/" ? 2 : 0));
  }

  #string(quote: string): void {
    const start = this.output.length;
    const from = this.#at;
    this.#copy(1);
    while (this.#at < this.source.length && this.source.charAt(this.#at) !== quote) {
      this.#blank(this.source.charAt(this.#at) === "\\" ? 2 : 1);
    }
    this.#copy(1);
    this.texts.set(start, this.source.slice(from + 1, this.#at - 1));
  }

  #template(): void {
    this.#copy(1);
    while (this.#at < this.source.length && this.source.charAt(this.#at) !== "`") {
      if (this.source.startsWith("${", this.#at)) {
        this.#copy(2);
        this.code(true);
        this.#copy(1);
      } else this.#blank(this.source.charAt(this.#at) === "\\" ? 2 : 1);
    }
    this.#copy(1);
  }

  #regexp(): void {
    this.#copy(1);
    let inClass = false;
    while (this.#at < this.source.length) {
      const char = this.source.charAt(this.#at);
      if (char === "[") inClass = true;
      if (char === "]") inClass = false;
      if (char === "/" && !inClass) break;
      this.#blank(char === "\\" ? 2 : 1);
    }
    this.#copy(1);
  }
}

function importsOf(code: string, texts: ReadonlyMap<number, string>): Import[] {
  const found: Import[] = [];
  // `import … from "x"`, `export … from "x"`, `import "x"`, `import("x")`, `typeof import("x")`.
  const forms = /\b(import|export)\b(?:[\w\s{},*$]*?\bfrom)?\s*\(?\s*(?=["'])/g;
  for (const match of code.matchAll(forms)) {
    const specifier = texts.get(match.index + match[0].length);
    if (specifier === undefined) continue;
    const eager = !/^(?:import|export)\s+type\b|\(\s*$/.test(match[0]);
    found.push({ specifier, reExport: match[1] === "export", eager });
  }
  return found;
}
