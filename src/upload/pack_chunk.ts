/** A chunk packed for its way over the wire, in whichever thread has time. */
import { releaseBytes } from "../base/release_bytes.ts";
import type { Codecs, Task, TaskResult } from "../system/mod.ts";

/** `ID1 ID2 CM FLG MTIME XFL OS` of RFC 1952: no name, no time, unknown system. */
const GZIP_HEADER = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
/** zlib's own default. */
const DEFAULT_LEVEL = 6;
/** How much of a chunk is packed to see whether it gets smaller, and how much smaller is worth it. */
const SAMPLE_BYTES = 64 * 1024;
const WORTH_IT = 0.97;

/** `bytes` as gzip, with a header that says nothing but that. */
export function gzip(bytes: Uint8Array, codecs: Codecs): Uint8Array<ArrayBuffer> {
  const packed = codecs.deflateRaw(bytes, gainsFromPacking(bytes, codecs) ? DEFAULT_LEVEL : 0);
  const all = new Uint8Array(GZIP_HEADER.length + packed.length + 8);
  all.set(GZIP_HEADER);
  all.set(packed, GZIP_HEADER.length);
  const trailer = new DataView(all.buffer, all.length - 8);
  trailer.setUint32(0, codecs.crc32(bytes), true);
  trailer.setUint32(4, bytes.length % 2 ** 32, true);
  releaseBytes(packed);
  return all;
}

/** Archives are packed already: packing them again takes long and gains nothing. */
function gainsFromPacking(bytes: Uint8Array, codecs: Codecs): boolean {
  if (bytes.length <= SAMPLE_BYTES) return true;
  const middle = Math.floor((bytes.length - SAMPLE_BYTES) / 2);
  const places = [0, middle, bytes.length - SAMPLE_BYTES];
  return places.some((at) => {
    const sample = bytes.subarray(at, at + SAMPLE_BYTES);
    return codecs.deflateRaw(sample, 1).length < WORTH_IT * sample.length;
  });
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
