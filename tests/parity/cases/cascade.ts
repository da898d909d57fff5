/** Which source of a setting wins (specification §1.1, §1.2). */
import { cases } from "../model.ts";
import { OPERATOR, STATUS } from "./common.ts";

export const CASCADE = cases("cascade", [
  { name: "nothing configured", args: STATUS },
  {
    name: "spec 7.1: project file over home file, key by key",
    args: STATUS,
    home: { ".sentryclirc": "[defaults]\norg=h\nproject=hp\n" },
    files: { ".sentryclirc": "[defaults]\norg=w\n" },
  },
  {
    name: "spec 7.2: an empty key of the project file hides the home file's",
    args: STATUS,
    home: { ".sentryclirc": "[defaults]\norg=h\n" },
    files: { ".sentryclirc": "[defaults]\norg=\n" },
  },
  {
    name: "spec 7.3: the nearest file ends the search upward, whatever its name",
    args: STATUS,
    cwd: "a/b",
    files: {
      ".sentryclirc": "[defaults]\norg=top\nproject=topp\n",
      "a/sentrycli.ini": "[defaults]\norg=a\n",
    },
  },
  {
    name: ".sentryclirc before sentrycli.ini in one folder",
    args: STATUS,
    files: {
      ".sentryclirc": "[defaults]\norg=rc\n",
      "sentrycli.ini": "[defaults]\norg=ini\nproject=inip\n",
    },
  },
  {
    name: "a project file three folders up",
    args: STATUS,
    cwd: "x/y/z",
    files: { "sentrycli.ini": "[defaults]\norg=far\nproject=away\n" },
  },
  {
    name: "home above the working folder counts as project file",
    args: STATUS,
    env: { HOME: "{CWD}" },
    cwd: "sub",
    files: { ".sentryclirc": "[defaults]\norg=o\nproject=p\n" },
  },
  {
    name: "config folder is read when the home file is absent",
    args: STATUS,
    home: { ".config/sentry/sentrycli.ini": "[defaults]\norg=conf\n" },
  },
  {
    name: "home file hides the config folder's file altogether",
    args: STATUS,
    home: {
      ".sentryclirc": "[defaults]\norg=home\n",
      ".config/sentry/sentrycli.ini": "[defaults]\norg=conf\nproject=confp\n",
    },
  },
  {
    name: "XDG_CONFIG_HOME names the config folder",
    args: STATUS,
    env: { XDG_CONFIG_HOME: "{HOME}/xdg" },
    home: {
      "xdg/sentry/sentrycli.ini": "[defaults]\norg=xdg\n",
      ".config/sentry/sentrycli.ini": "[defaults]\norg=conf\n",
    },
  },
  {
    name: "a relative XDG_CONFIG_HOME is ignored",
    args: STATUS,
    env: { XDG_CONFIG_HOME: "xdg" },
    files: { "xdg/sentry/sentrycli.ini": "[defaults]\norg=xdg\n" },
    home: { ".config/sentry/sentrycli.ini": "[defaults]\norg=conf\n" },
  },
  {
    name: "environment over project file",
    args: STATUS,
    env: { SENTRY_ORG: "eo", SENTRY_PROJECT: "ep" },
    files: { ".sentryclirc": "[defaults]\norg=w\nproject=wp\n" },
  },
  {
    name: "environment for one setting leaves the others to the files",
    args: STATUS,
    env: { SENTRY_PROJECT: "ep" },
    files: { ".sentryclirc": "[defaults]\norg=w\nproject=wp\n" },
  },
  {
    name: "properties over project file, environment over properties",
    args: STATUS,
    env: { SENTRY_PROPERTIES: "p.properties", SENTRY_PROJECT: "ep" },
    files: {
      ".sentryclirc": "[defaults]\norg=w\nproject=wp\n",
      "p.properties": "defaults.org=po\ndefaults.project=pp\n",
    },
  },
  {
    name: "spec 7.9a: properties over ini",
    args: STATUS,
    env: { SENTRY_PROPERTIES: "p.properties" },
    files: { ".sentryclirc": "[defaults]\norg=i\n", "p.properties": "defaults.org=po\n" },
  },
  {
    name: "spec 7.9b: environment over properties",
    args: STATUS,
    env: { SENTRY_PROPERTIES: "p.properties", SENTRY_ORG: "e" },
    files: { ".sentryclirc": "[defaults]\norg=i\n", "p.properties": "defaults.org=po\n" },
  },
  {
    name: "an empty properties value hides the ini value",
    args: STATUS,
    env: { SENTRY_PROPERTIES: "p.properties" },
    files: { ".sentryclirc": "[defaults]\norg=i\n", "p.properties": "defaults.org=\n" },
  },
  {
    name: "an empty variable hides every file",
    args: STATUS,
    env: { SENTRY_ORG: "", SENTRY_PROJECT: "" },
    home: { ".sentryclirc": "[defaults]\norg=h\nproject=hp\n" },
    files: { ".sentryclirc": "[defaults]\norg=w\nproject=wp\n" },
  },
  {
    name: "SENTRY_INTEGRATION_TEST leaves the home file out",
    args: STATUS,
    env: { SENTRY_INTEGRATION_TEST: "1" },
    home: { ".sentryclirc": "[defaults]\norg=h\n" },
    files: { ".sentryclirc": "[defaults]\nproject=wp\n" },
  },
  {
    name: "SENTRY_INTEGRATION_TEST counts even when empty",
    args: STATUS,
    env: { SENTRY_INTEGRATION_TEST: "" },
    home: { ".sentryclirc": "[defaults]\norg=h\n" },
  },
  {
    name: "unknown sections and keys are no error",
    args: STATUS,
    files: { ".sentryclirc": "[nonsense]\nx=1\n[defaults]\nfoo=bar\norg=o\n" },
  },
  {
    name: "url in a project file without a token",
    args: STATUS,
    files: { ".sentryclirc": "[defaults]\nurl=http://sentry.example.com/\n" },
  },
  {
    name: "url: flag over environment",
    args: ["--url", "http://flag.example.com", ...STATUS],
    env: { SENTRY_URL: "http://env.example.com" },
  },
  {
    name: "url: environment over files",
    args: STATUS,
    env: { SENTRY_URL: "http://env.example.com///" },
    home: { ".sentryclirc": "[defaults]\nurl=http://home.example.com\n" },
  },
  { name: "url: not http", args: STATUS, env: { SENTRY_URL: "ftp://x" } },
  { name: "url: upper-case scheme", args: STATUS, env: { SENTRY_URL: "HTTP://x" } },
  { name: "url: a path", args: STATUS, env: { SENTRY_URL: "http://x/y" } },
  {
    name: "url: with user and port",
    args: STATUS,
    env: { SENTRY_URL: "https://u:p@h.example.com:8443/" },
  },
  { name: "url: only a host", args: STATUS, env: { SENTRY_URL: "sentry.example.com" } },
  { name: "url: empty variable", args: STATUS, env: { SENTRY_URL: "" } },
  {
    name: "url: empty variable over a file",
    args: STATUS,
    env: { SENTRY_URL: "" },
    files: { ".sentryclirc": "[defaults]\nurl=http://x.example.com\n" },
  },
  { name: "dsn in the environment", args: STATUS, env: { SENTRY_DSN: "http://k@h.example.com/7" } },
  { name: "dsn that is none", args: STATUS, env: { SENTRY_DSN: "nonsense" } },
  {
    name: "dsn in a file",
    args: STATUS,
    files: { ".sentryclirc": "[auth]\ndsn=http://k@h.example.com/7\n" },
  },
  {
    name: "a bad variable hides a good dsn in a file",
    args: STATUS,
    env: { SENTRY_DSN: "" },
    files: { ".sentryclirc": "[auth]\ndsn=http://k@h.example.com/7\n" },
  },
  {
    name: "project file is a directory",
    args: STATUS,
    files: { ".sentryclirc": { directory: true } },
  },
  {
    name: "home file is a directory",
    args: STATUS,
    home: { ".sentryclirc": { directory: true } },
  },
  {
    name: "project file is no UTF-8",
    args: STATUS,
    files: { ".sentryclirc": { base64: "W2RlZmF1bHRzXQpvcmc9/w==" } },
  },
  {
    name: "project file is a link to a file elsewhere",
    args: STATUS,
    files: { "other/real": "[defaults]\norg=linked\n", ".sentryclirc": { linkTo: "other/real" } },
  },
  {
    name: "project file is a link that leads nowhere",
    args: STATUS,
    files: { ".sentryclirc": { linkTo: "nowhere" } },
  },
  {
    name: "project file is a link to itself",
    args: STATUS,
    files: { ".sentryclirc": { linkTo: ".sentryclirc" } },
  },
  {
    name: "HOME empty",
    args: ["organizations", "list"],
    env: { ...OPERATOR, HOME: "" },
    replies: [{ json: [] }],
  },
  {
    name: "a broken home file ends the run even when nothing needs it",
    args: ["completions", "bash"],
    view: "completions",
    home: { ".sentryclirc": "[defaults\n" },
  },
], {
  "empty-is-unset": {
    "url: empty variable": {
      exit: 0,
      stdout: ['"org": null', '"project": null', '"url": "https://sentry.io"'],
      error: "",
    },
    "url: empty variable over a file": {
      exit: 0,
      stdout: ['"org": null', '"project": null', '"url": "http://x.example.com"'],
      error: "",
    },
  },
  "config-words": {
    "project file is a directory": { causes: "{CWD}/.sentryclirc: Is a directory" },
    "project file is no UTF-8": { causes: "{CWD}/.sentryclirc:2: not valid UTF-8" },
    "home file is a directory": { causes: "{HOME}/.sentryclirc: Is a directory" },
    "a broken home file ends the run even when nothing needs it": {
      causes: "{HOME}/.sentryclirc:1: the section header is not closed before the end of the file",
    },
  },
  "says-why": {
    "project file is a link to itself": {
      warnings: "WARN Ignoring {CWD}/.sentryclirc: Too many levels of symbolic links",
    },
  },
});
