/**
 * `mappings` and `rangeMappings` to tokens and back. A hot loop of our own: the libraries build an array
 * of arrays, and none of them has the reference's rules for odd input (`mappings_bench.ts`).
 */
import { SourceMapError } from "./errors.ts";
import { NONE, STRIDE, type Tokens, TokensBuilder } from "./tokens.ts";
import { CODES, CONTINUES, DIGITS, MOST_DIGITS, writeVlq } from "./vlq.ts";

const COMMA = 44;
const SEMICOLON = 59;

/** How many sources and names there are, which tokens must not exceed. */
export interface Counts {
  readonly sources: number;
  readonly names: number;
}

/** Reads `mappings`. Throws {@linkcode SourceMapError}. */
export function decodeMappings(mappings: string, counts: Counts, rangeMappings = ""): Tokens {
  const tokens = new TokensBuilder(Math.ceil(mappings.length / 5));
  const ranges = rangeMappings === "" ? undefined : rangeMappings.split(";").map(readBits);
  const end = mappings.length;
  let [line, column, source, sourceLine, sourceColumn, name] = [0, 0, 0, 0, 0, 0];
  let indexInLine = 0;
  // The numbers of one segment; the fifth and those after it only count.
  let [first, second, third, fourth, fifth] = [0, 0, 0, 0, 0];
  for (let at = 0; at < end;) {
    const code = mappings.charCodeAt(at);
    if (code === SEMICOLON) {
      line++;
      column = 0;
      indexInLine = 0;
      at++;
      continue;
    }
    if (code === COMMA) {
      at++;
      continue;
    }
    let fields = 0;
    while (at < end) {
      const start = mappings.charCodeAt(at);
      if (start === COMMA || start === SEMICOLON) break;
      let value = 0;
      let scale = 1;
      let count = 0;
      let digit: number;
      do {
        const next = at < end ? mappings.charCodeAt(at) : COMMA;
        if (next === COMMA || next === SEMICOLON) {
          throw new SourceMapError("leftover cur/shift in vlq decode");
        }
        if (++count > MOST_DIGITS) throw new SourceMapError("vlq decode caused an overflow");
        digit = next < 256 ? DIGITS[next] ?? 63 : 63;
        value += (digit & 31) * scale;
        scale *= 32;
        at++;
      } while (digit >= CONTINUES);
      value = value % 2 === 1 ? -(value - 1) / 2 : value / 2;
      if (fields === 0) first = value;
      else if (fields === 1) second = value;
      else if (fields === 2) third = value;
      else if (fields === 3) fourth = value;
      else if (fields === 4) fifth = value;
      fields++;
    }
    column += first;
    if (fields === 1) tokens.add(line, column);
    else {
      if (fields !== 4 && fields !== 5) {
        throw new SourceMapError(`got ${fields} segments, expected 4 or 5`);
      }
      source += second;
      if (source < 0 || source >= counts.sources) {
        throw new SourceMapError(`bad reference to source #${source >>> 0}`);
      }
      sourceLine += third;
      sourceColumn += fourth;
      if (fields === 5) {
        name += fifth;
        if (name < 0 || name >= counts.names) {
          throw new SourceMapError(`bad reference to name #${name >>> 0}`);
        }
      }
      tokens.add(line, column, source, sourceLine, sourceColumn, fields === 5 ? name : NONE);
    }
    if (ranges?.[line]?.has(indexInLine++) === true) tokens.markRange();
  }
  return tokens.finish();
}

/** Indices of the bits that are set: six per digit, the lowest first. */
function readBits(text: string): ReadonlySet<number> {
  const bits = new Set<number>();
  for (let at = 0; at < text.length; at++) {
    const digit = DIGITS[text.charCodeAt(at) & 255] ?? 0;
    for (let bit = 0; bit < 6; bit++) if (digit & (1 << bit)) bits.add(at * 6 + bit);
  }
  return bits;
}

/** Bytes that one token takes at most: a separator and five numbers of seven digits. */
const MOST_BYTES = 36;

/** Writes `mappings` as ASCII; a token equal to the one before it is left out. */
export function encodeMappings({ data, length }: Tokens): Uint8Array<ArrayBuffer> {
  let bytes = new Uint8Array(64 + length * 8);
  let at = 0;
  let [line, column, source, sourceLine, sourceColumn, name] = [0, 0, 0, 0, 0, 0];
  for (let index = 0; index < length; index++) {
    const from = index * STRIDE;
    const itsLine = data[from] ?? 0;
    const newLines = itsLine - line;
    if (at + newLines + MOST_BYTES > bytes.length) {
      const wider = new Uint8Array(bytes.length * 2 + newLines + MOST_BYTES);
      wider.set(bytes);
      bytes = wider;
    }
    if (newLines > 0) {
      bytes.fill(SEMICOLON, at, at + newLines);
      at += newLines;
      line = itsLine;
      column = 0;
    } else if (index > 0) {
      if (equalsPrevious(data, from)) continue;
      bytes[at++] = COMMA;
    }
    const itsColumn = data[from + 1] ?? 0;
    at = writeVlq(bytes, at, itsColumn - column);
    column = itsColumn;
    const itsSource = data[from + 2] ?? NONE;
    if (itsSource === NONE) continue;
    const [itsSourceLine, itsSourceColumn] = [data[from + 3] ?? 0, data[from + 4] ?? 0];
    at = writeVlq(bytes, at, itsSource - source);
    at = writeVlq(bytes, at, itsSourceLine - sourceLine);
    at = writeVlq(bytes, at, itsSourceColumn - sourceColumn);
    [source, sourceLine, sourceColumn] = [itsSource, itsSourceLine, itsSourceColumn];
    const itsName = data[from + 5] ?? NONE;
    if (itsName === NONE) continue;
    at = writeVlq(bytes, at, itsName - name);
    name = itsName;
  }
  return bytes.subarray(0, at);
}

function equalsPrevious(data: Uint32Array, from: number): boolean {
  for (let field = 0; field < STRIDE; field++) {
    if (data[from + field] !== data[from - STRIDE + field]) return false;
  }
  return true;
}

/** Writes `rangeMappings`; `undefined` when no token is a range. */
export function encodeRanges({ data, length, ranges }: Tokens): string | undefined {
  if (ranges === undefined || ranges.size === 0) return undefined;
  const lines: number[][] = [];
  let indexInLine = 0;
  for (let index = 0; index < length; index++) {
    const at = index * STRIDE;
    const line = data[at] ?? 0;
    if (index === 0 || line !== data[at - STRIDE]) indexInLine = 0;
    else if (equalsPrevious(data, at)) continue;
    if (ranges.has(index)) (lines[line] ??= []).push(indexInLine);
    indexInLine++;
  }
  return Array.from(lines, (bits) => writeBits(bits ?? [])).join(";");
}

function writeBits(bits: readonly number[]): string {
  const digits = new Uint8Array(Math.floor((bits.at(-1) ?? -1) / 6) + 1);
  for (const bit of bits) {
    const at = Math.floor(bit / 6);
    digits[at] = (digits[at] ?? 0) | 1 << (bit % 6);
  }
  return String.fromCharCode(...digits.map((digit) => CODES[digit] ?? 0));
}
