/** `organizations list` and `releases new`, `list`, `info` (resource commands §2, §3, §14). */
import { cases } from "../model.ts";
import { EMPTY, online, ORGANIZATION, RELEASE } from "./common.ts";

const LIST = ["organizations", "list"] as const;
const org = (name: string, more: Record<string, unknown> = {}) => ({
  ...ORGANIZATION,
  name,
  ...more,
});

export const ORGANIZATIONS = cases("organizations", [
  online("spec 14.1: one organization", LIST, [{ json: [ORGANIZATION] }]),
  online("spec 14.3: 404", LIST, [{ status: 404, json: { detail: "x" } }]),
  online("none", LIST, [EMPTY]),
  online("order by name without case", LIST, [{
    json: [org("b"), org("C"), org("a"), org("Äa"), org("äb"), org("Z"), org("")],
  }]),
  online("same names keep the server's order", LIST, [{
    json: [org("x", { slug: "2" }), org("X", { slug: "1" }), org("x", { slug: "0" })],
  }]),
  online("wide, combining and line-breaking names", LIST, [{
    json: [
      org("漢字", { slug: "wide" }),
      org("e\u0301", { slug: "combining" }),
      org("a\nb\r\nc", { slug: "lines" }),
      org("😀", { slug: "emoji" }),
      org("a\u200bb", { slug: "zero" }),
      org("👨‍👩‍👧", { slug: "family" }),
      org("🇦🇹", { slug: "flag" }),
      org("ｆｕｌｌ", { slug: "full" }),
    ],
  }]),
  online("control characters in a name", LIST, [{ json: [org("a\u001b[31mb\u0007")] }]),
  online("a tab in a name", LIST, [{ json: [org("a\tb")] }]),
  online("date with an offset", LIST, [{
    json: [org("x", { dateCreated: "2020-01-01T00:30:00+02:00" })],
  }]),
  online("date without fraction", LIST, [{
    json: [org("x", { dateCreated: "2020-01-01T00:30:00Z" })],
  }]),
  online("date with a blank", LIST, [{
    json: [org("x", { dateCreated: "2020-01-01 00:30:00Z" })],
  }]),
  online("date without zone", LIST, [{ json: [org("x", { dateCreated: "2020-01-01T00:30:00" })] }]),
  online("more fields than known", LIST, [{ json: [{ ...ORGANIZATION, links: { a: [1] } }] }]),
  online("--quiet changes nothing", [...LIST, "--quiet"], [{ json: [ORGANIZATION] }]),
  online("null for a boolean", LIST, [{ json: [{ ...ORGANIZATION, isEarlyAdopter: null }] }]),
], {
  "control-characters": {
    "a tab in a name": { stdout: "| 1  | a b  | s    |" },
    "control characters in a name": { stdout: "| 1  | a[31mb | s    |" },
  },
});

const NEW = ["releases", "new", "v1", "-o", "o"] as const;
const CREATED = { status: 201, json: RELEASE } as const;

export const RELEASES_NEW = cases("releases new", [
  online("spec 14.8: two projects, one a number", [...NEW, "-p", "p", "-p", "12"], [CREATED]),
  online("spec 14.9: url and finalize", [...NEW, "-p", "p", "--url", "http://u", "--finalize"], [
    CREATED,
  ]),
  online("spec 14.10: no project", NEW, []),
  online(
    "spec 14.11: a slash in the version",
    ["releases", "new", "a/b", "-o", "o", "-p", "p"],
    [],
  ),
  online("spec 14.12: a version that begins with a hyphen", [
    ...["releases", "new", "-v1", "-o", "o", "-p", "p"],
  ], [CREATED]),
  online("spec 14.13: 400", [...NEW, "-p", "p"], [{ status: 400, json: { detail: "bad" } }]),
  online("404", [...NEW, "-p", "p"], [{ status: 404, json: { detail: "x" } }]),
  online("403 that is HTML", [...NEW, "-p", "p"], [{ status: 403, text: "<html>" }]),
  online("409", [...NEW, "-p", "p"], [{ status: 409, json: { detail: "x" } }]),
  online("options before the subcommand", ["releases", "-o", "o", "-p", "p", "new", "v1"], [
    CREATED,
  ]),
  online("options on both sides", ["releases", "-o", "my-org", "new", "-p", "my-project", "1.0"], [
    CREATED,
  ]),
  online("projects that look like numbers", [
    ...[...NEW, "-p", "00", "-p", "9223372036854775807", "-p", "9223372036854775808", "-p=-1"],
    ...["-p", "+1", "-p", "1.0", "-p", "1e3", "-p", "0x1", "-p", "٣"],
  ], [CREATED]),
  online("same project twice", [...NEW, "-p", "p", "-p", "p"], [CREATED]),
  online("projects of both levels are not merged", [
    "releases",
    "-p",
    "a",
    "-p",
    "b",
    "new",
    "v1",
    "-p",
    "c",
    "-o",
    "o",
  ], [
    CREATED,
  ]),
  online("--finalize alone", [...NEW, "-p", "p", "--finalize"], [CREATED]),
  online("empty --url", [...NEW, "-p", "p", "--url="], [CREATED]),
  online("--ref is taken and ignored", [...NEW, "-p", "p", "--ref", "x"], [CREATED]),
  online(
    "global --url and the release's --url",
    [
      ...["--url", "{S}", ...NEW, "-p", "p", "--url", "http://u/a?b=c&d"],
    ],
    [CREATED],
    { env: { SENTRY_URL: "{dead}" } },
  ),
  online("a version with odd characters", ["releases", "new", 'a b"\\ä漢', "-o", "o", "-p", "p"], [
    CREATED,
  ]),
  online("--foo as version", ["releases", "new", "--foo", "-o", "o", "-p", "p"], [CREATED]),
  online("-p attached looks like a version", ["releases", "new", "-px", "-o", "o", "-p", "p"], [
    CREATED,
  ]),
  online("a lone hyphen as version", ["releases", "new", "-", "-o", "o", "-p", "p"], [CREATED]),
  online("-V as version", ["releases", "new", "-V", "-o", "o", "-p", "p"], [CREATED]),
  online(
    "a hyphenated version after --",
    ["releases", "new", "-o", "o", "-p", "p", "--", "--help"],
    [CREATED],
  ),
  online("--finalize is no version", ["releases", "new", "--finalize", "-o", "o", "-p", "p"], [
    CREATED,
  ]),
  online("--finalized is a version", ["releases", "new", "--finalized", "-o", "o", "-p", "p"], [
    CREATED,
  ]),
  online("--org=x is no version", ["releases", "new", "--org=x", "-p", "p", "v1"], [CREATED]),
  online("--foo=bar as version", ["releases", "new", "--foo=bar", "-o", "o", "-p", "p"], [CREATED]),
  online("a negative number as version", ["releases", "new", "-1", "-o", "o", "-p", "p"], [
    CREATED,
  ]),
  online("a value that begins with a hyphen", [...NEW, "-p", "-x"], [CREATED]),
  online("--url with a value that begins with a hyphen", [...NEW, "-p", "p", "--url", "-x"], [
    CREATED,
  ]),
  online("the server's version is not repeated", [...NEW, "-p", "p"], [
    { status: 201, json: { ...RELEASE, version: "srv" } },
  ]),
  online("answer is no release", [...NEW, "-p", "p"], [{ status: 201, json: {} }]),
  online("answer is HTML", [...NEW, "-p", "p"], [{ status: 200, text: "<html>" }]),
  online("answer 208", [...NEW, "-p", "p"], [{ status: 208, json: RELEASE }]),
  online("--quiet changes nothing", [...NEW, "-p", "p", "--quiet"], [CREATED]),
]);

const OLD = "2020-10-29T21:43:43.245609Z";
const ALL = ["releases", "list", "-o", "o"] as const;

export const RELEASES_LIST = cases("releases list", [
  online("spec 14.22: one unreleased", ALL, [{ json: [RELEASE] }]),
  online("spec 14.23: raw with a delimiter", [...ALL, "-p", "p", "-R", "-D", ","], [{
    json: [RELEASE, { ...RELEASE, version: "v2" }],
  }]),
  online("spec 14.24: raw and none", [...ALL, "--raw"], [EMPTY]),
  online("spec 14.25: the project was renamed", [...ALL, "-p", "p"], [
    { status: 302, json: { slug: "n2" } },
  ]),
  online("none", ALL, [EMPTY]),
  online("404 for the organization", ALL, [{ status: 404, json: { detail: "x" } }]),
  online("404 for the project", [...ALL, "-p", "p"], [{ status: 404, json: { detail: "x" } }]),
  online("raw, several", [...ALL, "-R"], [{ json: [RELEASE, { ...RELEASE, version: "v2" }] }]),
  online("raw with an empty delimiter", [...ALL, "-R", "-D", ""], [{
    json: [RELEASE, { ...RELEASE, version: "v2" }],
  }]),
  online("raw with a delimiter that begins with a hyphen", [...ALL, "-R", "-D", "-"], [{
    json: [RELEASE, { ...RELEASE, version: "v2" }],
  }]),
  online("raw with \\n spelled out", [...ALL, "-R", "--delimiter=\\n"], [{
    json: [RELEASE, { ...RELEASE, version: "v2" }],
  }]),
  online("raw and projects", [...ALL, "-RP"], [{ json: [RELEASE] }]),
  online("projects", [...ALL, "-P"], [{
    json: [
      { ...RELEASE, projects: [{ slug: "b", name: "B" }, { slug: "a", name: "A" }] },
      { ...RELEASE, version: "v2", projects: [] },
      { version: "v3", dateCreated: OLD },
    ],
  }]),
  online("--no-abbrev is taken and ignored", [...ALL, "--no-abbrev"], [{
    json: [{ ...RELEASE, version: "0123456789abcdef0123456789abcdef01234567" }],
  }]),
  online("a version with a package prefix", ALL, [{
    json: [{ ...RELEASE, version: "com.ex@1.0+7" }],
  }]),
  online("released long ago, with events", ALL, [{
    json: [{
      ...RELEASE,
      dateReleased: "2020-10-29T21:43:43Z",
      lastEvent: "2099-01-01T00:00:00Z",
      newGroups: 12,
    }],
  }]),
  online("only what is required", ALL, [{ json: [{ version: "v", dateCreated: OLD }] }]),
  online("newGroups null", ALL, [{ json: [{ ...RELEASE, newGroups: null }] }]),
  online("without dateCreated", ALL, [{ json: [{ version: "v" }] }]),
  online("a next page is not asked for", ALL, [{
    json: [RELEASE],
    headers: { Link: '<{S}/x>; rel="next"; results="true"; cursor="z"' },
  }]),
  online("project by file", ["releases", "list"], [EMPTY], {
    files: { ".sentryclirc": "[defaults]\norg=io\nproject=ip\n" },
  }),
  online("project with odd characters by variable", ALL, [EMPTY], {
    env: { SENTRY_PROJECT: "a/b%c?d#e f" },
  }),
], {
  "own-advice": {
    "spec 14.25: the project was renamed": {
      causes: "Use the new name in --project, SENTRY_PROJECT or defaults.project.",
    },
  },
  "lenient-answers": {
    "newGroups null": {
      exit: 0,
      stdout: "| (unreleased) | v1      | 0          | -          |",
      error: "",
      causes: "",
    },
  },
});

const INFO = ["releases", "info", "v1", "-o", "o"] as const;

export const RELEASES_INFO = cases("releases info", [
  online("spec 14.26: with commits", [...INFO, "-C"], [
    { json: RELEASE },
    { json: [{ id: "abc" }, { id: "def" }] },
  ]),
  online("spec 14.27: 404", INFO, [{ status: 404, json: { detail: "x" } }]),
  online("spec 14.28: quiet asks for no commits", [...INFO, "--quiet", "-C"], [{ json: RELEASE }]),
  online("plain", INFO, [{ json: RELEASE }]),
  online("with a last event", INFO, [{ json: { ...RELEASE, lastEvent: "2020-11-01T00:00:00Z" } }]),
  online("with projects", [...INFO, "-P"], [{
    json: { ...RELEASE, projects: [{ slug: "a", name: "A" }, { slug: "b", name: "B" }] },
  }]),
  online("projects, none", [...INFO, "-P"], [{ json: { ...RELEASE, projects: [] } }]),
  online("projects and commits in a cluster", [...INFO, "-PC"], [{ json: RELEASE }, EMPTY]),
  online("commits, 404", [...INFO, "-C"], [{ json: RELEASE }, { status: 404, json: {} }]),
  online("commits, 500", [...INFO, "-C"], [{ json: RELEASE }, {
    status: 400,
    json: { detail: "x" },
  }]),
  online("commits, HTML", [...INFO, "-C"], [{ json: RELEASE }, { text: "<html>" }]),
  online("quiet, 404", [...INFO, "--quiet"], [{ status: 404, json: {} }]),
  online("quiet, 500", [...INFO, "--quiet"], [{ status: 400, json: { detail: "x" } }]),
  online("400", INFO, [{ status: 400, json: { detail: "x" } }]),
  online("a project changes nothing", [...INFO, "-p", "p"], [{ json: RELEASE }]),
  online("the server's version is shown", INFO, [{ json: { ...RELEASE, version: "srv" } }]),
  online("date with an offset and nanoseconds", INFO, [{
    json: { ...RELEASE, dateCreated: "2020-10-29T21:43:43.123456789+02:00" },
  }]),
  online("date without fraction", INFO, [{
    json: { ...RELEASE, dateCreated: "2020-10-29T21:43:43Z" },
  }]),
  online("date with milliseconds", INFO, [{
    json: { ...RELEASE, dateCreated: "2020-10-29T21:43:43.500Z" },
  }]),
  online("a hyphenated version", ["releases", "info", "-v1", "-o", "o"], [{ json: RELEASE }]),
  online("a version with every kind of character", [
    "releases",
    "info",
    'a b"#<>+`?{}%&=@:ä漢',
    "-o",
    "o",
  ], [
    { json: RELEASE },
  ]),
  online("no organization", ["releases", "info", "v1"], []),
  { name: "no token", args: INFO, env: { SENTRY_URL: "{S}" } },
  { name: "quiet without token", args: [...INFO, "--quiet"], env: { SENTRY_URL: "{S}" } },
], {
  "says-why": {
    "spec 14.27: 404": { notes: 'Release not found: "v1" in "o"' },
    "commits, 500": {
      warnings: "WARN Could not get the commits of release v1: API request failed",
    },
    "commits, HTML": {
      warnings: "WARN Could not get the commits of release v1: not a JSON response",
    },
  },
});
