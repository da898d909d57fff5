/** Settings from every source that can carry them, and folders of every kind (§1.1, §1.2, §2). */
import type { Case } from "../model.ts";
import { cases } from "../model.ts";
import { EMPTY, online, OPERATOR, STATUS, USER } from "./common.ts";

const LIST = ["organizations", "list"] as const;
const FAILS = [{ status: 503, json: { detail: "d" } }] as const;
const BOTH = "[auth]\ntoken={T}\n[defaults]\nurl={S}\n";

/** One setting from one file or variable, with server and token in the environment. */
function from(
  source: "project" | "home" | "properties" | "dotenv",
  name: string,
  text: string,
  more: Partial<Case> = {},
): Case {
  const base = online(`${name} from ${source}`, LIST, [EMPTY], more);
  switch (source) {
    case "project":
      return { ...base, files: { ".sentryclirc": text } };
    case "home":
      return { ...base, home: { ".sentryclirc": text } };
    case "dotenv":
      return { ...base, files: { ".env": text } };
    case "properties":
      return {
        ...base,
        env: { ...base.env, SENTRY_PROPERTIES: "x.properties" },
        files: { "x.properties": text },
      };
  }
}

const FAR = { SENTRY_URL: "http://sentry.example.com" } as const;

export const SOURCES = cases("sources", [
  from("home", "pipeline", "[defaults]\npipeline=a/1\n"),
  from("properties", "pipeline", "defaults.pipeline=a/1\n"),
  from("dotenv", "pipeline", "SENTRY_PIPELINE=a/1\n"),
  from("home", "custom header", "[defaults]\ncustom_header=X-A: 1\n"),
  from("properties", "custom header", "defaults.custom_header=X-A\\: 1\n"),
  from("dotenv", "custom header", 'CUSTOM_HEADER="X-A: 1"\n'),
  from("home", "proxy", "[http]\nproxy_url={S}\n", { env: FAR }),
  from("properties", "proxy", "http.proxy_url={S}\n", { env: FAR }),
  from("dotenv", "proxy", "http_proxy={S}\n", { env: FAR }),
  from("dotenv", "no_proxy", "no_proxy=127.0.0.1\n", { env: { http_proxy: "{S2}" } }),
  from("home", "max_retries", "[http]\nmax_retries=0\n", { replies: FAILS }),
  from("properties", "max_retries", "http.max_retries=0\n", { replies: FAILS }),
  from("dotenv", "max_retries", "SENTRY_HTTP_MAX_RETRIES=0\n", { replies: FAILS }),
  from("home", "log level", "[log]\nlevel=info\n", { compareLog: true }),
  from("properties", "log level", "log.level=info\n", { compareLog: true }),
  from("dotenv", "log level", "SENTRY_LOG_LEVEL=info\n", { compareLog: true }),
  from("project", "log level that is none", "[log]\nlevel=loud\n", { compareLog: true }),
  from("properties", "allow failure is no setting of a file", "allow_failure=1\n", {
    replies: FAILS,
    env: { SENTRY_HTTP_MAX_RETRIES: "0" },
  }),
  {
    name: "dsn from home",
    args: STATUS,
    home: { ".sentryclirc": "[auth]\ndsn=https://k@h.example.com/7\n" },
  },
  {
    name: "dsn from properties",
    args: STATUS,
    env: { SENTRY_PROPERTIES: "x.properties" },
    files: { "x.properties": "auth.dsn=https\\://k@h.example.com/7\n" },
  },
  {
    name: "dsn from dotenv",
    args: STATUS,
    files: { ".env": "SENTRY_DSN=https://k@h.example.com/7\n" },
  },
  ...["http://h/7", "http://k@h/", "http://k@h/a/7", "k@h/7", "https://k:s@h:99/7", "http://k@h/x"]
    .map((dsn): Case => ({ name: `dsn ${dsn}`, args: STATUS, env: { SENTRY_DSN: dsn } })),
  {
    name: "organization token from home",
    args: ["releases", "list"],
    home: { ".sentryclirc": "[auth]\ntoken={OT}\n" },
    replies: [EMPTY],
  },
  {
    name: "organization token from the project file",
    args: ["releases", "list"],
    files: { ".sentryclirc": "[auth]\ntoken={OT}\n[defaults]\norg=other\n" },
    replies: [EMPTY],
  },
  {
    name: "organization token from properties",
    args: ["releases", "list"],
    env: { SENTRY_PROPERTIES: "x.properties" },
    files: { "x.properties": "auth.token={OT}\ndefaults.project=p\n" },
    replies: [EMPTY],
  },
  {
    name: "info does not show the organization of a token",
    args: ["info"],
    env: { SENTRY_AUTH_TOKEN: "{OT}" },
    replies: [USER],
  },
  {
    name: "status does not show the organization of a token",
    args: STATUS,
    env: { SENTRY_AUTH_TOKEN: "{OT}" },
    replies: [USER],
  },
  {
    name: "info with a token of a file",
    args: ["info"],
    files: { ".sentryclirc": `${BOTH}org=o\nproject=p\n` },
    replies: [USER],
  },
  {
    name: "working folder behind a link: the real parents count",
    args: STATUS,
    cwd: "a/link",
    files: {
      "a/.sentryclirc": "[defaults]\norg=a\n",
      "b/.sentryclirc": "[defaults]\norg=b\n",
      "b/real/file": "",
      "a/link": { linkTo: "../b/real" },
    },
  },
  {
    name: ".env behind a link: the real parents count",
    args: STATUS,
    cwd: "a/link",
    files: {
      "a/.env": "SENTRY_ORG=a\n",
      "b/.env": "SENTRY_ORG=b\n",
      "b/real/file": "",
      "a/link": { linkTo: "../b/real" },
    },
  },
  {
    name: ".env that is a link",
    args: STATUS,
    files: { ".env": { linkTo: "real.env" }, "real.env": "SENTRY_ORG=o\n" },
  },
  {
    name: "SENTRY_PROPERTIES beside both files: each key from the strongest",
    args: STATUS,
    env: { SENTRY_PROPERTIES: "x.properties" },
    home: { ".sentryclirc": "[auth]\ndsn=https://k@h.example.com/7\n[defaults]\norg=h\n" },
    files: {
      ".sentryclirc": "[defaults]\nproject=p\n",
      "x.properties": "defaults.org=o\n",
    },
  },
  {
    name: "a sentrycli.ini in the home folder is no home file",
    args: STATUS,
    home: { "sentrycli.ini": "[defaults]\norg=h\n" },
  },
  {
    name: "home file and project file are one file",
    args: STATUS,
    env: { HOME: "{CWD}" },
    files: { ".sentryclirc": "[defaults]\norg=a\norg=b\n" },
  },
  {
    name: "blanks around a token in a file",
    args: LIST,
    files: { ".sentryclirc": "[auth]\ntoken =   {T}   \n[defaults]\nurl = {S}\n" },
    replies: [EMPTY],
  },
  {
    name: "a quoted token in a file",
    args: LIST,
    files: { ".sentryclirc": '[auth]\ntoken = "{T}"\n[defaults]\nurl = "{S}"\n' },
    replies: [EMPTY],
  },
  {
    name: "flags over everything at once",
    args: [
      ...["--url", "{S}", "--auth-token", "{T}", "--header", "X-A: f", "--log-level", "off"],
      ...["releases", "-o", "fo", "list", "-p", "fp"],
    ],
    env: {
      ...OPERATOR,
      SENTRY_URL: "{S2}",
      SENTRY_ORG: "eo",
      SENTRY_PROJECT: "ep",
      CUSTOM_HEADER: "X-A: e",
      SENTRY_LOG_LEVEL: "debug",
    },
    files: { ".sentryclirc": "[defaults]\norg=io\nproject=ip\ncustom_header=X-A: i\n" },
    replies: [EMPTY],
  },
]);
