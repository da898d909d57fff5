/** What reads a git checkout: `releases set-commits` and `propose-version`. */
import { below, gitBuilder, type GitFiles } from "../../support/git_objects.ts";
import { encodeBase64 } from "../base64.ts";
import { type Case, cases, type FileSpec, type Reply } from "../model.ts";
import { EMPTY, online, RELEASE } from "./common.ts";

const NO_GIT = { GIT_CEILING_DIRECTORIES: "/" } as const;
const GITHUB = {
  id: "1",
  name: "Owner/Repo",
  status: "active",
  dateCreated: "2020-01-01T00:00:00Z",
  provider: { id: "integrations:github", name: "GitHub" },
  url: "https://github.com/owner/repo",
} as const;
const REPOS: Reply = { json: [GITHUB] };
const NONE_BEFORE: Reply = { status: 404, json: { detail: "x" } };
const DONE: Reply = { json: RELEASE };
const since = (id: string | null): Reply => ({
  json: { ...RELEASE, version: "v0", lastCommit: id === null ? null : { id } },
});

function toSpecs(files: GitFiles): Record<string, FileSpec> {
  return Object.fromEntries(
    Object.entries(files).map(([path, data]) => [
      path,
      typeof data === "string" ? data : { base64: encodeBase64(data) },
    ]),
  );
}

/** Three commits that show what a patch set can hold. */
function history() {
  const git = gitBuilder();
  const [one, two] = [git.blob("1"), git.blob("2")];
  const inner = git.tree([["100644", "deep", one]]);
  const first = git.tree([
    ["100644", "a", one],
    ["40000", "dir", inner],
    ["100755", "run", one],
    ["120000", "to", one],
  ]);
  const second = git.tree([
    ["100755", "a", one],
    ["100644", "dir", one],
    ["100755", "run", two],
    ["100644", "to", one],
  ]);
  const third = git.tree([["160000", "module", "1".repeat(40)], ["100644", "to", two]]);
  const c1 = git.commit({ tree: first, message: "one\n" });
  const c2 = git.commit({
    tree: second,
    parents: [c1],
    author: 'Jöhn "Doe" <j@d> 1600000100 -0330',
    committer: "C <c@d> 1600000100 +0000",
    message: "two\n\nwith a body",
  });
  const c3 = git.commit({
    tree: third,
    parents: [c2],
    author: "E <> 1600000200 +0000",
    committer: "C <c@d> 1600000200 +0000",
    message: "\nthree\n",
  });
  git.ref("refs/heads/main", c3);
  git.ref("refs/remotes/origin/trunk", c1);
  git.files["refs/remotes/origin/HEAD"] = "ref: refs/remotes/origin/trunk\n";
  git.files["config"] += '[remote "origin"]\n\turl = git@github.com:Owner/Repo.git\n';
  return { git, ids: [c1, c2, c3] as const };
}

const { git: GIT, ids: [FIRST, SECOND, THIRD] } = history();
const CHECKOUT = toSpecs(below(".git", GIT.files));
const SET = ["releases", "set-commits", "v1", "-o", "o"] as const;

/** A run in the checkout. */
function inGit(
  name: string,
  args: readonly string[],
  replies: readonly Reply[],
  more: Partial<Case> = {},
): Case {
  return online(name, args, replies, { files: CHECKOUT, ...more });
}

const LOCAL: readonly Reply[] = [REPOS, NONE_BEFORE, DONE];

export const SET_COMMITS = cases("releases set-commits", [
  online("spec 14.61: a range", [...SET, "-c", "owner/repo@abc..def"], [REPOS, DONE]),
  online("spec 14.62: unknown repository", [...SET, "-c", "other@x"], [REPOS]),
  online("spec 14.63: clear", [...SET, "--clear", "-p", "p"], [REPOS, DONE, DONE]),
  inGit("spec 14.64: auto", [...SET, "--auto"], [REPOS, DONE]),
  inGit("spec 14.65: auto without repositories, depth 0", [
    ...[...SET, "--auto", "--initial-depth", "0"],
  ], [EMPTY, NONE_BEFORE]),
  inGit("spec 14.66: local, depth 1", [...SET, "--local", "--initial-depth", "1"], [
    ...[EMPTY, NONE_BEFORE, DONE],
  ]),
  inGit("spec 14.67: previous is HEAD", [...SET, "--local"], [REPOS, since(THIRD)]),
  inGit("spec 14.68: previous is unknown", [...SET, "--local"], [REPOS, since("b".repeat(40))]),
  online("spec 14.69: local and auto", [...SET, "--local", "--auto"], []),
  online("local and clear", [...SET, "--local", "--clear"], []),
  online("local and commit", [...SET, "--local", "-c", "x"], []),
  online("no version", ["releases", "set-commits", "-o", "o"], []),
  online("specifications of all forms", [
    ...[...SET, "-c", "owner/repo#sub/x@a..b..c", "-c", "OWNER/REPO", "-c", "Owner/Repo@a...b"],
    ...["-c", "owner/repo@..b", "-c", `owner/repo@${"A".repeat(40)}..${"g".repeat(40)}`],
  ], [REPOS, DONE]),
  online("a specification without revision", [...SET, "-c", "R@", "-p", "p"], [REPOS]),
  online("a specification of two marks", [...SET, "-c", "R@a@b"], [REPOS]),
  online("a range without end", [...SET, "-c", "owner/repo@a.."], [
    REPOS,
    { status: 400, json: { refs: [{ commit: ["This field may not be blank."] }] } },
  ]),
  online("an empty specification", [...SET, "-c", ""], [REPOS]),
  online("a long revision", [...SET, "-c", `owner/repo@${"é".repeat(33)}`], [REPOS]),
  online("a long previous revision", [...SET, "-c", `owner/repo@${"z".repeat(65)}..c`], [REPOS]),
  online("auto before clear and commit", [...SET, "--auto", "--clear", "-c", "bad@"], [
    { json: [{ ...GITHUB, url: "https://github.com/o/other" }] },
    NONE_BEFORE,
    DONE,
  ], { files: CHECKOUT }),
  online("clear before commit", [...SET, "--clear", "-c", "bad@"], [REPOS, DONE]),
  online("clear without repositories", [...SET, "--clear"], [EMPTY, DONE, DONE], {
    files: CHECKOUT,
  }),
  online("a revision without repositories", [...SET, "-c", "x@y"], [EMPTY, NONE_BEFORE, DONE], {
    files: CHECKOUT,
  }),
  inGit("no flag means local", [...SET], LOCAL),
  inGit("projects are added first", [...SET, "-p", "p", "-p", "12"], [
    REPOS,
    DONE,
    NONE_BEFORE,
    DONE,
  ]),
  inGit("a hidden flag", [...SET, "--ignore-empty", "--local"], LOCAL),
  inGit("since the first", [...SET, "--local"], [REPOS, since(FIRST), DONE]),
  inGit("since the second, in capitals", [...SET, "--local"], [
    REPOS,
    since(SECOND.toUpperCase()),
    DONE,
  ]),
  inGit("previous without commit", [...SET, "--local"], [REPOS, since(null), DONE]),
  inGit("previous is no id", [...SET, "--local"], [REPOS, since("v0"), DONE]),
  inGit("previous is empty", [...SET, "--local"], [REPOS, since(""), DONE]),
  inGit("previous is short", [...SET, "--local"], [REPOS, since(FIRST.slice(0, 10))]),
  inGit("previous is too long", [...SET, "--local"], [REPOS, since(`${FIRST}0`), DONE]),
  inGit("previous is {}", [...SET, "--local"], [REPOS, { json: {} }, DONE]),
  inGit("previous is unknown and ignored", [
    ...[...SET, "--local", "--ignore-missing", "--initial-depth", "2"],
  ], [REPOS, since("b".repeat(40)), DONE]),
  inGit("depth 2", [...SET, "--local", "--initial-depth", "2"], LOCAL),
  inGit("depth 0", [...SET, "--local", "--initial-depth", "0"], LOCAL),
  inGit("a bad depth", [...SET, "--local", "--initial-depth", "-1"], []),
  inGit("the remote is a setting", [...SET, "--local"], LOCAL, {
    env: { SENTRY_VCS_REMOTE: "Up" },
  }),
  inGit("the remote is an address", [...SET, "--local"], LOCAL, {
    env: { SENTRY_VCS_REMOTE: "git@github.com:Foo/Bar.git" },
  }),
  inGit("the remote is empty", [...SET, "--local"], LOCAL, { env: { SENTRY_VCS_REMOTE: "" } }),
  inGit("auto with a remote that is not there", [...SET, "--auto"], LOCAL, {
    env: { SENTRY_VCS_REMOTE: "nope" },
  }),
  inGit("auto with several of one name", [...SET, "--auto"], [{
    json: [
      { ...GITHUB, provider: { id: "x", name: "x" }, url: "https://github.com/o/x" },
      GITHUB,
      { ...GITHUB, name: "other", url: "ssh://git@github.com/owner/Repo.git" },
      { ...GITHUB, name: "elsewhere", url: "https://gitlab.com/owner/repo" },
    ],
  }, DONE]),
  inGit("auto with an integration that is none", [...SET, "--auto"], [
    { json: [{ ...GITHUB, provider: { id: "unknown", name: "x" }, url: null }] },
    NONE_BEFORE,
    DONE,
  ]),
  inGit("auto with a repository without address", [...SET, "--auto"], [
    { json: [{ ...GITHUB, url: null }] },
    NONE_BEFORE,
    DONE,
  ]),
  inGit("auto with a submodule", [...SET, "--auto"], [
    { json: [{ ...GITHUB, url: "https://github.com/o/module" }] },
    DONE,
  ], {
    files: {
      ...CHECKOUT,
      ".gitmodules": '[submodule "m"]\n\tpath = module\n\turl = https://github.com/o/module.git\n',
    },
  }),
  inGit("auto with insteadOf", [...SET, "--auto"], [REPOS, DONE], {
    files: {
      ...CHECKOUT,
      ".git/config": '[remote "origin"]\n\turl = gh:Owner/Repo\n' +
        '[url "https://github.com/"]\n\tinsteadOf = gh:\n',
    },
  }),
  inGit("from a folder below", [...SET, "--local"], LOCAL, {
    cwd: "below/it",
    files: { ...CHECKOUT, "below/it/x": "" },
  }),
  inGit("by GIT_DIR", [...SET, "--local"], LOCAL, { env: { GIT_DIR: ".git" } }),
  inGit("a detached head", [...SET, "--local"], LOCAL, {
    files: { ...CHECKOUT, ".git/HEAD": `${SECOND}\n` },
  }),
  inGit("packed references", [...SET, "--local"], LOCAL, {
    files: {
      ...CHECKOUT,
      ".git/HEAD": "ref: refs/heads/packed\n",
      ".git/packed-refs":
        `# pack-refs with: peeled fully-peeled sorted\n${FIRST} refs/heads/packed\n`,
    },
  }),
  inGit("a shallow clone", [...SET, "--local"], LOCAL, {
    files: { ...CHECKOUT, ".git/shallow": `${SECOND}\n` },
  }),
  inGit("previous lies beyond the shallow end", [...SET, "--local"], [REPOS, since(FIRST)], {
    files: { ...CHECKOUT, ".git/shallow": `${SECOND}\n` },
  }),
  inGit("no commit yet", [...SET, "--local"], [REPOS, NONE_BEFORE], {
    files: { ...CHECKOUT, ".git/HEAD": "ref: refs/heads/none\n" },
  }),
  inGit("a missing object", [...SET, "--local"], [REPOS, NONE_BEFORE], {
    files: { ...CHECKOUT, ".git/HEAD": `${"9".repeat(40)}\n` },
  }),
  online("no repository", [...SET, "--local", "-p", "p"], [REPOS, DONE, NONE_BEFORE], {
    env: NO_GIT,
  }),
  online("auto without repository", [...SET, "--auto", "-p", "p"], [REPOS], { env: NO_GIT }),
  online("repos 404 means none", [...SET, "--local"], [NONE_BEFORE, NONE_BEFORE, DONE], {
    files: CHECKOUT,
  }),
  online("release not found", [...SET, "-c", "owner/repo@x"], [
    REPOS,
    { status: 404, json: { detail: "The requested resource does not exist" } },
  ]),
  online("no organization", ["releases", "set-commits", "v1", "--auto"], []),
], {
  "set-commits-without-repos": {
    "clear without repositories": {
      stdout: "Clearing commits for release.",
      requests: "body.refs = []",
    },
    "a revision without repositories": {
      exit: 1,
      stdout: "",
      error: "Unknown repo 'x'",
      requests: true,
    },
  },
  "set-commits-empty-revision": {
    "a range without end": {
      stdout: "",
      error: "Could not parse commit spec 'owner/repo@a..'",
      causes: "",
      requests: true,
    },
  },
  "set-commits-repo-without-url": {
    "auto with a repository without address": {
      exit: 0,
      stdout: true,
      error: "",
      warnings: "Sentry has no URL for it",
      requests: true,
    },
  },
});

const PROPOSE = ["releases", "propose-version"] as const;
const WIDGET = '<widget xmlns="http://www.w3.org/ns/widgets" id="a.b" version="1.2" ' +
  'android-packageName="p.q"/>';

function propose(name: string, more: Partial<Case>): Case {
  return { name, args: PROPOSE, ...more };
}

export const PROPOSE_VERSION = cases("releases propose-version", [
  propose("spec 14.70: empty variables do not count", {
    env: { SENTRY_RELEASE: "", SOURCE_VERSION: "abc", CIRCLE_SHA1: "def" },
  }),
  propose("spec 14.71: Gradle", {
    env: { GAE_DEPLOYMENT_ID: "g" },
    files: {
      "build.gradle": "",
      "app/build.gradle": 'applicationId "com.ex.app"\nversionName "1.2.3"\n',
    },
  }),
  propose("spec 14.72: nothing", { env: NO_GIT }),
  propose("git", { files: CHECKOUT }),
  propose("a detached head", { files: { ...CHECKOUT, ".git/HEAD": `${SECOND}\n` } }),
  propose("no commit yet", { files: { ...CHECKOUT, ".git/HEAD": "ref: refs/heads/none\n" } }),
  propose("Cordova", {
    cwd: "platforms/android",
    files: { "config.xml": WIDGET, "platforms/android/x": "" },
  }),
  propose("Cordova that is broken", {
    cwd: "platforms/ios",
    files: { "config.xml": WIDGET.replace("/>", ">"), "platforms/ios/x": "" },
    env: { SOURCE_VERSION: "later" },
  }),
  propose("the tip of a pull request", {
    env: { GITHUB_EVENT_PATH: "event.json" },
    files: {
      ...CHECKOUT,
      "event.json": JSON.stringify({ pull_request: { head: { sha: "A".repeat(40) } } }),
    },
  }),
  propose("a broken event", {
    env: { GITHUB_EVENT_PATH: "event.json" },
    files: { ...CHECKOUT, "event.json": "{" },
  }),
  propose("Gradle in Kotlin", {
    env: NO_GIT,
    files: {
      "build.gradle.kts": "",
      "app/build.gradle.kts": 'applicationId = "com.ex.app"\nversionName = "1.2.3"\n',
    },
  }),
], {
  "release-advice": {
    "spec 14.72: nothing": { notes: "" },
    "no commit yet": { notes: "" },
  },
  "broken-github-event": {
    "a broken event": { exit: 0, stdout: THIRD, warnings: "is not JSON", notes: "" },
  },
  "gradle-last-resort": {
    "Gradle in Kotlin": { exit: 0, stdout: "com.ex.app@1.2.3", error: "", notes: "" },
  },
});
