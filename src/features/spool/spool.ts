/**
 * The spool: envelopes that could not be delivered, one file each, readable by their owner only.
 *
 * A file is named by the time it was kept and a random part, so names sort by age. Whoever sends one
 * renames it first (`.sending`), which only one program can do; that is why nothing is sent twice.
 */
import { concatBytes } from "../../base/bytes.ts";
import { InputError } from "../../base/errors.ts";
import { isRecord } from "../../base/is_record.ts";
import {
  type FileInfo,
  type FileSystem,
  type PathOperations,
  SystemError,
} from "../../system/mod.ts";
import type { Clock, Random } from "../../system/mod.ts";

/** Where it is, and how much it holds. */
export interface Spool {
  readonly fs: FileSystem;
  readonly clock: Pick<Clock, "now">;
  readonly random: Random;
  readonly path: PathOperations;
  readonly folder: string;
  readonly maxBytes: number;
  readonly maxAgeMs: number;
}

/** What is kept. */
export interface Kept {
  /** Where it was to go; holds the key of the project. */
  readonly dsn: string;
  /** For people: `the event 0123…`. */
  readonly what: string;
  readonly envelope: Uint8Array;
}

/** A file of the spool. */
export interface SpoolFile {
  readonly name: string;
  readonly keptAtMs: number;
  readonly sizeBytes: number;
  /** `waiting`; `sending`: somebody has taken it; `rejected`: the server did not want it. */
  readonly state: "waiting" | "sending" | "rejected";
  /** When it was taken. */
  readonly takenAtMs: number | undefined;
}

const NAME = /^(\d{15})-[0-9a-f-]{36}\.envelope(?:\.(?:(\d{15})\.(sending)|(rejected)))?$/;
const SCRATCH = /^\d{15}-[0-9a-f-]{36}\.envelope(?:\.rejected)?\.[0-9a-f-]{36}$/;

/** The name of a new file. */
export function newName({ clock, random }: Spool): string {
  return `${stamp(clock.now())}-${random.uuid()}.envelope`;
}

/** The name of a waiting file while it is sent. */
export function takenName({ clock }: Spool, name: string): string {
  return `${name}.${stamp(clock.now())}.sending`;
}

/** The name that a file had before it was taken or rejected. */
export function waitingName(name: string): string {
  return name.replace(/\.envelope\..*$/, ".envelope");
}

function stamp(ms: number): string {
  return String(Math.floor(ms)).padStart(15, "0");
}

/** All files, the oldest first. A spool that is not there is empty. */
export async function listSpool(spool: Spool): Promise<readonly SpoolFile[]> {
  const files: SpoolFile[] = [];
  for (const name of await namesIn(spool)) {
    const [whole, kept, taken, sending, rejected] = NAME.exec(name) ?? [];
    const info = whole === undefined ? undefined : await look(spool, name);
    if (info?.kind !== "file") continue;
    files.push({
      name,
      keptAtMs: Number(kept),
      sizeBytes: info.sizeBytes,
      state: sending ? "sending" : rejected ? "rejected" : "waiting",
      takenAtMs: taken === undefined ? undefined : Number(taken),
    });
  }
  return files;
}

/** Takes away what is too old, and the oldest until `room` bytes are free. Gives how many went. */
export async function prune(spool: Spool, room: number): Promise<number> {
  const oldest = spool.clock.now() - spool.maxAgeMs;
  let removed = 0;
  let total = room;
  const files = await listSpool(spool);
  for (const file of files.toReversed()) {
    total += file.sizeBytes;
    // What is being sent is somebody else's.
    if (file.state === "sending") continue;
    if (file.keptAtMs >= oldest && total <= spool.maxBytes) continue;
    await discard(spool, file.name);
    total -= file.sizeBytes;
    removed++;
  }
  await removeScratch(spool, oldest);
  return removed;
}

/** What a crash in the middle of writing left behind. */
async function removeScratch(spool: Spool, oldest: number): Promise<void> {
  for (const name of await namesIn(spool)) {
    if (SCRATCH.test(name) && Number(name.slice(0, 15)) < oldest) await discard(spool, name);
  }
}

/**
 * Whether an envelope can be sent again when nobody knows whether it has arrived: servers take an event
 * with an id that they know only once. What follows the header does not matter.
 */
export function hasEventId(envelope: Uint8Array): boolean {
  const end = envelope.indexOf(10);
  const line = new TextDecoder().decode(envelope.subarray(0, end < 0 ? undefined : end));
  try {
    const header: unknown = JSON.parse(line);
    return isRecord(header) && typeof header["event_id"] === "string";
  } catch {
    return false;
  }
}

/** The text of a file of the spool. */
export function encodeKept({ dsn, what, envelope }: Kept): Uint8Array {
  const head = new TextEncoder().encode(`${JSON.stringify({ version: 1, dsn, what })}\n`);
  return concatBytes([head, envelope]);
}

/** Reads one. Throws an {@linkcode InputError} for a file that is none of ours. */
export async function readKept(spool: Spool, name: string): Promise<Kept> {
  const path = pathOf(spool, name);
  const bytes = await spool.fs.read(path);
  const end = bytes.indexOf(10);
  try {
    const head: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
    if (end > 0 && isRecord(head) && head["version"] === 1) {
      const { dsn, what } = head;
      if (typeof dsn === "string" && typeof what === "string") {
        return { dsn, what, envelope: bytes.subarray(end + 1) };
      }
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new InputError(`'${path}' is no file of this spool, or of a newer one`);
}

export function pathOf({ path, folder }: Spool, name: string): string {
  return path.join(folder, name);
}

/** Takes a file away; that it is gone already is as good. */
export async function discard(spool: Spool, name: string): Promise<void> {
  try {
    await spool.fs.remove(pathOf(spool, name));
  } catch (error) {
    if (!(error instanceof SystemError && error.code === "not-found")) throw error;
  }
}

async function namesIn({ fs, folder }: Spool): Promise<readonly string[]> {
  try {
    return await fs.list(folder);
  } catch (error) {
    if (error instanceof SystemError && error.code === "not-found") return [];
    throw error;
  }
}

async function look(spool: Spool, name: string): Promise<FileInfo | undefined> {
  return await spool.fs.lstat(pathOf(spool, name));
}
