import { assert, assertEquals } from "../../../tests/support/assert.ts";
import { fakeClock } from "../../../tests/support/fake_system.ts";
import { type Job, SystemError } from "../../system/mod.ts";
import { type JobRun, runJob } from "./run_job.ts";

interface Stage {
  readonly run: JobRun;
  readonly log: string[];
  readonly signal: (name: string) => void;
  /** Ends the job. */
  readonly end: (code: number, signal?: string) => void;
  readonly advance: (ms: number) => void;
}

const never = () => new Promise<void>(() => {});
/** All that can go on without the outside world has gone on. */
const settled = async () => {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
};

function stage(change: Partial<JobRun> = {}): Stage {
  const log: string[] = [];
  const clock = fakeClock();
  const ended = Promise.withResolvers<{ code: number; signal: string | undefined }>();
  const job: Job = { kill: (name) => void log.push(`kill ${name}`), finished: ended.promise };
  let take: (name: string) => void = () => {};
  return {
    log,
    advance: clock.advance,
    signal: (name) => take(name),
    end: (code, signal) => ended.resolve({ code, signal }),
    run: {
      clock,
      limitMs: 10_000,
      start() {
        log.push("start");
        return job;
      },
      open() {
        log.push("open");
        return Promise.resolve();
      },
      close(status, durationMs) {
        log.push(`close ${status} ${durationMs}`);
        return Promise.resolve();
      },
      takeSignals(taker) {
        take = taker;
        return () => void log.push("released");
      },
      cameFromTerminal: () => false,
      failed: (which, [why]) => void log.push(`${which} failed: ${why}`),
      ...change,
    },
  };
}

Deno.test("runJob() starts the job before anything is sent", async () => {
  const { run, log, end, advance } = stage();
  const running = runJob(run);
  assertEquals(log, ["start", "open"]);
  advance(1500);
  end(0);
  assertEquals(await running, { kind: "ended", code: 0, signal: undefined, passedOn: undefined });
  assertEquals(log, ["start", "open", "close ok 1500", "released"]);
});

Deno.test("runJob() gives the job's code and reports the failure", async () => {
  const { run, log, end } = stage();
  end(3);
  const result = await runJob(run);
  assert(result.kind === "ended" && result.code === 3);
  assert(log.includes("close error 0"), log.join());
});

Deno.test("runJob() lets a job that is killed close its check-in", async () => {
  const { run, log, signal, end } = stage();
  const running = runJob(run);
  signal("SIGTERM");
  signal("SIGTERM");
  end(143, "SIGTERM");
  const result = await running;
  assertEquals(result.kind === "ended" && [result.signal, result.passedOn], ["SIGTERM", "SIGTERM"]);
  assertEquals(log, ["start", "open", "kill SIGTERM", "kill SIGTERM", "close error 0", "released"]);
});

Deno.test("runJob() does not repeat what the terminal has sent to the job already", async () => {
  const { run, log, signal, end } = stage({ cameFromTerminal: (name) => name === "SIGINT" });
  const running = runJob(run);
  signal("SIGINT");
  signal("SIGHUP");
  end(0);
  await running;
  assertEquals(log.filter((line) => line.startsWith("kill")), ["kill SIGHUP"]);
});

Deno.test("runJob() gives up on a silent server 10 seconds after the job, and gives its code", async () => {
  const { run, log, end, advance } = stage({ open: never, close: never });
  const running = runJob(run);
  advance(3_600_000);
  end(4);
  await settled();
  advance(2999);
  await settled();
  assertEquals(log, ["start"]);
  advance(1);
  await settled();
  advance(7000);
  const result = await running;
  assert(result.kind === "ended" && result.code === 4);
  assertEquals(log, [
    "start",
    "in-progress failed: no answer within 3 seconds of the end of the job",
    "final failed: no answer within 7 seconds of the end of the job",
    "released",
  ]);
});

Deno.test("runJob() tells what is sent that it was given up", async () => {
  const signals: AbortSignal[] = [];
  const remember = (signal: AbortSignal | undefined) => {
    if (signal !== undefined) signals.push(signal);
    return never();
  };
  const { run, end, advance } = stage({
    open: remember,
    close: (_s, _d, signal) => remember(signal),
  });
  const running = runJob(run);
  end(0);
  for (const ms of [3000, 7000]) {
    await settled();
    advance(ms);
  }
  await running;
  assertEquals(signals.map(({ aborted }) => aborted), [true, true]);
});

Deno.test("runJob() reports what failed and goes on", async () => {
  const refuse = () => Promise.reject(new Error("refused"));
  const { run, log, end } = stage({ open: refuse, close: refuse });
  const running = runJob(run);
  end(0);
  const result = await running;
  assert(result.kind === "ended" && result.code === 0);
  assertEquals(log, ["start", "in-progress failed: refused", "final failed: refused", "released"]);
});

Deno.test("runJob() gives the job's code when nobody can be told of a failure", async () => {
  const { run, end } = stage({
    open: () => Promise.reject(new Error("refused")),
    failed: () => {
      throw new SystemError("Broken pipe", "broken-pipe", undefined);
    },
  });
  end(6);
  const result = await runJob(run);
  assert(result.kind === "ended" && result.code === 6);
});

Deno.test("runJob() does not wait for check-ins after a signal once the job has ended", async () => {
  const { run, log, signal, end } = stage({ open: never, close: never });
  const running = runJob(run);
  end(5);
  await settled();
  signal("SIGINT");
  const result = await running;
  assert(result.kind === "ended" && result.code === 5);
  assert(log.includes("final failed: given up because of a signal"), log.join());
});

Deno.test("runJob() sends the last check-in when Ctrl-C is seen after the job that it ended", async () => {
  const opening = Promise.withResolvers<void>();
  const { run, log, signal, end } = stage({
    cameFromTerminal: () => true,
    open: () => opening.promise,
  });
  const running = runJob(run);
  end(4);
  await settled();
  signal("SIGINT");
  opening.resolve();
  const result = await running;
  assertEquals(log, ["start", "close error 0", "released"]);
  assert(result.kind === "ended" && result.code === 4 && result.passedOn === "SIGINT");
});

for (const [late, again] of [[500, false], [0, true]] as const) {
  Deno.test(`runJob() takes Ctrl-C ${late} ms after the job${again ? ", pressed again," : ""} as a wish to be out`, async () => {
    const { run, log, signal, end, advance } = stage({
      cameFromTerminal: () => true,
      open: never,
      close: never,
    });
    const running = runJob(run);
    end(4);
    await settled();
    advance(late);
    signal("SIGINT");
    if (again) signal("SIGINT");
    const result = await running;
    assert(result.kind === "ended" && result.code === 4);
    assertEquals(log, [
      "start",
      "in-progress failed: given up because of a signal",
      "final failed: given up because of a signal",
      "released",
    ]);
  });
}

Deno.test("runJob() tells of a program that does not start, in two check-ins", async () => {
  const error = new SystemError("No such file or directory", "not-found", "x");
  const { run, log } = stage({
    start: () => {
      throw error;
    },
  });
  assertEquals(await runJob(run), { kind: "not-started", error });
  assertEquals(log, ["open", "close error 0", "released"]);
});
