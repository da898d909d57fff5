/** What a secret looks like wherever it is printed, inspected or serialised. */
export const MASK = "[REDACTED]";

const inspect = Symbol.for("Deno.customInspect");
const nodeInspect = Symbol.for("nodejs.util.inspect.custom");

/**
 * A text that must never reach an output: prints, inspects and serialises as {@linkcode MASK}.
 *
 * `reveal()` has few callers; the architecture test lists them.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself, for the one place that sends or stores it. */
  reveal(): string {
    return this.#text;
  }

  /** Whether there is anything to hide. */
  get isEmpty(): boolean {
    return this.#text === "";
  }

  equals(other: Secret): boolean {
    return this.#text === other.#text;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect](): string {
    return MASK;
  }

  [nodeInspect](): string {
    return MASK;
  }
}
