/** Commands over records: projects, repositories, releases, deploys (resource commands §2-§4, §14). */
import { cases } from "../model.ts";
import { BAD, DENIED, EMPTY, LAST, MISSING, nextPage, online, RELEASE } from "./common.ts";

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
    { json: [project("b")], headers: nextPage("0:1:0") },
    { json: [project("a")], headers: LAST },
  ]),
  online("404 on the second page", PROJECTS, [
    { json: [project("b")], headers: nextPage("0:1:0") },
    MISSING,
  ]),
  online("400 on the second page", PROJECTS, [
    { json: [project("b")], headers: nextPage("0:1:0") },
    BAD,
  ]),
  online("403 on the second page", PROJECTS, [
    { json: [project("b")], headers: nextPage("0:1:0") },
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
    { json: [repo()], headers: nextPage("0:1:0") },
    { json: [repo({ name: "x" })] },
  ]),
  online("404 on the second page", REPOS, [
    { json: [repo()], headers: nextPage("0:1:0") },
    MISSING,
  ]),
  online("400 on the second page", REPOS, [{ json: [repo()], headers: nextPage("0:1:0") }, BAD]),
  online("403", REPOS, [DENIED]),
  online("without provider", REPOS, [{ json: [{ ...repo(), provider: undefined }] }]),
  online("no org", ["repos", "list"], []),
], {
  "unknown-org": {
    "spec 14.7: 404": { warnings: 'WARN The server knows no organization "o", or hides it' },
  },
});

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
  released("RFC 2822 in lower case", "tue, 5 may 2015 00:00:00 gmt"),
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
  online(
    "delete, control characters in the version",
    ["releases", "delete", "a\u001bb", "-o", "o"],
    [
      { status: 204 },
    ],
  ),
  online("archive, quiet", STATUS("archive", "--quiet"), [SRV]),
  online("archive, no version", ["releases", "archive", "-o", "o"], []),
], {
  "control-characters": {
    "delete, control characters in the version": { stdout: "Deleted release ab!" },
  },
});

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
  online("list, a next page", DEPLOYS, [{ json: [], headers: nextPage("0:1:0") }]),
  online("list, unfinished", DEPLOYS, [{
    json: [{ id: "1", environment: "prod", name: "n", dateFinished: null }],
  }]),
  online("list, without id", DEPLOYS, [{ json: [{ environment: "e", dateFinished: OLD }] }]),
  online("no org", ["deploys", "list", "-r", "v1"], []),
  online("nothing at all", ["deploys", "list"], [], { env: { SENTRY_AUTH_TOKEN: null } }),
  online("no token", DEPLOYS, [], { env: { SENTRY_AUTH_TOKEN: null } }),
  online("project by variable", DEPLOY, [DEPLOYED], { env: { SENTRY_PROJECT: "p" } }),
], {
  "unfinished-deploy": {
    "list, unfinished": { exit: 0, stdout: "| prod        | n    | -        |", notes: "" },
  },
});
