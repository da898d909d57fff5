/** Keeps the last lines of what a job prints. */

import { concatBytes } from "../../base/bytes.ts";

/** The end of an output. */
export interface OutputTail {
  readonly add: (bytes: Uint8Array) => void;
  text(): string;
}

/** What one event can carry. */
const MAX_BYTES = 64 * 1024;

/** Takes bytes as they come, and keeps no more of them than it has to. */
export function keepTail(lines: number): OutputTail {
  let kept = new Uint8Array(0);
  return {
    add(bytes) {
      kept = concatBytes([kept, bytes]).slice(-MAX_BYTES);
    },
    text() {
      // A cut can fall into the middle of a character: that one is replaced.
      const all = new TextDecoder().decode(kept).replace(/\r?\n$/, "").split(/\r?\n/);
      return all.slice(-lines).join("\n");
    },
  };
}
