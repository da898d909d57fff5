/**
 * The table "given -> expected" of the specification of resource commands (section 14), row by row: what is
 * asked of the server, what is printed, the exit code. Parity cases hold the same rows against the
 * reference; these need none.
 */
import { runApp } from "../src/app.ts";
import { assert, assertEquals } from "./support/assert.ts";
import { FAKE_NOW_MS, fakeSystem } from "./support/fake_system.ts";
import { below, gitBuilder } from "./support/git_objects.ts";

const NOW = "<now>";
const P = "/projects/o/p";
const O = "/organizations/o";

/** More than JSON, or more than a status. */
class Answer {
  constructor(
    readonly status: number,
    readonly json: unknown,
    readonly headers: Record<string, string> = {},
  ) {}
}

/** An answer: a status, JSON (200), or both. */
type Reply = number | readonly unknown[] | Readonly<Record<string, unknown>> | Answer;

interface Row {
  readonly words: string;
  readonly replies?: readonly Reply[];
  /** `METHOD path`, with the JSON of a body behind it. */
  readonly requests?: readonly (string | readonly [string, unknown])[];
  readonly stdout?: string;
  readonly code?: number;
  readonly stderr?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Of a body only these keys count. */
  readonly picks?: readonly string[];
  /** Exit code of the job. */
  readonly job?: number | "missing";
}

/** A table, drawn anew. */
function grid(...rows: readonly string[]): string {
  const cells = rows.map((row) => row.split("·").map((cell) => cell.trim()));
  const widths = (cells[0] ?? []).map((_, at) =>
    Math.max(...cells.map((row) => (row[at] ?? "").length))
  );
  const rule = `+${widths.map((width) => "-".repeat(width + 2)).join("+")}+\n`;
  const [head = "", ...body] = cells.map((row) =>
    `|${widths.map((width, at) => ` ${(row[at] ?? "").padEnd(width)} `).join("|")}|\n`
  );
  return rule + head + rule + body.join("") + rule;
}

const release = (version: string) => ({ version, dateCreated: "2020-10-29T21:43:43.245609Z" });
const GH = {
  id: "1",
  name: "Owner/Repo",
  status: "active",
  dateCreated: "2020-01-01T00:00:00Z",
  provider: { id: "integrations:github", name: "GitHub" },
  url: "https://github.com/owner/repo",
};
const detail = (status: number, text: string) => new Answer(status, { detail: text });
const MORE = { link: '<x>; rel="next"; results="true"; cursor="0:1:0"' };

function checkout() {
  const git = gitBuilder();
  const committer = "C <c@d> 1600000000 +0000";
  const before = git.tree([["100644", "lnk", git.blob("x")]]);
  const first = git.commit({ tree: before, committer, message: "first\n" });
  const head = git.commit({
    tree: git.tree([["120000", "lnk", git.blob("to")]]),
    parents: [first],
    author: "Jöhn Doe <j@d> 1600000500 +0200",
    committer: "C <c@d> 1600000500 +0200",
    message: "typechange\n",
  });
  git.ref("refs/heads/main", head);
  git.files["config"] += '[remote "origin"]\n\turl = git@github.com:Owner/Repo.git\n';
  return { files: below("/work/.git", git.files), head };
}

const { files: GIT, head: HEAD } = checkout();
const DSN = { SENTRY_DSN: "http://k@127.0.0.1:1/7" };
const FIELDS = ["sentry.item_id", "trace", "severity", "timestamp", "message"]
  .map((field) => `field=${field}`).join("&");
const NO_COMMITS =
  "No commits found. Leaving release alone. If you believe there should be some, " +
  "change commits range or initial depth and try again.\n";
const ENVELOPE = "POST /api/7/envelope/";
const checkIn = (status: string, more: Readonly<Record<string, unknown>> = {}) =>
  [
    ENVELOPE,
    {
      check_in_id: "<hex>",
      monitor_slug: "m",
      status,
      environment: "production",
      ...(status === "in_progress" ? {} : { duration: "<f>" }),
      ...more,
    },
  ] as const;
const MAPPINGS = [{ stackRoot: "com/a", sourceRoot: "src/a" }, {
  stackRoot: "com/b",
  sourceRoot: "src/b",
}];
const UPLOAD = ["POST /organizations/o/code-mappings/bulk/", {
  project: "p",
  repository: "R",
  defaultBranch: "b",
  mappings: MAPPINGS,
}] as const;
const refs = (commit: string, previousCommit: string | null, repository = "owner/repo") => ({
  refs: [{ repository, commit, previousCommit }],
});
const SET = "releases set-commits v1 -o o";
const REPOS = `GET ${O}/repos/?cursor=`;
const BEFORE = `GET ${O}/releases/v1/previous-with-commits/`;
const PUT = `PUT ${O}/releases/v1/`;

const ROWS: Readonly<Record<number, Row>> = {
  1: {
    words: "organizations list",
    replies: [[{
      id: "1",
      slug: "s",
      name: "N",
      dateCreated: "2020-09-14T17:28:14.933511Z",
      isEarlyAdopter: false,
      require2FA: true,
    }]],
    requests: ["GET /organizations/?cursor="],
    stdout: grid(
      "ID · Name · Slug · Date Created · Early Adopter · Requires 2FA",
      "1 · N · s · 2020-09-14 · false · true",
    ),
  },
  2: {
    words: "organizations list",
    replies: [
      new Answer(200, [], MORE),
      [],
    ],
    requests: ["GET /organizations/?cursor=", "GET /organizations/?cursor=0:1:0"],
  },
  3: {
    words: "organizations list",
    replies: [404],
    requests: ["GET /organizations/?cursor="],
    code: 1,
    stderr: "error: resource not found",
  },
  4: { words: "projects list -o o", replies: [[]], requests: [`GET ${O}/projects/?cursor=`] },
  5: {
    words: "projects list -o o",
    replies: [404],
    requests: [`GET ${O}/projects/?cursor=`],
    code: 1,
    stderr: "error: organization not found",
  },
  6: {
    words: "repos list -o o",
    replies: [[GH]],
    requests: [REPOS],
    stdout: grid("Name · Provider · URL", "Owner/Repo · GitHub · https://github.com/owner/repo"),
  },
  7: { words: "repos list -o o", replies: [404], requests: [REPOS], stdout: "No repos found\n" },
  8: {
    words: "releases new v1 -o o -p p -p 12",
    replies: [release("v1")],
    requests: [[`POST ${O}/releases/`, { version: "v1", projects: ["p", 12], dateStarted: NOW }]],
    stdout: "Created release v1\n",
  },
  9: {
    words: "releases new v1 -o o -p p --url http://u --finalize",
    replies: [release("v1")],
    requests: [[`POST ${O}/releases/`, {
      version: "v1",
      projects: ["p"],
      url: "http://u",
      dateStarted: NOW,
      dateReleased: NOW,
    }]],
    stdout: "Created release v1\n",
  },
  10: {
    words: "releases new v1 -o o",
    code: 1,
    stderr: "error: A project ID or slug is required (provide with --project)",
  },
  11: {
    words: "releases new a/b -o o -p p",
    code: 2,
    stderr: "error: invalid value 'a/b' for '<VERSION>'",
  },
  12: {
    words: "releases new -v1 -o o -p p",
    replies: [release("-v1")],
    requests: [[`POST ${O}/releases/`, { version: "-v1", projects: ["p"], dateStarted: NOW }]],
    stdout: "Created release -v1\n",
  },
  13: {
    words: "releases new v1 -o o -p p",
    replies: [detail(400, "bad")],
    requests: [[`POST ${O}/releases/`, { version: "v1", projects: ["p"], dateStarted: NOW }]],
    code: 1,
    stderr: "sentry reported an error: bad (http status: 400)",
  },
  14: {
    words: "releases finalize v1 -o o",
    replies: [release("v1")],
    requests: [[PUT, { dateReleased: NOW }]],
    stdout: "Finalized release v1\n",
  },
  15: {
    words: "releases finalize v1 -o o -p 22 --released 1431648000",
    replies: [release("v1")],
    requests: [[PUT, { projects: ["22"], dateReleased: "2015-05-15T00:00:00Z" }]],
    stdout: "Finalized release v1\n",
  },
  16: {
    words: "releases finalize v1 -o o --released 2015-05-15",
    code: 2,
    stderr: "Not in valid format. Unix timestamp or ISO 8601 date expected.",
  },
  17: {
    words: "releases finalize a_b+# -o o",
    replies: [release("a b+#")],
    requests: [[`PUT ${O}/releases/a%20b%2B%23/`, { dateReleased: NOW }]],
    stdout: "Finalized release a b+#\n",
  },
  18: {
    words: "releases archive v1 -o o -p x",
    replies: [release("srv")],
    requests: [[`POST ${O}/releases/`, { version: "v1", projects: [], status: "archived" }]],
    stdout: "Archived release srv\n",
  },
  19: {
    words: "releases restore v1 -o o",
    replies: [release("v1")],
    requests: [[`POST ${O}/releases/`, { version: "v1", projects: [], status: "open" }]],
    stdout: "Restored release v1\n",
  },
  20: {
    words: "releases delete v1 -o o",
    replies: [204],
    requests: [`DELETE ${O}/releases/v1/`],
    stdout: "Deleted release v1!\n",
  },
  21: {
    words: "releases delete v1 -o o",
    replies: [404],
    requests: [`DELETE ${O}/releases/v1/`],
    stdout: "Did nothing. Release with this version (v1) does not exist.\n",
  },
  22: {
    words: "releases list -o o",
    replies: [[release("v1")]],
    requests: [`GET ${O}/releases/`],
    stdout: grid(
      "Released · Version · New Events · Last Event",
      "(unreleased) · v1 · 0 · -",
    ),
  },
  23: {
    words: "releases list -o o -p p -R -D ,",
    replies: [[release("v1"), release("v2")]],
    requests: [`GET ${P}/releases/`],
    stdout: "v1,v2\n",
  },
  24: {
    words: "releases list -o o --raw",
    replies: [[]],
    requests: [`GET ${O}/releases/`],
    stdout: "\n",
  },
  25: {
    words: "releases list -o o -p p",
    replies: [new Answer(302, { slug: "n2" })],
    requests: [`GET ${P}/releases/`],
    code: 1,
    stderr: "project was renamed to 'n2'",
  },
  26: {
    words: "releases info v1 -o o -C",
    replies: [release("v1"), [{ id: "abc" }, { id: "def" }]],
    requests: [`GET ${O}/releases/v1/`, `GET ${O}/releases/v1/commits/`],
    stdout: grid(
      "Version · Date created · Commits",
      "v1 · 2020-10-29 21:43:43.245609 UTC · abc",
      " ·  · def",
    ),
  },
  27: {
    words: "releases info v1 -o o",
    replies: [404],
    requests: [`GET ${O}/releases/v1/`],
    code: 1,
  },
  28: {
    words: "releases info v1 -o o --quiet -C",
    replies: [release("v1")],
    requests: [`GET ${O}/releases/v1/`],
  },
  29: {
    words: "deploys new -o o -r v1 -e prod",
    replies: [{ environment: "E", name: null }],
    requests: [[`POST ${O}/releases/v1/deploys/`, {
      environment: "prod",
      name: null,
      url: null,
      dateStarted: null,
      dateFinished: NOW,
    }]],
    stdout: "Created new deploy unnamed for 'E'\n",
  },
  30: {
    words: "deploys new -o o -r v1 -e x -n N -p 22 --started 1000 --finished 2000",
    replies: [{ environment: "x", name: "N" }],
    requests: [[`POST ${O}/releases/v1/deploys/`, {
      environment: "x",
      name: "N",
      url: null,
      dateStarted: "1970-01-01T00:16:40Z",
      dateFinished: "1970-01-01T00:33:20Z",
      projects: ["22"],
    }]],
    stdout: "Created new deploy N for 'x'\n",
  },
  31: {
    words: "deploys new -o o -e x",
    code: 1,
    stderr: "error: A release slug is required (provide with --release or by setting the " +
      "SENTRY_RELEASE environment variable)",
  },
  32: {
    words: "releases deploys v1 list -o o",
    replies: [[]],
    requests: [`GET ${O}/releases/v1/deploys/`],
    stdout: "No deploys found\n",
  },
  33: {
    words: "events list -o o -p p -U -T --max-rows 1",
    replies: [[
      {
        eventID: "00000000000000000000000000000001",
        dateCreated: "D",
        title: "T",
        user: { id: "7", email: "e@x" },
        tags: [{ key: "a", value: "b" }, { key: "c", value: "d" }],
      },
      { eventID: "00000000000000000000000000000002" },
    ]],
    requests: [`GET ${P}/events/?cursor=`],
    stdout: grid(
      "Event ID · Date · Title · User · Tags",
      "00000000-0000-0000-0000-000000000001 · D · T · ID: 7Email: e@x · a: b",
      " ·  ·  ·  · c: d",
    ),
  },
  34: {
    words: "events list -o o -p p --pages 1",
    replies: [new Answer(200, [], MORE)],
    requests: [`GET ${P}/events/?cursor=`],
    stdout: "No events found\n",
  },
  35: {
    words: "issues list -o o -p p --query a+b_#1",
    replies: [[]],
    requests: [`GET ${P}/issues/?query=a%2Bb%20%231&cursor=`],
    stdout: "No issues found\n",
  },
  36: {
    words: "issues list -o o -p p",
    replies: [404],
    requests: [`GET ${P}/issues/?query=&cursor=`],
    code: 1,
    stderr: "error: Project not found. Ensure that you configured the correct project and " +
      "organization.",
  },
  37: {
    words: "issues mute -o o -p p -i 1 -i 2",
    replies: [{}],
    requests: [[`PUT ${P}/issues/?id=1&id=2`, { status: "muted", snoozeDuration: null }]],
    stdout: "Updated matching issues.\n  new status: muted\n",
  },
  38: {
    words: "issues resolve -n -o o -p p -a -s muted",
    replies: [{}],
    requests: [[`PUT ${P}/issues/?`, { status: "resolvedInNextRelease", snoozeDuration: null }]],
    stdout: "Updated matching issues.\n  new status: resolvedInNextRelease\n",
  },
  39: { words: "issues unresolve -o o -p p", stdout: "No changes requested.\n" },
  40: {
    words: "issues unresolve -o o -p p -i x",
    code: 1,
    stderr: "error: Invalid issue ID",
  },
  41: {
    words: "logs list -o o -p 42",
    replies: [{ data: [] }],
    requests: [
      `GET ${O}/events/?dataset=logs&${FIELDS}&project=42&per_page=100&statsPeriod=90d&sort=-timestamp`,
    ],
    stdout: "No logs found\n",
    stderr: "[BETA]",
  },
  42: {
    words: "logs list -o o -p p --query level:error",
    replies: [{ data: [] }],
    requests: [
      `GET ${O}/events/?dataset=logs&${FIELDS}&query=project:p%20level:error&per_page=100&statsPeriod=90d&sort=-timestamp`,
    ],
    stdout: "No logs found\n",
    stderr: "[BETA]",
  },
  43: {
    words: "logs list -o o -p p --max-rows 1001",
    code: 2,
    stderr: "max-rows must be between 1 and 1000",
  },
  44: {
    words: "monitors list -o o",
    replies: [[{ id: "1", slug: "s", name: "n", status: "active" }]],
    requests: [`GET ${O}/monitors/?cursor=`],
    stdout: grid("ID · Slug · Name · Status", "1 · s · n · active"),
  },
  45: {
    words: "monitors run m -- job",
    env: DSN,
    job: 3,
    replies: [{}, {}],
    requests: [checkIn("in_progress"), checkIn("error")],
    code: 3,
  },
  46: {
    words: "monitors run m -s 0_*_*_*_* --max-runtime 30 --timezone Europe/Vienna -- true",
    env: DSN,
    job: 0,
    replies: [{}, {}],
    requests: [
      checkIn("in_progress", {
        monitor_config: {
          schedule: { type: "crontab", value: "0 * * * *" },
          max_runtime: 30,
          timezone: "Europe/Vienna",
        },
      }),
      checkIn("ok"),
    ],
  },
  47: {
    words: "monitors run m -e dev -- nosuchprog",
    env: DSN,
    job: "missing",
    replies: [500, 500],
    requests: [
      checkIn("in_progress", { environment: "dev" }),
      checkIn("error", { environment: "dev" }),
    ],
    code: 1,
    stderr: "could not invoke program 'nosuchprog'",
  },
  48: {
    words: "monitors run m -s bad -- true",
    env: DSN,
    code: 1,
    stderr: '"bad" is not a valid crontab schedule.',
  },
  49: { words: "monitors run m -- true", code: 1, stderr: "error: DSN missing." },
  50: {
    words: "send-event --no-environ -m hi -l log -t a:b -f x",
    env: DSN,
    replies: [{}],
    picks: ["level", "logentry", "tags", "fingerprint"],
    requests: [[ENVELOPE, {
      level: "info",
      logentry: { message: "hi" },
      tags: { a: "b" },
      fingerprint: ["x"],
    }]],
    stdout: "Event dispatched.\nEvent id: <uuid>\n",
  },
  51: {
    words: "send-event --raw e.json",
    env: DSN,
    files: { "/work/e.json": '{"event_id":"zz"}\n' },
    replies: [{}],
    requests: [[ENVELOPE, { event_id: "zz" }]],
    stdout: "Event from file e.json dispatched: 00000000-0000-0000-0000-000000000000\n",
  },
  52: {
    words: "send-event no*.json",
    env: DSN,
    stderr: "Did not match any .json files for pattern: no*.json",
  },
  53: { words: "send-event -t bad", env: DSN, code: 1, stderr: "error: missing tag value" },
  54: {
    words: "send-envelope empty.envelope",
    env: DSN,
    files: { "/work/empty.envelope": "{}\n" },
    replies: [{}],
    requests: [[ENVELOPE, {}]],
    stdout: "Envelope from file empty.envelope dispatched\n",
  },
  55: {
    words: "send-envelope garbage.envelope",
    env: DSN,
    files: { "/work/garbage.envelope": "garbage\n" },
    code: 1,
    stderr: "error: invalid envelope header",
  },
  56: {
    words: "send-envelope --raw garbage.envelope",
    env: DSN,
    files: { "/work/garbage.envelope": "garbage\n" },
    replies: [{}],
    requests: [[ENVELOPE, "garbage"]],
    stdout: "Envelope from file garbage.envelope dispatched\n",
  },
  57: {
    words: "bash-hook --send-event --traceback nofile --log log",
    env: DSN,
    files: { "/work/log": "INFO: x\n" },
    replies: [{}],
    picks: ["exception"],
    requests: [[ENVELOPE, {
      exception: {
        values: [{
          type: "BashError",
          value: "command unknown exited with status 1",
          stacktrace: { frames: [] },
        }],
      },
    }]],
    stdout: "<uuid>\n",
  },
  58: {
    words: "code-mappings upload -o o -p p --repo R --default-branch b ok.json",
    files: { "/work/ok.json": JSON.stringify(MAPPINGS) },
    replies: [{ created: 2, updated: 0, errors: 0, mappings: [] }],
    requests: [UPLOAD],
    stdout: "Uploading 2 code mapping(s)...\nCreated: 2, Updated: 0, Errors: 0\n",
  },
  59: {
    words: "code-mappings upload -o o -p p --repo R --default-branch b ok.json",
    files: { "/work/ok.json": JSON.stringify(MAPPINGS) },
    replies: [404],
    requests: [UPLOAD],
    stdout: "Uploading 2 code mapping(s)...\nBatch 1/1 failed: organization not found\n" +
      "Created: 0, Updated: 0, Errors: 1\n",
    code: 1,
    stderr: "error: 1 error(s) during upload. See details above.",
  },
  60: {
    words: "code-mappings upload -o o -p p --repo R --default-branch b empty.json",
    files: { "/work/empty.json": "[]" },
    code: 1,
    stderr: "error: Mappings file contains an empty array. Nothing to upload.",
  },
  61: {
    words: `${SET} -c owner/repo@abc..def`,
    replies: [[GH], release("v1")],
    requests: [REPOS, [PUT, refs("def", "abc")]],
    stdout: grid("Repository · Revision", "owner/repo · abc -> def"),
  },
  62: {
    words: `${SET} -c other@x`,
    replies: [[GH]],
    requests: [REPOS],
    code: 1,
    stderr: "error: Unknown repo 'other'",
  },
  63: {
    words: `${SET} --clear -p p`,
    replies: [[GH], release("v1"), release("v1")],
    requests: [REPOS, [`POST ${O}/releases/`, { version: "v1", projects: ["p"] }], [PUT, {
      refs: [],
    }]],
    stdout: "Clearing commits for release.\n",
  },
  64: {
    words: `${SET} --auto`,
    files: GIT,
    replies: [[GH], release("v1")],
    requests: [REPOS, [PUT, refs(HEAD, null, "Owner/Repo")]],
    stdout: grid("Repository · Revision", `Owner/Repo · ${HEAD.slice(0, 12)}`),
  },
  65: {
    words: `${SET} --auto --initial-depth 0`,
    files: GIT,
    replies: [[], 404],
    requests: [REPOS, BEFORE],
    stdout: "Could not determine any commits to be associated with a repo-based integration. " +
      "Proceeding to find commits from local git tree.\n" +
      "Could not find the previous commit. Creating a release with 0 commits.\n" + NO_COMMITS,
  },
  66: {
    words: `${SET} --local --initial-depth 1`,
    files: GIT,
    replies: [[], 404, release("v1")],
    requests: [REPOS, BEFORE, [PUT, {
      commits: [{
        patch_set: [{ path: "lnk", type: "D" }, { path: "lnk", type: "A" }],
        repository: "origin",
        author_name: "Jöhn Doe",
        author_email: "j@d",
        timestamp: "2020-09-13T14:35:00+02:00",
        message: "typechange\n",
        id: HEAD,
      }],
    }]],
    stdout: "Could not find the previous commit. Creating a release with 1 commits.\n" +
      "Success! Set commits for release v1\n",
  },
  67: {
    words: `${SET} --local`,
    files: GIT,
    replies: [[], { ...release("v0"), lastCommit: { id: HEAD } }],
    requests: [REPOS, BEFORE],
    stdout: NO_COMMITS,
  },
  68: {
    words: `${SET} --local`,
    files: GIT,
    replies: [[], { ...release("v0"), lastCommit: { id: "b".repeat(40) } }],
    requests: [REPOS, BEFORE],
    code: 1,
    stderr: "Could not find the SHA of the previous release in the git history.",
  },
  69: {
    words: `${SET} --local --auto`,
    code: 2,
    stderr: "the argument '--local' cannot be used with '--auto'",
  },
  70: {
    words: "releases propose-version",
    env: { SENTRY_RELEASE: "", SOURCE_VERSION: "abc", CIRCLE_SHA1: "def" },
    stdout: "abc\n",
  },
  71: {
    words: "releases propose-version",
    env: { GAE_DEPLOYMENT_ID: "g" },
    files: {
      "/work/build.gradle": "",
      "/work/app/build.gradle": "applicationId 'com.ex.app'\nversionName \"1.2.3\"\n",
    },
    stdout: "com.ex.app@1.2.3\n",
  },
  72: {
    words: "releases propose-version",
    code: 1,
    stderr: "error: Could not automatically determine release name:",
  },
  73: {
    words: "completions tcsh",
    code: 2,
    stderr: "[possible values: bash, elvish, fish, powershell, zsh]",
  },
};

/** What stands in for a value of the moment. */
function masked(value: unknown): unknown {
  if (typeof value === "string") {
    return value === new Date(FAKE_NOW_MS).toISOString() ? NOW : value;
  }
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      if (key === "check_in_id" && /^[0-9a-f]{32}$/.test(String(each))) return [key, "<hex>"];
      if (key === "duration" && typeof each === "number") return [key, "<f>"];
      return [key, masked(each)];
    }),
  );
}

/** The last line of an envelope, or all of another body. */
function bodyOf(bytes: Uint8Array): unknown {
  const text = new TextDecoder().decode(bytes).replace(/\n$/, "");
  const last = text.split("\n").at(-1) ?? "";
  for (const each of [text, last]) {
    try {
      return masked(JSON.parse(each));
    } catch {
      // the other one, then
    }
  }
  return text;
}

function picked(body: unknown, keys: readonly string[] | undefined): unknown {
  if (keys === undefined || typeof body !== "object" || body === null) return body;
  return Object.fromEntries(Object.entries(body).filter(([key]) => keys.includes(key)));
}

const UUID = /(?!0{8})[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

function responseOf(reply: Reply | undefined): Response {
  if (reply === undefined) throw new Error("one request too many");
  if (typeof reply === "number") return new Response(null, { status: reply });
  if (reply instanceof Answer) {
    return Response.json(reply.json, { status: reply.status, headers: reply.headers });
  }
  return Response.json(reply);
}

for (const [number, row] of Object.entries(ROWS)) {
  Deno.test(`resource commands, row ${number}: ${row.words}`, async () => {
    const { words, replies = [], requests = [], env = {}, files = {}, job } = row;
    const seen: (string | readonly [string, unknown])[] = [];
    const waiting = [...replies];
    const system = fakeSystem({
      env: {
        SENTRY_URL: "http://127.0.0.1:1",
        SENTRY_AUTH_TOKEN: "a".repeat(64),
        SENTRY_HTTP_MAX_RETRIES: "0",
        ...env,
      },
      fetch({ method, url, body }) {
        const { pathname, search } = new URL(url);
        const question = url.endsWith("?") ? "?" : search;
        const path = `${method} ${pathname.replace(/^\/api\/0(?=\/)/, "")}${question}`;
        const bytes = body?.();
        seen.push(bytes instanceof Uint8Array ? [path, picked(bodyOf(bytes), row.picks)] : path);
        return Promise.resolve(responseOf(waiting.shift()));
      },
      ...(typeof job === "number"
        ? {
          startJob: () => ({
            kill() {},
            finished: Promise.resolve({ code: job, signal: undefined }),
          }),
        }
        : {}),
    });
    for (const [path, data] of Object.entries(files)) system.fs.put(path, data);
    const line = words.split(" ").map((word) =>
      // A blank inside of a word.
      /^(a_b|a\+b_|0_)/.test(word) ? word.replaceAll("_", " ") : word
    );
    const code = await runApp(system, line);
    const { stdout, stderr } = system.written;
    assertEquals(code, row.code ?? 0, stderr);
    assertEquals(seen, [...requests], stderr);
    assertEquals(stdout.replace(UUID, "<uuid>"), row.stdout ?? "", stderr);
    assert(stderr.includes(row.stderr ?? ""), stderr);
  });
}

Deno.test("resource commands: every row of the table is here", () => {
  const all = Array.from({ length: 73 }, (_, at) => at + 1);
  assertEquals(all.filter((each) => ROWS[each] === undefined), []);
});
