/** Text from bytes that should be UTF-8, and what is wrong with those that are not. */

const STRICT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const LENIENT = new TextDecoder("utf-8", { ignoreBOM: true });

/** A text, its byte order mark included. */
export interface DecodedText {
  readonly text: string;
  readonly isValid: boolean;
}

/** Decodes; what is no UTF-8 becomes replacement characters, which is enough to look for comments. */
export function decodeText(bytes: Uint8Array): DecodedText {
  try {
    return { text: STRICT.decode(bytes), isValid: true };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { text: LENIENT.decode(bytes), isValid: false };
  }
}

/** The first wrong place, in the words of the reference (§2.5). */
export function utf8Problem(bytes: Uint8Array): string {
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes, at);
    if (length > 0) at += length;
    else if (length === CUT_SHORT) return `incomplete utf-8 byte sequence from index ${at}`;
    else return `invalid utf-8 sequence of ${-length} bytes from index ${at}`;
  }
  return "valid UTF-8";
}

const CUT_SHORT = -9;

/** Bytes of the sequence at an index; negative: how many belong together but are wrong. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4) return -1;
  for (let index = 1; index < length; index++) {
    const next = bytes[at + index];
    if (next === undefined) return CUT_SHORT;
    // The Unicode Standard, table 3-7: well-formed sequences.
    const low = index > 1 ? 0x80 : first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
    const high = index > 1 ? 0xbf : first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
    if (next < low || next > high) return -index;
  }
  return length;
}
