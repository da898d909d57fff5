/** Questions to the person at the terminal. */

/** Asks on the terminal. End of input is a `UsageError` that names the flag to use instead. */
export interface Prompt {
  /** Repeats until the answer is exactly `y` or `n`. */
  confirm(question: string, instead: string): Promise<boolean>;
  /** Repeats while blank; hidden where stdin is a terminal; trimmed. */
  secret(question: string, instead: string): Promise<string>;
}
