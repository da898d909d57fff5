/**
 * `mappings` with other numbers for sources and names, without tokens in between: `decodeMappings`,
 * `rebuildMap` and `encodeMappings` in one go for maps in the order of their lines and columns, which is
 * nearly all. As long as nothing changes, nothing is written either.
 */
import { CODES, CONTINUES } from "./vlq.ts";

/** Gives each source and name that is used its new number. */
export interface Renumbering {
  readonly sourceCount: number;
  readonly nameCount: number;
  /** Asked once for each. */
  source(given: number): number;
  name(given: number): number;
}

const COMMA = 44;
const SEMICOLON = 59;
const UNSEEN = 0xffffffff;
/** Six digits: more than 500 million of anything. */
const MOST_SHIFT = 25;
/** Bytes that one token takes at most beside its line ends. */
const MOST_BYTES = 48;

/** Character code to digit, 255 for what is none. */
const DIGIT: Uint8Array = (() => {
  const digits = new Uint8Array(256).fill(255);
  for (const [digit, code] of CODES.entries()) digits[code] = digit;
  return digits;
})();

/**
 * The new mappings, a view of the given ones where they are the same; `undefined` when they are not
 * valid, or not of the usual kind. One function, because this is a hot loop.
 */
export function renumberMappings(
  given: Uint8Array,
  { sourceCount, nameCount, source: newSource, name: newName }: Renumbering,
): Uint8Array | undefined {
  const sourceAt = new Uint32Array(sourceCount).fill(UNSEEN);
  const nameAt = new Uint32Array(nameCount).fill(UNSEEN);
  const end = given.length;
  let out: Uint8Array | undefined;
  let outAt = 0;
  // As given, and the new numbers of the token before.
  let [column, source, sourceLine, sourceColumn, name] = [0, 0, 0, 0, 0];
  let [outSource, outName] = [0, 0];
  let [lastColumn, lastSourceLine, lastSourceColumn, lastFields] = [0, 0, 0, 0];
  /** Where the token before ends, and the line ends since. */
  let lastEnd = 0;
  let newLines = 0;
  const numbers = new Int32Array(5);
  for (let at = 0; at < end;) {
    const code = given[at] ?? 0;
    if (code === SEMICOLON) {
      newLines++;
      column = 0;
      at++;
      continue;
    }
    if (code === COMMA) {
      at++;
      continue;
    }
    const start = at;
    let fields = 0;
    let isWritten = true;
    while (at < end) {
      let digit = DIGIT[given[at] ?? 0] ?? 255;
      if (digit > 63) {
        if (given[at] === COMMA || given[at] === SEMICOLON) break;
        return undefined;
      }
      at++;
      let value = digit & 31;
      if (digit >= CONTINUES) {
        for (let shift = 5; digit >= CONTINUES; shift += 5) {
          digit = at < end ? DIGIT[given[at++] ?? 0] ?? 255 : 255;
          if (digit > 63 || shift > MOST_SHIFT) return undefined;
          value |= (digit & 31) << shift;
        }
        isWritten &&= digit !== 0;
      }
      isWritten &&= value !== 1;
      if (fields === 5) return undefined;
      numbers[fields++] = value & 1 ? -(value >> 1) : value >> 1;
    }
    column += numbers[0] ?? 0;
    if (column < 0 || column > 0x7fffffff) return undefined;
    const isSameLine = newLines === 0 && lastFields > 0;
    if (isSameLine && column < lastColumn) return undefined;
    let nextSource = outSource;
    let nextName = outName;
    if (fields > 1) {
      if (fields < 4) return undefined;
      source += numbers[1] ?? 0;
      sourceLine += numbers[2] ?? 0;
      sourceColumn += numbers[3] ?? 0;
      if (!(source >= 0 && source < sourceCount)) return undefined;
      if (!(sourceLine >= 0 && sourceLine <= 0x7fffffff)) return undefined;
      if (!(sourceColumn >= 0 && sourceColumn <= 0x7fffffff)) return undefined;
      nextSource = sourceAt[source] ?? UNSEEN;
      if (nextSource === UNSEEN) nextSource = sourceAt[source] = newSource(source);
      isWritten &&= nextSource === source;
      if (fields === 5) {
        name += numbers[4] ?? 0;
        if (!(name >= 0 && name < nameCount)) return undefined;
        nextName = nameAt[name] ?? UNSEEN;
        if (nextName === UNSEEN) nextName = nameAt[name] = newName(name);
        isWritten &&= nextName === name;
      }
    }
    // A token like the one before it says nothing.
    const isRepeated = isSameLine && fields === lastFields && column === lastColumn &&
      (fields === 1 ||
        (nextSource === outSource && sourceLine === lastSourceLine &&
          sourceColumn === lastSourceColumn && (fields === 4 || nextName === outName)));
    const isInPlace = start - lastEnd === (isSameLine ? 1 : newLines);
    if (out === undefined && !(isWritten && isInPlace && !isRepeated)) {
      out = new Uint8Array(given.length + newLines + 1024);
      out.set(given.subarray(0, lastEnd));
      outAt = lastEnd;
    }
    if (out !== undefined && !isRepeated) {
      if (outAt + newLines + MOST_BYTES > out.length) {
        const wider: Uint8Array = new Uint8Array(out.length * 2 + newLines);
        wider.set(out.subarray(0, outAt));
        out = wider;
      }
      if (isSameLine) out[outAt++] = COMMA;
      else {
        out.fill(SEMICOLON, outAt, outAt + newLines);
        outAt += newLines;
        lastColumn = 0;
      }
      outAt = write(out, outAt, column - lastColumn);
      if (fields > 1) {
        outAt = write(out, outAt, nextSource - outSource);
        outAt = write(out, outAt, sourceLine - lastSourceLine);
        outAt = write(out, outAt, sourceColumn - lastSourceColumn);
        if (fields === 5) outAt = write(out, outAt, nextName - outName);
      }
    }
    lastEnd = at;
    lastColumn = column;
    lastFields = fields;
    lastSourceLine = sourceLine;
    lastSourceColumn = sourceColumn;
    outSource = nextSource;
    outName = nextName;
    newLines = 0;
  }
  return out === undefined ? given.subarray(0, lastEnd) : out.subarray(0, outAt);
}

/** A number of less than 31 bits; bits are faster than the arithmetic of `writeVlq`. */
function write(into: Uint8Array, at: number, value: number): number {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  while (rest >= CONTINUES || rest < 0) {
    into[at++] = CODES[(rest & 31) | CONTINUES] ?? 0;
    rest >>>= 5;
  }
  into[at++] = CODES[rest] ?? 0;
  return at;
}
