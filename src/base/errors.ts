/**
 * The errors a user can meet. One class where someone reacts differently, one exit code per class.
 *
 * Messages: what could not be done, a colon, the state found; capital first, no final period, values
 * quoted. The fix goes in `hint`. Causes are printed under "Caused by:".
 */

/** What an error may carry beside its message. */
export interface CliErrorOptions {
  /** What to do about it, as one sentence. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/** An error whose text is meant for the user. */
export abstract class CliError extends Error {
  readonly hint: string | undefined;
  /** The exit code when codes by kind of failure are asked for (`--exit-codes semantic`). */
  abstract readonly semanticExitCode: number;

  constructor(message: string, options: CliErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.hint = options.hint;
  }

  /** The exit code of the reference: 1 for every failure at run time. */
  get exitCode(): number {
    return 1;
  }
}

/** The words typed do not fit the command. */
export class UsageError extends CliError {
  readonly semanticExitCode = 2;
  /** The usage line of the command that was meant, set by the parser. */
  readonly usage: string | undefined;

  constructor(message: string, options: CliErrorOptions & { readonly usage?: string } = {}) {
    super(message, options);
    this.usage = options.usage;
  }

  override get exitCode(): number {
    return 2;
  }
}

/** A setting is missing or wrong. */
export class ConfigError extends CliError {
  readonly semanticExitCode = 3;
}

/** No token, or the server refused it. */
export class AuthError extends CliError {
  readonly semanticExitCode = 4;
}

/** The server answered, and the answer was no (or not what its API promises). */
export class ApiError extends CliError {
  readonly semanticExitCode = 5;
  /** HTTP status of the answer; 0 when the answer could not be read. */
  readonly status: number;

  constructor(message: string, status: number, options: CliErrorOptions = {}) {
    super(message, options);
    this.status = status;
  }
}

/** The server gave no answer. */
export class NetworkError extends CliError {
  readonly semanticExitCode = 6;
}

/** A given file or stream is bad. */
export class InputError extends CliError {
  readonly semanticExitCode = 7;
}

/** A program we ran failed. */
export class ExternalError extends CliError {
  readonly semanticExitCode = 8;
}

/** The user stopped us. */
export class Cancelled extends CliError {
  readonly semanticExitCode = 130;

  override get exitCode(): number {
    return 130;
  }
}

/**
 * The run failed, and everything worth saying has been said already: no text, exit code 1.
 *
 * The reference ends so under `--quiet` and where a record was not found.
 */
export class QuietFailure extends CliError {
  readonly semanticExitCode = 1;

  constructor(readonly code = 1) {
    super(`sentry-cli exit with ${code}`);
  }

  override get exitCode(): number {
    return this.code;
  }
}

/** Messages of an error and its causes, outermost first. */
export function messageChain(error: unknown): string[] {
  const messages: string[] = [];
  const seen = new Set<unknown>();
  for (let at: unknown = error; at !== undefined && at !== null && !seen.has(at);) {
    seen.add(at);
    messages.push(at instanceof Error ? at.message : String(at));
    at = at instanceof Error ? at.cause : undefined;
  }
  return messages;
}

/** What a program ended by SIGPIPE gives its shell; a reader that left early gets this from us, too. */
export const EXIT_BROKEN_PIPE = 141;
