/** Contents packed for a bundle, in whichever thread has time. */
import { releaseBytes } from "../base/release_bytes.ts";
import type { Codecs, Task } from "../system/mod.ts";

/** What a content has become. */
export interface PackedContent {
  /** Deflate without a header. */
  readonly packed: Uint8Array<ArrayBuffer>;
  /** Of the content. */
  readonly crc32: number;
  readonly sizeBytes: number;
}

/**
 * Two below zlib's default: on source maps and scripts it packs to 3.6 % more bytes in two thirds of the
 * time (the tree of scripts/bench_upload.ts), and packing is most of the work.
 */
export const BUNDLE_LEVEL = 4;

/** Packs one. */
export function packContent(content: Uint8Array, codecs: Codecs): PackedContent {
  const packed = codecs.deflateRaw(content, BUNDLE_LEVEL);
  return { packed, crc32: codecs.crc32(content), sizeBytes: content.length };
}

/** Packs several, since a message between threads takes longer than packing a small one. */
export const packFilesTask: Task<readonly Uint8Array<ArrayBuffer>[], PackedContent[]> = {
  name: "pack-files",
  run(contents, { codecs }) {
    const value = contents.map((content) => {
      const one = packContent(content, codecs);
      releaseBytes(content);
      return one;
    });
    return Promise.resolve({ value, transfer: value.map(({ packed }) => packed.buffer) });
  },
};
