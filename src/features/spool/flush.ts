/** Delivers what the spool holds. */
import { messageChain } from "../../base/errors.ts";
import { SystemError } from "../../system/mod.ts";
import {
  discard,
  hasEventId,
  type Kept,
  listSpool,
  pathOf,
  prune,
  readKept,
  type Spool,
  type SpoolFile,
  takenName,
  waitingName,
} from "./spool.ts";

/** What came of one file. */
export interface Flushed {
  readonly file: string;
  readonly what: string;
  /** `unsure`: it may have arrived, and it has no id by which the server would know. */
  readonly outcome: "delivered" | "kept" | "rejected" | "unsure";
  readonly problem: string | undefined;
}

/** How to send, and how to tell failures apart. */
export interface FlushOptions {
  /** Rejects when it was not taken. */
  readonly send: (kept: Kept) => Promise<void>;
  /** Whether a failure may pass. */
  readonly isPassing: (error: unknown) => boolean;
  /** Whether it may have been taken all the same. */
  readonly mayHaveArrived: (error: unknown) => boolean;
  /** Only send; change nothing in the spool. */
  readonly onlyLook: boolean;
}

export interface FlushResult {
  readonly files: readonly Flushed[];
  /** How many were too old or too many. */
  readonly expired: number;
}

/** A flush that was cut off is over for sure after so long. */
const STALE_MS = 60 * 60 * 1000;

/** Sends every waiting file once, the oldest first. After a failure that may pass, its DSN has to wait. */
export async function flushSpool(spool: Spool, options: FlushOptions): Promise<FlushResult> {
  const expired = options.onlyLook ? 0 : await prune(spool, 0);
  const files: Flushed[] = [];
  const away = new Map<string, string>();
  for (const file of await listSpool(spool)) {
    if (file.state === "rejected") continue;
    const flushed = file.state === "sending"
      ? await recover(spool, file, options)
      : await flushFile(spool, file, { ...options, away });
    if (flushed !== undefined) files.push(flushed);
  }
  return { files, expired };
}

interface OneFile extends FlushOptions {
  /** DSNs that did not answer, and why. */
  readonly away: Map<string, string>;
}

async function flushFile(
  spool: Spool,
  { name }: SpoolFile,
  { send, isPassing, mayHaveArrived, onlyLook, away }: OneFile,
): Promise<Flushed | undefined> {
  const taken = onlyLook ? name : takenName(spool, name);
  if (!onlyLook && !await move(spool, name, taken)) return undefined;
  const put = async (to: string) => void (onlyLook || await move(spool, taken, to));
  let kept: Kept;
  try {
    kept = await readKept(spool, taken);
  } catch (error) {
    await put(`${name}.rejected`);
    return flushed(name, "a file", { outcome: "rejected", error });
  }
  const { what, dsn } = kept;
  const waitsFor = away.get(dsn);
  if (waitsFor !== undefined) {
    await put(name);
    return { file: name, what, outcome: "kept", problem: waitsFor };
  }
  try {
    await send(kept);
  } catch (error) {
    const mayPass = isPassing(error);
    const isUnsure = mayPass && mayHaveArrived(error) && !hasEventId(kept.envelope);
    await put(mayPass && !isUnsure ? name : `${name}.rejected`);
    const outcome = isUnsure ? "unsure" : mayPass ? "kept" : "rejected";
    const result = flushed(name, what, { outcome, error });
    if (mayPass) away.set(dsn, result.problem ?? "");
    return result;
  }
  if (!onlyLook) await discard(spool, taken);
  return { file: name, what, outcome: "delivered", problem: undefined };
}

/** A file whose sender has not finished: long ago means never. */
async function recover(
  spool: Spool,
  file: SpoolFile,
  { onlyLook }: FlushOptions,
): Promise<Flushed | undefined> {
  if (onlyLook || spool.clock.now() - (file.takenAtMs ?? 0) < STALE_MS) return undefined;
  const { what, envelope } = await readKept(spool, file.name);
  const name = waitingName(file.name);
  const again = hasEventId(envelope);
  await move(spool, file.name, again ? name : `${name}.rejected`);
  return {
    file: name,
    what,
    outcome: again ? "kept" : "unsure",
    problem: "an earlier flush was cut off while it was sent",
  };
}

/** `false` when somebody else was faster. */
async function move(spool: Spool, from: string, to: string): Promise<boolean> {
  try {
    await spool.fs.rename(pathOf(spool, from), pathOf(spool, to));
    return true;
  } catch (error) {
    if (error instanceof SystemError && error.code === "not-found") return false;
    throw error;
  }
}

function flushed(
  file: string,
  what: string,
  { outcome, error }: { readonly outcome: Flushed["outcome"]; readonly error: unknown },
): Flushed {
  return { file, what, outcome, problem: messageChain(error).join(": ") };
}
