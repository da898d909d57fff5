/** Reads the `Link` header (RFC 8288) for the cursor of the next page. */

/**
 * The cursor of the entry with `rel="next"` and `results="true"`; `undefined` on the last page.
 * Attributes are double-quoted; commas and semicolons inside quotes and `<…>` belong to the text.
 */
export function nextCursor(header: string | null): string | undefined {
  for (const entry of entriesOf(header ?? "")) {
    if (entry.get("rel") === "next" && entry.get("results") === "true") return entry.get("cursor");
  }
  return undefined;
}

function* entriesOf(header: string): Generator<ReadonlyMap<string, string>> {
  // An address in angle brackets, then what belongs to it: quoted texts, or anything but a comma.
  const entry = /<[^>]*>((?:"(?:[^"\\]|\\.)*"|[^",])*)/g;
  const attribute = /;\s*([\w!#$&+.^`|~*-]+)\s*=\s*"((?:[^"\\]|\\.)*)"/g;
  for (const [, attributes = ""] of header.matchAll(entry)) {
    const found = new Map<string, string>();
    for (const [, name = "", value = ""] of attributes.matchAll(attribute)) {
      const key = name.toLowerCase();
      // RFC 8288, 3.3: a repeated attribute does not count.
      if (!found.has(key)) found.set(key, value.replace(/\\(.)/g, "$1"));
    }
    yield found;
  }
}
