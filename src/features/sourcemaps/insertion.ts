/**
 * Where the snippet goes into a script, and the script with it (§2.6, §2.7, §2.9, §2.10). Over bytes: most
 * scripts need not become text for it.
 */
import { mapComments } from "./references.ts";

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
export function insertionPoint(bytes: Uint8Array): number {
  let at = skipBlanksAndComments(bytes, skipHashbang(bytes));
  const quote = bytes[at];
  if (quote === DOUBLE || quote === SINGLE) {
    const end = bytes.indexOf(quote, at + 1);
    if (end > 0 && bytes[end + 1] === SEMICOLON) {
      at = end + 2;
      // Only after single quotes; seen so (§2.7).
      if (quote === SINGLE && (bytes[at] === LF || bytes[at] === CR)) at++;
    }
  }
  return at === bytes.length ? 0 : at;
}

const LF = 0x0a;
const CR = 0x0d;
const DOUBLE = 0x22;
const HASH = 0x23;
const BANG = 0x21;
const SINGLE = 0x27;
const STAR = 0x2a;
const SLASH = 0x2f;
const SEMICOLON = 0x3b;

function hasHashbang(bytes: Uint8Array): boolean {
  return bytes[0] === HASH && bytes[1] === BANG;
}

function skipHashbang(bytes: Uint8Array): number {
  return hasHashbang(bytes) ? endOfLine(bytes, 0) ?? 0 : 0;
}

function skipBlanksAndComments(bytes: Uint8Array, from: number): number {
  for (let at = from;;) {
    const blank = blankLength(bytes, at);
    if (blank > 0) at += blank;
    else if (bytes[at] === SLASH && bytes[at + 1] === STAR) {
      const end = endOfBlockComment(bytes, at);
      if (end === undefined) return at;
      at = end;
    } else if (bytes[at] === SLASH && bytes[at + 1] === SLASH) {
      const end = endOfLine(bytes, at);
      if (end === undefined) return at;
      at = end;
    } else return at;
  }
}

/** Bytes of the blank at an index, 0 when there is none: Unicode's white space as UTF-8. */
function blankLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return first === 0x20 || (first >= 9 && first <= 13) ? 1 : 0;
  const second = bytes[at + 1] ?? 0;
  if (first === 0xc2) return second === 0x85 || second === 0xa0 ? 2 : 0;
  if (first < 0xe1 || first > 0xe3) return 0;
  return BLANKS.has(first << 16 | second << 8 | (bytes[at + 2] ?? 0)) ? 3 : 0;
}

/** U+1680, U+2000 to U+200A, U+2028, U+2029, U+202F, U+205F, U+3000; the byte order mark is none. */
const BLANKS: ReadonlySet<number> = new Set([
  0xe19a80,
  ...Array.from({ length: 11 }, (_, at) => 0xe28080 + at),
  0xe280a8,
  0xe280a9,
  0xe280af,
  0xe2819f,
  0xe38080,
]);

function endOfBlockComment(bytes: Uint8Array, at: number): number | undefined {
  for (let star = bytes.indexOf(STAR, at + 2); star >= 0; star = bytes.indexOf(STAR, star + 1)) {
    if (bytes[star + 1] === SLASH) return star + 2;
  }
  return undefined;
}

/** After the line end, which is a LF; in a text without further LFs the last CR counts. */
function endOfLine(bytes: Uint8Array, at: number): number | undefined {
  const feed = bytes.indexOf(LF, at);
  if (feed >= 0) return feed + 1;
  const carriage = bytes.lastIndexOf(CR);
  return carriage < at ? undefined : carriage + 1;
}

const ENCODER = new TextEncoder();

/** For a map of its own: two lines more at a point, and the comment at the end (§2.7). */
export function insertAtPoint(bytes: Uint8Array, point: number, debugId: string): Uint8Array[] {
  return [
    bytes.subarray(0, point),
    ENCODER.encode(`\n${snippet(debugId)}\n`),
    bytes.subarray(point),
    ENCODER.encode(`\n${debugIdComment(debugId)}`),
  ];
}

/** For indexed maps: after the `#!` line, always one line more (§2.9). */
export function insertAtStart(bytes: Uint8Array, debugId: string): Uint8Array[] {
  const feed = hasHashbang(bytes) ? bytes.indexOf(LF) : -1;
  const end = !hasHashbang(bytes) ? 0 : feed < 0 ? bytes.length : feed + 1;
  return [
    bytes.subarray(0, end),
    directiveAt(bytes, skipBlanksAndComments(bytes, end)),
    ENCODER.encode(`${snippet(debugId)}\n`),
    bytes.subarray(end),
    ENCODER.encode(`\n${debugIdComment(debugId)}`),
  ];
}

/** `"use …";` when something of that kind stands there, with or without its semicolon. */
function directiveAt(bytes: Uint8Array, at: number): Uint8Array {
  const quote = bytes[at];
  const isUse = String.fromCharCode(...bytes.subarray(at + 1, at + 5)) === "use ";
  const end = isUse && (quote === DOUBLE || quote === SINGLE) ? bytes.indexOf(quote, at + 5) : -1;
  if (end < 0) return new Uint8Array(0);
  const directive = new Uint8Array(end + 2 - at).fill(SEMICOLON);
  directive.set(bytes.subarray(at, end + 1));
  return directive;
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
 * Whether {@linkcode insertAtEnd} only adds to the end of a script. Most scripts without a map are of that
 * kind, and splitting them into lines takes long.
 */
export function isOnlyExtended(bytes: Uint8Array): boolean {
  return !hasWindowsLineEnd(bytes) && !hasReferenceLine(bytes);
}

/** What it adds then. */
export function tailAtEnd(bytes: Uint8Array, debugId: string): string {
  const isOpen = bytes.length > 0 && bytes.at(-1) !== LF;
  return `${isOpen ? "\n" : ""}${snippet(debugId)}\n${debugIdComment(debugId)}`;
}

function hasWindowsLineEnd(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(CR); at >= 0; at = bytes.indexOf(CR, at + 1)) {
    if (bytes[at + 1] === LF) return true;
  }
  return false;
}

function hasReferenceLine(bytes: Uint8Array): boolean {
  for (const { at } of mapComments(bytes)) if (at === 0 || bytes[at - 1] === LF) return true;
  return false;
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
