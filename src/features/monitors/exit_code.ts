/** The exit code that a job's end makes ours. */

const NUMBERS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
};

/** How a job ended. */
export interface Ending {
  readonly code: number;
  readonly signal: string | undefined;
  /** A signal that we got and passed on. */
  readonly passedOn: string | undefined;
}

/**
 * The job's own code. For one that a signal ended: 128 and its number where the signal came through us,
 * since that is what our caller would have seen of us; else 1, as in the reference, or, where codes by
 * kind of failure are asked for, 128 and its number, too.
 */
export function exitCodeOf(
  { code, signal, passedOn }: Ending,
  { semantic }: { readonly semantic: boolean },
): number {
  if (signal === undefined) return code;
  if (passedOn === undefined && !semantic) return 1;
  return 128 + (NUMBERS[signal] ?? 0);
}
