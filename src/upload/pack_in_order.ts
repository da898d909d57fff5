/**
 * Packs contents in other threads while this one reads the next, and gives them back in their order.
 * When the others have enough to do, this thread packs as well: on two cores it is half of all hands.
 */
import type { WorkerPool, Workers } from "../system/mod.ts";
import { type PackedContent, packFilesTask } from "./pack_files.ts";

/** Contents that travel together. */
const BATCH_BYTES = 512 * 1024;
const BATCH_ITEMS = 64;
/** What a thread has before it, so that it never waits for us; one batch may be larger. */
const AHEAD_BYTES = 2 * 1024 * 1024;
/** What this thread packs itself at most, since the others may run out of work meanwhile. */
const HERE_BYTES = 1024 * 1024;
/** Contents whose packed bytes wait for those before them. */
const WAITING_BYTES = 64 * 1024 * 1024;

interface Batch<Key> {
  readonly keys: readonly Key[];
  readonly sizeBytes: number;
  readonly packed: Promise<PackedContent[]>;
  isDone: boolean;
}

/** Add contents, then finish. After a failure, close. */
export class PackInOrder<Key> {
  readonly #threads: WorkerPool;
  readonly #here: WorkerPool;
  readonly #take: (key: Key, packed: PackedContent) => Promise<void>;
  readonly #waiting: Batch<Key>[] = [];
  #keys: Key[] = [];
  #contents: Uint8Array<ArrayBuffer>[] = [];
  #openBytes = 0;
  #waitingBytes = 0;
  /** In the other threads. */
  #elsewhereBytes = 0;

  constructor(
    { workers, threads, take }: {
      readonly workers: Workers;
      /** Beside this one. */
      readonly threads: number;
      /** Gets everything in its order. */
      readonly take: (key: Key, packed: PackedContent) => Promise<void>;
    },
  ) {
    this.#threads = workers.open(threads);
    this.#here = workers.open(0);
    this.#take = take;
  }

  /** Takes the content over: it is empty afterwards. */
  async add(key: Key, content: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#keys.push(key);
    this.#contents.push(content);
    this.#openBytes += content.length;
    if (this.#openBytes < BATCH_BYTES && this.#keys.length < BATCH_ITEMS) return;
    await this.#pack();
    await this.#threads.turn();
    while (this.#waiting[0]?.isDone || this.#waitingBytes > WAITING_BYTES) await this.#takeFirst();
  }

  async finish(): Promise<void> {
    if (this.#keys.length > 0) await this.#pack();
    while (this.#waiting.length > 0) await this.#takeFirst();
    this.close();
  }

  /** Ends the threads, whatever they are doing. */
  close(): void {
    this.#threads.close();
  }

  async #pack(): Promise<void> {
    const [keys, contents, sizeBytes] = [this.#keys, this.#contents, this.#openBytes];
    [this.#keys, this.#contents, this.#openBytes] = [[], [], 0];
    const waits = this.#threads.size > 0 && sizeBytes > HERE_BYTES;
    while (waits && !this.#hasRoom(sizeBytes)) await this.#takeFirst();
    const isElsewhere = this.#hasRoom(sizeBytes);
    const packed = isElsewhere
      ? this.#elsewhere(contents, sizeBytes)
      : this.#here.run(packFilesTask, contents);
    const batch: Batch<Key> = { keys, sizeBytes, packed, isDone: false };
    // Whoever takes it learns of a failure; until then it is nobody's.
    packed.then(() => batch.isDone = true, () => batch.isDone = true);
    this.#waitingBytes += sizeBytes;
    this.#waiting.push(batch);
    if (!isElsewhere) await packed;
  }

  #hasRoom(sizeBytes: number): boolean {
    const { size } = this.#threads;
    if (size === 0) return false;
    return this.#elsewhereBytes === 0 || this.#elsewhereBytes + sizeBytes <= size * AHEAD_BYTES;
  }

  async #elsewhere(contents: readonly Uint8Array<ArrayBuffer>[], sizeBytes: number) {
    this.#elsewhereBytes += sizeBytes;
    try {
      const transfer = contents.map(({ buffer }) => buffer);
      return await this.#threads.run(packFilesTask, contents, { transfer });
    } finally {
      this.#elsewhereBytes -= sizeBytes;
    }
  }

  async #takeFirst(): Promise<void> {
    const first = this.#waiting.shift();
    if (first === undefined) return;
    this.#waitingBytes -= first.sizeBytes;
    const packed = await first.packed;
    for (const [at, key] of first.keys.entries()) {
      const one = packed[at];
      if (one !== undefined) await this.#take(key, one);
    }
  }
}
