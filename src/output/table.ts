/** Tables as the reference prints them; scripts cut them apart, so their form is a fact. */
import { stripControl } from "./sanitise.ts";
import { displayWidth } from "./width.ts";

/** One column: its head and how a row's cell reads. */
export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => string;
}

/**
 * Rows under a header, ruled with `+`, `-` and `|`. A cell may hold line breaks. No rows give an empty
 * text, without even the header.
 */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  if (rows.length === 0) return "";
  const records = rows.map((row) => columns.map((column) => readCell(column.cell(row))));
  const widths = columns.map(({ head }) => displayWidth(head));
  for (const record of records) {
    for (const [at, { width }] of record.entries()) {
      if (width > (widths[at] ?? 0)) widths[at] = width;
    }
  }
  const rule = `+${widths.map((width) => "-".repeat(width + 2)).join("+")}+`;
  const lines = [rule];
  addRecord(lines, columns.map(({ head }) => readCell(head)), widths);
  lines.push(rule);
  for (const record of records) addRecord(lines, record, widths);
  lines.push(rule);
  return lines.join("\n");
}

/** What stands in a cell. */
interface Cell {
  readonly text: string;
  readonly width: number;
  /** Where there is more than one line, or characters of another width than one. */
  readonly lines: readonly string[] | undefined;
}

/** What most cells are: nothing in it to strip, to break or to measure. */
const PLAIN = /^[\x20-\x7e]*$/;

function readCell(text: string): Cell {
  if (PLAIN.test(text)) return { text, width: text.length, lines: undefined };
  const lines = cellLines(text);
  return { text: "", width: Math.max(...lines.map(displayWidth)), lines };
}

/** A cell's lines; a trailing break adds none. */
function cellLines(text: string): readonly string[] {
  return stripControl(text).replace(/\n$/, "").split("\n").map((line) => line.replace(/\t/g, " "));
}

function addRecord(into: string[], cells: readonly Cell[], widths: readonly number[]): void {
  const height = Math.max(...cells.map(({ lines }) => lines?.length ?? 1));
  for (let line = 0; line < height; line++) {
    let text = "|";
    for (const [at, width] of widths.entries()) {
      text += ` ${padded(cells[at], line, width)} |`;
    }
    into.push(text);
  }
}

function padded(cell: Cell | undefined, line: number, width: number): string {
  if (cell === undefined) return " ".repeat(width);
  const { text, lines } = cell;
  if (lines === undefined) return (line === 0 ? text : "").padEnd(width);
  const own = lines[line] ?? "";
  return own + " ".repeat(width - displayWidth(own));
}
