/** This program in the place of node and of the Hermes compiler, below `react-native xcode`. */
import { CliError, messageChain } from "./base/errors.ts";
import { runWrapped } from "./features/react_native/wrap.ts";
import { stripControl } from "./output/sanitise.ts";
import type { System } from "./system/mod.ts";

/** Runs the real tool with our words and gives its exit code. Nothing of ours reads the words. */
export async function standIn(system: System, words: readonly string[]): Promise<number> {
  const { stdout, stderr } = system.terminal;
  try {
    return await runWrapped(system, words, (line) => stdout.write(`${stripControl(line)}\n`));
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    const [message = "", ...causes] = messageChain(error).map(stripControl);
    stderr.write(`error: ${[message, ...causes].join(": ")}\n`);
    return error.exitCode;
  }
}
