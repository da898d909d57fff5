/** Sends the chunks that a server has not got, several requests at a time. */
import type { Api } from "../api/client.ts";
import { type ChunkOptions, type ChunkPart, sendChunks } from "../api/chunk_upload.ts";
import { InputError } from "../base/errors.ts";
import type { Log } from "../output/log.ts";
import type { Codecs, Random, WorkerPool, Workers } from "../system/mod.ts";
import { type Batch, type ChunkRef, planBatches } from "./batches.ts";
import { toHex } from "./chunked_object.ts";
import { packChunkTask } from "./pack_chunk.ts";

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
  /** Told of each request's raw bytes once they have arrived. */
  readonly onSent?: ((bytes: number) => void) | undefined;
}

/**
 * Raw bytes on their way at one time; one request alone may have more. A body stands in memory up to three times (ours,
 * a copy that `fetch` makes, one below it), so this is what bounds the memory of an upload of any size.
 */
const IN_FLIGHT_BYTES = 32 * 1024 * 1024;
/** Below this, starting threads takes longer than packing. */
const THREADS_FROM_BYTES = 4 * 1024 * 1024;

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
  const total = chunks.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const pool = usesGzip
    ? doors.workers.open(total < THREADS_FROM_BYTES ? 0 : doors.workers.count)
    : undefined;
  const stop = new AbortController();
  const signal = AbortSignal.any([doors.signal, stop.signal]);
  const send = async ({ chunks, sizeBytes }: Batch): Promise<void> => {
    const parts: ChunkPart[] = [];
    // One after the other: the raw bytes of one chunk are in memory, not those of the whole request.
    for (const chunk of chunks) parts.push(await partOf(chunk, { codecs, pool }));
    signal.throwIfAborted();
    await sendChunks(api, { url: options.url, parts, random: doors.random, signal });
    onSent?.(sizeBytes);
  };
  try {
    const most = options.concurrency === 0 ? doors.workers.count : options.concurrency;
    await inParallel(batches, { most, send, stop });
  } finally {
    pool?.close();
  }
}

/** Runs the batches in order, as many at once as requests and bytes in flight allow. */
async function inParallel(
  batches: readonly Batch[],
  { most, send, stop }: {
    readonly most: number;
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
        (running.size >= most || bytes + batch.sizeBytes > IN_FLIGHT_BYTES)
      ) await Promise.race(running);
      bytes += batch.sizeBytes;
      const sending = send(batch).finally(() => {
        bytes -= batch.sizeBytes;
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

async function partOf(
  { object, checksum, offset, sizeBytes }: ChunkRef,
  { codecs, pool }: { readonly codecs: Codecs; readonly pool: WorkerPool | undefined },
): Promise<ChunkPart> {
  const bytes = await object.source.read(offset, sizeBytes);
  const hash = codecs.sha1();
  hash.update(bytes);
  // Under a wrong name the server would refuse it, and nobody would know why.
  if (toHex(hash.digest()) !== checksum) {
    throw new InputError(`Could not upload '${object.name}': it has changed in the meantime`, {
      hint: "Run the command again when nothing writes to it any more.",
    });
  }
  if (pool === undefined) return { checksum, field: "file", bytes };
  const packed = await pool.run(packChunkTask, bytes, { transfer: [bytes.buffer] });
  return { checksum, field: "file_gzip", bytes: packed };
}
