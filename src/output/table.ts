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
  const records = [
    columns.map((column) => [column.head]),
    ...rows.map((row) => columns.map((column) => cellLines(column.cell(row)))),
  ];
  const widths = columns.map((_, at) => {
    let width = 0;
    for (const record of records) {
      for (const line of record[at] ?? []) width = Math.max(width, displayWidth(line));
    }
    return width;
  });
  const rule = `+${widths.map((width) => "-".repeat(width + 2)).join("+")}+`;
  const [head = [], ...body] = records.map((record) => recordLines(record, widths));
  return [rule, ...head, rule, ...body.flat(), rule].join("\n");
}

/** A cell's lines; a trailing break adds none. */
function cellLines(text: string): string[] {
  return stripControl(text).replace(/\n$/, "").split("\n").map((line) => line.replace(/\t/g, " "));
}

function recordLines(cells: readonly string[][], widths: readonly number[]): string[] {
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) => {
    const parts = widths.map((width, at) => {
      const text = cells[at]?.[line] ?? "";
      return ` ${text}${" ".repeat(width - displayWidth(text))} `;
    });
    return `|${parts.join("|")}|`;
  });
}
