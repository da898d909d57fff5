/** The result of a command, on stdout. Commands say what to show, never how. */
import type { Style } from "./style.ts";

/** A result: the data and a pure text renderer. */
export interface View {
  /** The payload for `--format json`; must serialise. */
  readonly json: unknown;
  /** Text for people, without the final line end; empty prints nothing. */
  readonly text: (style: Style) => string;
}

export interface Output {
  /** Shows a result in the format asked for. */
  show(view: View): void;
  /** One line for people; left out when JSON was asked for. */
  say(line: string): void;
  /** Exactly this text, whatever the format (scripts, completions). */
  raw(text: string): void;
  /** A note on stderr, one line. */
  note(line: string): void;
  readonly style: Style;
  readonly isJson: boolean;
}
