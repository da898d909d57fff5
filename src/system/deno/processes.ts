import type { Spawn } from "../mod.ts";
import { guarded } from "./errors.ts";

/** Runs another program to its end. */
export const denoSpawn: Spawn = (program, args, options = {}) =>
  guarded(program, async () => {
    const piped = options.output === "inherit" ? "inherit" : "piped";
    const stdin = options.stdin;
    const child = new Deno.Command(program, {
      args: [...args],
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.env === undefined ? {} : { env: { ...options.env }, clearEnv: true }),
      stdin: stdin === "inherit" ? "inherit" : stdin === undefined ? "null" : "piped",
      stdout: piped,
      stderr: piped,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    }).spawn();
    const fed = stdin instanceof Uint8Array ? feed(child.stdin, stdin) : Promise.resolve();
    const none = new Uint8Array(0);
    if (piped === "inherit") {
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

async function feed(stream: WritableStream<Uint8Array>, bytes: Uint8Array): Promise<void> {
  const writer = stream.getWriter();
  try {
    await writer.write(bytes);
    await writer.close();
  } catch {
    // A program that ends without reading all of its input is not our failure.
  }
}
