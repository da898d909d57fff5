/** Commands over records: lists, deploys, issues, events, logs, monitors (resource commands §2-§7, §14). */
import { cases } from "../model.ts";
import { EMPTY, online, RELEASE } from "./common.ts";

const NEXT = (cursor: string) => ({
  Link: `<{S}/x>; rel="previous"; results="false"; cursor="0:0:1", ` +
    `<{S}/x>; rel="next"; results="true"; cursor="${cursor}"`,
});
const LAST = { Link: '<{S}/x>; rel="next"; results="false"; cursor="0:9:0"' };
const MISSING = { status: 404, json: { detail: "x" } } as const;
const BAD = { status: 400, json: { detail: "bad" } } as const;
const DENIED = { status: 403, json: { detail: "no permission" } } as const;

const PROJECTS = ["projects", "list", "-o", "o"] as const;
const project = (slug: string, more: Record<string, unknown> = {}) => ({
  id: "1",
  slug,
  name: slug.toUpperCase(),
  ...more,
});
const team = (name: string) => ({ team: { id: "1", slug: name.toLowerCase(), name } });

export const PROJECTS_LIST = cases("projects list", [
  online("spec 14.4: none", PROJECTS, [EMPTY]),
  online("spec 14.5: 404", PROJECTS, [MISSING]),
  online("teams, and none", PROJECTS, [{
    json: [
      project("b", team("Zoo")),
      project("a", team("Zoo")),
      project("c", { team: null }),
      project("d"),
      project("e", team("alpha")),
      project("B", team("Zoo")),
    ],
  }]),
  online("pages", PROJECTS, [
    { json: [project("b")], headers: NEXT("0:1:0") },
    { json: [project("a")], headers: LAST },
  ]),
  online("404 on the second page", PROJECTS, [
    { json: [project("b")], headers: NEXT("0:1:0") },
    MISSING,
  ]),
  online("400 on the second page", PROJECTS, [
    { json: [project("b")], headers: NEXT("0:1:0") },
    BAD,
  ]),
  online("403 on the second page", PROJECTS, [
    { json: [project("b")], headers: NEXT("0:1:0") },
    DENIED,
  ]),
  online("no org", ["projects", "list"], []),
  online("no org and no token", ["projects", "list"], [], { env: { SENTRY_AUTH_TOKEN: null } }),
  online("no token", PROJECTS, [], { env: { SENTRY_AUTH_TOKEN: null } }),
  online("options before the subcommand", ["projects", "-o", "o", "list"], [EMPTY]),
  online("-p is not taken", [...PROJECTS, "-p", "p"], []),
  online("name with a line break", PROJECTS, [{ json: [project("a", { name: "x\ny" })] }]),
  online("without a name", PROJECTS, [{ json: [{ id: "1", slug: "s" }] }]),
  online("a number as id", PROJECTS, [{ json: [project("a", { id: 1 })] }]),
  online("team without a name", PROJECTS, [{ json: [project("a", { team: { id: "1" } })] }]),
  online("org with odd characters", ["projects", "list", "-o", "a+b#c%ü&d"], [EMPTY]),
]);

const REPOS = ["repos", "list", "-o", "o"] as const;
const repo = (more: Record<string, unknown> = {}) => ({
  id: "1",
  name: "Owner/Repo",
  status: "active",
  dateCreated: "2020-09-14T17:28:14.933511Z",
  provider: { id: "integrations:github", name: "GitHub" },
  url: "https://github.com/owner/repo",
  ...more,
});

export const REPOS_LIST = cases("repos list", [
  online("spec 14.6: one", REPOS, [{ json: [repo()] }]),
  online("spec 14.7: 404", REPOS, [MISSING]),
  online("none", REPOS, [EMPTY]),
  online("order of the server, url null", REPOS, [{
    json: [repo({ name: "b", url: null }), repo({ name: "a" }), repo({ name: "c", url: "" })],
  }]),
  online("pages", REPOS, [
    { json: [repo()], headers: NEXT("0:1:0") },
    { json: [repo({ name: "x" })] },
  ]),
  online("404 on the second page", REPOS, [{ json: [repo()], headers: NEXT("0:1:0") }, MISSING]),
  online("400 on the second page", REPOS, [{ json: [repo()], headers: NEXT("0:1:0") }, BAD]),
  online("403", REPOS, [DENIED]),
  online("without provider", REPOS, [{ json: [{ ...repo(), provider: undefined }] }]),
  online("no org", ["repos", "list"], []),
]);

const FINALIZE = ["releases", "finalize", "v1", "-o", "o"] as const;
const released = (name: string, value: string) =>
  online(`--released ${name}`, [...FINALIZE, `--released=${value}`], [{ json: RELEASE }]);

export const RELEASES_FINALIZE = cases("releases finalize", [
  online("spec 14.14: now", FINALIZE, [{ json: RELEASE }]),
  online("spec 14.15: project and time", [...FINALIZE, "-p", "22", "--released", "1431648000"], [
    { json: RELEASE },
  ]),
  online("spec 14.16: a day alone", [...FINALIZE, "--released", "2015-05-15"], []),
  online("spec 14.17: odd characters", ["releases", "finalize", "a b+#", "-o", "o"], [
    { json: RELEASE },
  ]),
  online("404", FINALIZE, [MISSING]),
  online("400", FINALIZE, [BAD]),
  online("answer is HTML", FINALIZE, [{ text: "<html>" }]),
  online("answer is no release", FINALIZE, [{ json: {} }]),
  online("answer is empty", FINALIZE, [{ status: 204 }]),
  online("url and several projects", [...FINALIZE, "-p", "a", "-p", "1", "--url", "http://u"], [
    { json: RELEASE },
  ]),
  online("project by variable", FINALIZE, [{ json: RELEASE }], { env: { SENTRY_PROJECT: "p" } }),
  online("a version that begins with a hyphen", ["releases", "finalize", "-v1", "-o", "o"], [
    { json: RELEASE },
  ]),
  online("a long version", ["releases", "finalize", "v".repeat(300), "-o", "o"], [
    { json: RELEASE },
  ]),
  online("no org", ["releases", "finalize", "v1"], []),
  online("nothing at all", ["releases", "finalize", "v1"], [], {
    env: { SENTRY_AUTH_TOKEN: null },
  }),
  released("negative", "-1"),
  released("with a plus", "+5"),
  released("with zeros", "0005"),
  released("with a fraction of a second", "5.5"),
  released("far away", "253402300800"),
  released("RFC 3339 with an offset", "2015-05-15T02:30:00+02:00"),
  released("RFC 3339 with a blank", "2015-05-15 00:00:00Z"),
  released("RFC 3339 in lower case", "2015-05-15t00:00:00z"),
  released("with milliseconds", "2015-05-15T00:00:00.5Z"),
  released("with microseconds", "2015-05-15T00:00:00.123456Z"),
  released("with ten digits", "2015-05-15T00:00:00.1234567891Z"),
  released("without a zone", "2015-05-15T00:00:00"),
  released("without seconds", "2015-05-15T00:00Z"),
  released("with a blank before the zone", "2015-05-15T00:00:00 +02:00"),
  released("with a short zone", "2015-05-15T00:00:00+0200"),
  released("with a leap second", "2016-12-31T23:59:60Z"),
  released("in February 30", "2015-02-30T00:00:00Z"),
  released("RFC 2822", "Fri, 15 May 2015 00:00:00 +0200"),
  released("RFC 2822 without weekday", "15 May 2015 00:00:00 GMT"),
  released("RFC 2822 without seconds", "15 May 2015 00:00 EST"),
  released("RFC 2822 with a wrong weekday", "Mon, 15 May 2015 00:00:00 +0200"),
  released("RFC 2822 with two digits of a year", "15 May 15 00:00:00 +0000"),
  released("RFC 2822 with an unknown zone", "15 May 2015 00:00:00 CET"),
  released("RFC 2822 in lower case", "fri, 5 may 2015 00:00:00 gmt"),
  released("empty", ""),
  released("with blanks around", " 5 "),
  released("of words", "yesterday"),
]);

const STATUS = (verb: string, ...more: string[]) =>
  ["releases", verb, "v1", "-o", "o", ...more] as const;
const SRV = { status: 200, json: { ...RELEASE, version: "srv" } } as const;

export const RELEASES_STATUS = cases("releases archive, restore, delete", [
  online("spec 14.18: archive, the project is ignored", STATUS("archive", "-p", "x"), [SRV]),
  online("spec 14.19: restore", STATUS("restore"), [{ json: RELEASE }]),
  online("spec 14.20: delete", STATUS("delete"), [{ status: 204 }]),
  online("spec 14.21: delete, 404", STATUS("delete"), [MISSING]),
  online("archive, 404", STATUS("archive"), [MISSING]),
  online("archive, 400", STATUS("archive"), [BAD]),
  online("archive, no release", STATUS("archive"), [{ json: {} }]),
  online("restore, 404", STATUS("restore"), [MISSING]),
  online("restore, HTML", STATUS("restore"), [{ text: "<html>" }]),
  online("delete, 400", STATUS("delete"), [BAD]),
  online("delete, 403", STATUS("delete"), [DENIED]),
  online("delete, 200 with text", STATUS("delete"), [{ text: "ok" }]),
  online("delete, 302", STATUS("delete"), [{ status: 302, json: { slug: "x" } }]),
  online("delete, project is ignored", STATUS("delete", "-p", "p"), [{ status: 204 }]),
  online("delete a version with a hyphen and dots", ["releases", "delete", "-1..2", "-o", "o"], [
    { status: 204 },
  ]),
  online("delete a version of %2F", ["releases", "delete", "a%2Fb?c", "-o", "o"], [
    { status: 204 },
  ]),
  online("archive a slash", ["releases", "archive", "a/b", "-o", "o"], []),
  online("restore with a line break", ["releases", "restore", "a\nb", "-o", "o"], []),
  online("delete with a blank at the end", ["releases", "delete", "a ", "-o", "o"], []),
  online("delete, control characters in the version", ["releases", "delete", "a\u001bb", "-o", "o"], [
    { status: 204 },
  ]),
  online("archive, quiet", STATUS("archive", "--quiet"), [SRV]),
  online("archive, no version", ["releases", "archive", "-o", "o"], []),
]);

const DEPLOY = ["deploys", "new", "-o", "o", "-r", "v1", "-e", "prod"] as const;
const DEPLOYED = { status: 201, json: { environment: "E", name: null } } as const;
const DEPLOYS = ["deploys", "list", "-o", "o", "-r", "v1"] as const;
const OLD = "2020-10-29T21:43:43.245609Z";

export const DEPLOYS_ALL = cases("deploys", [
  online("spec 14.29: unnamed", DEPLOY, [DEPLOYED]),
  online("spec 14.30: all of it", [
    ...["deploys", "new", "-o", "o", "-r", "v1", "-e", "x", "-n", "N", "-p", "22"],
    ...["--started", "1000", "--finished", "2000"],
  ], [{ status: 201, json: { environment: "x", name: "N" } }]),
  online("spec 14.31: no release", ["deploys", "new", "-o", "o", "-e", "x"], []),
  online("spec 14.32: none, hidden spelling", ["releases", "deploys", "v1", "list", "-o", "o"], [
    EMPTY,
  ]),
  online("new, hidden spelling", ["releases", "deploys", "v1", "new", "-o", "o", "-e", "x"], [
    DEPLOYED,
  ]),
  online("the version of the hidden spelling beats -r", [
    ...["releases", "deploys", "v1", "new", "-o", "o", "-e", "x", "-r", "v2"],
  ], [DEPLOYED]),
  online("the hidden spelling with -r", ["releases", "deploys", "list", "-o", "o", "-r", "v2"], [
    EMPTY,
  ]),
  online("the version after the verb", ["releases", "deploys", "list", "v1", "-o", "o"], []),
  online("--version beats -r", [...DEPLOYS, "--version", "w"], [EMPTY]),
  online("--version before the verb", ["deploys", "--version", "w", "list", "-o", "o"], [EMPTY]),
  online("--version is not checked", ["deploys", "list", "--version", "a/b", "-o", "o"], [EMPTY]),
  online("--version and the hidden spelling", [
    ...["releases", "deploys", "v1", "list", "-o", "o", "--version", "w"],
  ], [EMPTY]),
  online("release by variable", ["deploys", "list", "-o", "o"], [EMPTY], {
    env: { SENTRY_RELEASE: "env" },
  }),
  online("a bad release by variable", ["deploys", "list", "-o", "o"], [EMPTY], {
    env: { SENTRY_RELEASE: "a/b" },
  }),
  online("-r before the verb", ["deploys", "-r", "v1", "list", "-o", "o"], [EMPTY]),
  online("-r that begins with a hyphen", ["deploys", "list", "-o", "o", "-r", "-x"], [EMPTY]),
  online("-r with a slash", ["deploys", "list", "-o", "o", "-r", "a/b"], []),
  online("time", [...DEPLOY, "-t", "60"], [DEPLOYED]),
  online("time beats the others", [...DEPLOY, "--time=-60", "--finished", "7"], [DEPLOYED]),
  online("time of zero", [...DEPLOY, "-t", "0"], [DEPLOYED]),
  online("a negative time apart", [...DEPLOY, "-t", "-60"], []),
  online("time of words", [...DEPLOY, "-t", "1h"], []),
  online("time with a fraction", [...DEPLOY, "-t", "1.5"], []),
  online("time too large", [...DEPLOY, "-t", "9223372036854775808"], []),
  online("started alone", [...DEPLOY, "--started", "1000"], [DEPLOYED]),
  online("finished before started", [...DEPLOY, "--started", "2000", "--finished", "1000"], [
    DEPLOYED,
  ]),
  online("a bad start", [...DEPLOY, "--started", "x"], []),
  online("no environment", ["deploys", "new", "-o", "o", "-r", "v1"], []),
  online("an empty environment", ["deploys", "new", "-o", "o", "-r", "v1", "-e", ""], [DEPLOYED]),
  online("several projects", [...DEPLOY, "-p", "a", "-p", "2", "-u", "http://u"], [DEPLOYED]),
  online("an empty name comes back", DEPLOY, [{ json: { environment: "x", name: "" } }]),
  online("no name comes back", DEPLOY, [{ json: { environment: "x" } }]),
  online("no environment comes back", DEPLOY, [{ json: { name: "x" } }]),
  online("new, 404", DEPLOY, [MISSING]),
  online("new, 400", DEPLOY, [BAD]),
  online("new, 208", DEPLOY, [{ status: 208, json: { environment: "x" } }]),
  online("list", DEPLOYS, [{
    json: [
      { id: "1", environment: "prod", name: "n", dateFinished: "2099-01-01T00:00:00Z" },
      { id: "2", environment: "", name: null, dateFinished: "2099-01-01T00:00:00Z" },
      { id: "3", environment: "x", name: "", dateFinished: "2099-01-01T00:00:00Z", url: "u" },
    ],
  }]),
  online("list, 404", DEPLOYS, [MISSING]),
  online("list, 400", DEPLOYS, [BAD]),
  online("list, a next page", DEPLOYS, [{ json: [], headers: NEXT("0:1:0") }]),
  online("list, unfinished", DEPLOYS, [{
    json: [{ id: "1", environment: "prod", name: "n", dateFinished: null }],
  }]),
  online("list, without id", DEPLOYS, [{ json: [{ environment: "e", dateFinished: OLD }] }]),
  online("no org", ["deploys", "list", "-r", "v1"], []),
  online("nothing at all", ["deploys", "list"], [], { env: { SENTRY_AUTH_TOKEN: null } }),
  online("no token", DEPLOYS, [], { env: { SENTRY_AUTH_TOKEN: null } }),
  online("project by variable", DEPLOY, [DEPLOYED], { env: { SENTRY_PROJECT: "p" } }),
]);

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
    { json: [], headers: NEXT("0:1:0") },
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
  online("five pages", EVENTS, [1, 2, 3, 4, 5, 6].map((n) => ({
    json: [event({ title: `t${n}` })],
    headers: NEXT(`0:${n}:0`),
  }))),
  online("--pages 0", [...EVENTS, "--pages", "0"], [
    ...[1, 2, 3, 4, 5, 6].map((n) => ({ json: [event()], headers: NEXT(`0:${n}:0`) })),
    { json: [event()], headers: LAST },
  ]),
  online("404", EVENTS, [MISSING]),
  online("302", EVENTS, [{ status: 302, json: { slug: "n2" } }]),
  online("404 on the second page", EVENTS, [{ json: [event()], headers: NEXT("0:1:0") }, MISSING]),
  online("400", EVENTS, [BAD]),
  online("no project", ["events", "list", "-o", "o"], []),
  online("no org", ["events", "list", "-p", "p"], []),
  online("nothing at all", ["events", "list"], [], { env: { SENTRY_AUTH_TOKEN: null } }),
  online("no token", EVENTS, [], { env: { SENTRY_AUTH_TOKEN: null } }),
  online("the first of several projects", [...EVENTS, "-p", "q"], [EMPTY]),
]);

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
    { json: [issue()], headers: NEXT("0:1:0") },
    { json: [issue(), issue()], headers: LAST },
  ]),
  online("a query of & and %", [...ISSUES, "--query", "a&b=1 100%"], [EMPTY]),
  online("a query that begins with a hyphen", [...ISSUES, "--query=-x"], [EMPTY]),
  online("--pages 1", [...ISSUES, "--pages", "1"], [{ json: [issue()], headers: NEXT("0:1:0") }]),
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
  online("five pages", ISSUES, [1, 2, 3, 4, 5, 6].map((n) => ({
    json: [issue({ id: String(n) })],
    headers: NEXT(`0:${n}:0`),
  }))),
]);

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
]);

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
  online("no subcommand", ["logs"], []),
  online("two projects", [...LOGS, "-p", "q"], []),
]);

const MONITORS = ["monitors", "list", "-o", "o"] as const;
const monitor = (name: string) => ({ id: "1", slug: "s", name, status: "active" });

export const MONITORS_LIST = cases("monitors list", [
  online("spec 14.44: one", MONITORS, [{ json: [monitor("n")] }]),
  online("order", MONITORS, [{ json: [monitor("b"), monitor("a"), monitor("B")] }]),
  online("none", MONITORS, [EMPTY]),
  online("pages", MONITORS, [
    { json: [monitor("b")], headers: NEXT("0:1:0") },
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

export const CODE_MAPPINGS = cases("code-mappings upload", [
  upload("spec 14.58: two", MAPPINGS, [mapped(2)]),
  upload("spec 14.59: 404", MAPPINGS, [MISSING]),
  upload("spec 14.60: none", "[]", []),
  online("no file", UPLOAD, []),
  upload("no JSON", "{", []),
  upload("no array", "{}", []),
  upload("a mapping without sourceRoot", '[{"stackRoot":"a"}]', []),
  upload("an empty stackRoot", '[{"stackRoot":"a","sourceRoot":"b"},{"stackRoot":"","sourceRoot":"b"}]', []),
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
  upload("a repository, no branch, not in a repository", MAPPINGS, [mapped(2)], [
    ...["code-mappings", "upload", "-o", "o", "-p", "p", "--repo", "R", "m.json"],
  ]),
]);
