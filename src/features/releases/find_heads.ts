/** Which commit is checked out of which repository that Sentry knows: `set-commits --auto`. */
import type { ReleaseRef } from "../../api/releases.ts";
import type { VcsDoors } from "../../vcs/doors.ts";
import type { Repository } from "../../vcs/repository.ts";
import { absoluteUrl, listSubmodules } from "../../vcs/submodules.ts";
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
  readonly doors: VcsDoors;
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
  { doors, remote, open, rules, onSkip }: FindHeadsOptions,
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
    const commit = await headOf(await open(), repo.url, { doors, remote, rules });
    if (commit !== undefined) refs.push({ repository: name, commit, previousCommit: null });
  }
  return refs;
}

async function headOf(
  repository: Repository,
  url: string,
  { doors, remote, rules }: Pick<FindHeadsOptions, "doors" | "remote" | "rules">,
): Promise<string | undefined> {
  const own = repository.remoteUrl(remote);
  const head = () => repository.headCommit();
  if (own !== undefined && isSameRepository(own, url, rules)) {
    return await repository.objects.peel(await head());
  }
  for (const submodule of await listSubmodules(doors, repository, await head())) {
    if (submodule.url === undefined || submodule.commit === undefined) continue;
    // The reference compares a relative address as it stands.
    const theirs = rules === "lenient" ? absoluteUrl(submodule.url, own) : submodule.url;
    if (isSameRepository(theirs, url, rules)) return submodule.commit;
  }
  return undefined;
}
