/** What every plugin asks for before anything else: answered before the rest of the program is loaded. */
import { EXIT_BROKEN_PIPE, messageChain } from "./base/errors.ts";
import { VERSION } from "./base/version.ts";
import { WRAP_VARIABLE } from "./features/react_native/wrap_variable.ts";
import { type Env, SystemError, type Terminal } from "./system/mod.ts";

export const VERSION_LINE = `sentry-cli ${VERSION}`;

/** Whether this run takes the place of a tool of the build that started it, words and all. */
export function isStandIn(os: string, env: Pick<Env, "get">): boolean {
  return os === "darwin" && env.get(WRAP_VARIABLE) === "1";
}

/** Whether a command line asks for the version and nothing else. */
export function asksForVersion(words: readonly string[]): boolean {
  return words.length === 1 && (words[0] === "--version" || words[0] === "-V");
}

/** Prints the version; gives the exit code. */
export function printVersion({ stdout, stderr }: Pick<Terminal, "stdout" | "stderr">): number {
  try {
    stdout.write(`${VERSION_LINE}\n`);
    return 0;
  } catch (error) {
    if (isBrokenPipe(error)) return EXIT_BROKEN_PIPE;
    stderr.write(`error: ${messageChain(error).join(": ")}\n`);
    return 1;
  }
}

/** Whether nobody reads our output any more. */
export function isBrokenPipe(error: unknown): boolean {
  return error instanceof SystemError && error.code === "broken-pipe";
}
