/** Which chunks go into which request (specification of uploads, §1.3 and §1.4). */
import type { ChunkOptions } from "../api/chunk_upload.ts";
import type { ChunkedObject } from "./chunked_object.ts";

/** A chunk of an object. */
export interface ChunkRef {
  readonly object: ChunkedObject;
  readonly checksum: string;
  readonly offset: number;
  readonly sizeBytes: number;
}

/**
 * The chunks that the server has not got, in the order of the objects, each checksum once. What it asks
 * for beside that is not ours and left out, as the reference does it.
 */
export function missingChunks(
  objects: readonly ChunkedObject[],
  wanted: Iterable<string>,
): ChunkRef[] {
  const missing = new Set(wanted);
  const refs: ChunkRef[] = [];
  for (const object of objects) {
    for (const [index, checksum] of object.chunks.entries()) {
      if (!missing.delete(checksum)) continue;
      const offset = index * object.chunkSize;
      const sizeBytes = Math.min(object.chunkSize, object.sizeBytes - offset);
      refs.push({ object, checksum, offset, sizeBytes });
    }
  }
  return refs;
}

/** One request's chunks. */
export interface Batch {
  readonly chunks: readonly ChunkRef[];
  /** Before packing. */
  readonly sizeBytes: number;
}

/** Cuts a list of chunks into requests; each has at least one chunk, however large it is. */
export function planBatches(
  chunks: readonly ChunkRef[],
  limits: Pick<ChunkOptions, "chunksPerRequest" | "maxRequestSize">,
): Batch[] {
  // 0 lets the reference run for ever.
  const perRequest = Math.max(1, limits.chunksPerRequest);
  const batches: Batch[] = [];
  let open: ChunkRef[] = [];
  let sizeBytes = 0;
  const close = () => {
    if (open.length > 0) batches.push({ chunks: open, sizeBytes });
    open = [];
    sizeBytes = 0;
  };
  for (const chunk of chunks) {
    if (open.length >= perRequest || sizeBytes + chunk.sizeBytes > limits.maxRequestSize) close();
    open.push(chunk);
    sizeBytes += chunk.sizeBytes;
  }
  close();
  return batches;
}
