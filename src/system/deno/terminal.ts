/** Standard input and the two outputs. */
// @ts-types="../../../types/std_prompt_secret.d.ts"
import type { promptSecret } from "@std/cli/prompt-secret";
import { InputError } from "../../base/errors.ts";
import type { Terminal, TerminalOutput } from "../mod.ts";
import { guarded, toSystemError } from "./errors.ts";

const LF = 0x0a;
const encoder = new TextEncoder();

function output(stream: typeof Deno.stdout): TerminalOutput {
  return {
    isTerminal: stream.isTerminal(),
    columns() {
      try {
        return Deno.consoleSize().columns || 80;
      } catch {
        return 80; // not a terminal
      }
    },
    write(text) {
      const bytes = encoder.encode(text);
      try {
        for (let at = 0; at < bytes.length;) at += stream.writeSync(bytes.subarray(at));
      } catch (error) {
        const failure = toSystemError(error, undefined);
        // A reader that has left is told apart: it is no failure of ours.
        if (failure.code === "broken-pipe") throw failure;
        throw new InputError(`Could not write to standard output or error: ${failure.message}`);
      }
    },
  };
}

/** Reads stdin in pieces and hands out lines; what comes after a line is kept for the next. */
function input() {
  let held = new Uint8Array(0);
  let ended = false;

  async function more(): Promise<boolean> {
    const buffer = new Uint8Array(4096);
    const read = await guarded(undefined, () => Deno.stdin.read(buffer));
    if (read === null) ended = true;
    else {
      const joined = new Uint8Array(held.length + read);
      joined.set(held);
      joined.set(buffer.subarray(0, read), held.length);
      held = joined;
    }
    return !ended;
  }

  return {
    async readLine(): Promise<string | undefined> {
      let end = held.indexOf(LF);
      while (end < 0 && await more()) end = held.indexOf(LF);
      if (end < 0 && held.length === 0) return undefined;
      const line = end < 0 ? held : held.subarray(0, end);
      held = end < 0 ? new Uint8Array(0) : held.slice(end + 1);
      return new TextDecoder().decode(line).replace(/\r$/, "");
    },
    async readAll(): Promise<Uint8Array> {
      while (await more());
      const all = held;
      held = new Uint8Array(0);
      return all;
    },
  };
}

/** The terminal of this process. */
export function denoTerminal(): Terminal {
  const reader = input();
  return {
    stdin: {
      isTerminal: Deno.stdin.isTerminal(),
      ...reader,
      async readSecret(question) {
        const loaded: { promptSecret: typeof promptSecret } = await import(
          "@std/cli/prompt-secret"
        );
        // Before the question appears: what is pasted at once must not be echoed either.
        Deno.stdin.setRaw(true, Deno.build.os === "windows" ? undefined : { cbreak: true });
        try {
          return loaded.promptSecret(question, { mask: "" }) ?? undefined;
        } finally {
          Deno.stdin.setRaw(false);
        }
      },
    },
    stdout: output(Deno.stdout),
    stderr: output(Deno.stderr),
  };
}
