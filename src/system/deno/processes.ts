import type { Spawn, StartJob } from "../mod.ts";
import { guarded, toSystemError } from "./errors.ts";

/** Runs another program to its end. */
export const denoSpawn: Spawn = (program, args, options = {}) =>
  guarded(program, async () => {
    const { stdin, output = "capture" } = options;
    const child = new Deno.Command(program, {
      args: [...args],
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.env === undefined ? {} : { env: { ...options.env }, clearEnv: true }),
      stdin: stdin === "inherit" ? "inherit" : stdin === undefined ? "null" : "piped",
      stdout: output === "inherit" ? "inherit" : "piped",
      stderr: output === "capture" ? "piped" : "inherit",
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    }).spawn();
    const fed = stdin instanceof Uint8Array ? feed(child.stdin, stdin) : Promise.resolve();
    const none = new Uint8Array(0);
    if (output !== "capture") {
      if (output === "stderr") await copy(child.stdout, Deno.stderr);
      const status = await child.status;
      return { code: status.code, signal: status.signal ?? undefined, stdout: none, stderr: none };
    }
    const [result] = await Promise.all([child.output(), fed]);
    return {
      code: result.code,
      signal: result.signal ?? undefined,
      stdout: result.stdout,
      stderr: result.stderr,
    };
  });

/** Starts a program on our own streams. */
export const denoStartJob: StartJob = (program, args, { env, copyOutput }) => {
  const output = copyOutput === undefined ? "inherit" : "piped";
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, {
      args: [...args],
      // Beside ours, which the child gets as they are.
      env: { ...env },
      stdin: "inherit",
      stdout: output,
      stderr: output,
    }).spawn();
  } catch (error) {
    throw toSystemError(error, program);
  }
  const copied = copyOutput === undefined ? [] : [
    copy(child.stdout, Deno.stdout, copyOutput),
    copy(child.stderr, Deno.stderr, copyOutput),
  ];
  return {
    kill(signal) {
      try {
        child.kill(signalNamed(signal));
      } catch {
        // It has ended in the meantime.
      }
    },
    finished: (async () => {
      const status = await child.status;
      await Promise.all(copied);
      return { code: status.code, signal: status.signal ?? undefined };
    })(),
  };
};

/** The signals that are passed on; see `signals.ts`. */
function signalNamed(name: string): Deno.Signal {
  const known: readonly Deno.Signal[] = [
    "SIGINT",
    "SIGTERM",
    "SIGHUP",
    "SIGQUIT",
    "SIGUSR1",
    "SIGUSR2",
    "SIGBREAK",
  ];
  return known.find((each) => each === name) ?? "SIGTERM";
}

/** Passes bytes on as they come, and shows them. */
async function copy(
  from: ReadableStream<Uint8Array>,
  to: typeof Deno.stdout | typeof Deno.stderr,
  see: (bytes: Uint8Array) => void = () => {},
): Promise<void> {
  for await (const bytes of from) {
    see(bytes);
    try {
      for (let at = 0; at < bytes.length;) at += await to.write(bytes.subarray(at));
    } catch {
      // Nobody reads any more; the job goes on, and its output still counts.
    }
  }
}

async function feed(stream: WritableStream<Uint8Array>, bytes: Uint8Array): Promise<void> {
  const writer = stream.getWriter();
  try {
    await writer.write(bytes);
    await writer.close();
  } catch {
    // A program that ends without reading all of its input is not our failure.
  }
}
