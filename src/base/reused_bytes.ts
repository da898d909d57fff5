/**
 * Memory that is used again and again. Each file in memory of its own would be hundreds of megabytes
 * before the garbage collector looks after them, and taking fresh memory from the system takes longer
 * than reading a file into it.
 */

/** What is kept after a use; a file larger than that is rare. */
const MOST_KEPT = 4 * 1024 * 1024;

/** Bytes that grow when needed. What was given out before is overwritten by the next use. */
export class ReusedBytes {
  #bytes = new Uint8Array(64 * 1024);

  /** At least `size` bytes, of which the first `kept` are as they were. */
  room(size: number, kept = 0): Uint8Array<ArrayBuffer> {
    if (this.#bytes.length >= size) return this.#bytes;
    const wider = new Uint8Array(Math.max(size, Math.min(this.#bytes.length * 2, MOST_KEPT)));
    wider.set(this.#bytes.subarray(0, kept));
    this.#bytes.buffer.transfer(0); // now, not when somebody comes to collect it
    this.#bytes = wider;
    return wider;
  }

  /** The pieces one after the other. */
  joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
    const size = pieces.reduce((sum, { length }) => sum + length, 0);
    const all = this.room(size);
    let at = 0;
    for (const piece of pieces) {
      all.set(piece, at);
      at += piece.length;
    }
    return all.subarray(0, size);
  }

  /** Gives back what is more than a little. */
  trim(): void {
    if (this.#bytes.length <= MOST_KEPT) return;
    this.#bytes.buffer.transfer(0);
    this.#bytes = new Uint8Array(64 * 1024);
  }
}

/** What the tasks of one thread lend each other. */
export class ReusedMemory {
  readonly #free: ReusedBytes[] = [];

  /** For the time of `use`; nothing in it may be used afterwards. */
  async lend<T>(use: (bytes: ReusedBytes) => Promise<T>): Promise<T> {
    const bytes = this.#free.pop() ?? new ReusedBytes();
    try {
      return await use(bytes);
    } finally {
      this.#free.push(bytes);
    }
  }
}
