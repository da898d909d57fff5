/** The two kinds of work over many scripts, each of which may run in any thread. */
import { concatBytes } from "../../base/bytes.ts";
import { messageChain } from "../../base/errors.ts";
import type { ReusedBytes } from "../../base/reused_bytes.ts";
import { settledContent } from "../../base/unfinished_file.ts";
import { SourceMapError } from "../../formats/source_map/errors.ts";
import { SystemError, type Task, type TaskDoors } from "../../system/mod.ts";
import { classify } from "./classify.ts";
import {
  aloneAtEnd,
  finishMap,
  injectAlone,
  type Injected,
  injectEmbedded,
  injectKnown,
  injectWithMap,
  ScriptTextError,
} from "./inject_pair.ts";
import type { ScriptFacts } from "./pairing.ts";
import { debugIdIn, EMBEDDED, referenceIn, usableReference } from "./references.ts";

/** What reading a script tells, or why it could not be read. */
export type ScanResult =
  | { readonly kind: "script"; readonly facts: ScriptFacts; readonly alone: Addition | undefined }
  | { readonly kind: "map" | "passed"; readonly path: string }
  | { readonly kind: "failed"; readonly path: string; readonly failure: Failure };

/** What makes a script without a map one with an id, when that is only added to its end. */
export interface Addition {
  readonly debugId: string;
  readonly text: string;
  /** The size of what it is for. */
  readonly sizeBytes: number;
}

/** Why a script or its map stays as it was. */
export interface Failure {
  readonly message: string;
  readonly causes: readonly string[];
  readonly hint?: string | undefined;
}

/** One script to be injected. */
export interface InjectJob {
  readonly script: string;
  /** The map that it is written for. */
  readonly map: string | undefined;
  /** The id in the script; then only an interrupted run may have left something to do. */
  readonly ownId: string | undefined;
  /** The id of a map that another script has been written for. */
  readonly sharedId: string | undefined;
  /** All there is to do, known already. */
  readonly addition: Addition | undefined;
}

export interface InjectOutcome {
  readonly script: string;
  readonly debugId: string | undefined;
  readonly status: "injected" | "kept" | "skipped" | "failed";
  readonly map: { readonly path: string; readonly status: "modified" | "reused" } | undefined;
  readonly failure: Failure | undefined;
}

/** Work for one thread. */
export interface InjectBatch {
  readonly jobs: readonly InjectJob[];
  readonly dryRun: boolean;
}

/** Scripts to be looked at. */
export interface ScanBatch {
  readonly paths: readonly string[];
  readonly dryRun: boolean;
}

/** Reads scripts for what they say of themselves. */
export const scanTask: Task<ScanBatch, ScanResult[]> = {
  name: "inject-scan",
  async run({ paths, dryRun }, doors) {
    const value = await doors.memory.lend(async (memory) => {
      const results: ScanResult[] = [];
      for (const path of paths) {
        results.push(await scan(path, memory, { ...doors, dryRun }));
        memory.trim();
      }
      return results;
    });
    return { value };
  },
};

/** Injects scripts, one pair after the other. */
export const injectTask: Task<InjectBatch, InjectOutcome[]> = {
  name: "inject-write",
  async run({ jobs, dryRun }, doors) {
    const value = await doors.memory.lend((script) =>
      doors.memory.lend(async (map) => {
        const outcomes: InjectOutcome[] = [];
        for (const job of jobs) {
          outcomes.push(await injectOne(job, { ...doors, dryRun, room: { script, map } }));
          for (const each of [script, map]) each.trim();
        }
        return outcomes;
      })
    );
    return { value };
  },
};

interface Looking extends TaskDoors {
  readonly dryRun: boolean;
}

/** A file's content, which is put right first where a killed run left it half written. */
async function readSettled(
  path: string,
  memory: ReusedBytes,
  { fs, dryRun }: Looking,
): Promise<Uint8Array> {
  const bytes = await fs.readInto(path, memory);
  const content = settledContent(bytes);
  if (content !== bytes && !dryRun) await fs.overwrite(path, [content], bytes);
  return content;
}

async function scan(path: string, memory: ReusedBytes, work: Looking): Promise<ScanResult> {
  const { fs, codecs } = work;
  try {
    const bytes = await readSettled(path, memory, work);
    const kind = classify(path, bytes);
    if (kind === "source_map") return { kind: "map", path };
    // Modules and their offsets: nothing can be put before them.
    if (kind === "indexed_ram_bundle") return { kind: "passed", path };
    const debugId = debugIdIn(bytes);
    const value = referenceIn(bytes);
    // The data of an embedded map can be megabytes, which need not travel.
    const short = value?.startsWith(EMBEDDED) === true ? EMBEDDED : value?.slice(0, 65_536);
    const exists = async (at: string) => await fs.stat(at) !== undefined;
    const reference = await usableReference(short, exists);
    const isAlone = debugId === undefined && reference === undefined;
    const alone = isAlone ? aloneAtEnd(bytes, codecs) : undefined;
    return { kind: "script", facts: { path, debugId, reference }, alone };
  } catch (error) {
    return { kind: "failed", path, failure: failureOf(error, { script: path, map: undefined }) };
  }
}

/** What one job needs. */
interface Work extends Looking {
  /** Memory for the files of one pair. */
  readonly room: { readonly script: ReusedBytes; readonly map: ReusedBytes };
}

type Result = Omit<InjectOutcome, "script" | "failure">;

async function injectOne(job: InjectJob, work: Work): Promise<InjectOutcome> {
  const { script, map, ownId, addition } = job;
  try {
    const result = ownId !== undefined
      ? await finishPair({ script, map, ownId }, work)
      : addition !== undefined
      ? await add(script, addition, work)
      : await injectPair(job, work);
    return { script, failure: undefined, ...result };
  } catch (error) {
    const failure = failureOf(error, job);
    return { script, debugId: undefined, status: "failed", map: undefined, failure };
  }
}

async function add(path: string, addition: Addition, { fs, dryRun }: Work): Promise<Result> {
  const { debugId, text, sizeBytes } = addition;
  if (!dryRun) await fs.extend(path, new TextEncoder().encode(text), sizeBytes);
  return { debugId, status: "injected", map: undefined };
}

async function injectPair(job: InjectJob, work: Work): Promise<Result> {
  const { fs, codecs, room, dryRun } = work;
  const script = settledContent(await fs.readInto(job.script, room.script));
  const write = async (injected: Injected): Promise<Result> => {
    if (!dryRun) await fs.overwrite(job.script, injected.script, script);
    return { debugId: injected.debugId, status: "injected", map: undefined };
  };
  const reference = referenceIn(script);
  if (reference?.startsWith(EMBEDDED) === true) {
    const injected = injectEmbedded(script, reference, codecs);
    if (injected !== "no base64") return await write(injected);
    return { debugId: undefined, status: "skipped", map: undefined };
  }
  if (job.sharedId !== undefined) {
    const result = await write(injectKnown(script, job.sharedId, codecs));
    return {
      ...result,
      map: job.map === undefined ? undefined : { path: job.map, status: "reused" },
    };
  }
  if (job.map === undefined) return await write(injectAlone(script, codecs));
  const map = await readSettled(job.map, room.map, work);
  const injected = injectWithMap(script, map, codecs);
  // Script first: when the run is stopped between the two, the next one can tell and finishes.
  const result = await write(injected);
  if (!dryRun) {
    try {
      await fs.overwrite(job.map, injected.map.pieces, map);
    } catch (error) {
      await fs.overwrite(job.script, [script], concatBytes(injected.script));
      throw error;
    }
  }
  const status = injected.map.hadId ? "reused" : "modified";
  return { ...result, map: { path: job.map, status } };
}

/** A script that has its id: left alone, but for the map that a stopped run did not come to. */
async function finishPair(
  { script, map, ownId }: { script: string; map: string | undefined; ownId: string },
  work: Work,
): Promise<Result> {
  const { fs, codecs, room, dryRun } = work;
  const kept: Result = { debugId: ownId, status: "kept", map: undefined };
  if (map === undefined) return kept;
  const mapBytes = await readSettled(map, room.map, work);
  if (hasDebugIdKey(mapBytes)) return kept;
  const bytes = settledContent(await fs.readInto(script, room.script));
  const finished = finishMap(bytes, ownId, mapBytes, codecs);
  if (finished === undefined) return kept;
  if (!dryRun) await fs.overwrite(map, finished.pieces, mapBytes);
  return { ...kept, map: { path: map, status: "modified" } };
}

/** Whether a map ends with its id, as every injected one does; saves reading it as JSON. */
function hasDebugIdKey(bytes: Uint8Array): boolean {
  return new TextDecoder().decode(bytes.subarray(-100)).includes('"debugId":"');
}

function failureOf(error: unknown, { script, map }: Pick<InjectJob, "script" | "map">): Failure {
  if (error instanceof SourceMapError) {
    const message = map === undefined
      ? `Invalid embedded sourcemap in source file ${script}`
      : `Invalid sourcemap at ${map}`;
    return { message, causes: [error.message] };
  }
  const isKnown = error instanceof ScriptTextError || error instanceof SystemError ||
    error instanceof RangeError; // longer than a text can be
  if (!isKnown) throw error;
  const [first = "", ...more] = messageChain(error);
  const isOfMap = error instanceof SystemError && map !== undefined && error.path === map;
  const causes = [isOfMap ? `${map}: ${first}` : first, ...more];
  return { message: `Failed to process ${script}`, causes };
}
