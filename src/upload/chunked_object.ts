/** What is uploaded: bytes somewhere, their checksum, and those of their chunks. */
import { releaseBytes } from "../base/release_bytes.ts";
import type { ByteSource, Codecs } from "../system/mod.ts";

/** An object in chunks; the bytes stay where they are. */
export interface ChunkedObject {
  /** For messages. */
  readonly name: string;
  readonly source: ByteSource;
  /** It holds packed files: packing it again takes long and gains nothing. */
  readonly isPacked?: boolean | undefined;
  readonly sizeBytes: number;
  /** SHA-1 of the whole, in lower-case hex digits. */
  readonly checksum: string;
  readonly chunkSize: number;
  /** SHA-1 of each chunk. All but the last have `chunkSize` bytes; nothing has none. */
  readonly chunks: readonly string[];
}

/** Counts the checksums of bytes as they go by. */
export class ChunkHasher {
  readonly #codecs: Pick<Codecs, "sha1">;
  readonly #chunkSize: number;
  readonly #whole;
  readonly #chunks: string[] = [];
  #chunk;
  #filled = 0;
  #sizeBytes = 0;

  constructor(codecs: Pick<Codecs, "sha1">, chunkSize: number) {
    this.#codecs = codecs;
    this.#chunkSize = chunkSize;
    this.#whole = codecs.sha1();
    this.#chunk = codecs.sha1();
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  update(bytes: Uint8Array): void {
    this.#whole.update(bytes);
    this.#sizeBytes += bytes.length;
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + this.#chunkSize - this.#filled);
      this.#chunk.update(part);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === this.#chunkSize) this.#endChunk();
    }
  }

  /** The checksums; nothing can be added any more. */
  finish(): Pick<ChunkedObject, "checksum" | "chunks" | "sizeBytes" | "chunkSize"> {
    if (this.#filled > 0) this.#endChunk();
    return {
      checksum: toHex(this.#whole.digest()),
      chunks: this.#chunks,
      sizeBytes: this.#sizeBytes,
      chunkSize: this.#chunkSize,
    };
  }

  #endChunk(): void {
    this.#chunks.push(toHex(this.#chunk.digest()));
    this.#chunk = this.#codecs.sha1();
    this.#filled = 0;
  }
}

/** What is read at once: enough to keep a disk busy, little enough not to count. */
const PIECE_BYTES = 1024 * 1024;

/** Reads all of a source, piece by piece, for its checksums. */
export async function chunkObject(
  name: string,
  source: ByteSource,
  { chunkSize, codecs, signal }: {
    readonly chunkSize: number;
    readonly codecs: Pick<Codecs, "sha1">;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<ChunkedObject> {
  const hasher = new ChunkHasher(codecs, chunkSize);
  for (let at = 0;;) {
    signal?.throwIfAborted();
    const piece = await source.read(at, PIECE_BYTES);
    if (piece.length === 0) break;
    hasher.update(piece);
    at += piece.length;
    releaseBytes(piece);
  }
  return { name, source, ...hasher.finish() };
}

/** Bytes in memory, as a source. */
export function memorySource(bytes: Uint8Array<ArrayBuffer>): ByteSource {
  return {
    sizeBytes: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.slice(offset, offset + length)),
    close() {},
  };
}

/** Lower-case hex digits. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
