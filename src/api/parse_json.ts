/** Reads JSON without loss: whole numbers that a double cannot hold become bigints. */

/** Like `JSON.parse`; what it gives can be written again with `toJson`. Throws a `SyntaxError`. */
export function parseJsonExactly(text: string): unknown {
  // The third argument (the source text of a number) is too new for the types in use.
  const revive = (_key: string, value: unknown, ...more: unknown[]): unknown => {
    if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
    const source = sourceOf(more[0]);
    return source !== undefined && /^-?\d+$/.test(source) ? BigInt(source) : value;
  };
  return JSON.parse(text, revive);
}

function sourceOf(context: unknown): string | undefined {
  if (typeof context !== "object" || context === null || !("source" in context)) return undefined;
  return typeof context.source === "string" ? context.source : undefined;
}
