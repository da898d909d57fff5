/** Base64 VLQ, the numbers of `mappings` (ECMA-426, "Base64 VLQ"). */

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Five bits of a digit carry the number; the sixth says that another digit follows. */
export const CONTINUES = 32;

/** Digits that the largest number can have; more do not fit into 64 bits. */
export const MOST_DIGITS = 13;

/**
 * Character code to digit. What is no digit counts as the last one, as the reference has it: it then
 * mostly ends in "leftover".
 */
export const DIGITS: Uint8Array = (() => {
  const digits = new Uint8Array(256).fill(63);
  for (let digit = 0; digit < 64; digit++) digits[ALPHABET.charCodeAt(digit)] = digit;
  return digits;
})();

/** Digit to character code. */
export const CODES: Uint8Array = Uint8Array.from(ALPHABET, (letter) => letter.charCodeAt(0));

/** Writes a number at an index, gives the index after it. Fits into seven bytes for 32-bit deltas. */
export function writeVlq(into: Uint8Array, at: number, value: number): number {
  let rest = value < 0 ? -value * 2 + 1 : value * 2;
  while (rest >= CONTINUES) {
    into[at++] = CODES[rest % 32 + CONTINUES] ?? 0;
    rest = Math.floor(rest / 32);
  }
  into[at++] = CODES[rest] ?? 0;
  return at;
}
