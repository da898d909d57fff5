/** The doors as Deno fulfils them. Only `main.ts` imports this folder. */
import { ReusedMemory } from "../../base/reused_bytes.ts";
import { platformFor } from "../../platform/mod.ts";
import { posixPath, windowsPath } from "../../platform/path.ts";
import type { Clock, Codecs, Env, Random, Spawn, System, TaskDoors } from "../mod.ts";
import { createConnect } from "./connect.ts";
import { toSystemError } from "./errors.ts";
import { openLibrary } from "./ffi.ts";
import { blockingFiles, denoFiles, readTextOrNothing } from "./files.ts";
import { denoMachine, passwdFields } from "./machine.ts";
import { denoSpawn, denoStartJob } from "./processes.ts";
import { denoProbe } from "./probe.ts";
import { watchSignals } from "./signals.ts";
import { denoTerminal } from "./terminal.ts";
import { denoWorkers } from "./workers.ts";

/** The environment of this process. */
export const denoEnv: Env = {
  get: (name) => permitted(() => Deno.env.get(name)),
  all: () => permitted(() => Deno.env.toObject()),
};

function permitted<T>(ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    throw toSystemError(error, undefined);
  }
}

const denoClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  utcOffsetMinutes: (atMs) => -new Date(atMs).getTimezoneOffset(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", stop);
        resolve();
      }, ms);
      const stop = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", stop, { once: true });
    }),
  alarm: createAlarm(),
};

/**
 * `setTimeout` loads a third of the runtime's node modules when first called, which takes longer than
 * most of our runs; `AbortSignal.timeout` does not, but its timers cannot be taken back. So the first
 * alarms (one request sets four) use the latter, and whoever sets many pays for proper ones.
 */
function createAlarm(): Clock["alarm"] {
  let cheapOnes = 16;
  return (ms, ring) => {
    if (cheapOnes-- > 0) {
      const signal = AbortSignal.timeout(ms);
      signal.addEventListener("abort", ring, { once: true });
      return () => signal.removeEventListener("abort", ring);
    }
    const timer = setTimeout(ring, ms);
    return () => clearTimeout(timer);
  };
}

const denoRandom: Random = {
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  uuid: () => crypto.randomUUID(),
  fraction: () => Math.random(),
};

/** The permissions may deny it; Windows has none. */
function userId(): number | undefined {
  try {
    return Deno.uid() ?? undefined;
  } catch {
    return undefined;
  }
}

/** The physical working directory, whatever `PWD` says. */
function workingDirectory(): string {
  try {
    return Deno.realPathSync(".");
  } catch {
    return Deno.cwd();
  }
}

/**
 * All doors of this process. `mainModule` is the address of the program, which its threads run again;
 * `os` another system whose ways are to be tried on this one.
 */
export function denoSystem(mainModule: string, os: string = Deno.build.os): System {
  return withEnv(denoEnv, {
    os,
    cwd: workingDirectory(),
    programName: "sentry-cli",
    program: Deno.build.standalone ? { kind: "native", path: Deno.execPath() } : {
      kind: "script",
      call: () => ({
        runtime: Deno.execPath(),
        script: mainModule.replace(/^file:\/\/(?=\/)/, ""),
      }),
    },
    runtime: `Deno ${Deno.version.deno}`,
    fs: denoFiles,
    clock: denoClock,
    random: denoRandom,
    probe: denoProbe,
    workers: denoWorkers(mainModule, denoTaskDoors),
    codecs,
    listen: async (options) => await (await import("./listen.ts")).listen(options),
    openDatabase: async (path) => await (await import("./database.ts")).openDatabase(path),
    terminal: denoTerminal(),
    ...watchSignals(),
    machine: denoMachine,
  });
}

/** The doors of a task. */
export async function denoTaskDoors(): Promise<TaskDoors> {
  const path = Deno.build.os === "windows" ? windowsPath : posixPath;
  return { fs: blockingFiles, path, codecs: await codecs(), memory: MEMORY };
}

/** Of this thread. */
const MEMORY = new ReusedMemory();

async function codecs(): Promise<Codecs> {
  const { loadCodecs } = await import("./codecs.ts");
  return await loadCodecs();
}

type FixedDoors = Omit<System, "env" | "spawn" | "startJob" | "platform" | "connect" | "withEnv">;

function withEnv(env: Env, given: FixedDoors & { readonly os: string }): System {
  const { os, ...fixed } = given;
  // What the child gets is said each time, since the variables of a .env file are not in the process.
  const spawn: Spawn = (program, args, options = {}) =>
    denoSpawn(program, args, env === denoEnv ? options : { env: env.all(), ...options });
  const platform = platformFor(os, {
    env,
    spawn,
    fs: fixed.fs,
    readText: readTextOrNothing,
    homeFromUserDatabase: () => passwdFields()?.[5] || undefined,
    userId,
    openLibrary,
    arch: Deno.build.arch,
  });
  return {
    ...fixed,
    env,
    spawn,
    startJob: (program, args, options) =>
      denoStartJob(program, args, {
        ...options,
        env: { ...(env === denoEnv ? {} : env.all()), ...options.env },
      }),
    platform,
    connect: createConnect({ platform }),
    withEnv: (other) => withEnv(other, given),
  };
}
