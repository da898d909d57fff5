/**
 * Every leaf command of the reference, and how far ours is. The parity run walks the help texts of both
 * programs and fails when this table does not tell the truth.
 */

export type Status = "missing" | "partial" | "done";

export interface Leaf {
  readonly command: string;
  readonly status: Status;
  /** What is left to do, for a partial one. */
  readonly note?: string;
}

export const LEAVES: readonly Leaf[] = [];
