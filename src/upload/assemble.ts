/**
 * The way of one object to the server: ask what is missing, send it, ask again until it is processed
 * (specification of uploads, §1.7). Which kind of object it is, is in the function that asks.
 */
import type { AssembleState, AssembleStatus, ChunkedChecksums } from "../api/assemble.ts";
import type { Api } from "../api/client.ts";
import type { ChunkOptions } from "../api/chunk_upload.ts";
import { ApiError } from "../base/errors.ts";
import { stripControl } from "../output/sanitise.ts";
import type { Clock } from "../system/mod.ts";
import { missingChunks } from "./batches.ts";
import type { ChunkedObject } from "./chunked_object.ts";
import { sendMissing, type UploadDoors } from "./send_missing.ts";

/** What is told while an object is on its way. */
export interface UploadEvents {
  /** How many raw bytes will be sent, before the first of them; 0 when the server has all. */
  onMissing?(bytes: number): void;
  onSent?(bytes: number): void;
  /** After each answer of the processing. */
  onState?(state: AssembleState): void;
}

export interface UploadObjectOptions {
  readonly api: Api;
  readonly options: ChunkOptions;
  readonly doors: UploadDoors & { readonly clock: Pick<Clock, "monotonic" | "sleep"> };
  /** How long to wait for the processing; `undefined`: not at all. */
  readonly waitSeconds: number | undefined;
  readonly events?: UploadEvents | undefined;
}

/** How an upload ended well. */
export interface Uploaded {
  /** `pending`: the server goes on by itself. */
  readonly processing: "complete" | "pending";
  /** Checksums of the chunks that were sent. */
  readonly sentChunks: readonly string[];
  readonly sentBytes: number;
}

const POLL_MS = 1000;

/** The limit of a wait: the user's, or the server's where that is shorter. */
export function waitLimit(
  seconds: number | undefined,
  { maxWaitSeconds }: Pick<ChunkOptions, "maxWaitSeconds">,
): number | undefined {
  if (seconds === undefined || maxWaitSeconds === 0) return seconds;
  return Math.min(seconds, maxWaitSeconds);
}

/** What was sent of an object. */
export type Sent = Pick<Uploaded, "sentChunks" | "sentBytes">;

type Ask = (checksums: ChunkedChecksums) => Promise<AssembleStatus>;

/** Uploads one object; `ask` is the call for its kind. Throws an `ApiError` when processing failed. */
export async function uploadObject(
  object: ChunkedObject,
  ask: Ask,
  options: UploadObjectOptions,
): Promise<Uploaded> {
  const sent = await sendObject(object, ask, options);
  return { ...sent, processing: await awaitProcessing(object, ask, options) };
}

/** The first half: asks what is missing, and sends it. */
export async function sendObject(
  object: ChunkedObject,
  ask: Ask,
  { api, options, doors, events }: Omit<UploadObjectOptions, "waitSeconds">,
): Promise<Sent> {
  const first = await ask(object);
  return await sendChunksOf(object, first.missingChunks, { api, options, doors, events });
}

/** The first half for servers that cannot tell what is missing: sends every chunk, once. */
export function sendAll(
  object: ChunkedObject,
  options: Omit<UploadObjectOptions, "waitSeconds">,
): Promise<Sent> {
  return sendChunksOf(object, object.chunks, options);
}

async function sendChunksOf(
  object: ChunkedObject,
  wanted: readonly string[],
  { api, options, doors, events = {} }: Omit<UploadObjectOptions, "waitSeconds">,
): Promise<Sent> {
  const chunks = missingChunks([object], wanted);
  const sentBytes = chunks.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  events.onMissing?.(sentBytes);
  if (chunks.length > 0) {
    await sendMissing(api, chunks, { options, doors, onSent: (bytes) => events.onSent?.(bytes) });
  }
  return { sentChunks: chunks.map(({ checksum }) => checksum), sentBytes };
}

/**
 * The second half: has it put together, and waits for that when it shall. Chunks that the server turns
 * out not to have (a proxy swallowed them, its first answer was wrong) are sent once more.
 */
export async function awaitProcessing(
  object: ChunkedObject,
  ask: Ask,
  { api, options, doors, waitSeconds, events = {} }: UploadObjectOptions,
): Promise<Uploaded["processing"]> {
  const limit = waitLimit(waitSeconds, options);
  const polling = { clock: doors.clock, limit, signal: doors.signal };
  let mayResend = true;
  const askOrResend = async (): Promise<AssembleStatus> => {
    const status = await ask(object);
    const lost = status.state === "not_found" ? missingChunks([object], status.missingChunks) : [];
    if (lost.length === 0 || !mayResend) return status;
    mayResend = false;
    doors.log.info(`The server lacks ${lost.length} of the chunks; they are sent again`);
    await sendMissing(api, lost, { options, doors });
    return await ask(object);
  };
  return outcome(await poll(askOrResend, polling, events), limit);
}

/** Asks until there is nothing more to wait for. */
async function poll(
  ask: () => Promise<AssembleStatus>,
  { clock, limit, signal }: {
    readonly clock: Pick<Clock, "monotonic" | "sleep">;
    readonly limit: number | undefined;
    readonly signal: AbortSignal;
  },
  events: UploadEvents,
): Promise<AssembleStatus> {
  const start = clock.monotonic();
  for (;;) {
    const status = await ask();
    events.onState?.(status.state);
    const isFinal = status.state === "ok" || status.state === "error";
    if (limit === undefined || isFinal) return status;
    if (clock.monotonic() - start >= limit * 1000) return status;
    await clock.sleep(POLL_MS, signal);
  }
}

function outcome(
  { state, detail, missingChunks: lost }: AssembleStatus,
  limit: number | undefined,
): Uploaded["processing"] {
  if (state === "ok") return "complete";
  if (state === "created" || state === "assembling") {
    if (limit === undefined) return "pending";
    throw new ApiError(`Failed to process files in ${limit}s`, 0, {
      hint: "The server goes on by itself; '--wait-for' sets how long to wait.",
    });
  }
  const hint = lost.length === 0
    ? undefined
    : `The server still lacks ${lost.length} chunks that it was sent; run the command again.`;
  throw new ApiError(
    `Failed to process uploaded files: ${stripControl(detail ?? "unknown error")}`,
    0,
    { hint },
  );
}
