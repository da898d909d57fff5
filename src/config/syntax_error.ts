/** A configuration file breaks its grammar: where, and why in words for people. */
export class ConfigSyntaxError extends Error {
  override readonly name = "ConfigSyntaxError";

  constructor(
    message: string,
    /** 1-based. */
    readonly line: number,
  ) {
    super(message);
  }
}

/** Decodes UTF-8 strictly, keeping a byte order mark; names the line of the first bad byte. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ConfigSyntaxError("not valid UTF-8", lineOfBadByte(bytes));
  }
}

/** A line feed never is part of a longer UTF-8 sequence, so each line can be tried on its own. */
function lineOfBadByte(bytes: Uint8Array): number {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const found = bytes.indexOf(0x0a, start);
    const end = found < 0 ? bytes.length : found;
    try {
      decoder.decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    start = end + 1;
  }
  return line;
}
