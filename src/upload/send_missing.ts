/** Sends the chunks that a server has not got, several requests at a time. */
import type { Api } from "../api/client.ts";
import { type ChunkOptions, type ChunkPart, sendChunks } from "../api/chunk_upload.ts";
import { InputError } from "../base/errors.ts";
import { releaseBytes } from "../base/release_bytes.ts";
import type { Log } from "../output/log.ts";
import type { Codecs, Random, WorkerPool, Workers } from "../system/mod.ts";
import { type Batch, type ChunkRef, planBatches } from "./batches.ts";
import { chunkBytes, packedPart, rawPart, storedPart } from "./chunk_parts.ts";
import { gainsFromPacking, packChunkTask } from "./pack_chunk.ts";
import { SentCounter } from "./sent_counter.ts";

/** The doors of an upload. */
export interface UploadDoors {
  codecs(): Promise<Codecs>;
  readonly random: Pick<Random, "bytes">;
  readonly workers: Workers;
  readonly log: Pick<Log, "info" | "warn">;
  readonly signal: AbortSignal;
}

export interface SendOptions {
  readonly options: ChunkOptions;
  readonly doors: UploadDoors;
  /** Told of raw bytes as they leave: of those of each request all, once it has been answered. */
  readonly onSent?: ((bytes: number) => void) | undefined;
}

/**
 * Raw bytes of the requests that are being sent, as far as their chunks are packed, which happens in
 * memory; one request alone may have more. Other chunks are read while they are sent.
 */
const IN_MEMORY_BYTES = 64 * 1024 * 1024;
/** Below this, starting threads takes longer than packing. */
const THREADS_FROM_BYTES = 4 * 1024 * 1024;
/** Each has a chunk and its packed bytes in memory. */
const MAX_THREADS = 4;

/** Sends them; the first failure stops what has not begun. */
export async function sendMissing(
  api: Api,
  chunks: readonly ChunkRef[],
  { options, doors, onSent }: SendOptions,
): Promise<void> {
  const usesGzip = options.compression.includes("gzip");
  doors.log.info(`using '${usesGzip ? "gzip" : "uncompressed"}' compression for chunk upload`);
  const batches = planBatches(chunks, options);
  const codecs = await doors.codecs();
  const memoryOf = ({ object, sizeBytes }: ChunkRef) =>
    usesGzip && object.isPacked !== true ? sizeBytes : 0;
  const total = chunks.reduce((sum, chunk) => sum + memoryOf(chunk), 0);
  const threads = total < THREADS_FROM_BYTES ? 0 : Math.min(doors.workers.count, MAX_THREADS);
  const pool = doors.workers.open(threads);
  const stop = new AbortController();
  const signal = AbortSignal.any([doors.signal, stop.signal]);
  const send = async ({ chunks, sizeBytes }: Batch): Promise<void> => {
    const packed: Uint8Array[] = [];
    const parts: ChunkPart[] = [];
    // One after the other: the raw bytes of one chunk are in memory, not those of the whole request.
    for (const chunk of chunks) {
      if (!usesGzip) parts.push(rawPart(chunk, codecs));
      else if (!await gainsFromPacking(chunk, codecs)) parts.push(storedPart(chunk, codecs));
      else {
        const bytes = await packIn(pool, chunk, codecs);
        packed.push(bytes);
        parts.push(packedPart(chunk, bytes));
      }
    }
    signal.throwIfAborted();
    const counter = new SentCounter(sizeBytes, parts, (bytes) => onSent?.(bytes));
    await sendParts(parts.map((part) => counter.counted(part)), {
      api,
      sending: { url: options.url, random: doors.random, signal },
      stop,
    });
    packed.forEach(releaseBytes);
    counter.finish();
  };
  try {
    const most = options.concurrency === 0 ? doors.workers.count : options.concurrency;
    const bytesOf = ({ chunks }: Batch) => chunks.reduce((sum, each) => sum + memoryOf(each), 0);
    await inParallel(batches, { most, bytesOf, send, stop });
  } finally {
    pool.close();
  }
}

async function packIn(pool: WorkerPool, chunk: ChunkRef, codecs: Codecs) {
  const bytes = await chunkBytes(chunk, codecs);
  return await pool.run(packChunkTask, bytes, { transfer: [bytes.buffer] });
}

/**
 * Sends one request. That a file has changed shows only while it is read, somewhere below all policies,
 * which would take it for a broken connection and try again.
 */
async function sendParts(
  parts: readonly ChunkPart[],
  { api, sending, stop }: {
    readonly api: Api;
    readonly sending: Omit<Parameters<typeof sendChunks>[1], "parts">;
    readonly stop: AbortController;
  },
): Promise<void> {
  let problem: InputError | undefined;
  const watched = parts.map((part): ChunkPart => ({
    ...part,
    async *pieces() {
      try {
        yield* part.pieces();
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        problem = error;
        stop.abort(error);
        throw error;
      }
    },
  }));
  try {
    await sendChunks(api, { ...sending, parts: watched });
  } catch (error) {
    throw problem ?? error;
  }
}

/** Runs the batches in order, as many at once as requests and bytes in flight allow. */
async function inParallel(
  batches: readonly Batch[],
  { most, bytesOf, send, stop }: {
    readonly most: number;
    /** What a batch takes of the memory. */
    bytesOf(batch: Batch): number;
    readonly send: (batch: Batch) => Promise<void>;
    readonly stop: AbortController;
  },
): Promise<void> {
  const running = new Set<Promise<void>>();
  let bytes = 0;
  try {
    for (const batch of batches) {
      while (
        running.size > 0 &&
        (running.size >= most || bytes + bytesOf(batch) > IN_MEMORY_BYTES)
      ) await Promise.race(running);
      bytes += bytesOf(batch);
      const sending = send(batch).finally(() => {
        bytes -= bytesOf(batch);
        running.delete(sending);
      });
      running.add(sending);
    }
    await Promise.all(running);
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled(running);
    throw error;
  }
}
