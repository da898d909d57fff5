import type { ChunkPart } from "../api/chunk_upload.ts";

/**
 * Counts the raw bytes of a request that have left, by what has left of its body, which may be smaller.
 * What a further attempt sends again does not count again.
 */
export class SentCounter {
  readonly #bodyBytes: number;
  #left = 0;
  #told = 0;

  constructor(
    readonly rawBytes: number,
    parts: readonly ChunkPart[],
    readonly tell: (bytes: number) => void,
  ) {
    this.#bodyBytes = parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }

  /** The part, counted while it is read. */
  counted(part: ChunkPart): ChunkPart {
    // deno-lint-ignore no-this-alias -- a generator method has a `this` of its own
    const counter = this;
    let most = 0;
    return {
      ...part,
      async *pieces() {
        let read = 0;
        for await (const piece of part.pieces()) {
          yield piece;
          read += piece.length;
          counter.#add(Math.max(0, read - most));
          most = Math.max(most, read);
        }
      },
    };
  }

  /** All of it has arrived. */
  finish(): void {
    this.#tellUpTo(this.rawBytes);
  }

  #add(bytes: number): void {
    this.#left += bytes;
    if (this.#bodyBytes === 0) return;
    this.#tellUpTo(Math.floor(this.rawBytes * Math.min(1, this.#left / this.#bodyBytes)));
  }

  #tellUpTo(bytes: number): void {
    if (bytes <= this.#told) return;
    this.tell(bytes - this.#told);
    this.#told = bytes;
  }
}
