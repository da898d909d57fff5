/** The two kinds of work over many scripts, each of which may run in any thread. */
import { messageChain } from "../../base/errors.ts";
import { settledContent } from "../../base/unfinished_file.ts";
import { SourceMapError } from "../../formats/source_map/errors.ts";
import { SystemError, type Task, type TaskDoors } from "../../system/mod.ts";
import { classify } from "./classify.ts";
import {
  finishMap,
  injectAlone,
  type Injected,
  type InjectedMap,
  injectEmbedded,
  injectKnown,
  injectWithMap,
  joined,
  type Script,
  ScriptTextError,
} from "./inject_pair.ts";
import { countingReference, type ScriptFacts } from "./pairing.ts";
import { debugIdIn, EMBEDDED, type Reference, referenceIn } from "./references.ts";
import { decodeText } from "./utf8.ts";

/** What reading a script tells, or why it could not be read. */
export type ScanResult =
  | { readonly kind: "script"; readonly facts: ScriptFacts }
  | { readonly kind: "map" | "passed"; readonly path: string }
  | { readonly kind: "failed"; readonly path: string; readonly failure: Failure };

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
    const value: ScanResult[] = [];
    for (const path of paths) value.push(await scan(path, dryRun, doors));
    return { value };
  },
};

/** Injects scripts, one pair after the other. */
export const injectTask: Task<InjectBatch, InjectOutcome[]> = {
  name: "inject-write",
  async run({ jobs, dryRun }, doors) {
    const value: InjectOutcome[] = [];
    for (const job of jobs) value.push(await injectOne(job, dryRun, doors));
    return { value };
  },
};

/** A file's content, which is put right first where a killed run left it half written. */
async function readSettled(path: string, dryRun: boolean, { fs }: TaskDoors): Promise<Uint8Array> {
  const bytes = await fs.read(path);
  const content = settledContent(bytes);
  if (content !== bytes && !dryRun) await fs.overwrite(path, content, bytes);
  return content;
}

async function scan(path: string, dryRun: boolean, doors: TaskDoors): Promise<ScanResult> {
  const { fs } = doors;
  try {
    const bytes = await readSettled(path, dryRun, doors);
    const kind = classify(path, bytes);
    if (kind === "source_map") return { kind: "map", path };
    // Modules and their offsets: nothing can be put before them.
    if (kind === "indexed_ram_bundle") return { kind: "passed", path };
    const { text } = decodeText(bytes);
    const debugId = debugIdIn(text);
    const value = referenceIn(text)?.value;
    // The data of an embedded map can be megabytes, which need not travel.
    const short = value?.startsWith(EMBEDDED) === true ? EMBEDDED : value?.slice(0, 65_536);
    const isThere = short?.startsWith("/") === true &&
      await fs.stat(short.replace(/[?#].*$/s, "")) !== undefined;
    const reference = countingReference(short, () => isThere);
    return { kind: "script", facts: { path, debugId, reference } };
  } catch (error) {
    return { kind: "failed", path, failure: failureOf(error, { script: path, map: undefined }) };
  }
}

type Result = Omit<InjectOutcome, "script" | "failure">;

async function injectOne(
  job: InjectJob,
  dryRun: boolean,
  doors: TaskDoors,
): Promise<InjectOutcome> {
  const { script, map, ownId } = job;
  try {
    const result = ownId !== undefined
      ? await finishPair({ script, map, ownId }, dryRun, doors)
      : await injectPair(job, dryRun, doors);
    return { script, failure: undefined, ...result };
  } catch (error) {
    const failure = failureOf(error, job);
    return { script, debugId: undefined, status: "failed", map: undefined, failure };
  }
}

async function readScript(path: string, { fs }: TaskDoors): Promise<Script> {
  const bytes = settledContent(await fs.read(path));
  return { bytes, ...decodeText(bytes) };
}

async function injectPair(job: InjectJob, dryRun: boolean, doors: TaskDoors): Promise<Result> {
  const { fs, codecs } = doors;
  const script = await readScript(job.script, doors);
  const write = async (injected: Injected): Promise<Result> => {
    if (!dryRun) await fs.overwrite(job.script, joined(injected.script), script.bytes);
    return { debugId: injected.debugId, status: "injected", map: undefined };
  };
  const embedded = embeddedReference(script);
  if (embedded !== undefined) {
    const injected = injectEmbedded(script, embedded, codecs);
    if (injected !== "no base64") return await write(injected);
    return { debugId: undefined, status: "skipped", map: undefined };
  }
  if (job.sharedId !== undefined) {
    const result = await write(injectKnown(script, job.sharedId));
    return {
      ...result,
      map: job.map === undefined ? undefined : { path: job.map, status: "reused" },
    };
  }
  if (job.map === undefined) return await write(injectAlone(script, codecs));
  const mapBytes = await readSettled(job.map, dryRun, doors);
  const injected = injectWithMap(script, mapBytes, codecs);
  // Script first: when the run is stopped between the two, the next one can tell and finishes.
  const result = await write(injected);
  if (!dryRun) {
    await writeMap(
      job.map,
      injected.map,
      mapBytes,
      () => fs.overwrite(job.script, script.bytes, joined(injected.script)),
      doors,
    );
  }
  const status = injected.map.hadId ? "reused" : "modified";
  return { ...result, map: { path: job.map, status } };
}

/** Writes a map; when that fails, its script gets its old text back. */
async function writeMap(
  path: string,
  { text }: InjectedMap,
  before: Uint8Array,
  undo: () => Promise<void>,
  { fs }: TaskDoors,
): Promise<void> {
  try {
    await fs.overwrite(path, new TextEncoder().encode(text), before);
  } catch (error) {
    await undo();
    throw error;
  }
}

function embeddedReference({ text }: Script): Reference | undefined {
  const reference = referenceIn(text);
  return reference?.value.startsWith(EMBEDDED) === true ? reference : undefined;
}

/** A script that has its id: left alone, but for the map that a stopped run did not come to. */
async function finishPair(
  { script: path, map, ownId }: { script: string; map: string | undefined; ownId: string },
  dryRun: boolean,
  doors: TaskDoors,
): Promise<Result> {
  const kept: Result = { debugId: ownId, status: "kept", map: undefined };
  if (map === undefined) return kept;
  const mapBytes = await readSettled(map, dryRun, doors);
  if (hasDebugIdKey(mapBytes)) return kept;
  const finished = finishMap(await readScript(path, doors), ownId, mapBytes, doors.codecs);
  if (finished === undefined) return kept;
  if (!dryRun) {
    await doors.fs.overwrite(map, new TextEncoder().encode(finished.text), mapBytes);
  }
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
