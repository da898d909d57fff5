/** Finds a short run of bytes in a long one, skipping as far as its last byte allows (Horspool, 1980). */

/** All places where `wanted` begins, from the first on. */
export function* offsetsOf(bytes: Uint8Array, wanted: Uint8Array): Generator<number> {
  if (wanted.length === 0) return;
  const skips = skipsOf(wanted);
  for (let at = -1;;) {
    at = find(bytes, wanted, skips, at + 1);
    if (at < 0) return;
    yield at;
  }
}

/** The last place, -1 when there is none. */
export function lastIndexOfBytes(bytes: Uint8Array, wanted: Uint8Array): number {
  let found = -1;
  for (const at of offsetsOf(bytes, wanted)) found = at;
  return found;
}

/** How far to go on after each last byte. */
function skipsOf(wanted: Uint8Array): Uint8Array {
  const last = wanted.length - 1;
  const skips = new Uint8Array(256).fill(Math.min(255, wanted.length));
  for (let at = 0; at < last; at++) skips[wanted[at] ?? 0] = Math.min(255, last - at);
  return skips;
}

function find(bytes: Uint8Array, wanted: Uint8Array, skips: Uint8Array, from: number): number {
  const last = wanted.length - 1;
  const end = wanted[last];
  for (let at = from + last; at < bytes.length;) {
    const byte = bytes[at] ?? 0;
    if (byte === end && isAt(bytes, wanted, at - last)) return at - last;
    at += skips[byte] ?? 1;
  }
  return -1;
}

function isAt(bytes: Uint8Array, wanted: Uint8Array, from: number): boolean {
  for (let at = 0; at < wanted.length; at++) if (bytes[from + at] !== wanted[at]) return false;
  return true;
}

/** How often a byte occurs. */
export function countOf(wanted: number, bytes: Uint8Array): number {
  let count = 0;
  // Not `indexOf`: a call for each line end takes longer than looking at all bytes of a line.
  for (let at = 0; at < bytes.length; at++) if (bytes[at] === wanted) count++;
  return count;
}
