/** Chunks in the form in which they are sent, and as little of them as possible in memory. */
import type { ChunkPart } from "../api/chunk_upload.ts";
import { InputError } from "../base/errors.ts";
import type { Codecs } from "../system/mod.ts";
import type { ChunkRef } from "./batches.ts";
import { toHex } from "./chunked_object.ts";

/** The most that a stored block of deflate holds. */
const BLOCK_BYTES = 0xffff;
/** Read and sent at once. */
const PIECE_BYTES = 4 * BLOCK_BYTES;
/** `ID1 ID2 CM FLG MTIME XFL OS` of RFC 1952: no name, no time, unknown system. */
export const GZIP_HEADER: readonly number[] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
const TRAILER_BYTES = 8;

/** The chunk as it is, read while it is sent. */
export function rawPart(chunk: ChunkRef, codecs: Codecs): ChunkPart {
  const { checksum, sizeBytes } = chunk;
  return { checksum, field: "file", sizeBytes, pieces: () => piecesOf(chunk, codecs) };
}

/** The same within gzip, but not made smaller: for what is packed already. */
export function storedPart(chunk: ChunkRef, codecs: Codecs): ChunkPart {
  const { checksum, sizeBytes } = chunk;
  const blocks = Math.max(1, Math.ceil(sizeBytes / BLOCK_BYTES));
  return {
    checksum,
    field: "file_gzip",
    sizeBytes: GZIP_HEADER.length + sizeBytes + 5 * blocks + TRAILER_BYTES,
    pieces: () => storedPieces(chunk, codecs),
  };
}

/** Packed bytes, which stand in memory. */
export function packedPart({ checksum }: ChunkRef, packed: Uint8Array): ChunkPart {
  return {
    checksum,
    field: "file_gzip",
    sizeBytes: packed.length,
    async *pieces() {
      for (let at = 0; at < packed.length; at += PIECE_BYTES) {
        yield await Promise.resolve(packed.slice(at, at + PIECE_BYTES));
      }
    },
  };
}

async function* storedPieces(chunk: ChunkRef, codecs: Codecs): AsyncGenerator<Uint8Array> {
  yield Uint8Array.from(GZIP_HEADER);
  let [crc32, rest] = [0, chunk.sizeBytes];
  for await (const piece of piecesOf(chunk, codecs)) {
    crc32 = codecs.crc32(piece, crc32);
    rest -= piece.length;
    yield storedBlocks(piece, rest === 0);
  }
  yield gzipTrailer(crc32, chunk.sizeBytes);
}

/** RFC 1951, 3.2.4: whether it is the last, the length, its complement, and the bytes. */
function storedBlocks(bytes: Uint8Array, isEnd: boolean): Uint8Array {
  const count = Math.max(1, Math.ceil(bytes.length / BLOCK_BYTES));
  const blocks = new Uint8Array(bytes.length + 5 * count);
  const view = new DataView(blocks.buffer);
  for (let index = 0; index < count; index++) {
    const block = bytes.subarray(index * BLOCK_BYTES, (index + 1) * BLOCK_BYTES);
    const at = index * (BLOCK_BYTES + 5);
    blocks[at] = isEnd && index === count - 1 ? 1 : 0;
    view.setUint16(at + 1, block.length, true);
    view.setUint16(at + 3, ~block.length, true);
    blocks.set(block, at + 5);
  }
  return blocks;
}

/** The end of gzip. */
export function gzipTrailer(crc32: number, sizeBytes: number): Uint8Array<ArrayBuffer> {
  const trailer = new DataView(new ArrayBuffer(TRAILER_BYTES));
  trailer.setUint32(0, crc32, true);
  trailer.setUint32(4, sizeBytes % 2 ** 32, true);
  return new Uint8Array(trailer.buffer);
}

/** The bytes of a chunk. Throws an `InputError` before the last of them when they are other ones. */
async function* piecesOf(
  { object, checksum, offset, sizeBytes }: ChunkRef,
  codecs: Codecs,
): AsyncGenerator<Uint8Array> {
  const hash = codecs.sha1();
  for (let at = 0; at < sizeBytes;) {
    const wanted = Math.min(PIECE_BYTES, sizeBytes - at);
    const piece = await object.source.read(offset + at, wanted);
    hash.update(piece);
    at += piece.length;
    const isWrong = at === sizeBytes && toHex(hash.digest()) !== checksum;
    // Under a wrong name the server would refuse it, and nobody would know why.
    if (isWrong || piece.length < wanted) throw changed(object.name);
    yield piece;
  }
}

/** All of a chunk in memory. Throws an `InputError` when it has changed. */
export async function chunkBytes(
  chunk: ChunkRef,
  codecs: Codecs,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(chunk.sizeBytes);
  let at = 0;
  for await (const piece of piecesOf(chunk, codecs)) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function changed(name: string): InputError {
  return new InputError(`Could not upload '${name}': it has changed in the meantime`, {
    hint: "Run the command again when nothing writes to it any more.",
  });
}
