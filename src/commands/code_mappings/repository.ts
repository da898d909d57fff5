/** Which repository and branch code mappings are for. */
import { InputError } from "../../base/errors.ts";
import { settings } from "../../config/settings.ts";
import type { Context } from "../../context.ts";
import { VcsError } from "../../vcs/errors.ts";
import type { Repository } from "../../vcs/repository.ts";

export interface RepositoryNames {
  readonly repository: string;
  readonly defaultBranch: string;
}

/** Where a remote's own head leads is not known before a clone or `git remote set-head`. */
const USUAL_BRANCH = "main";

/** Settles both from the options; what is missing is looked up in the git checkout. */
export async function resolveRepository(
  ctx: Context,
  { repo, defaultBranch }: {
    readonly repo: string | undefined;
    readonly defaultBranch: string | undefined;
  },
): Promise<RepositoryNames> {
  if (repo !== undefined && defaultBranch !== undefined) return { repository: repo, defaultBranch };
  const { openRepository } = await import("../../vcs/repository.ts");
  const { parseVcsUrl } = await import("../../vcs/url.ts");
  let checkout: Repository | undefined;
  try {
    checkout = await openRepository(ctx);
    const remotes = remotesOf(checkout, parseVcsUrl);
    if (repo !== undefined) {
      const remote = remotes.find(({ id }) => id === repo)?.name;
      return { repository: repo, defaultBranch: await branchOf(checkout, remote) };
    }
    const found = preferred(remotes, ctx.config.get(settings.vcsRemote));
    if (found === undefined) {
      throw new InputError(
        "No remotes found in the git repository. Use --repo to specify manually.",
      );
    }
    return {
      repository: found.id,
      defaultBranch: defaultBranch ?? await branchOf(checkout, found.name),
    };
  } catch (error) {
    if (!(error instanceof VcsError)) throw error;
    if (repo !== undefined) return { repository: repo, defaultBranch: USUAL_BRANCH };
    throw new InputError("Could not open git repository. Use --repo to specify manually.", {
      cause: error.problem === "no-repository" ? undefined : error,
    });
  } finally {
    checkout?.close();
  }
}

interface Remote {
  readonly name: string;
  readonly id: string;
}

/** The remotes that have an address, by name. */
function remotesOf(
  checkout: Repository,
  parse: (url: string) => { readonly id: string },
): readonly Remote[] {
  return [...checkout.remotes].sort().flatMap((name) => {
    const url = checkout.remoteUrl(name);
    return url === undefined ? [] : [{ name, id: parse(url).id }];
  });
}

/** The one that is configured, else the usual ones, else the first. */
function preferred(remotes: readonly Remote[], configured: string | undefined): Remote | undefined {
  for (const wanted of [configured, "upstream", "origin"]) {
    const found = remotes.find(({ name }) => name === wanted);
    if (found !== undefined) return found;
  }
  return remotes[0];
}

async function branchOf(checkout: Repository, remote: string | undefined): Promise<string> {
  if (remote === undefined) return USUAL_BRANCH;
  const head = await checkout.refs.resolve(`refs/remotes/${remote}/HEAD`);
  const prefix = `refs/remotes/${remote}/`;
  return head?.id !== undefined && head.name.startsWith(prefix) && head.name !== `${prefix}HEAD`
    ? head.name.slice(prefix.length)
    : USUAL_BRANCH;
}
