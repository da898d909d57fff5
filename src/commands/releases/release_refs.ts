/** Revisions of repositories that Sentry knows, for `releases set-commits`. */
import type { Repo } from "../../api/repos.ts";
import type { ReleaseRef } from "../../api/releases.ts";
import { InputError } from "../../base/errors.ts";
import type { Context } from "../../context.ts";
import type { AssumedAnswer } from "../../system/mod.ts";
import type { VcsUrlRules } from "../../vcs/url.ts";

/** `--auto`: what is checked out here; `undefined` when no repository matches. */
export async function autoRefs(
  ctx: Context,
  repos: readonly Repo[],
  { remote, rules }: { readonly remote: string; readonly rules: VcsUrlRules },
): Promise<readonly ReleaseRef[] | undefined> {
  const { openRepository } = await import("../../vcs/repository.ts");
  const { findHeads } = await import("../../features/releases/find_heads.ts");
  let opened: ReturnType<typeof openRepository> | undefined;
  try {
    const refs = await findHeads(repos, {
      doors: ctx,
      remote,
      rules,
      open: () => opened ??= openRepository(ctx),
      onSkip: ({ name }) => ctx.log.warn(`Skipping repository ${name}: Sentry has no URL for it`),
    });
    ctx.log.info(
      refs.length === 0
        ? `none of ${repos.length} repositories has the address of the remote "${remote}" or of a submodule`
        : `the address of the remote "${remote}" or of a submodule is that of ${
          refs.map((each) => each.repository).join(", ")
        }`,
    );
    return refs.length === 0 ? undefined : refs;
  } finally {
    await opened?.then((repository) => repository.close(), () => {});
  }
}

/** How `--commit` is read. */
export interface SpecOptions {
  readonly remote: string;
  readonly rules: VcsUrlRules;
  /** Look names of branches and tags up here, where the repository is the one that is meant. */
  readonly resolveRevisions: boolean;
}

/** `--commit`: what the specifications name. */
export async function specRefs(
  ctx: Context,
  specs: readonly string[],
  repos: readonly Repo[],
  options: SpecOptions,
): Promise<readonly ReleaseRef[]> {
  const { parseCommitSpec } = await import("../../features/releases/commit_spec.ts");
  const refs: ReleaseRef[] = [];
  for (const text of specs) {
    const spec = parseCommitSpec(text);
    const { repository, revision, previous } = spec;
    const known = repos.filter(({ name }) => name.toLowerCase() === repository.toLowerCase());
    if (known.length === 0) {
      throw new InputError(`Unknown repo '${repository}'`, {
        hint: "`sentry-cli repos list` shows those that Sentry knows.",
      });
    }
    const ref = { repository, commit: revision, previousCommit: previous ?? null };
    if (!options.resolveRevisions) refs.push(ref);
    else {
      const { resolveSpec } = await import("./resolve_spec.ts");
      refs.push(await resolveSpec(ctx, ref, { ...options, known, path: spec.path }));
    }
  }
  return refs;
}

/** For a dry run: Sentry knows the repositories that are named, or that of the remote. */
export async function assumedRepos(
  ctx: Context,
  { auto, commit, dryRun, remote }: {
    readonly auto: boolean;
    readonly commit: readonly string[];
    readonly dryRun: boolean;
    readonly remote: string;
  },
): Promise<AssumedAnswer | undefined> {
  if (!dryRun) return undefined;
  if (auto) {
    const { openRepository } = await import("../../vcs/repository.ts");
    const { parseVcsUrl } = await import("../../vcs/url.ts");
    const repository = await openRepository(ctx);
    const url = repository.remoteUrl(remote);
    repository.close();
    return url === undefined
      ? { json: [], says: "no repositories" }
      : { json: [repo(parseVcsUrl(url).id, url)], says: `the repository of the remote ${remote}` };
  }
  if (commit.length === 0) return { json: [], says: "no repositories" };
  const { parseCommitSpec } = await import("../../features/releases/commit_spec.ts");
  const names = commit.map((spec) => parseCommitSpec(spec).repository);
  return { json: names.map((name) => repo(name, null)), says: "the repositories that are named" };
}

function repo(name: string, url: string | null) {
  const provider = { id: "git", name: "Git" };
  return { id: "0", name, url, provider, status: "active", dateCreated: "1970-01-01T00:00:00Z" };
}
