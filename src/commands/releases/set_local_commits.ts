/** The local history as the commits of a release, for `releases set-commits`. */
import { getPreviousRelease, type ReleaseKey, updateRelease } from "../../api/releases.ts";
import type { Context } from "../../context.ts";
import type { CommitRange, RangeOptions } from "../../features/releases/commit_range.ts";
import type { Repository } from "../../vcs/repository.ts";
import type { VcsUrlRules } from "../../vcs/url.ts";

const DEFAULT_DEPTH = 20;

export interface LocalCommitsOptions {
  /** `--auto` found nothing. */
  readonly isFallback: boolean;
  readonly ignoreMissing: boolean;
  readonly initialDepth: number | undefined;
  readonly deepen: number | undefined;
  readonly compareWith: "next" | "parent";
  readonly plainPaths: boolean;
  readonly repositoryName: "remote" | "address";
  readonly remote: string;
  readonly rules: VcsUrlRules;
}

/** Chooses the commits, reads them and sends them. */
export async function setLocalCommits(
  ctx: Context,
  key: ReleaseKey,
  options: LocalCommitsOptions,
): Promise<void> {
  if (options.isFallback) {
    ctx.out.say(
      "Could not determine any commits to be associated with a repo-based integration. " +
        "Proceeding to find commits from local git tree.",
    );
  }
  const api = await ctx.api();
  const before = await getPreviousRelease(api, key);
  const { openRepository } = await import("../../vcs/repository.ts");
  const repository = await openRepository(ctx);
  try {
    const depth = options.initialDepth ?? DEFAULT_DEPTH;
    const previous = before?.lastCommit?.id;
    const range = await settleRange(ctx, repository, { ...options, previous, depth });
    explain(ctx, range, { previous, depth });
    const summary = {
      version: key.version,
      mode: "local",
      range: {
        reason: range.reason,
        previousRelease: before?.version ?? null,
        previousCommit: previous ?? null,
        from: range.base ?? null,
        to: range.ids[0] ?? null,
        count: range.ids.length,
        endsShallow: range.endsShallow,
      },
    };
    if (range.ids.length === 0) {
      return ctx.out.show({
        json: { ...summary, commits: [] },
        text: () =>
          "No commits found. Leaving release alone. If you believe there should be some, change " +
          "commits range or initial depth and try again.",
      });
    }
    const commits = await readRange(repository, range, options);
    await updateRelease(api, key, { commits });
    ctx.out.show({
      json: { ...summary, commits: commits.map(({ id }) => id) },
      text: () => `Success! Set commits for release ${key.version}`,
    });
  } finally {
    repository.close();
  }
}

/** Chooses the commits; once more after fetching older ones, where that is wanted. */
async function settleRange(
  ctx: Context,
  repository: Repository,
  options: RangeOptions & { readonly deepen: number | undefined; readonly remote: string },
): Promise<CommitRange> {
  const { chooseRange, PreviousMissing, readCommitId } = await import(
    "../../features/releases/commit_range.ts"
  );
  const { previous, depth, ignoreMissing, deepen } = options;
  if (readCommitId(previous, repository.idLength) === undefined) {
    ctx.out.say(`Could not find the previous commit. Creating a release with ${depth} commits.`);
  }
  const choose = async (from: Repository, ignoreMissing: boolean) => {
    const range = await chooseRange(from, { previous, depth, ignoreMissing });
    if (range.reason === "previous-missing") {
      ctx.out.say(
        "Could not find the SHA of the previous release in the git history. Skipping previous " +
          `release and creating a new one with ${depth} commits.`,
      );
    }
    return range;
  };
  if (deepen === undefined || !repository.isShallow) return await choose(repository, ignoreMissing);
  try {
    return await choose(repository, false);
  } catch (error) {
    if (!(error instanceof PreviousMissing)) throw error;
  }
  const { fetchOlder } = await import("../../features/releases/deepen.ts");
  await fetchOlder(ctx, { count: deepen, remote: options.remote });
  await repository.reload();
  return await choose(repository, ignoreMissing);
}

async function readRange(
  repository: Repository,
  range: CommitRange,
  { remote, rules, repositoryName, compareWith, plainPaths }: LocalCommitsOptions,
) {
  const { readCommits } = await import("../../features/releases/local_commits.ts");
  const { repositoryKey } = await import("../../vcs/url.ts");
  const address = repositoryName === "address" ? repository.remoteUrl(remote) : undefined;
  return await readCommits(repository, range, {
    repository: repositoryKey(address ?? remote, rules),
    compareWith,
    plainPaths,
  });
}

function explain(
  ctx: Context,
  { reason, ids, base, endsShallow }: CommitRange,
  { previous, depth }: { readonly previous: string | undefined; readonly depth: number },
): void {
  const why = {
    "since-previous": `all since ${previous}, the last commit of the previous release`,
    "no-previous": `the last ${depth}, since no previous release has a commit that git could know`,
    "previous-missing": `the last ${depth}, since ${previous} of the previous release is not here`,
  }[reason];
  ctx.log.info(`${ids.length} commits, from ${ids.at(-1) ?? "-"} to ${ids[0] ?? "-"}: ${why}`);
  ctx.log.info(
    base !== undefined
      ? `the oldest one is compared with ${base}`
      : endsShallow
      ? "the oldest one counts as new from the ground, since this clone is shallow"
      : "the oldest one begins the history",
  );
}
