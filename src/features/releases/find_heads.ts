/** Which commit is checked out of which repository that Sentry knows: `set-commits --auto`. */
import type { ReleaseRef } from "../../api/releases.ts";
import { listSubmodules, type Repository } from "../../vcs/repository.ts";
import { isSameRepository, type VcsUrlRules } from "../../vcs/url.ts";

/** A repository as the server knows it. */
export interface KnownRepo {
  readonly name: string;
  readonly url: string | undefined;
  readonly provider: { readonly id: string };
}

/** Integrations whose commits Sentry finds by revision. */
const PROVIDERS = [
  "git",
  "github",
  "bitbucket",
  "visualstudio",
  "google",
  "integrations:github",
  "integrations:github_enterprise",
  "integrations:gitlab",
  "integrations:bitbucket",
  "integrations:bitbucket_server",
  "integrations:vsts",
];

export interface FindHeadsOptions {
  /** The name of the remote to compare. */
  readonly remote: string;
  /** Opened when first needed: without repositories to compare there need be no checkout. */
  readonly open: () => Promise<Repository>;
  readonly rules: VcsUrlRules;
  /** Is told of repositories that cannot be compared. */
  readonly onSkip: (repo: KnownRepo) => void;
}

/** A reference for each repository whose address is that of the checkout or of a submodule. */
export async function findHeads(
  repos: readonly KnownRepo[],
  { remote, open, rules, onSkip }: FindHeadsOptions,
): Promise<ReleaseRef[]> {
  const refs: ReleaseRef[] = [];
  for (const { name } of repos) {
    // The first of that name whose integration can tell; others of the name may not.
    const repo = repos.find((each) => each.name === name && PROVIDERS.includes(each.provider.id));
    if (repo === undefined) continue;
    if (repo.url === undefined) {
      onSkip(repo);
      continue;
    }
    const commit = await headOf(await open(), repo.url, { remote, rules });
    if (commit !== undefined) refs.push({ repository: name, commit, previousCommit: null });
  }
  return refs;
}

async function headOf(
  repository: Repository,
  url: string,
  { remote, rules }: Pick<FindHeadsOptions, "remote" | "rules">,
): Promise<string | undefined> {
  const own = repository.remoteUrl(remote);
  const head = () => repository.headCommit();
  if (own !== undefined && isSameRepository(own, url, rules)) {
    return await repository.objects.peel(await head());
  }
  for (const submodule of await listSubmodules(repository, await head())) {
    if (submodule.url === undefined || submodule.commit === undefined) continue;
    if (isSameRepository(submodule.url, url, rules)) return submodule.commit;
  }
  return undefined;
}
