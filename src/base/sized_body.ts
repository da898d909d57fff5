/** A body that is made while it is sent. */
import { owned } from "./owned_bytes.ts";

/**
 * A body of a size that is known before it is made, piece by piece: it need not stand in memory, and the
 * request still says how long it is, which not every server can do without.
 */
export class SizedBody {
  readonly #pieces: () => AsyncIterator<Uint8Array>;

  /** `pieces` gives exactly so many bytes, and is called once for each stream. */
  constructor(readonly sizeBytes: number, pieces: () => AsyncIterator<Uint8Array>) {
    this.#pieces = pieces;
  }

  stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const pieces = this.#pieces();
    return new ReadableStream({
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(owned(value));
      },
      async cancel() {
        await pieces.return?.();
      },
      // Made when they are asked for: what waits takes memory.
    }, { highWaterMark: 0 });
  }
}
