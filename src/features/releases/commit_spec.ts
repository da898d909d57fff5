/** `REPO[#PATH][@[PREVIOUS..]REVISION]`, as `--commit` takes it. */
import { InputError } from "../../base/errors.ts";

export interface CommitSpec {
  /** As typed. */
  readonly repository: string;
  /** Where the repository lies; what the reference reads and ignores. */
  readonly path: string | undefined;
  readonly revision: string;
  readonly previous: string | undefined;
}

const SPEC = /^([^@#]+)(?:#([^@]+))?(?:@([^\n]+))?$/;
/** Sentry's limit on a revision. */
const MAX_BYTES = 64;

/** Reads a specification. Throws an `InputError`. */
export function parseCommitSpec(spec: string): CommitSpec {
  const [whole, repository, path, range = "HEAD"] = SPEC.exec(spec) ?? [];
  if (whole === undefined || repository === undefined) {
    throw new InputError(`Could not parse commit spec '${spec}'`, {
      hint: "Write REPO, REPO@REVISION or REPO@PREVIOUS..REVISION.",
    });
  }
  const at = range.lastIndexOf("..");
  const revision = at < 0 ? range : range.slice(at + 2);
  const previous = at < 0 ? undefined : range.slice(0, at);
  if (revision === "") {
    // A server takes no empty revision; by then the release would be there.
    throw new InputError(`Could not parse commit spec '${spec}': nothing follows the '..'`, {
      hint: `Write ${repository}@${previous}..HEAD or the like.`,
    });
  }
  checkLength("commit SHA", revision);
  if (previous !== undefined) checkLength("previous commit SHA", previous);
  return { repository, path, revision, previous };
}

function checkLength(what: string, revision: string): void {
  if (new TextEncoder().encode(revision).length <= MAX_BYTES) return;
  throw new InputError(
    `Invalid ${what} '${revision}'. Commit SHAs must be 64 characters or less.`,
  );
}
