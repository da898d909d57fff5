/** Questions asked on the terminal, answered line by line. */
import { Cancelled, InputError } from "../base/errors.ts";
import type { Terminal } from "../system/mod.ts";
import type { Prompt } from "./prompt.ts";

/** Questions go to stdout, where the reference's users see them too. */
export function createPrompt(
  { terminal, signal }: { readonly terminal: Terminal; readonly signal: AbortSignal },
): Prompt {
  const { stdin, stdout } = terminal;

  /** One answer; the end of input is an error, since asking again would never end. */
  async function answer(read: Promise<string | undefined>, instead: string): Promise<string> {
    const text = await Promise.race([read, whenAborted(signal)]);
    if (text === undefined) {
      throw new InputError("Could not ask for an answer: the input has ended", { hint: instead });
    }
    return text;
  }

  return {
    async confirm(question, instead) {
      while (true) {
        stdout.write(`${question} [y/n] `);
        const text = (await answer(stdin.readLine(), instead)).trim();
        if (text === "y" || text === "n") return text === "y";
        stdout.write("invalid input!\n");
      }
    },
    async secret(question, instead) {
      while (true) {
        if (!stdin.isTerminal) stdout.write(`${question} `);
        const read = stdin.isTerminal ? stdin.readSecret(question) : stdin.readLine();
        const text = (await answer(read, instead)).trim();
        if (text !== "") return text;
      }
    },
  };
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(new Cancelled("Stopped"));
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
