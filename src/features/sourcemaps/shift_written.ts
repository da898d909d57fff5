/**
 * `mappings` after two lines have come into their script (§2.8), as pieces of what they were. Each line's
 * columns count anew and all other numbers are differences, so only what stands at the insertion point
 * changes. Holds for mappings in the form in which `encodeMappings` writes them; what is in any other
 * form, or wrong, is left to `shift_mappings.ts`, which has the rules.
 */
import type { Counts } from "../../formats/source_map/mappings.ts";
import { CONTINUES, writeVlq } from "../../formats/source_map/vlq.ts";
import type { InsertionPlace } from "./shift_mappings.ts";

const COMMA = 0x2c;
const SEMICOLON = 0x3b;
const ENCODER = new TextEncoder();
const ADDED_LINES = ENCODER.encode(";;");

/** The mappings' bytes in pieces; `undefined` when that takes more than this. */
export function shiftWritten(
  mappings: Uint8Array,
  counts: Counts,
  place: InsertionPlace,
): readonly Uint8Array[] | undefined {
  const seam = findSeam(mappings, counts, place);
  if (seam === undefined) return undefined;
  const { end, cut } = seam;
  if (cut === undefined) return [mappings.subarray(0, end)];
  return [
    mappings.subarray(0, cut.before),
    ADDED_LINES,
    cut.between,
    mappings.subarray(cut.after, end),
  ];
}

/** Where mappings are taken apart. */
interface Seam {
  /** After the last segment that stays. */
  readonly end: number;
  /** `undefined` when nothing is behind the insertion point. */
  readonly cut: Cut | undefined;
}

interface Cut {
  readonly before: number;
  readonly between: Uint8Array;
  readonly after: number;
}

/** Reads all segments once, in one piece, because this is a hot loop. */
function findSeam(bytes: Uint8Array, counts: Counts, place: InsertionPlace): Seam | undefined {
  const { line: pointLine, column: pointColumn, lineCount } = place;
  const { length } = bytes;
  /** Column, source, its line and column, name. */
  const sums = new Int32Array(5);
  let line = 0;
  /** After the last segment that stays, and how many numbers it has. */
  let [end, lastFields] = [0, 0];
  let hasSegment = false; // in this line
  let isOpen = false; // after a comma
  let cut: Cut | undefined;
  for (let at = 0; at < length;) {
    const code = bytes[at] ?? 0;
    if (code === SEMICOLON) {
      if (isOpen) return undefined;
      if (line === pointLine && hasSegment) cut ??= afterLine(end, lastFields, pointColumn);
      line++;
      sums[0] = 0;
      hasSegment = false;
      at++;
      continue;
    }
    if (code === COMMA) {
      if (isOpen || !hasSegment) return undefined;
      isOpen = true;
      at++;
      continue;
    }
    const start = at;
    let firstEnd = at;
    let fields = 0;
    let firstValue = 0;
    /** Bits of all numbers: none is set where a segment repeats the one before it. */
    let all = 0;
    for (; at < length && fields < 6; fields++) {
      let digit = DIGIT[bytes[at] ?? 0] ?? -1;
      if (digit < 0) break;
      at++;
      let value = digit & 31;
      for (let shift = 5; digit >= CONTINUES; shift += 5) {
        digit = at < length ? DIGIT[bytes[at++] ?? 0] ?? -1 : -1;
        // No digit; or more bits than any position takes; or written longer than needed.
        if (digit <= 0 || shift > MOST_SHIFT) return undefined;
        value |= (digit & 31) << shift;
      }
      if (value === 1) return undefined; // minus zero
      all |= value;
      value = value & 1 ? -(value >> 1) : value >> 1;
      sums[fields] = (sums[fields] ?? 0) + value;
      if (fields > 0) continue;
      firstEnd = at;
      firstValue = value;
    }
    const column = sums[0] ?? 0;
    if (hasSegment) {
      if (!isOpen || all === 0 || firstValue < 0) return undefined;
      // Several at a place where only the last one counts.
      if (firstValue === 0 && (column === 0 || (line === pointLine && column === pointColumn))) {
        return undefined;
      }
    }
    // A sum that has become too large is negative.
    if (column < 0) return undefined;
    if (fields !== 1) {
      const source = sums[1] ?? -1;
      if (source < 0 || source >= counts.sources) return undefined;
      if ((sums[2] ?? -1) < 0 || (sums[3] ?? -1) < 0) return undefined;
      if (fields === 5) {
        const name = sums[4] ?? -1;
        if (name < 0 || name >= counts.names) return undefined;
      } else if (fields !== 4) return undefined;
    }
    isOpen = false;
    if (line < lineCount) {
      if (
        cut === undefined && (line > pointLine || (line === pointLine && column >= pointColumn))
      ) {
        cut = line > pointLine || pointColumn === 0
          ? { before: start, between: NOTHING, after: start }
          : atSegment({ start, firstEnd, column: column - pointColumn }, hasSegment, {
            end,
            fields: lastFields,
          });
      }
      end = at;
      lastFields = fields;
    }
    hasSegment = true;
  }
  if (isOpen) return undefined;
  if (line === pointLine && hasSegment && line < lineCount) {
    cut ??= afterLine(end, lastFields, pointColumn);
  }
  return { end, cut };
}

const NOTHING = new Uint8Array(0);

/** Six digits: more than 500 million of anything. */
const MOST_SHIFT = 25;

/** The point is behind the last segment of its line, which goes on behind it. */
function afterLine(end: number, fields: number, pointColumn: number): Cut | undefined {
  if (pointColumn === 0) return undefined;
  return { before: end, between: continued(fields), after: end };
}

/** The point is at a segment or before it; one before that is split. */
function atSegment(
  segment: { readonly start: number; readonly firstEnd: number; readonly column: number },
  hasOneBefore: boolean,
  last: { readonly end: number; readonly fields: number },
): Cut {
  const { start, firstEnd, column } = segment;
  const number = new Uint8Array(7);
  const written = number.subarray(0, writeVlq(number, 0, column));
  if (!hasOneBefore) return { before: start, between: written, after: firstEnd };
  if (column === 0) return { before: last.end, between: written, after: firstEnd };
  const split = continued(last.fields);
  const between = new Uint8Array([...split, COMMA, ...written]);
  return { before: last.end, between, after: firstEnd };
}

/** A segment at the beginning of a line that says the same as the one before it. */
function continued(fields: number): Uint8Array {
  return ENCODER.encode("A".repeat(fields));
}

/** Character code to digit, -1 for what is none. */
const DIGIT: Int8Array = (() => {
  const digits = new Int8Array(256).fill(-1);
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (let digit = 0; digit < 64; digit++) digits[alphabet.charCodeAt(digit)] = digit;
  return digits;
})();
