/** `login` (specification §4.1). */
import { cases } from "../model.ts";
import { ORG_TOKEN, USER } from "./common.ts";

const LOGIN = ["--url", "{S}", "login", "--auth-token", "{T}"] as const;

export const LOGIN_CASES = cases("login", [
  { name: "new home file", args: LOGIN, replies: [USER] },
  { name: "new home file, --global", args: [...LOGIN, "--global"], replies: [USER] },
  {
    name: "spec 7.36: home file with a comment, mode 0644",
    args: LOGIN,
    home: { ".sentryclirc": { text: "# mine\n[defaults]\norg = o\n", mode: 0o644 } },
    replies: [USER],
  },
  {
    name: "spec 7.37: project file and home file",
    args: LOGIN,
    home: { ".sentryclirc": "[http]\nproxy_username=gu\n" },
    files: { ".sentryclirc": "[defaults]\norg=p\n" },
    replies: [USER],
  },
  {
    name: "project file and --global",
    args: [...LOGIN, "-g"],
    home: { ".sentryclirc": "[http]\nproxy_username=gu\n" },
    files: { ".sentryclirc": "[defaults]\norg=p\n" },
    replies: [USER],
  },
  {
    name: "spec 7.38: another organization's token, answer n",
    args: ["login", "--auth-token", "{OT}"],
    home: { ".sentryclirc": "[auth]\ntoken={T}\n" },
    stdin: "n\n",
    replies: [ORG_TOKEN],
  },
  {
    name: "another organization's token, answer y",
    args: ["login", "--auth-token", "{OT}"],
    home: { ".sentryclirc": "[auth]\ntoken={OT2}\n" },
    stdin: "y\n",
    replies: [ORG_TOKEN],
  },
  {
    name: "another organization's token, answers nonsense, then n",
    args: ["login", "--auth-token", "{OT}"],
    home: { ".sentryclirc": "[auth]\ntoken={OT2}\n" },
    stdin: "what\nN\n n \n",
    replies: [ORG_TOKEN],
  },
  {
    name: "the same organization's token is replaced without a question",
    args: ["login", "--auth-token", "{OT}"],
    home: { ".sentryclirc": "[auth]\ntoken={OT}\n" },
    replies: [ORG_TOKEN],
  },
  {
    name: "one user token over another",
    args: LOGIN,
    home: { ".sentryclirc": "[auth]\ntoken={T2}\n" },
    replies: [USER],
  },
  {
    name: "refused token",
    args: LOGIN,
    replies: [{ status: 401, json: { detail: "Invalid token" } }],
  },
  { name: "server speaks HTML", args: LOGIN, replies: [{ text: "<html>" }] },
  {
    name: "URL with a slash",
    args: ["--url", "{S}/", "login", "--auth-token", "{T}"],
    replies: [USER],
  },
  {
    name: "unknown form of token",
    args: ["--url", "{S}", "login", "--auth-token", "garbage"],
    replies: [USER],
  },
  {
    name: "organization token with its own URL",
    args: ["login", "--auth-token", "{OT}"],
    replies: [ORG_TOKEN],
  },
  {
    name: "organization token with its own URL and another by flag",
    args: ["--url", "{S2}", "login", "--auth-token", "{OT}"],
    replies: [ORG_TOKEN],
  },
  {
    name: "organization token with a null url",
    args: ["--url", "{S}", "login", "--auth-token", "{OT-null}"],
    replies: [ORG_TOKEN],
  },
  {
    name: "URL from the environment",
    args: ["login", "--auth-token", "{T}"],
    env: { SENTRY_URL: "{S}" },
    replies: [USER],
  },
  {
    name: "URL from a project file",
    args: ["login", "--auth-token", "{T}"],
    files: { ".sentryclirc": "[defaults]\nurl={S}\n" },
    replies: [USER],
  },
  {
    name: "sentrycli.ini is written where it is the project file",
    args: LOGIN,
    files: { "sentrycli.ini": "[defaults]\norg=p\n" },
    replies: [USER],
  },
  {
    name: "config folder's file is the home file",
    args: LOGIN,
    home: { ".config/sentry/sentrycli.ini": "[defaults]\norg=p\n" },
    replies: [USER],
  },
  {
    name: "an API key in the file stays",
    args: LOGIN,
    home: { ".sentryclirc": "[auth]\napi_key=k\n" },
    replies: [USER],
  },
  {
    name: "integration test mode",
    args: LOGIN,
    env: { SENTRY_INTEGRATION_TEST: "1" },
    replies: [USER],
  },
  { name: "--quiet changes nothing", args: [...LOGIN, "--quiet"], replies: [USER] },
  {
    name: "broken project file",
    args: LOGIN,
    files: { ".sentryclirc": "[x" },
    replies: [USER],
  },
  {
    name: "home file is a link",
    args: LOGIN,
    home: { real: "[defaults]\norg=o\n", ".sentryclirc": { linkTo: "real" } },
    replies: [USER],
  },
  {
    name: "home folder is missing",
    args: LOGIN,
    env: { HOME: "{HOME}/none" },
    replies: [USER],
  },
  {
    name: "asked for a token: no browser, then the token",
    args: ["--url", "{S}", "login"],
    stdin: "n\n\n  {T}  \n",
    replies: [USER],
  },
  {
    name: "asked for a token: the first is refused",
    args: ["--url", "{S}", "login"],
    stdin: "n\nfirst\nsecond\n",
    replies: [{ status: 401, json: { detail: "Invalid token" } }, USER],
  },
  {
    name: "custom headers go along",
    args: [...LOGIN, "--header", "X-A: 1"],
    replies: [USER],
  },
], {
  "login-keeps-text": {
    "spec 7.36: home file with a comment, mode 0644": { files: ["# mine", "org = o", "url = {S}"] },
  },
  "login-own-keys": {
    "spec 7.37: project file and home file": { files: true },
  },
  "login-null-url": {
    "organization token with a null url": {
      exit: 0,
      stdout: ["Valid org token", "Stored token in {HOME}/.sentryclirc"],
      error: "",
      requests: ["S: GET /api/0/", "authorization: Bearer {OT-null}"],
      files: ["{HOME}/.sentryclirc 0600", "[auth]", "token={OT-null}"],
    },
  },
  "host-rule": {
    "URL from a project file": {
      stdout: "Sentry server: 127.0.0.1",
      error:
        "error: Refusing to send the auth token from --auth-token to {S}: that address comes from {CWD}/.sentryclirc:2, a file of the repository",
      causes: "",
      warnings: "",
      requests: "",
    },
  },
  "config-words": {
    "broken project file": {
      causes: "{CWD}/.sentryclirc:1: the section header is not closed before the end of the file",
    },
  },
  "login-follows-links": {
    "home file is a link": { files: "{HOME}/real 0600" },
  },
  "login-makes-folder": {
    "home folder is missing": {
      exit: 0,
      stdout: "Stored token in {HOME}/none/.sentryclirc",
      error: "",
      files: ["{HOME}/none/.sentryclirc 0600", "[auth]", "token={T}"],
    },
  },
});
