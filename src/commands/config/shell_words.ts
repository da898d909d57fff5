/** Splits a command such as `code --wait` into words, as a shell would: quotes keep blanks. */
export function shellWords(text: string, os: "linux" | "darwin" | "windows"): readonly string[] {
  // On Windows a backslash is part of a path, and single quotes are plain characters.
  const word = os === "windows"
    ? /(?:[^\s"]|"[^"]*"?)+/g
    : /(?:[^\s"'\\]|\\.?|"(?:[^"\\]|\\.)*"?|'[^']*'?)+/gs;
  return [...text.matchAll(word)].map(([piece]) =>
    os === "windows" ? piece.replaceAll('"', "") : unquoted(piece)
  );
}

function unquoted(piece: string): string {
  const parts = /\\(?<escaped>.?)|"(?<double>(?:[^"\\]|\\.)*)"?|'(?<single>[^']*)'?/gs;
  return piece.replaceAll(parts, (...found: unknown[]) => {
    const groups = found.at(-1);
    if (typeof groups !== "object" || groups === null) return "";
    const { escaped, double, single }: Record<string, unknown> = { ...groups };
    if (typeof escaped === "string") return escaped;
    if (typeof single === "string") return single;
    return typeof double === "string" ? double.replaceAll(/\\(["\\$`])/g, "$1") : "";
  });
}
