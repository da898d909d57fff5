/** Organization, project and release: where they come from and what they may hold (§3.2, §5.6). */
import { cases } from "../model.ts";
import { EMPTY, online } from "./common.ts";

const LIST = ["releases", "list"] as const;
const NEW = ["releases", "new", "v1"] as const;

export const SCOPE = cases("scope", [
  online("no organization", LIST, [EMPTY]),
  online("organization by flag", [...LIST, "-o", "o"], [EMPTY]),
  online("organization by variable", LIST, [EMPTY], { env: { SENTRY_ORG: "eo" } }),
  online("organization by flag over variable", ["releases", "-o", "fo", "list"], [EMPTY], {
    env: { SENTRY_ORG: "eo" },
  }),
  online("organization by file", LIST, [EMPTY], {
    files: { ".sentryclirc": "[defaults]\norg=io\nproject=ip\n" },
  }),
  online("inner -o replaces outer -o", ["releases", "-o", "a", "list", "-o", "b"], [EMPTY]),
  online("spec 7.31: inner -p replaces outer -p", [
    "releases",
    "-p",
    "a",
    "list",
    "-o",
    "o",
    "-p",
    "b",
  ], [
    EMPTY,
  ]),
  online("first of several projects", [...LIST, "-o", "o", "-p", "a", "-p", "b"], [EMPTY]),
  online("spec 7.32: odd characters in SENTRY_ORG", LIST, [EMPTY], {
    env: { SENTRY_ORG: "a/b c" },
  }),
  online("empty SENTRY_ORG", LIST, [EMPTY], { env: { SENTRY_ORG: "" } }),
  online("empty -o", [...LIST, "-o", ""], [EMPTY]),
  online("empty -p", [...LIST, "-o", "o", "-p", ""], [EMPTY]),
  online("SENTRY_ORG is a dot", LIST, [EMPTY], { env: { SENTRY_ORG: "." } }),
  online("every kind of character in SENTRY_ORG", LIST, [EMPTY], {
    env: { SENTRY_ORG: "ä\"#<>+`?{}%&=@:!~'*()|^[]\\,;$" },
  }),
  online("letters beyond ASCII by flag", [...LIST, "-o", "漢", "-p", "é&%"], [EMPTY]),
  online("empty SENTRY_PROJECT", [...LIST, "-o", "o"], [EMPTY], { env: { SENTRY_PROJECT: "" } }),
  online("empty SENTRY_PROJECT for a new release", [...NEW, "-o", "o"], [EMPTY], {
    env: { SENTRY_PROJECT: "" },
  }),
  online("project by variable", [...NEW, "-o", "o"], [{
    status: 201,
    json: { version: "v1", dateCreated: "2020-10-29T21:43:43Z" },
  }], {
    env: { SENTRY_PROJECT: "42" },
  }),
  { name: "-o with a slash", args: [...LIST, "-o", "a/b"] },
  { name: "-o with a blank", args: [...LIST, "-o", "a b"] },
  { name: "-o is two dots", args: [...LIST, "-o", ".."] },
  { name: "-o with a tab passes", args: [...LIST, "-o", "a\tb"] },
  { name: "-p with a slash", args: [...LIST, "-p", "a/b"] },
  { name: "-p with a tab", args: [...LIST, "-p", "a\tb"] },
  { name: "-p is a dot", args: [...LIST, "-p", "."] },
  { name: "-p with a line end", args: [...LIST, "-p", "a\n"] },
  { name: "release with a leading blank", args: ["releases", "new", " v1"] },
  { name: "release with a trailing line end", args: ["releases", "new", "v1\n"] },
  { name: "empty release", args: ["releases", "new", ""] },
  { name: "release is two dots", args: ["releases", "new", ".."] },
  { name: "release with a form feed", args: ["releases", "info", "a\fb"] },
  { name: "release with a tab inside", args: ["releases", "info", "a\tb"] },
  online("release with CR inside and odd characters", [
    "releases",
    "info",
    "a\rb c%d?e#f",
    "-o",
    "o",
  ], [
    { status: 404, json: { detail: "x" } },
  ]),
  online("release of 300 characters", ["releases", "info", "x".repeat(300), "-o", "o"], [
    { status: 404, json: {} },
  ]),
  online(
    "spec 7.33: a bad SENTRY_RELEASE warns and counts as absent",
    ["deploys", "-o", "o", "list"],
    [],
    {
      env: { SENTRY_RELEASE: " 1" },
    },
  ),
  online("what is missing first: token, organization, project", [...NEW], [], {
    env: { SENTRY_AUTH_TOKEN: null },
  }),
  online("what is missing second: organization", [...NEW], []),
], {
  "empty-is-unset": {
    "empty SENTRY_ORG": {
      exit: 1,
      error:
        "error: An organization ID or slug is required (provide with --org, set SENTRY_ORG, or use an org-scoped auth token)",
      requests: "",
    },
    "empty -p": { requests: "S: GET /api/0/organizations/o/releases/" },
    "empty -o": {
      exit: 1,
      error:
        "error: An organization ID or slug is required (provide with --org, set SENTRY_ORG, or use an org-scoped auth token)",
      requests: "",
    },
    "empty SENTRY_PROJECT": { requests: "S: GET /api/0/organizations/o/releases/" },
    "empty SENTRY_PROJECT for a new release": {
      error: "error: A project ID or slug is required (provide with --project)",
      causes: "",
      requests: "",
    },
  },
  "url-backslash": {
    "every kind of character in SENTRY_ORG": {
      requests:
        "S: GET /api/0/organizations/%C3%A4%22%23%3C%3E%2B%60%3F%7B%7D%25&=@:!~'*()|^[]%5C,;$/releases/",
    },
  },
  "control-characters": {
    "release with a form feed": {
      error:
        "error: invalid value 'ab' for '<VERSION>': Invalid release version. Slashes and certain whitespace characters are not permitted.",
    },
  },
  "says-why": {
    "release with CR inside and odd characters": {
      notes: 'Release not found: "a\rb c%d?e#f" in "o"',
    },
    "release of 300 characters": { notes: 'Release not found: "xxx' },
  },
});
