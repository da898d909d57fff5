/** The result of a command, on stdout. Commands say what to show, never how. */
import type { Style } from "./style.ts";

/** A result: the data and a pure text renderer. */
export interface View {
  /** The payload for `--format json`; must serialise. */
  readonly json: unknown;
  /** Text for people, without the final line end; empty prints nothing. */
  readonly text: (style: Style) => string;
}

/** A list that may be long. */
export interface RowsView<Row> {
  /** One row of the payload; default: the row itself. */
  readonly json?: (row: Row) => unknown;
  /** Text for people, as in {@linkcode View}. */
  readonly text: (rows: readonly Row[], style: Style) => string;
}

export interface Output {
  /** Shows a result in the format asked for. */
  show(view: View): void;
  /**
   * Shows the rows of a list. As lines of JSON (`ndjson`) each one goes out as it comes, so that the
   * memory needed is that of one page; the other formats show all rows or, when one fails, none.
   */
  rows<Row>(rows: AsyncIterable<Row>, view: RowsView<Row>): Promise<void>;
  /** One line of JSON, for what has no end; left out unless `ndjson` was asked for. */
  record(value: unknown): void;
  /** One line for people; left out when JSON was asked for. */
  say(line: string): void;
  /** Exactly this text, whatever the format (scripts, completions). */
  raw(text: string): void;
  /** A note on stderr, one line. */
  note(line: string): void;
  readonly style: Style;
  /** Whether stdout is for a program: nothing but the payload may go there. */
  readonly isJson: boolean;
}
