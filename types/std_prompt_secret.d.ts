/** The signatures in use of `@std/cli/prompt-secret`; `tests/types_test.ts` holds them. */

export interface PromptSecretOptions {
  /** Shown for each character typed; default `*`, empty shows nothing. */
  readonly mask?: string;
  /** Clears the line after the answer. */
  readonly clear?: boolean;
}

/** Asks on stdout (never stderr); `null` when stdin is not a terminal. */
export function promptSecret(message?: string, options?: PromptSecretOptions): string | null;
