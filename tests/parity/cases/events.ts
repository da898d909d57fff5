/** Events, issues, logs, monitors, code mappings (resource commands §5-§7, §11, §14). */
import { cases } from "../model.ts";
import { BAD, EMPTY, LAST, MISSING, nextPage, online } from "./common.ts";

const EVENTS = ["events", "list", "-o", "o", "-p", "p"] as const;
const ID = "00000000000000000000000000000001";
const event = (more: Record<string, unknown> = {}) => ({
  eventID: ID,
  dateCreated: "D",
  title: "T",
  user: null,
  tags: [],
  ...more,
});

export const EVENTS_LIST = cases("events list", [
  online("spec 14.33: user and tags", [...EVENTS, "-U", "-T", "--max-rows", "1"], [{
    json: [
      event({
        user: { id: "7", email: "e@x" },
        tags: [{ key: "a", value: "b" }, { key: "c", value: "d" }],
      }),
      event(),
    ],
  }]),
  online("spec 14.34: one page", [...EVENTS, "--pages", "1"], [
    { json: [], headers: nextPage("0:1:0") },
  ]),
  online("plain", EVENTS, [{ json: [event(), event({ title: "漢字\nx" })] }]),
  online("no user, no tags", [...EVENTS, "-UT"], [{ json: [event()] }]),
  online("a user without anything", [...EVENTS, "-U"], [{ json: [event({ user: {} })] }]),
  online("one fact about a user", [...EVENTS, "-U"], [{
    json: [event({ user: { ip_address: "::1" } }), event({ user: { username: "bob" } })],
  }]),
  online("tags null", [...EVENTS, "-T"], [{ json: [event({ tags: null })] }]),
  online("event_id with hyphens", EVENTS, [{
    json: [{ event_id: "0123abcd-0123-abcd-0123-0123456789AB" }],
  }]),
  online("both ids", EVENTS, [{ json: [event({ event_id: ID })] }]),
  online("no id", EVENTS, [{ json: [{ title: "x" }] }]),
  online("a bad id", EVENTS, [{ json: [event({ eventID: "x" })] }]),
  online("title null", EVENTS, [{ json: [event({ title: null })] }]),
  online("date null", EVENTS, [{ json: [event({ dateCreated: null })] }]),
  online("a project of words", EVENTS, [{ json: [event({ project: "x" })] }]),
  online("a project number", EVENTS, [{ json: [event({ project: 7 })] }]),
  online("--max-rows 0", [...EVENTS, "--max-rows", "0"], [{ json: [event()] }]),
  online("--max-rows of words", [...EVENTS, "--max-rows", "x"], []),
  online("--max-rows negative", [...EVENTS, "--max-rows=-1"], []),
  online("--pages of words", [...EVENTS, "--pages", "x"], []),
  online(
    "five pages",
    EVENTS,
    [1, 2, 3, 4, 5, 6].map((n) => ({
      json: [event({ title: `t${n}` })],
      headers: nextPage(`0:${n}:0`),
    })),
  ),
  online("--pages 0", [...EVENTS, "--pages", "0"], [
    ...[1, 2, 3, 4, 5, 6].map((n) => ({ json: [event()], headers: nextPage(`0:${n}:0`) })),
    { json: [event()], headers: LAST },
  ]),
  online("404", EVENTS, [MISSING]),
  online("302", EVENTS, [{ status: 302, json: { slug: "n2" } }]),
  online("404 on the second page", EVENTS, [
    { json: [event()], headers: nextPage("0:1:0") },
    MISSING,
  ]),
  online("400", EVENTS, [BAD]),
  online("no project", ["events", "list", "-o", "o"], []),
  online("no org", ["events", "list", "-p", "p"], []),
  online("nothing at all", ["events", "list"], [], { env: { SENTRY_AUTH_TOKEN: null } }),
  online("no token", EVENTS, [], { env: { SENTRY_AUTH_TOKEN: null } }),
  online("the first of several projects", [...EVENTS, "-p", "q"], [EMPTY]),
], {
  "more-pages": {
    "spec 14.34: one page": { notes: "The first page was fetched, there are more" },
    "five pages": { notes: "The first 5 pages were fetched, there are more" },
  },
  "lenient-answers": {
    "both ids": { exit: 0, stdout: "00000000-0000-0000-0000-000000000001", error: "", causes: "" },
  },
  "renamed-project": {
    "302": {
      error: "Project not found.",
      causes: "project was renamed to 'n2'",
    },
  },
});

const ISSUES = ["issues", "list", "-o", "o", "-p", "p"] as const;
const issue = (more: Record<string, unknown> = {}) => ({
  id: "1",
  shortId: "P-1",
  title: "T",
  lastSeen: "2020-10-29T21:43:43.245609Z",
  status: "unresolved",
  level: "error",
  ...more,
});

export const ISSUES_LIST = cases("issues list", [
  online("spec 14.35: a query", [...ISSUES, "--query", "a+b #1"], [EMPTY]),
  online("spec 14.36: 404", ISSUES, [MISSING]),
  online("one", ISSUES, [{ json: [issue()] }]),
  online("titles of all kinds", ISSUES, [{
    json: [issue({ title: "a\nb" }), issue({ title: "漢字" }), issue({ title: "" })],
  }]),
  online("pages, and one too many rows", [...ISSUES, "--max-rows", "2"], [
    { json: [issue()], headers: nextPage("0:1:0") },
    { json: [issue(), issue()], headers: LAST },
  ]),
  online("a query of & and %", [...ISSUES, "--query", "a&b=1 100%"], [EMPTY]),
  online("a query that begins with a hyphen", [...ISSUES, "--query=-x"], [EMPTY]),
  online("--pages 1", [...ISSUES, "--pages", "1"], [{
    json: [issue()],
    headers: nextPage("0:1:0"),
  }]),
  online("302", ISSUES, [{ status: 302, json: { slug: "n2" } }]),
  online("301 without JSON", ISSUES, [{ status: 301, text: "" }]),
  online("400", ISSUES, [BAD]),
  online("a number as id", ISSUES, [{ json: [issue({ id: 1 })] }]),
  online("title null", ISSUES, [{ json: [issue({ title: null })] }]),
  online("two projects", [...ISSUES, "-p", "q"], []),
  online("selection flags change nothing", [...ISSUES, "-s", "muted", "-a", "-i", "1"], [EMPTY]),
  online("an unknown status", [...ISSUES, "-s", "x"], []),
  online("no project", ["issues", "list", "-o", "o"], []),
  online("no token", ISSUES, [], { env: { SENTRY_AUTH_TOKEN: null } }),
  online(
    "five pages",
    ISSUES,
    [1, 2, 3, 4, 5, 6].map((n) => ({
      json: [issue({ id: String(n) })],
      headers: nextPage(`0:${n}:0`),
    })),
  ),
], {
  "more-pages": {
    "--pages 1": { notes: "The first page was fetched, there are more" },
    "five pages": { notes: "The first 5 pages were fetched, there are more" },
  },
  "query-encoding": {
    "a query of & and %": { requests: "/issues/?query=a%26b=1%20100%25&cursor=" },
  },
  "renamed-project": {
    "302": {
      error: "Project not found.",
      causes: "project was renamed to 'n2'",
    },
    "301 without JSON": { error: "Project not found." },
  },
  "ignored-selection": {
    "selection flags change nothing": {
      warnings: "WARN --status, --all and --id change nothing for 'issues list'; use --query",
    },
  },
});

const change = (verb: string, ...more: string[]) => ["issues", verb, "-o", "o", "-p", "p", ...more];

export const ISSUES_CHANGE = cases("issues mute, resolve, unresolve", [
  online("spec 14.37: mute two", change("mute", "-i", "1", "-i", "2"), [{ json: {} }]),
  online("spec 14.38: resolve, next release", change("resolve", "-n", "-a", "-s", "muted"), [
    { json: {} },
  ]),
  online("spec 14.39: nothing chosen", change("unresolve"), []),
  online("spec 14.40: a bad id", change("unresolve", "-i", "x"), []),
  online("resolve by status", change("resolve", "-s", "unresolved"), [{ json: {} }]),
  online("status beats ids", change("resolve", "-s", "muted", "-i", "1"), [{ json: {} }]),
  online("unresolve all", change("unresolve", "--all"), [{ json: {} }]),
  online("a bad id beside a status", change("mute", "-s", "muted", "-i", "x"), [{ json: {} }]),
  online("a negative id", change("mute", "--id=-1"), []),
  online("an id with a plus", change("mute", "-i", "+1"), [{ json: {} }]),
  online("an id with zeros", change("mute", "-i", "007"), [{ json: {} }]),
  online("the largest id", change("mute", "-i", "18446744073709551615"), [{ json: {} }]),
  online("an id too large", change("mute", "-i", "18446744073709551616"), []),
  online("an empty id", change("mute", "-i", ""), []),
  online("the answer is not read", change("mute", "-i", "1"), [{ text: "<html>" }]),
  online("204", change("mute", "-i", "1"), [{ status: 204 }]),
  online("404", change("mute", "-i", "1"), [MISSING]),
  online("400", change("mute", "-i", "1"), [BAD]),
  online("302", change("mute", "-i", "1"), [{ status: 302, json: { slug: "n2" } }]),
  online("selection before the verb", ["issues", "-i", "1", "mute", "-o", "o", "-p", "p"], [
    { json: {} },
  ]),
  online("nothing chosen, no token", change("mute"), [], { env: { SENTRY_AUTH_TOKEN: null } }),
  online("a bad id, no token", change("mute", "-i", "x"), [], { env: { SENTRY_AUTH_TOKEN: null } }),
  online("no token", change("mute", "-i", "1"), [], { env: { SENTRY_AUTH_TOKEN: null } }),
  online("no project", ["issues", "mute", "-o", "o", "-a"], []),
  online("no org", ["issues", "mute", "-p", "p", "-a"], []),
], {
  "renamed-project": {
    "302": {
      exit: 1,
      stdout: "",
      error: "Project not found.",
      causes: "project was renamed to 'n2'",
    },
  },
});

const LOGS = ["logs", "list", "-o", "o", "-p", "p"] as const;
const line = (more: Record<string, unknown> = {}) => ({
  "sentry.item_id": "i1",
  timestamp: "2025-01-01T00:00:00+00:00",
  severity: "info",
  message: "m",
  trace: "t",
  ...more,
});

export const LOGS_LIST = cases("logs list", [
  online("spec 14.41: a project number", ["logs", "list", "-o", "o", "-p", "42"], [
    { json: { data: [] } },
  ]),
  online("spec 14.42: a query", [...LOGS, "--query", "level:error"], [{ json: { data: [] } }]),
  online("spec 14.43: too many rows", [...LOGS, "--max-rows", "1001"], []),
  online("lines", LOGS, [{
    json: { data: [line(), line({ severity: null, message: null, trace: null })] },
  }]),
  online("without what may be missing", LOGS, [{
    json: { data: [{ "sentry.item_id": "i", timestamp: "x" }] },
  }]),
  online("more rows than asked for", [...LOGS, "--max-rows", "1"], [{
    json: { data: [line(), line()] },
  }]),
  online("a message of two lines", LOGS, [{ json: { data: [line({ message: "a\nb" })] } }]),
  online("no id", LOGS, [{ json: { data: [{ timestamp: "x" }] } }]),
  online("no data", LOGS, [{ json: {} }]),
  online("--max-rows 0", [...LOGS, "--max-rows", "0"], []),
  online("--max-rows of words", [...LOGS, "--max-rows", "x"], []),
  online("--poll-interval 0", [...LOGS, "--poll-interval", "0"], []),
  online("--poll-interval of words", [...LOGS, "--poll-interval", "x"], []),
  online("a query alone", ["logs", "list", "-o", "o", "-p", "42", "--query", "a b&c"], [
    { json: { data: [] } },
  ]),
  online("an empty query", [...LOGS, "--query", ""], [{ json: { data: [] } }]),
  online("404", LOGS, [MISSING]),
  online("400", LOGS, [BAD]),
  online("no org", ["logs", "list", "-p", "p"], []),
  online("no project", ["logs", "list", "-o", "o"], []),
  online("nothing at all", ["logs", "list"], [], { env: { SENTRY_AUTH_TOKEN: null } }),
  online("no token", LOGS, [], { env: { SENTRY_AUTH_TOKEN: null } }),
  online("org by variable", ["logs", "list"], [{ json: { data: [] } }], {
    env: { SENTRY_ORG: "eo", SENTRY_PROJECT: "7" },
  }),
  online("org and project by file", ["logs", "list"], [{ json: { data: [] } }], {
    files: { ".sentryclirc": "[defaults]\norg=io\nproject=ip\n" },
  }),
  online("org of the token", ["logs", "list", "-p", "7"], [{ json: { data: [] } }], {
    env: { SENTRY_AUTH_TOKEN: "{OT}" },
  }),
  online("names are not checked", ["logs", "list", "-o", "a b", "-p", "c/d"], [
    { json: { data: [] } },
  ]),
  online("a header without a colon", ["logs", "list", "--header", "x"], []),
  online("a header with a colon", [...LOGS, "--header", "X-A: 1"], [{ json: { data: [] } }]),
  online("no subcommand", ["logs"], [], { view: "help" }),
  online("two projects", [...LOGS, "-p", "q"], []),
], {
  "query-encoding": { "a query alone": { requests: "&project=42&query=a%20b%26c&per_page=100" } },
  "logs-url": { "no subcommand": { notes: "option --quiet = --silent" } },
  "logs-token-org": {
    "org of the token": {
      exit: 0,
      stdout: "No logs found",
      error: "",
      requests: "GET /api/0/organizations/tok/events/?dataset=logs",
    },
  },
});

const MONITORS = ["monitors", "list", "-o", "o"] as const;
const monitor = (name: string) => ({ id: "1", slug: "s", name, status: "active" });

export const MONITORS_LIST = cases("monitors list", [
  online("spec 14.44: one", MONITORS, [{ json: [monitor("n")] }]),
  online("order", MONITORS, [{ json: [monitor("b"), monitor("a"), monitor("B")] }]),
  online("none", MONITORS, [EMPTY]),
  online("pages", MONITORS, [
    { json: [monitor("b")], headers: nextPage("0:1:0") },
    { json: [monitor("a")] },
  ]),
  online("404", MONITORS, [MISSING]),
  online("400", MONITORS, [BAD]),
  online("no status", MONITORS, [{ json: [{ id: "1", slug: "s", name: "n" }] }]),
  online("-o before the verb", ["monitors", "-o", "o", "list"], []),
  online("no org", ["monitors", "list"], [], { env: { SENTRY_AUTH_TOKEN: null } }),
  online("no token", MONITORS, [], { env: { SENTRY_AUTH_TOKEN: null } }),
]);

const MAPPINGS = JSON.stringify([
  { stackRoot: "com/a", sourceRoot: "src/a" },
  { stackRoot: "com/b", sourceRoot: "src/b", extra: 1 },
]);
const UPLOAD = [
  ...["code-mappings", "upload", "-o", "o", "-p", "p", "--repo", "R", "--default-branch", "b"],
  "m.json",
] as const;
const mapped = (created: number, more: Record<string, unknown> = {}) => ({
  json: { created, updated: 0, errors: 0, mappings: [], ...more },
});
const upload = (
  name: string,
  text: string,
  replies: Parameters<typeof online>[2],
  args: readonly string[] = UPLOAD,
) => online(name, args, replies, { files: { "m.json": text } });
const many = (n: number) =>
  JSON.stringify(Array.from({ length: n }, (_, at) => ({ stackRoot: `a${at}`, sourceRoot: "b" })));

/** A checkout with the given configuration; `heads` are the remotes' own heads. */
const checkout = (config: string, heads: Record<string, string> = {}) => ({
  ".git/HEAD": "ref: refs/heads/work\n",
  ".git/config": `[core]\n\trepositoryformatversion = 0\n\tbare = false\n${config}`,
  ".git/objects/info/packs": "",
  ".git/refs/heads/.keep": "",
  ...Object.fromEntries(
    Object.entries(heads).flatMap(([remote, target]) => [
      [`.git/refs/remotes/${remote}/HEAD`, `ref: ${target.replace("!", "")}\n`],
      // What is not there leads nowhere.
      ...(target.endsWith("!") ? [] : [[`.git/${target}`, `${"a".repeat(40)}\n`]]),
    ]),
  ),
  "m.json": MAPPINGS,
});
const remote = (name: string, url: string) =>
  `[remote "${name}"]\n\turl = ${url}\n\tfetch = +refs/heads/*:refs/remotes/${name}/*\n`;
const inCheckout = (
  name: string,
  files: ReturnType<typeof checkout>,
  { args = [], env = {} }: {
    readonly args?: readonly string[];
    readonly env?: Record<string, string>;
  } = {},
) =>
  online(name, ["code-mappings", "upload", "-o", "o", "-p", "p", "m.json", ...args], [mapped(2)], {
    files,
    env,
  });
const ORIGIN = remote("origin", "git@github.com:Acme/Web.git");
const UPSTREAM = remote("upstream", "https://gitlab.com/Up/Stream.git");
const TRUNK = { origin: "refs/remotes/origin/trunk" };

const DETECTED = [
  inCheckout("origin, case kept", checkout(ORIGIN)),
  inCheckout("the branch of the remote's head", checkout(ORIGIN, TRUNK)),
  inCheckout(
    "a branch with a slash",
    checkout(ORIGIN, { origin: "refs/remotes/origin/release/1.x" }),
  ),
  inCheckout(
    "a head that names another remote's branch",
    checkout(ORIGIN, { origin: "refs/remotes/other/trunk" }),
  ),
  inCheckout(
    "a head that leads nowhere",
    checkout(ORIGIN, { origin: "refs/remotes/origin/trunk!" }),
  ),
  inCheckout("origin before upstream", checkout(ORIGIN + UPSTREAM)),
  inCheckout("the remote of the setting", checkout(ORIGIN + UPSTREAM), {
    env: { SENTRY_VCS_REMOTE: "upstream" },
  }),
  inCheckout("a setting that names no remote", checkout(UPSTREAM + ORIGIN), {
    env: { SENTRY_VCS_REMOTE: "nowhere" },
  }),
  inCheckout(
    "a remote of another name",
    checkout(remote("zeta", "ssh://git@z/z/z.git") + remote("alpha", "ssh://git@a/a/a.git")),
  ),
  inCheckout("no remote", checkout("")),
  inCheckout("an empty setting", checkout(ORIGIN), { env: { SENTRY_VCS_REMOTE: "" } }),
  inCheckout("--repo finds its remote's branch", checkout(UPSTREAM + ORIGIN, TRUNK), {
    args: ["--repo", "Acme/Web"],
  }),
  inCheckout("--repo in another case", checkout(ORIGIN, TRUNK), { args: ["--repo", "acme/web"] }),
  inCheckout("--repo of no remote", checkout(ORIGIN, TRUNK), { args: ["--repo", "x/y"] }),
  inCheckout("--default-branch alone", checkout(ORIGIN, TRUNK), {
    args: ["--default-branch", "b"],
  }),
  inCheckout("--repo, and no remote at all", checkout(""), { args: ["--repo", "x/y"] }),
  inCheckout("--default-branch, and no remote at all", checkout(""), {
    args: ["--default-branch", "b"],
  }),
  inCheckout("an address with a password", checkout(remote("origin", "https://u:pw@h/a/b.git"))),
  inCheckout("a path as address", checkout(remote("origin", "/srv/git/r.git"))),
  inCheckout(
    "an address that is rewritten",
    checkout(remote("origin", "gh:Acme/Web") + '[url "https://github.com/"]\n\tinsteadOf = gh:\n'),
  ),
  inCheckout("a remote without address", checkout('[remote "origin"]\n\tfetch = +a:b\n')),
];

export const CODE_MAPPINGS = cases("code-mappings upload", [
  upload("spec 14.58: two", MAPPINGS, [mapped(2)]),
  upload("spec 14.59: 404", MAPPINGS, [MISSING]),
  upload("spec 14.60: none", "[]", []),
  online("no file", UPLOAD, []),
  upload("no JSON", "{", []),
  upload("no array", "{}", []),
  upload("a mapping without sourceRoot", '[{"stackRoot":"a"}]', []),
  upload(
    "an empty stackRoot",
    '[{"stackRoot":"a","sourceRoot":"b"},{"stackRoot":"","sourceRoot":"b"}]',
    [],
  ),
  upload("an empty sourceRoot", '[{"stackRoot":"a","sourceRoot":""}]', []),
  upload("both empty", '[{"stackRoot":"","sourceRoot":""}]', []),
  upload("roots of blanks and lines", '[{"stackRoot":" ","sourceRoot":"a\\nb"}]', [mapped(1)]),
  upload("a number", '[{"stackRoot":1,"sourceRoot":"b"}]', []),
  upload("a byte order mark", "\ufeff[]", []),
  upload("updated and failed", MAPPINGS, [mapped(0, {
    updated: 1,
    errors: 1,
    mappings: [
      { stackRoot: "com/a", sourceRoot: "src/a", status: "updated" },
      { stackRoot: "com/b", sourceRoot: "src/b", status: "error", detail: "no access" },
      { stackRoot: "com/c", sourceRoot: "src/c", status: "error" },
    ],
  })]),
  upload("errors without a mapping", MAPPINGS, [mapped(0, { errors: 2 })]),
  upload("an answer without counts", MAPPINGS, [{ json: {} }]),
  upload("301 mappings in two batches", many(301), [mapped(300), mapped(1)]),
  upload("the first batch fails", many(601), [BAD, mapped(300), mapped(1)]),
  upload("300 mappings are one batch", many(300), [mapped(300)]),
  upload("no project", MAPPINGS, [], [
    ...["code-mappings", "upload", "-o", "o", "--repo", "R", "--default-branch", "b", "m.json"],
  ]),
  upload("no org", MAPPINGS, [], [
    ...["code-mappings", "upload", "-p", "p", "--repo", "R", "--default-branch", "b", "m.json"],
  ]),
  online("no org and no file", ["code-mappings", "upload", "m.json"], []),
  online("no token", UPLOAD, [], {
    files: { "m.json": MAPPINGS },
    env: { SENTRY_AUTH_TOKEN: null },
  }),
  online("no token and no file", UPLOAD, [], { env: { SENTRY_AUTH_TOKEN: null } }),
  upload("two projects", MAPPINGS, [], [...UPLOAD, "-p", "q"]),
  upload("options before the verb", MAPPINGS, [mapped(2)], [
    ...["code-mappings", "-o", "o", "-p", "p", "upload", "m.json", "--repo", "R"],
    ...["--default-branch", "b"],
  ]),
  upload("an empty repository", MAPPINGS, [mapped(2)], [
    ...["code-mappings", "upload", "-o", "o", "-p", "p", "--repo=", "--default-branch=", "m.json"],
  ]),
  upload("not in a repository", MAPPINGS, [], [
    ...["code-mappings", "upload", "-o", "o", "-p", "p", "m.json"],
  ]),
  ...DETECTED,
  upload("a repository, no branch, not in a repository", MAPPINGS, [mapped(2)], [
    ...["code-mappings", "upload", "-o", "o", "-p", "p", "--repo", "R", "m.json"],
  ]),
], {
  "os-words": {
    "no file": { causes: "No such file or directory" },
    "no token and no file": { causes: "No such file or directory" },
  },
  "json-places": {
    "no JSON": { causes: "EOF while parsing an object at line 1 column 1" },
    "no array": { causes: "invalid type: map, expected a sequence at line 1 column 1" },
    "a number": { causes: "invalid type: integer `1`, expected a string at line 1 column 16" },
    "a byte order mark": { causes: "expected value at line 1 column 3" },
  },
  "batch-causes": {
    "an answer without counts": { notes: "Batch 1/1: missing field `created` at line 1 column 2" },
    "the first batch fails": {
      notes: "Batch 1/3: sentry reported an error: bad (http status: 400)",
    },
  },
  "token-first": { "no token": { stdout: "" } },
});
