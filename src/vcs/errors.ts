/** Why a checkout cannot be read. */
import { InputError } from "../base/errors.ts";

export type VcsProblem =
  | "no-repository"
  | "not-ours" // owned by somebody else
  | "unborn" // a branch without a commit
  | "missing" // an object or a reference that is not there
  | "unsupported"
  | "damaged";

/** The checkout cannot be read. */
export class VcsError extends InputError {
  constructor(
    message: string,
    readonly problem: VcsProblem,
    options?: { hint?: string; cause?: unknown },
  ) {
    super(message, options);
  }
}
