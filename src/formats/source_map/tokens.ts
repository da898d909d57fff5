/**
 * The tokens of a map: which place of the generated text comes from where. Numbers in one typed array,
 * since a map may have millions of tokens and an object for each would take ten times the memory.
 */

/** Stands for "no source" and "no name". */
export const NONE = 0xffffffff;

/** Numbers per token: generated line and column, source, its line and column, name. */
export const STRIDE = 6;

/** One token, as an object. Lines and columns count from 0. */
export interface Token {
  readonly line: number;
  readonly column: number;
  /** Index into the map's sources; {@linkcode NONE} for a token that only ends the one before it. */
  readonly source: number;
  readonly sourceLine: number;
  readonly sourceColumn: number;
  /** Index into the map's names, or {@linkcode NONE}. */
  readonly name: number;
}

/** Tokens in the order of their generated positions. */
export interface Tokens {
  /** `STRIDE` numbers per token. */
  readonly data: Uint32Array;
  readonly length: number;
  /** Indices of the tokens that are ranges: each position in them maps to one of its own. */
  readonly ranges?: ReadonlySet<number> | undefined;
}

/** The token at an index. */
export function tokenAt({ data }: Tokens, index: number): Token {
  const at = index * STRIDE;
  return {
    line: data[at] ?? 0,
    column: data[at + 1] ?? 0,
    source: data[at + 2] ?? NONE,
    sourceLine: data[at + 3] ?? 0,
    sourceColumn: data[at + 4] ?? 0,
    name: data[at + 5] ?? NONE,
  };
}

/** All tokens one after the other; each is a fresh object. */
export function* eachToken(tokens: Tokens): Generator<Token> {
  for (let index = 0; index < tokens.length; index++) yield tokenAt(tokens, index);
}

/**
 * Index of the last token at or before a generated position, in whichever line it is; of several at the
 * same position the first. `-1` when there is none.
 */
export function findToken({ data, length }: Tokens, line: number, column: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isAfter(data, middle, line, column)) high = middle;
    else low = middle + 1;
  }
  let found = low - 1;
  while (found > 0 && compareAt(data, found - 1, found) === 0) found--;
  return found;
}

function isAfter(data: Uint32Array, index: number, line: number, column: number): boolean {
  const at = index * STRIDE;
  const itsLine = data[at] ?? 0;
  return itsLine > line || (itsLine === line && (data[at + 1] ?? 0) > column);
}

/** Negative, zero or positive, by generated position. */
function compareAt(data: Uint32Array, left: number, right: number): number {
  const [a, b] = [left * STRIDE, right * STRIDE];
  return (data[a] ?? 0) - (data[b] ?? 0) || (data[a + 1] ?? 0) - (data[b + 1] ?? 0);
}

/** Gathers tokens in any order. */
export class TokensBuilder {
  #data: Uint32Array<ArrayBuffer>;
  #length = 0;
  #sorted = true;
  #ranges: Set<number> | undefined;

  constructor(expected = 64) {
    this.#data = new Uint32Array(Math.max(1, expected) * STRIDE);
  }

  get length(): number {
    return this.#length;
  }

  /** Adds a token; numbers wrap at 32 bits. Positional, because this is the hot loop of decoding. */
  add(
    line: number,
    column: number,
    source = NONE,
    sourceLine = 0,
    sourceColumn = 0,
    name = NONE,
  ): void {
    const at = this.#length * STRIDE;
    if (at === this.#data.length) this.#grow();
    const data = this.#data;
    data[at] = line;
    data[at + 1] = column;
    data[at + 2] = source;
    data[at + 3] = sourceLine;
    data[at + 4] = sourceColumn;
    data[at + 5] = name;
    if (at > 0 && compareAt(data, this.#length - 1, this.#length) > 0) this.#sorted = false;
    this.#length++;
  }

  /** Marks the token added last as a range. */
  markRange(): void {
    (this.#ranges ??= new Set()).add(this.#length - 1);
  }

  /** The tokens, sorted by generated position; equal ones stay in the order of their arrival. */
  finish(): Tokens {
    const tokens = { data: this.#data, length: this.#length, ranges: this.#ranges };
    return this.#sorted ? tokens : sortTokens(tokens);
  }

  #grow(): void {
    const wider = new Uint32Array(this.#data.length * 2);
    wider.set(this.#data);
    this.#data = wider;
  }
}

function sortTokens({ data, length, ranges }: Tokens): Tokens {
  const order = Uint32Array.from({ length }, (_, index) => index)
    .sort((a, b) => compareAt(data, a, b) || a - b);
  const sorted = new Uint32Array(length * STRIDE);
  for (const [to, from] of order.entries()) {
    sorted.set(data.subarray(from * STRIDE, (from + 1) * STRIDE), to * STRIDE);
  }
  const moved = ranges && new Set([...order.keys()].filter((to) => ranges.has(order[to] ?? 0)));
  return { data: sorted, length, ranges: moved };
}
