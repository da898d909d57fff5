/** A system for tests: files in memory, a hand-moved clock, a scripted terminal. */
import { ReusedMemory } from "../../src/base/reused_bytes.ts";
import { platformFor } from "../../src/platform/mod.ts";
import { posixPath } from "../../src/platform/path.ts";
import { loadCodecs } from "../../src/system/deno/codecs.ts";
import type {
  Env,
  Fetch,
  Probe,
  Program,
  Spawn,
  SpawnResult,
  StartJob,
  System,
  TaskDoors,
  Terminal,
  TerminalOutput,
  TransportOptions,
  WorkerPool,
  Workers,
} from "../../src/system/mod.ts";
import { SystemError, TransportError } from "../../src/system/mod.ts";
import { type MemoryFiles, memoryFiles } from "./memory_files.ts";
import { seeded } from "./random.ts";

export interface FakeOptions {
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  /** Files by absolute path. */
  readonly files?: Record<string, string>;
  /** Lines typed at prompts, and what `readAll` gives. */
  readonly stdin?: string;
  readonly stdinIsTerminal?: boolean;
  readonly stdoutIsTerminal?: boolean;
  readonly stderrIsTerminal?: boolean;
  readonly columns?: number;
  readonly userId?: number;
  /** Default: linux. The files are those of a POSIX system anyway. */
  readonly os?: "linux" | "darwin";
  /** Answers every request. */
  readonly fetch?: Fetch;
  readonly probe?: Probe;
  readonly spawn?: Spawn;
  readonly program?: Program;
  readonly startJob?: StartJob;
  /** Unix time in milliseconds at the start. */
  readonly now?: number;
}

export interface FakeSystem extends System {
  readonly fs: MemoryFiles;
  readonly clock: FakeClock;
  /** What was written so far. */
  readonly written: { stdout: string; stderr: string };
  /** The transports that were asked for. */
  readonly transports: TransportOptions[];
  readonly spawned: { program: string; args: readonly string[] }[];
  /** As if the user had pressed Ctrl-C. */
  interrupt(name?: string): void;
}

/** A clock that only moves when told; sleeping moves it at once. */
export interface FakeClock {
  now(): number;
  monotonic(): number;
  utcOffsetMinutes(atMs: number): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Rings when the clock has moved past it, by `advance` or by somebody's sleep. */
  alarm(ms: number, ring: () => void): () => void;
  /** Moves it by hand. */
  advance(ms: number): void;
  /** All naps taken, in milliseconds. */
  readonly naps: number[];
}

/** Where the clock stands at first. */
export const FAKE_NOW_MS = Date.UTC(2026, 0, 31, 10);

export function fakeClock(start = FAKE_NOW_MS): FakeClock {
  let at = start;
  const naps: number[] = [];
  const alarms = new Set<{ readonly due: number; readonly ring: () => void }>();
  const move = (ms: number) => {
    at += ms;
    const due = [...alarms].filter((alarm) => alarm.due <= at).sort((a, b) => a.due - b.due);
    for (const alarm of due) if (alarms.delete(alarm)) alarm.ring();
  };
  return {
    naps,
    now: () => at,
    monotonic: () => at - start,
    utcOffsetMinutes: () => 0,
    sleep(ms, signal) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      naps.push(ms);
      move(ms);
      return Promise.resolve();
    },
    alarm(ms, ring) {
      const alarm = { due: at + ms, ring };
      alarms.add(alarm);
      return () => alarms.delete(alarm);
    },
    advance: move,
  };
}

/** An environment over a record. */
export function fakeEnv(values: Record<string, string> = {}): Env {
  return { get: (name) => values[name], all: () => ({ ...values }) };
}

export function fakeSystem(options: FakeOptions = {}): FakeSystem {
  const clock = fakeClock(options.now);
  const files = memoryFiles(clock.now, options.cwd ?? "/work");
  files.putDirectory("/home/me");
  files.putDirectory("/work");
  for (const [path, text] of Object.entries(options.files ?? {})) files.put(path, text);

  const written = { stdout: "", stderr: "" };
  const random = seeded(1);
  const abort = new AbortController();
  const takers: ((name: string) => void)[] = [];
  const transports: TransportOptions[] = [];
  const spawned: { program: string; args: readonly string[] }[] = [];
  const spawn: Spawn = (program, args, spawnOptions) => {
    spawned.push({ program, args });
    if (options.spawn) return options.spawn(program, args, spawnOptions);
    return Promise.reject<SpawnResult>(
      new SystemError("No such file or directory", "not-found", program),
    );
  };

  const build = (env: Env): FakeSystem => ({
    cwd: options.cwd ?? "/work",
    programName: "sentry-cli",
    program: options.program ?? { kind: "script" },
    runtime: "a test",
    env,
    fs: files,
    clock,
    random: {
      bytes: (length) => Uint8Array.from({ length }, () => Math.floor(random() * 256)),
      uuid: () =>
        "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx".replace(
          /x/g,
          () => Math.floor(random() * 16).toString(16),
        ),
      fraction: random,
    },
    connect(transport) {
      transports.push(transport);
      return options.fetch ?? (() => Promise.reject(new Error("this test expects no request")));
    },
    probe: options.probe ?? unreachable,
    spawn,
    workers: inThisThread({ fs: files, path: posixPath }),
    codecs: loadCodecs,
    listen: () => {
      throw new Error("the fake system has no sockets");
    },
    openDatabase: () => Promise.reject(new Error("the fake system has no database")),
    terminal: fakeTerminal(options, written),
    platform: platformFor(options.os ?? "linux", {
      env,
      spawn,
      fs: files,
      readText: () => Promise.resolve(undefined),
      openLibrary: () => {
        throw new Error("the fake system has no libraries");
      },
      homeFromUserDatabase: () => "/home/me",
      userId: () => options.userId,
      arch: "x86_64",
    }),
    startJob: (program, args, jobOptions) => {
      spawned.push({ program, args });
      if (options.startJob) return options.startJob(program, args, jobOptions);
      throw new SystemError("No such file or directory", "not-found", program);
    },
    signal: abort.signal,
    takeSignals(take) {
      takers.push(take);
      return () => void takers.splice(takers.indexOf(take), 1);
    },
    machine: { hostname: () => "host", osRelease: () => "6.1.0", userName: () => "me" },
    withEnv: build,
    written,
    transports,
    spawned,
    interrupt: (name = "SIGINT") => {
      const taker = takers.at(-1);
      if (taker === undefined) abort.abort(name);
      else taker(name);
    },
  });
  return build(fakeEnv({ HOME: "/home/me", ...options.env }));
}

/** Tasks run at once, in this thread, on copies of their input, as in another one. */
export function inThisThread(doors: Omit<TaskDoors, "codecs" | "memory">): Workers {
  const memory = new ReusedMemory();
  const open = (size: number): WorkerPool => ({
    size,
    async run(task, input) {
      const codecs = await loadCodecs();
      const { value } = await task.run(structuredClone(input), { ...doors, codecs, memory });
      return structuredClone(value);
    },
    turn: () => Promise.resolve(),
    close() {},
  });
  return { count: 2, open };
}

/** A network that has nothing in it. */
const unreachable: Probe = {
  resolve: () => Promise.reject(new TransportError("no such host", "dns")),
  connectTcp: () => Promise.reject(new TransportError("connection refused", "refused")),
  seeCertificates: () => Promise.resolve({ unseen: "this is a test" }),
};

function fakeTerminal(options: FakeOptions, written: { stdout: string; stderr: string }): Terminal {
  let rest = options.stdin ?? "";
  const output = (stream: "stdout" | "stderr", isTerminal: boolean): TerminalOutput => ({
    isTerminal,
    columns: () => options.columns ?? 80,
    write(text) {
      written[stream] += text;
    },
  });
  const readLine = () => {
    if (rest === "") return Promise.resolve(undefined);
    const end = rest.indexOf("\n");
    const line = end < 0 ? rest : rest.slice(0, end);
    rest = end < 0 ? "" : rest.slice(end + 1);
    return Promise.resolve(line);
  };
  return {
    stdin: {
      isTerminal: options.stdinIsTerminal ?? false,
      readLine,
      readAll() {
        const all = new TextEncoder().encode(rest);
        rest = "";
        return Promise.resolve(all);
      },
      readSecret(question) {
        written.stdout += question;
        return readLine();
      },
    },
    stdout: output("stdout", options.stdoutIsTerminal ?? false),
    stderr: output("stderr", options.stderrIsTerminal ?? false),
  };
}
