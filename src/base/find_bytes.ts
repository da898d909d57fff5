/** Finds a short run of bytes in a long one, skipping as far as its last byte allows (Horspool, 1980). */

/** All places where `wanted` begins, from the first on. */
export function* offsetsOf(bytes: Uint8Array, wanted: Uint8Array): Generator<number> {
  const last = wanted.length - 1;
  if (last < 0) return;
  const skips = new Uint8Array(256).fill(Math.min(255, wanted.length));
  for (let at = 0; at < last; at++) skips[wanted[at] ?? 0] = Math.min(255, last - at);
  const end = wanted[last];
  for (let at = last; at < bytes.length;) {
    const byte = bytes[at] ?? 0;
    if (byte === end && isAt(bytes, wanted, at - last)) yield at - last;
    at += skips[byte] ?? 1;
  }
}

/** The last place, -1 when there is none. */
export function lastIndexOfBytes(bytes: Uint8Array, wanted: Uint8Array): number {
  let found = -1;
  for (const at of offsetsOf(bytes, wanted)) found = at;
  return found;
}

function isAt(bytes: Uint8Array, wanted: Uint8Array, from: number): boolean {
  for (let at = 0; at < wanted.length; at++) if (bytes[from + at] !== wanted[at]) return false;
  return true;
}
