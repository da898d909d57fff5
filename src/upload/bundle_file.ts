/** A file that is written from front to back, and read again the same way, in large pieces. */
import type { ByteSource } from "../system/mod.ts";
import type { ChunkHasher } from "./chunked_object.ts";

/** Pieces that are written or read at once. */
const BUFFER_BYTES = 256 * 1024;

/** Reads forward through a source in large pieces. */
export class Window {
  #bytes = new Uint8Array(0);
  #offset = 0;

  constructor(readonly source: ByteSource) {}

  async bytes(offset: number, length: number): Promise<Uint8Array> {
    const at = offset - this.#offset;
    if (at < 0 || at + length > this.#bytes.length) {
      this.#bytes = await this.source.read(offset, Math.max(length, BUFFER_BYTES));
      this.#offset = offset;
      return this.#bytes.subarray(0, length);
    }
    return this.#bytes.subarray(at, at + length);
  }
}

/** Gathers small pieces into large writes and counts the checksums of all. */
export class BufferedSink {
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  #filled = 0;
  #closed = false;

  constructor(
    readonly sink: { write(data: Uint8Array): Promise<void>; close(): void },
    readonly hasher: ChunkHasher,
  ) {}

  get offset(): number {
    return this.hasher.sizeBytes;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.hasher.update(bytes);
    if (this.#filled + bytes.length > BUFFER_BYTES) await this.flush();
    if (bytes.length > BUFFER_BYTES) return await this.sink.write(bytes);
    this.#buffer.set(bytes, this.#filled);
    this.#filled += bytes.length;
  }

  async flush(): Promise<void> {
    const filled = this.#filled;
    this.#filled = 0;
    if (filled > 0) await this.sink.write(this.#buffer.subarray(0, filled));
  }

  async finish() {
    await this.flush();
    this.close();
    return this.hasher.finish();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.sink.close();
  }
}
