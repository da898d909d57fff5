/**
 * Runs a job and lets its monitor know, so that the monitor can do the job no harm: the job does not wait
 * for the first check-in, signals reach it, its exit code comes back, and after its end nothing takes
 * longer than a fixed time.
 */
import { messageChain } from "../../base/errors.ts";
import { type Clock, type Job, SystemError } from "../../system/mod.ts";

/** What it needs. */
export interface JobRun {
  /** Starts the program. Throws `SystemError` when it cannot. */
  readonly start: () => Job;
  /** Sends a check-in; both are given up by the signal. */
  readonly open: (signal: AbortSignal) => Promise<void>;
  readonly close: (
    status: "ok" | "error",
    durationMs: number,
    signal: AbortSignal,
  ) => Promise<void>;
  readonly takeSignals: (take: (name: string) => void) => () => void;
  /** Whether a signal comes from our terminal, which has sent it to the job as well. */
  readonly cameFromTerminal: (name: string) => boolean;
  readonly clock: Pick<Clock, "monotonic" | "alarm">;
  /** How long the check-ins may take after the end of the job. */
  readonly limitMs: number;
  /** Is told what did not get through. */
  readonly failed: (which: "in-progress" | "final", why: readonly string[]) => void;
}

/** How the job ended. */
export type JobEnd =
  | {
    readonly kind: "ended";
    readonly code: number;
    /** The signal that ended it. */
    readonly signal: string | undefined;
    /** The first signal that we got and passed on. */
    readonly passedOn: string | undefined;
  }
  | { readonly kind: "not-started"; readonly error: SystemError };

/** A part of the time is for the first check-in, so that the last one, which says more, has its chance. */
const OPENING_SHARE = 0.3;

/**
 * Ctrl-C reaches the job and us at once, and a job that ends of it may be seen to end before the signal
 * is: so soon after the end it is the one that the job got, and no word about its check-ins.
 */
const SAME_KEY_MS = 500;

/** Runs the job to its end. */
export async function runJob(run: JobRun): Promise<JobEnd> {
  const { clock } = run;
  const failed: JobRun["failed"] = (which, why) => {
    try {
      run.failed(which, why);
    } catch {
      // Nobody listens any more. The job's code is the job's all the same.
    }
  };
  let job: Job | undefined;
  let passedOn: string | undefined;
  let stop: (() => void) | undefined;
  let endedAt = Infinity;
  const release = run.takeSignals((name) => {
    const isJobs = passedOn === undefined && run.cameFromTerminal(name) &&
      clock.monotonic() - endedAt < SAME_KEY_MS;
    // Nobody waits for check-ins who wants to be out.
    if (stop !== undefined && !isJobs) return stop();
    passedOn ??= name;
    if (stop === undefined && !run.cameFromTerminal(name)) job?.kill(name);
  });
  try {
    const startedAt = clock.monotonic();
    const opening = new AbortController();
    const started = startOrNot(run);
    if (!(started instanceof SystemError)) job = started;
    const opened = settle(run.open(opening.signal));
    const end = started instanceof SystemError
      ? { kind: "not-started" as const, error: started }
      : { kind: "ended" as const, ...await started.finished };
    endedAt = clock.monotonic();
    const durationMs = endedAt - startedAt;

    const closing = new AbortController();
    stop = () => {
      opening.abort(givenUp());
      closing.abort(givenUp());
    };
    const limit = run.limitMs * OPENING_SHARE;
    const openProblem = await within(limit, clock, { task: opened, controller: opening });
    if (openProblem !== undefined) failed("in-progress", openProblem);
    const isOk = end.kind === "ended" && end.code === 0 && end.signal === undefined;
    const closed = settle(run.close(isOk ? "ok" : "error", durationMs, closing.signal));
    const closeProblem = await within(run.limitMs - limit, clock, {
      task: closed,
      controller: closing,
    });
    if (closeProblem !== undefined) failed("final", closeProblem);
    return end.kind === "ended" ? { ...end, passedOn } : end;
  } finally {
    release();
  }
}

/** Made when it is needed: an error that every start makes costs every start. */
function givenUp(): Error {
  return new Error("given up");
}

function startOrNot({ start }: JobRun): Job | SystemError {
  try {
    return start();
  } catch (error) {
    if (error instanceof SystemError) return error;
    throw error;
  }
}

/** What went wrong and why; `undefined` when nothing did. Never rejects. */
function settle(task: Promise<void>): Promise<readonly string[] | undefined> {
  return task.then(() => undefined, messageChain);
}

interface Limited {
  readonly task: Promise<readonly string[] | undefined>;
  readonly controller: AbortController;
}

/** The outcome of a task, or of giving it up after `ms`, whether or not it notices. */
async function within(
  ms: number,
  { alarm }: Pick<Clock, "alarm">,
  { task, controller }: Limited,
): Promise<readonly string[] | undefined> {
  const late = Promise.withResolvers<readonly string[]>();
  const seconds = Math.round(ms / 100) / 10;
  const giveUp = alarm(ms, () => {
    late.resolve([`no answer within ${seconds} seconds of the end of the job`]);
    controller.abort(givenUp());
  });
  const stopped = () => late.resolve(["given up because of a signal"]);
  // One that came before this began counts, too.
  if (controller.signal.aborted) stopped();
  else controller.signal.addEventListener("abort", stopped, { once: true });
  try {
    return await Promise.race([task, late.promise]);
  } finally {
    giveUp();
  }
}
