/** `--resolve-revisions`: what the branches and tags of `--commit` are in the repository that is here. */
import type { Repo } from "../../api/repos.ts";
import type { ReleaseRef } from "../../api/releases.ts";
import { InputError } from "../../base/errors.ts";
import type { Context } from "../../context.ts";
import { oneLine } from "../../output/sanitise.ts";
import { openRepository, type Repository } from "../../vcs/repository.ts";
import { resolveRevision } from "../../vcs/revision.ts";
import { isSameRepository, repositoryKey, type VcsUrlRules } from "../../vcs/url.ts";
import type { Env } from "../../system/mod.ts";

/** What a specification is looked up with. */
export interface ResolveOptions {
  /** Where it says that the repository lies. */
  readonly path: string | undefined;
  /** What Sentry knows of the repository. */
  readonly known: readonly Repo[];
  readonly remote: string;
  readonly rules: VcsUrlRules;
}

/**
 * The same with ids for names. Left alone where the checkout is one of another repository; a name that
 * its own repository does not know is an `InputError`.
 */
export async function resolveSpec(
  ctx: Context,
  ref: ReleaseRef,
  options: ResolveOptions,
): Promise<ReleaseRef> {
  const { path } = options;
  const doors = path === undefined
    ? ctx
    : { ...ctx, cwd: ctx.platform.path.resolve(ctx.cwd, path), env: withoutGitDir(ctx.env) };
  const repository = await openRepository(doors);
  try {
    // Who names the place has said which repository it is.
    if (path === undefined && !isMeant(repository, ref.repository, options)) {
      ctx.log.info(
        `the revisions of ${ref.repository} are sent as typed: it is not the repository of the ` +
          `remote "${options.remote}"`,
      );
      return ref;
    }
    const { commit, previousCommit } = ref;
    return {
      ...ref,
      commit: await idOf(repository, ref.repository, commit),
      previousCommit: previousCommit === null || previousCommit === ""
        ? previousCommit
        : await idOf(repository, ref.repository, previousCommit),
    };
  } finally {
    repository.close();
  }
}

function isMeant(
  repository: Repository,
  name: string,
  { known, remote, rules }: ResolveOptions,
): boolean {
  const own = repository.remoteUrl(remote);
  if (own === undefined) return false;
  return repositoryKey(own, rules) === name.toLowerCase() ||
    known.some(({ url }) => url !== undefined && isSameRepository(own, url, rules));
}

async function idOf(repository: Repository, name: string, revision: string): Promise<string> {
  const id = await resolveRevision(repository, revision);
  if (id !== undefined) return id;
  const place = repository.place.workTree ?? repository.place.gitDir;
  throw new InputError(
    `Could not resolve '${oneLine(revision)}' of ${
      oneLine(name)
    }: '${place}' has no branch, tag or ` +
      "commit of that name",
    {
      hint: repository.isShallow
        ? "This clone is shallow: fetch more of it, or write the whole id."
        : "Fetch it first (`git fetch --tags`), or write the whole id.",
    },
  );
}

/** `GIT_DIR` is about the repository that we are in, not about the one at another place. */
function withoutGitDir(env: Env): Env {
  const isOurs = (name: string) => /^GIT_(DIR|WORK_TREE|COMMON_DIR|OBJECT_DIRECTORY)$/.test(name);
  return {
    ...env,
    get: (name) => isOurs(name) ? undefined : env.get(name),
  };
}
