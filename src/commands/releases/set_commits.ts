import { listRepos, type Repo } from "../../api/repos.ts";
import { createRelease, type ReleaseRef, updateRelease } from "../../api/releases.ts";
import { defineCommand } from "../../cli/command.ts";
import { amount, choice, flag, text } from "../../cli/options.ts";
import { settings } from "../../config/settings.ts";
import type { Context } from "../../context.ts";
import { table } from "../../output/table.ts";
import { resolveScope } from "../scope.ts";
import { changeOptions, projectScope, versionArgument } from "../shared_options.ts";
import { assumedRepos, autoRefs, specRefs } from "./release_refs.ts";
import { setLocalCommits } from "./set_local_commits.ts";

/** `releases set-commits`: say which commits a release is made of. */
export const setCommitsCommand = defineCommand({
  summary: "Set the commits of a release.",
  description:
    "Repositories that are connected to Sentry are sent as a revision of each (--auto finds the one " +
    "that is checked out here, --commit names it); of others the local history is sent, since the " +
    "commit of the previous release. Git is read without the git program. --log-level=info says " +
    "which commits were chosen and why.",
  hyphenatedFirstArgument: true,
  args: { version: versionArgument },
  options: {
    ...projectScope,
    auto: flag("Send the revision that is checked out here of the repositories that Sentry knows.")
      .conflictsWith("local"),
    local: flag("Send the local history.").conflictsWith("auto", "clear", "commit"),
    clear: flag("Remove all commits from the release.").conflictsWith("local"),
    commit: text("A revision of a repository, as REPO@REVISION or REPO@PREVIOUS..REVISION.")
      .short("c").valueName("SPEC").conflictsWith("local").repeated(),
    ignoreMissing: flag(
      "Where the commit of the previous release is not in the history, send as many commits as " +
        "--initial-depth says.",
    ),
    initialDepth: amount(
      "How many commits to send where there is no previous release. [default: 20]",
    ).valueName("INITIAL DEPTH").optional(),
    resolveRevisions: flag(
      "Look up the branches and tags of --commit in the checkout (or at REPO#PATH) and send their " +
        "ids.",
    ),
    ignoreEmpty: flag("Accepted for old scripts; has no effect.").hidden(),
    deepen: amount(
      "In a shallow clone, have git fetch so many older commits where the one of the previous " +
        "release is missing.",
    ).valueName("COUNT").optional(),
    compareWith: choice("What the files of a commit are compared with.", ["next", "parent"])
      .valueName("COMMIT").default("next"),
    plainPaths: flag("Send the paths of executables without marks."),
    repositoryName: choice(
      "What local commits are filed under: the name of the remote, or the owner and name in its " +
        "address.",
      ["remote", "address"],
    ).valueName("FROM").default("remote"),
    lenientUrls: flag(
      "Take addresses for the same that differ in a slash at the end and the like.",
    ),
    ...changeOptions,
  },
  examples: [{
    command: "sentry-cli releases set-commits --auto 1.4.0",
    explains: "Connect release 1.4.0 with the commit that is checked out",
  }, {
    command: "sentry-cli releases set-commits --local 1.4.0",
    explains: "Send the commits since the previous release from the local history",
  }],
  async run({ args: { version }, options }, ctx: Context) {
    const api = await ctx.api();
    const { org, projects } = resolveScope(ctx, options, { projects: "optional" });
    const remote = ctx.config.get(settings.vcsRemote) ?? "origin";
    const rules = options.lenientUrls ? "lenient" as const : "strict" as const;
    const asked = { ...options, remote, rules };

    const assumed = await assumedRepos(ctx, asked);
    const repos = await Array.fromAsync(
      listRepos(api, org, assumed === undefined ? {} : { assumed }),
    );
    const refs = await chooseRefs(ctx, repos, asked);
    if (projects.length > 0) await createRelease(api, { org, version, projects });
    if (refs === undefined) {
      const isFallback = options.auto;
      return await setLocalCommits(ctx, { org, version }, { ...asked, isFallback });
    }
    ctx.out.say(refs.length === 0 ? "Clearing commits for release." : revisions(refs));
    await updateRelease(api, { org, version }, { refs });
    ctx.out.show({ json: { version, mode: "refs", refs }, text: () => "" });
  },
});

interface Asked {
  readonly auto: boolean;
  readonly clear: boolean;
  readonly commit: readonly string[];
  readonly resolveRevisions: boolean;
  readonly remote: string;
  readonly rules: "strict" | "lenient";
}

/** The first mode that fits; `undefined` for the local history. */
async function chooseRefs(
  ctx: Context,
  repos: readonly Repo[],
  asked: Asked,
): Promise<readonly ReleaseRef[] | undefined> {
  if (asked.auto) return repos.length === 0 ? undefined : await autoRefs(ctx, repos, asked);
  if (asked.clear) return [];
  if (asked.commit.length > 0) return await specRefs(ctx, asked.commit, repos, asked);
  return undefined;
}

function revisions(refs: readonly ReleaseRef[]): string {
  const short = (text: string) => /^[0-9a-f]{40}$/i.test(text) ? text.slice(0, 12) : text;
  return table([
    { head: "Repository", cell: ({ repository }) => repository },
    {
      head: "Revision",
      cell: ({ commit, previousCommit: previous }) =>
        previous === null ? short(commit) : `${short(previous)} -> ${short(commit)}`,
    },
  ], refs);
}
