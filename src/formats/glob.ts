/**
 * File name patterns as `send-event` and `send-envelope` take them: `*`, `?`, `[abc]`, `[!a]`, and `**`
 * as a whole part of a path. No braces; a dot at the start is nothing special; case counts. Libraries
 * know other rules (braces, hidden dot files), and a pattern must find the same files as ever.
 */

/** A pattern that means nothing. */
export class GlobError extends Error {
  override readonly name = "GlobError";
}

/** One part of a path. */
export type GlobPart =
  | { readonly kind: "literal"; readonly name: string }
  | { readonly kind: "pattern"; readonly matches: (name: string) => boolean }
  | { readonly kind: "any-depth" };

/** One part between two slashes. Throws a {@linkcode GlobError}. */
export function parseGlobPart(text: string): GlobPart {
  if (text === "**") return { kind: "any-depth" };
  if (/\*{3,}/.test(text)) {
    throw new GlobError("wildcards are either regular `*` or recursive `**`");
  }
  if (text.includes("**")) {
    throw new GlobError("recursive wildcards must form a single path component");
  }
  if (!/[*?[]/.test(text)) return { kind: "literal", name: text };
  const expression = new RegExp(`^${toExpression(text)}$`, "su");
  return { kind: "pattern", matches: (name) => expression.test(name) };
}

function toExpression(text: string): string {
  let source = "";
  for (let at = 0; at < text.length;) {
    const char = text[at] ?? "";
    if (char === "[") {
      const end = text.indexOf("]", at + (text[at + 1] === "!" ? 3 : 2));
      if (end < 0) throw new GlobError("invalid range pattern");
      source += classOf(text.slice(at + 1, end));
      at = end + 1;
    } else {
      source += char === "*" ? ".*" : char === "?" ? "." : quote(char);
      at++;
    }
  }
  return source;
}

/** `abc`, `!a`, `a-z`; a `]` in first place stands for itself. */
function classOf(text: string): string {
  const isNot = text.startsWith("!");
  const chars = [...(isNot ? text.slice(1) : text)];
  let source = "";
  for (let at = 0; at < chars.length;) {
    const [from = "", dash, to] = chars.slice(at, at + 3);
    if (dash === "-" && to !== undefined) {
      // A range that runs backwards holds nothing.
      if (from <= to) source += `${escaped(from)}-${escaped(to)}`;
      at += 3;
    } else {
      source += escaped(from);
      at++;
    }
  }
  if (source === "") return isNot ? "." : "(?!)";
  return `[${isNot ? "^" : ""}${source}]`;
}

function escaped(char: string): string {
  return `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
}

function quote(text: string): string {
  return text.replace(/[\\^$.|+(){}\]/]/g, "\\$&");
}
