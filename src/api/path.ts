/** Paths and queries of the API; every hole is encoded, as the reference does it. */

const encoder = new TextEncoder();

// Controls, blank, and what has a meaning in a URL. `\` is in neither list of the reference, but URL
// parsers turn it into `/`, which would lead to another resource.
const PATH_CHARS = new Set(`"#<>+\`?{}%\\ `);
// `&` and `%` pass the reference unencoded and let a value add parameters of its own.
const QUERY_CHARS = new Set(`"#<>+&% `);

/**
 * A path whose holes are encoded: `` path`/organizations/${org}/releases/` ``.
 *
 * `/` cannot be part of a segment, not even encoded: many servers decode before they route. It turns
 * into U+FFFD, and so do the segments `.` and `..`, which no request survives.
 */
export function path(fixed: TemplateStringsArray, ...holes: readonly string[]): string {
  return fixed.reduce((whole, part, at) => whole + encodeSegment(holes[at - 1] ?? "") + part);
}

/** One segment of a path. */
export function encodeSegment(text: string): string {
  const safe = text === "." || text === ".." ? "\ufffd" : text.replaceAll("/", "\ufffd");
  return percentEncode(safe, PATH_CHARS);
}

/** A value in a query. */
export function encodeQuery(text: string): string {
  return percentEncode(text, QUERY_CHARS);
}

/** The path with parameters behind it, in order; one whose value is `undefined` is left out. */
export function withQuery(
  path: string,
  parameters: readonly (readonly [name: string, value: string | undefined])[],
): string {
  const parts = parameters.flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodeQuery(name)}=${encodeQuery(value)}`]
  );
  if (parts.length === 0) return path;
  return `${path}${path.includes("?") ? "&" : "?"}${parts.join("&")}`;
}

function percentEncode(text: string, chars: ReadonlySet<string>): string {
  let result = "";
  for (const char of text.toWellFormed()) {
    const code = char.codePointAt(0) ?? 0;
    if (code > 0x1f && code < 0x7f && !chars.has(char)) {
      result += char;
      continue;
    }
    for (const byte of encoder.encode(char)) {
      result += `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    }
  }
  return result;
}
