/** Where the snippet goes into a script, and the script with it (§2.6, §2.7, §2.9, §2.10). */

/** The statement that tells the running page which id the script has: a wire format, one line. */
export function snippet(debugId: string): string {
  return '!function(){try{var e="undefined"!=typeof window?window:"undefined"!=typeof global?' +
    'global:"undefined"!=typeof globalThis?globalThis:"undefined"!=typeof self?self:{},' +
    "n=(new e.Error).stack;n&&(e._sentryDebugIds=e._sentryDebugIds||{}," +
    `e._sentryDebugIds[n]="${debugId}")}catch(e){}}();`;
}

/** The last line of an injected script. */
export function debugIdComment(debugId: string): string {
  return `//# debugId=${debugId}\n`;
}

/**
 * The end of what has to stay first: `#!` line, blanks and comments, one string statement such as
 * `"use strict";`. 0 when there is nothing after it.
 */
export function insertionPoint(text: string): number {
  let at = skipBlanksAndComments(text, skipHashbang(text));
  const quote = text[at];
  if (quote === '"' || quote === "'") {
    const end = text.indexOf(quote, at + 1);
    if (end > 0 && text[end + 1] === ";") {
      at = end + 2;
      // Only after single quotes; seen so (§2.7).
      if (quote === "'" && (text[at] === "\n" || text[at] === "\r")) at++;
    }
  }
  return at === text.length ? 0 : at;
}

function skipHashbang(text: string): number {
  if (!text.startsWith("#!")) return 0;
  const end = text.slice(0, 65_536).search(/[\r\n]/);
  return end < 0 ? 0 : end + 1;
}

const BLANK = /[\s\x85]/;

function skipBlanksAndComments(text: string, from: number): number {
  for (let at = from;;) {
    const letter = text[at];
    if (letter === undefined) return at;
    if (letter !== "\ufeff" && BLANK.test(letter)) at++;
    else if (text.startsWith("/*", at)) {
      const end = text.indexOf("*/", at + 2);
      if (end < 0) return at;
      at = end + 2;
    } else if (text.startsWith("//", at)) {
      const end = endOfLineComment(text, at);
      if (end === undefined) return at;
      at = end;
    } else return at;
  }
}

/** After the line end, which is a LF; in a text without further LFs the last CR counts. */
function endOfLineComment(text: string, at: number): number | undefined {
  const feed = text.indexOf("\n", at);
  if (feed >= 0) return feed + 1;
  const carriage = text.lastIndexOf("\r");
  return carriage < at ? undefined : carriage + 1;
}

/** For indexed maps: after the `#!` line, always one line more (§2.9). */
export function insertAtStart(text: string, debugId: string): string {
  const feed = text.startsWith("#!") ? text.indexOf("\n") : -1;
  const end = !text.startsWith("#!") ? 0 : feed < 0 ? text.length : feed + 1;
  const rest = text.slice(end);
  const directive = /^(?:"use [^"]*"|'use [^']*')/.exec(rest.slice(skipBlanksAndComments(rest, 0)));
  const repeated = directive === null ? "" : `${directive[0]};`;
  return `${text.slice(0, end)}${repeated}${snippet(debugId)}\n${rest}\n${debugIdComment(debugId)}`;
}

const REFERENCE_LINE = /^\/\/[#@] sourceMappingURL=/;

/** Without a map: at the end, before the last line that names one; all line ends become LF (§2.10). */
export function insertAtEnd(text: string, debugId: string): string {
  const lines = splitLines(text);
  const at = lines.findLastIndex((line) => REFERENCE_LINE.test(line));
  const moved = at < 0 ? [] : lines.splice(at, 1);
  return [...lines, snippet(debugId), ...moved, debugIdComment(debugId)].join("\n");
}

/**
 * What {@linkcode insertAtEnd} adds to a text that it does not change otherwise; `undefined` when it
 * does. Most scripts without a map are of that kind, and splitting them into lines takes long.
 */
export function tailAtEnd(text: string, debugId: string): string | undefined {
  if (text.includes("\r\n") || hasReferenceLine(text)) return undefined;
  const isOpen = text !== "" && !text.endsWith("\n");
  return `${isOpen ? "\n" : ""}${snippet(debugId)}\n${debugIdComment(debugId)}`;
}

function hasReferenceLine(text: string): boolean {
  return text.includes(" sourceMappingURL=") && /^\/\/[#@] sourceMappingURL=/m.test(text);
}

/** Puts another address into the last comment line that names a map; all line ends become LF. */
export function replaceReference(text: string, value: string): string | undefined {
  const lines = splitLines(text);
  const at = lines.findLastIndex((line) => REFERENCE_LINE.test(line));
  if (at < 0) return undefined;
  lines[at] = `//# sourceMappingURL=${value}`;
  return `${lines.join("\n")}\n`;
}

function splitLines(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}
