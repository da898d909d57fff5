/** Chunks of uploads. They are kept, so that the same upload again has nothing to send. */
import { readBytes, readText, type Store } from "./store.ts";

/** Keeps a chunk; one that is there already stays. */
export function putChunk(
  store: Store,
  organizationId: number,
  { checksum, data }: { readonly checksum: string; readonly data: Uint8Array },
): void {
  store.db.run(
    "INSERT OR IGNORE INTO chunks (organization_id, checksum, data) VALUES (?, ?, ?)",
    organizationId,
    checksum,
    data,
  );
}

/** Those of the checksums that are not there, each once, in order. */
export function missingChunks(
  store: Store,
  organizationId: number,
  checksums: readonly string[],
): string[] {
  const known = store.db.all(
    `SELECT checksum FROM chunks
     WHERE organization_id = ? AND checksum IN (SELECT value FROM json_each(?))`,
    organizationId,
    JSON.stringify(checksums),
  );
  const there = new Set(known.map((row) => readText(row, "checksum")));
  return [...new Set(checksums)].filter((each) => !there.has(each));
}

/** A chunk's bytes. */
export function readChunk(
  store: Store,
  organizationId: number,
  checksum: string,
): Uint8Array | undefined {
  const [row] = store.db.all(
    "SELECT data FROM chunks WHERE organization_id = ? AND checksum = ?",
    organizationId,
    checksum,
  );
  return row && readBytes(row, "data");
}
