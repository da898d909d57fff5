/** What a renderer may use: colour, width, Unicode. Colour is never the only carrier of meaning. */

export interface Style {
  readonly columns: number;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
  cyan(text: string): string;
  magenta(text: string): string;
  dim(text: string): string;
  bold(text: string): string;
}

/** Facts of a stream and its surroundings that decide about colour. */
export interface ColourFacts {
  readonly isTerminal: boolean;
  env(name: string): string | undefined;
}

/**
 * Whether a stream gets colour: `CLICOLOR_FORCE` set and not `0` wins; else a terminal with a usable
 * `TERM`, no `NO_COLOR` (even empty) and `CLICOLOR` not `0`. Decided per stream.
 */
export function wantsColour({ isTerminal, env }: ColourFacts): boolean {
  const force = env("CLICOLOR_FORCE");
  if (force !== undefined && force !== "0") return true;
  if (!isTerminal || env("NO_COLOR") !== undefined || env("CLICOLOR") === "0") return false;
  const term = env("TERM");
  return term !== undefined && term !== "dumb";
}

/** A style with or without colour. */
export function createStyle({ colour, columns }: { colour: boolean; columns: number }): Style {
  const sgr = (code: string) => (text: string) => colour ? `\x1b[${code}m${text}\x1b[0m` : text;
  return {
    columns,
    red: sgr("31"),
    yellow: sgr("33"),
    green: sgr("32"),
    cyan: sgr("36"),
    magenta: sgr("35"),
    dim: sgr("2"),
    bold: sgr("1"),
  };
}

/** No colour, 80 columns. */
export const plainStyle: Style = createStyle({ colour: false, columns: 80 });
