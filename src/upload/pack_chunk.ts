/** A chunk packed for its way over the wire, in whichever thread has time. */
import { releaseBytes } from "../base/release_bytes.ts";
import type { Codecs, Task, TaskResult } from "../system/mod.ts";
import type { ChunkRef } from "./batches.ts";
import { GZIP_HEADER, gzipTrailer } from "./chunk_parts.ts";

/** zlib's own default. */
const DEFAULT_LEVEL = 6;
/** How much of a chunk is packed to see whether it gets smaller, and how much smaller is worth it. */
const SAMPLE_BYTES = 64 * 1024;
const WORTH_IT = 0.97;

/** `bytes` as gzip, with a header that says nothing but that. */
export function gzip(bytes: Uint8Array, codecs: Codecs): Uint8Array<ArrayBuffer> {
  const packed = codecs.deflateRaw(bytes, DEFAULT_LEVEL);
  const trailer = gzipTrailer(codecs.crc32(bytes), bytes.length);
  const all = new Uint8Array(GZIP_HEADER.length + packed.length + trailer.length);
  all.set(GZIP_HEADER);
  all.set(packed, GZIP_HEADER.length);
  all.set(trailer, GZIP_HEADER.length + packed.length);
  releaseBytes(packed);
  return all;
}

/** Archives are packed already: packing them again takes long and gains nothing. */
export async function gainsFromPacking(
  { object, offset, sizeBytes }: ChunkRef,
  codecs: Codecs,
): Promise<boolean> {
  if (sizeBytes <= SAMPLE_BYTES) return true;
  if (object.isPacked === true) return false;
  for (const part of [0, 0.5, 1]) {
    const at = offset + Math.floor((sizeBytes - SAMPLE_BYTES) * part);
    const sample = await object.source.read(at, SAMPLE_BYTES);
    if (codecs.deflateRaw(sample, 1).length < WORTH_IT * sample.length) return true;
  }
  return false;
}

/** The same as a task; the packed bytes are moved back, the others are gone. */
export const packChunkTask: Task<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> = {
  name: "pack-chunk",
  run(bytes, { codecs }): Promise<TaskResult<Uint8Array<ArrayBuffer>>> {
    const packed = gzip(bytes, codecs);
    releaseBytes(bytes);
    return Promise.resolve({ value: packed, transfer: [packed.buffer] });
  },
};
