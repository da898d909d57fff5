/** Memory with a bound: what was used least recently goes first. */
export interface ByteCache<K> {
  get(key: K): Uint8Array | undefined;
  set(key: K, bytes: Uint8Array): void;
}

/** A cache of at most so many bytes. */
export function byteCache<K>(limitBytes: number): ByteCache<K> {
  const entries = new Map<K, Uint8Array>();
  let total = 0;
  return {
    get(key) {
      const found = entries.get(key);
      if (found === undefined) return undefined;
      entries.delete(key);
      entries.set(key, found);
      return found;
    },
    set(key, bytes) {
      if (bytes.length > limitBytes / 4 || entries.has(key)) return;
      entries.set(key, bytes);
      total += bytes.length;
      for (const [oldest, old] of entries) {
        if (total <= limitBytes) return;
        entries.delete(oldest);
        total -= old.length;
      }
    },
  };
}
