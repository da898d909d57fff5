/** Reads Java properties files, which `SENTRY_PROPERTIES` may name. */
import { ConfigSyntaxError } from "./syntax_error.ts";

/** One property and its 1-based line. */
export interface Property {
  readonly name: string;
  readonly value: string;
  readonly line: number;
}

/**
 * Decodes such a file: UTF-8 where it is valid, else Windows-1252, the only encoding that the
 * reference knows. A byte order mark is dropped.
 */
export function decodeProperties(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** All properties in the order of the file, repeated ones too. Throws {@linkcode ConfigSyntaxError}. */
export function parseProperties(text: string): readonly Property[] {
  const properties: Property[] = [];
  for (const { raw, line } of logicalLines(text)) {
    const separator = findSeparator(raw);
    properties.push({
      name: unescape(raw.slice(0, separator.start), line),
      value: unescape(raw.slice(separator.end), line),
      line,
    });
  }
  return properties;
}

/**
 * Section and key of a property: split at the last dot, as the reference maps them to its ini file.
 */
export function splitPropertyName(
  name: string,
): { readonly section: string; readonly key: string } {
  const dot = name.lastIndexOf(".");
  return dot < 0
    ? { section: "", key: name }
    : { section: name.slice(0, dot), key: name.slice(dot + 1) };
}

/** Lines joined where a `\` continues them, without comments and blank lines. */
function* logicalLines(text: string): Generator<{ raw: string; line: number }> {
  const lines = text.split(/\r\n|\n|\r/);
  for (let i = 0; i < lines.length; i++) {
    const line = i + 1;
    let raw = (lines[i] ?? "").replace(/^[ \t\f]+/, "");
    if (raw === "" || raw.startsWith("#") || raw.startsWith("!")) continue;
    while (endsInContinuation(raw)) {
      const next = lines[++i];
      // The file ends in a `\`: the reference drops the whole line.
      if (next === undefined) return;
      raw = raw.slice(0, -1) + next.replace(/^\s+/, "");
    }
    yield { raw, line };
  }
}

function endsInContinuation(line: string): boolean {
  const backslashes = /\\*$/.exec(line)?.[0].length ?? 0;
  return backslashes % 2 === 1;
}

/** The first unescaped `=`, `:` or run of blanks, with the blanks around it. */
function findSeparator(raw: string): { start: number; end: number } {
  let start = 0;
  while (start < raw.length && !/[=: \t\f]/.test(raw[start] ?? "")) {
    start += raw[start] === "\\" ? 2 : 1;
  }
  start = Math.min(start, raw.length);
  const blanks = /^[ \t\f]*[=:]?[ \t\f]*/.exec(raw.slice(start))?.[0].length ?? 0;
  return { start, end: start + blanks };
}

const ESCAPES: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r", f: "\f" };

function unescape(raw: string, line: number): string {
  const text = raw.replaceAll(/\\u(.{0,4})|\\(.?)/gsu, (_, hex?: string, char?: string) => {
    if (hex === undefined) return ESCAPES[char ?? ""] ?? char ?? "";
    if (!/^[0-9A-Fa-f]{4}$/.test(hex)) {
      throw new ConfigSyntaxError("\\u must be followed by four hexadecimal digits", line);
    }
    return String.fromCharCode(parseInt(hex, 16));
  });
  // Two escaped halves make one character; a half alone is none.
  if (/\p{Surrogate}/u.test(text)) {
    throw new ConfigSyntaxError("\\u names half of a surrogate pair", line);
  }
  return text;
}
