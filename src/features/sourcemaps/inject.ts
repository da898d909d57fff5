/** `sourcemaps inject` over many files: find, read, pair, inject (§2). */
import { settledContent } from "../../base/unfinished_file.ts";
import type { FileSystem, Task, WorkerPool, Workers } from "../../system/mod.ts";
import { isSourceMap } from "./classify.ts";
import { byPath, type Obstacle } from "./discover.ts";
import {
  type Failure,
  type InjectJob,
  type InjectOutcome,
  injectTask,
  type ScanResult,
  scanTask,
} from "./inject_tasks.ts";
import { type Pairing, pairScripts, plainPath } from "./pairing.ts";
import { EMBEDDED } from "./references.ts";

/** What to do. */
export interface InjectRequest {
  /** All files found, maps included. */
  readonly paths: readonly string[];
  readonly extensions: readonly string[];
  readonly dryRun: boolean;
}

/** The doors this needs. */
export interface InjectDoors {
  readonly fs: FileSystem;
  readonly workers: Workers;
  /** Ends the work after the pairs that are being written. */
  readonly signal: AbortSignal;
  /** Something to tell at once. */
  readonly warn: (line: string) => void;
}

/** A script and what became of it. */
export interface ScriptRow {
  readonly path: string;
  readonly debugId: string | undefined;
  readonly status: InjectOutcome["status"];
  readonly map: InjectOutcome["map"];
  readonly warnings: readonly string[];
  readonly failure: Failure | undefined;
}

/** Below so many scripts, starting threads takes longer than the work. */
const WORTH_THREADS = 200;
/** Scripts per order to a thread: enough that orders cost nothing, few enough that all have work. */
const BATCH = 24;
/** Orders that a thread has at a time, so that it need not wait while this one works, too. */
const ORDERS = 2;

/** A path that the search could not get past, as a row of the report. */
export function obstacleRow({ path, error, isNoFile }: Obstacle): ScriptRow {
  const failure = { message: error.message, causes: [], hint: error.hint };
  return {
    path,
    debugId: undefined,
    status: isNoFile ? "skipped" : "failed",
    map: undefined,
    warnings: isNoFile ? ["neither a file nor a folder"] : [],
    failure: isNoFile ? undefined : failure,
  };
}

/** Injects; rows in the order of paths. What failed is a row, too. */
export async function inject(request: InjectRequest, doors: InjectDoors): Promise<ScriptRow[]> {
  const { scripts, maps } = sortOut(request);
  // This thread is one of them.
  const others = scripts.length < WORTH_THREADS ? 0 : doors.workers.count - 1;
  const threads = { here: doors.workers.open(0), others: doors.workers.open(others) };
  try {
    const { dryRun } = request;
    const run = { request, doors, threads };
    const scans = await inBatches(run, scripts, scanTask, (paths) => ({ paths, dryRun }));
    return await injectScanned(scans, maps, run);
  } finally {
    threads.others.close();
  }
}

interface Threads {
  readonly here: WorkerPool;
  readonly others: WorkerPool;
}

interface Run {
  readonly request: InjectRequest;
  readonly doors: InjectDoors;
  readonly threads: Threads;
}

async function injectScanned(
  scans: readonly ScanResult[],
  maps: readonly string[],
  run: Run,
): Promise<ScriptRow[]> {
  const { request, doors } = run;
  const scripts = scans.flatMap((scan) => scan.kind === "script" ? [scan] : []);
  const facts = scripts.map((each) => each.facts);
  const pairings = await pairScripts(
    facts,
    maps,
    async (path) => isSourceMap(settledContent(await doors.fs.read(path))),
  );
  const { jobs, shared } = planJobs(scripts, pairings);
  const { dryRun } = request;
  const toInput = (batch: readonly InjectJob[]) => ({ jobs: batch, dryRun });
  const outcomes = await inBatches(run, jobs, injectTask, toInput);
  const ids = new Map(outcomes.map(({ map, debugId }) => [map?.path, debugId]));
  const late = shared.map((job) => ({ ...job, sharedId: ids.get(job.map) }));
  outcomes.push(...await inBatches(run, late, injectTask, toInput));

  const warnings = new Map(pairings.map((each) => [each.path, each.warnings]));
  const owners = new Map(jobs.map(({ map, script }) => [map, script]));
  const sharedWarnings = new Map(shared.map(({ script, map }) => [
    script,
    `The map ${map} is for ${owners.get(map)}, which names it, too; it cannot be right for both`,
  ]));
  const pairingOf = new Map(pairings.map((each) => [each.path, each]));
  for (const { script, status } of outcomes) warnOf(pairingOf.get(script), status, doors.warn);
  const rows = outcomes.map(({ script, ...rest }) => {
    const own = sharedWarnings.get(script);
    return {
      path: script,
      ...rest,
      warnings: [...warnings.get(script) ?? [], ...own === undefined ? [] : [own]],
    };
  });
  const failed = scans.flatMap((scan): ScriptRow[] =>
    scan.kind !== "failed" ? [] : [{
      path: scan.path,
      debugId: undefined,
      status: "failed",
      map: undefined,
      warnings: [],
      failure: scan.failure,
    }]
  );
  return [...rows, ...failed].sort((a, b) => byPath(a.path, b.path));
}

function warnOf(
  pairing: Pairing | undefined,
  status: ScriptRow["status"],
  warn: (line: string) => void,
): void {
  if (status === "skipped") {
    warn(`Skipping ${pairing?.path}: embedded sourcemap is not valid base64`);
  }
  const ambiguous = pairing?.ambiguous;
  if (ambiguous === undefined || status === "kept") return;
  warn(`Ambiguous matches for sourcemap path ${ambiguous.wanted}:`);
  for (const path of ambiguous.paths) warn(path);
}

/** Scripts by their extension, maps by theirs; a file that is named twice counts once. */
function sortOut({ paths, extensions }: InjectRequest) {
  const suffixes = extensions.map((extension) => `.${extension}`);
  const seen = new Set<string>();
  const scripts: string[] = [];
  const maps: string[] = [];
  for (const path of [...paths].sort(byPath)) {
    const plain = plainPath(path);
    if (seen.has(plain)) continue;
    seen.add(plain);
    if (path.endsWith(".map")) maps.push(path);
    if (suffixes.some((suffix) => path.endsWith(suffix))) scripts.push(path);
  }
  return { scripts, maps };
}

type ScannedScript = ScanResult & { readonly kind: "script" };

/** What to do for each script. A map that several name is written for the first of them by path. */
function planJobs(scripts: readonly ScannedScript[], pairings: readonly Pairing[]) {
  const taken = new Set<string>();
  const jobs: InjectJob[] = [];
  const shared: InjectJob[] = [];
  for (const [at, { facts: { path, debugId, reference }, alone }] of scripts.entries()) {
    const map = reference === EMBEDDED ? undefined : pairings[at]?.map;
    const addition = map === undefined ? alone : undefined;
    const job = { script: path, map, ownId: debugId, sharedId: undefined, addition };
    if (map === undefined || debugId !== undefined) jobs.push(job);
    else if (taken.has(map)) shared.push(job);
    else {
      taken.add(map);
      jobs.push(job);
    }
  }
  return { jobs, shared };
}

/** Gives each thread a batch after the other; results in the order of the items. */
async function inBatches<Item, Input, Result>(
  { threads: { here, others }, doors: { signal } }: Run,
  items: readonly Item[],
  task: Task<Input, Result[]>,
  toInput: (batch: readonly Item[]) => Input,
): Promise<Result[]> {
  const results: Result[][] = [];
  let next = 0;
  const lane = async (pool: WorkerPool) => {
    for (let at = next++; at * BATCH < items.length && !signal.aborted; at = next++) {
      const batch = items.slice(at * BATCH, (at + 1) * BATCH);
      results[at] = await pool.run(task, toInput(batch));
      if (pool === here && others.size > 0) await here.turn();
    }
  };
  const lanes = Array.from({ length: others.size * ORDERS }, () => lane(others));
  await Promise.all([...lanes, lane(here)]);
  // Only now: nothing is being written any more.
  signal.throwIfAborted();
  return results.flat();
}
