/**
 * The way of debug information files to the server: all files in one question, the chunks of all in one
 * list of requests (specification of uploads, §1.8, and of debug files, §4).
 */
import type { DifRequest, DifStatus } from "../api/assemble.ts";
import { ApiError } from "../base/errors.ts";
import { missingChunks } from "./batches.ts";
import { type UploadObjectOptions, waitLimit } from "./assemble.ts";
import type { ChunkedObject } from "./chunked_object.ts";
import { sendMissing } from "./send_missing.ts";

/** A debug information file on its way. */
export interface DifObject {
  readonly object: ChunkedObject;
  /** As the server shall know it. */
  readonly name: string;
  readonly debugId?: string | undefined;
}

/** What became of a file. */
export interface DifResult {
  readonly file: DifObject;
  /** The server's last word; `known`: it had the file already. */
  readonly status: DifStatus;
  readonly isKnown: boolean;
}

export interface DifsUploaded {
  readonly results: readonly DifResult[];
  /** Whether some are still being processed. */
  readonly isPending: boolean;
  readonly sentBytes: number;
}

const POLL_MS = 1000;

/** Uploads files; `ask` is the call of `api/assemble.ts`. One content is asked for once. */
export async function uploadDifs(
  files: readonly DifObject[],
  ask: (files: readonly DifRequest[]) => Promise<ReadonlyMap<string, DifStatus>>,
  { api, options, doors, waitSeconds, events = {} }: UploadObjectOptions,
): Promise<DifsUploaded> {
  const byChecksum = new Map(files.map((file) => [file.object.checksum, file]));
  const question = (some: Iterable<DifObject>) =>
    ask([...some].map(({ object: { checksum, chunks }, name, debugId }) => ({
      checksum,
      chunks,
      name,
      debugId,
    })));
  const first = statusesOf(await question(byChecksum.values()), byChecksum);
  const open = first.filter(({ status }) => isOpen(status)).map(({ file }) => file);
  const wanted = first.flatMap(({ status }) => isOpen(status) ? status.missingChunks : []);
  const chunks = missingChunks(open.map(({ object }) => object), wanted);
  const sentBytes = chunks.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  events.onMissing?.(sentBytes);
  const known = first.filter(({ status }) => !isOpen(status))
    .map((each) => ({ ...each, isKnown: true }));
  if (open.length === 0) return { results: known, isPending: false, sentBytes };
  if (chunks.length > 0) {
    await sendMissing(api, chunks, { options, doors, onSent: (bytes) => events.onSent?.(bytes) });
  }
  const limit = waitLimit(waitSeconds, options);
  const start = doors.clock.monotonic();
  const remembered = new Map(open.map((file) => [file.object.checksum, file]));
  for (;;) {
    const answers = statusesOf(await question(open), remembered);
    const isLost = answers.some(({ status }) => status.state === "not_found");
    const isPending = answers.some(({ status }) => isBusy(status));
    if (isLost && limit === undefined) throw lost(answers.map(({ file }) => file.name));
    const isOver = limit === undefined || doors.clock.monotonic() - start > limit * 1000;
    if (isOver || !(isPending || isLost)) {
      if (isLost) throw lost(answers.map(({ file }) => file.name));
      const results = [...known, ...answers.map((each) => ({ ...each, isKnown: false }))];
      return { results, isPending, sentBytes };
    }
    await doors.clock.sleep(POLL_MS, doors.signal);
  }
}

/** Whether there is something to do: `not_found` without anything missing counts as done. */
function isOpen({ state, missingChunks }: DifStatus): boolean {
  if (state === "not_found") return missingChunks.length > 0;
  return state === "error" || state === "assembling";
}

function isBusy({ state }: DifStatus): boolean {
  return state === "created" || state === "assembling";
}

function statusesOf(
  answers: ReadonlyMap<string, DifStatus>,
  files: ReadonlyMap<string, DifObject>,
): { file: DifObject; status: DifStatus }[] {
  return [...answers].map(([checksum, status]) => {
    const file = files.get(checksum);
    if (file === undefined) throw new ApiError("Server returned unexpected checksum", 0);
    return { file, status };
  });
}

function lost(names: readonly string[]): ApiError {
  return new ApiError("Some uploaded files are now missing on the server", 0, {
    hint: `Run the command again; it sends what is missing of: ${names.join(", ")}`,
  });
}
