/** The tokens of a map after two lines have come into its script at some point (§2.8). */
import { countOf } from "../../base/find_bytes.ts";
import { STRIDE, type Tokens } from "../../formats/source_map/tokens.ts";

/** Lines that an insertion adds. */
const ADDED_LINES = 2;

/** What has to be known of the script before the insertion. */
export interface InsertionPlace {
  /** Line and column of the insertion point, from 0. */
  readonly line: number;
  readonly column: number;
  /** How many lines have at least one character, their own line end included. */
  readonly lineCount: number;
}

/**
 * Line and column of an index in a script, and how many lines it has. Columns count as browsers do, in
 * UTF-16 units (the reference counts bytes).
 */
export function placeOf(bytes: Uint8Array, index: number): InsertionPlace {
  const line = countOf(LF, bytes.subarray(0, index));
  const lineStart = index === 0 ? 0 : bytes.lastIndexOf(LF, index - 1) + 1;
  const column = new TextDecoder("utf-8", { ignoreBOM: true })
    .decode(bytes.subarray(lineStart, index)).length;
  const isOpen = bytes.length > 0 && bytes.at(-1) !== LF;
  const lineCount = line + countOf(LF, bytes.subarray(index)) + (isOpen ? 1 : 0);
  return { line, column, lineCount };
}

const LF = 0x0a;

/**
 * Moves the tokens. One that reaches over the insertion point is split in two there. Of several at the
 * beginning of a line, or at the point itself, the last counts; what lies beyond the text is dropped.
 */
export function shiftTokens(tokens: Tokens, place: InsertionPlace): Tokens {
  const { data, length, ranges } = tokens;
  const moved = new Uint32Array((length + 1) * STRIDE);
  const movedRanges = ranges && new Set<number>();
  let count = 0;
  const write = (index: number, line: number, column: number) => {
    const [from, to] = [index * STRIDE, count * STRIDE];
    moved[to] = line;
    moved[to + 1] = column;
    for (let field = 2; field < STRIDE; field++) moved[to + field] = data[from + field] ?? 0;
    if (ranges?.has(index) === true) movedRanges?.add(count);
    count++;
  };
  for (let index = 0; index < length; index++) {
    const from = index * STRIDE;
    const [line, column] = [data[from] ?? 0, data[from + 1] ?? 0];
    if (line >= place.lineCount) break; // sorted: the rest is beyond, too
    const hasNext = index + 1 < length && data[from + STRIDE] === line;
    const end = hasNext ? data[from + STRIDE + 1] ?? 0 : Infinity;
    const isPointLine = line === place.line;
    const isAfter = line > place.line || (isPointLine && column >= place.column);
    const isOnAnchor = column === 0 || (isPointLine && column === place.column);
    if (!(isOnAnchor && end === column)) {
      const back = isPointLine && isAfter ? place.column : 0;
      write(index, isAfter ? line + ADDED_LINES : line, column - back);
    }
    if (isPointLine && !isAfter && end > place.column) write(index, line + ADDED_LINES, 0);
  }
  return { data: moved, length: count, ranges: movedRanges };
}
