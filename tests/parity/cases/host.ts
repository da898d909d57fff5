/** Which URL and token are used together (specification §1.6; ours: decisions §4). */
import { cases } from "../model.ts";
import { EMPTY, STATUS, USER } from "./common.ts";

const LIST = ["organizations", "list"] as const;
const BOTH = "[auth]\ntoken={T}\n[defaults]\nurl={S}\n";
const URL_ONLY = "[defaults]\nurl={S}\n";
const TOKEN_ONLY = "[auth]\ntoken={T}\n";

export const HOST = cases("host", [
  {
    name: "spec 7.14: URL from the environment, token from the home file",
    args: STATUS,
    env: { SENTRY_URL: "{S}" },
    home: { ".sentryclirc": TOKEN_ONLY },
    replies: [USER],
  },
  {
    name: "URL from the environment, token from the home file: a request",
    args: LIST,
    env: { SENTRY_URL: "{S}" },
    home: { ".sentryclirc": TOKEN_ONLY },
    replies: [EMPTY],
  },
  {
    name: "URL as flag, token from the home file",
    args: ["--url", "{S}", ...LIST],
    home: { ".sentryclirc": TOKEN_ONLY },
    replies: [EMPTY],
  },
  {
    name: "spec 7.15: token from the environment, URL from a project file",
    args: LIST,
    env: { SENTRY_AUTH_TOKEN: "{T}" },
    files: { ".sentryclirc": URL_ONLY },
    replies: [EMPTY],
  },
  {
    name: "token from the environment, URL from a project file: status",
    args: STATUS,
    env: { SENTRY_AUTH_TOKEN: "{T}" },
    files: { ".sentryclirc": URL_ONLY },
    replies: [USER],
  },
  {
    name: "token from the environment, URL from a project file, under CI",
    args: LIST,
    env: { SENTRY_AUTH_TOKEN: "{T}", CI: "true" },
    files: { ".sentryclirc": URL_ONLY },
    replies: [EMPTY],
  },
  {
    name: "token as flag, URL from a project file, under CI",
    args: ["--auth-token", "{T}", ...LIST],
    env: { CI: "true" },
    files: { ".sentryclirc": URL_ONLY },
    replies: [EMPTY],
  },
  {
    name: "spec 7.16: project file's URL, home file's URL and token",
    args: LIST,
    home: { ".sentryclirc": BOTH },
    files: { ".sentryclirc": URL_ONLY },
    replies: [EMPTY],
  },
  {
    name: "project file's URL of another host, home file's URL and token",
    args: LIST,
    home: { ".sentryclirc": BOTH },
    files: { ".sentryclirc": "[defaults]\nurl={S2}\n" },
    replies: [EMPTY],
  },
  {
    name: "spec 7.17: organization token in the environment, SENTRY_URL with a slash",
    args: LIST,
    env: { SENTRY_AUTH_TOKEN: "{OT}", SENTRY_URL: "{S}/" },
    replies: [EMPTY],
  },
  {
    name: "organization token in the environment, SENTRY_URL the same",
    args: LIST,
    env: { SENTRY_AUTH_TOKEN: "{OT}", SENTRY_URL: "{S}" },
    replies: [EMPTY],
  },
  {
    name: "organization token alone knows its server",
    args: LIST,
    env: { SENTRY_AUTH_TOKEN: "{OT}" },
    replies: [EMPTY],
  },
  {
    name: "organization token whose URL ends in a slash",
    args: LIST,
    env: { SENTRY_AUTH_TOKEN: "{OT/}", SENTRY_URL: "{S}" },
    replies: [EMPTY],
  },
  {
    name: "spec 7.18: organization token in the home file, another SENTRY_URL",
    args: LIST,
    env: { SENTRY_URL: "{S2}" },
    home: { ".sentryclirc": "[auth]\ntoken={OT}\n" },
    replies: [EMPTY],
  },
  {
    name: "organization token as flag, another URL as flag",
    args: ["--url", "{S2}", "--auth-token", "{OT}", ...LIST],
    replies: [EMPTY],
  },
  {
    name: "URL and token of one project file",
    args: LIST,
    files: { ".sentryclirc": BOTH },
    replies: [EMPTY],
  },
  {
    name: "URL and token of the home file",
    args: LIST,
    home: { ".sentryclirc": BOTH },
    replies: [EMPTY],
  },
  {
    name: "URL and token of one properties file",
    args: LIST,
    env: { SENTRY_PROPERTIES: "x.properties" },
    files: { "x.properties": "defaults.url={S}\nauth.token={T}\n" },
    replies: [EMPTY],
  },
  {
    name: "URL and token of a .env",
    args: LIST,
    files: { ".env": "SENTRY_URL={S}\nSENTRY_AUTH_TOKEN={T}\n" },
    replies: [EMPTY],
  },
  {
    name: "URL from .env, token from the environment",
    args: LIST,
    env: { SENTRY_AUTH_TOKEN: "{T}" },
    files: { ".env": "SENTRY_URL={S}\n" },
    replies: [EMPTY],
  },
  {
    name: "URL from a properties file, token from the home file",
    args: LIST,
    env: { SENTRY_PROPERTIES: "x.properties" },
    home: { ".sentryclirc": TOKEN_ONLY },
    files: { "x.properties": "defaults.url={S}\n" },
    replies: [EMPTY],
  },
  {
    name: "URL from the home file, token from the project file",
    args: LIST,
    home: { ".sentryclirc": URL_ONLY },
    files: { ".sentryclirc": TOKEN_ONLY },
    replies: [EMPTY],
  },
  {
    name: "URL from the environment, token from the project file",
    args: LIST,
    env: { SENTRY_URL: "{S}" },
    files: { ".sentryclirc": TOKEN_ONLY },
    replies: [EMPTY],
  },
  {
    name: "URL and token as flags over everything",
    args: ["--url", "{S}", "--auth-token", "{T}", ...LIST],
    env: { SENTRY_URL: "{S2}", SENTRY_AUTH_TOKEN: "{T2}" },
    files: { ".sentryclirc": "[auth]\ntoken={T2}\n[defaults]\nurl={S2}\n" },
    replies: [EMPTY],
  },
  {
    name: "an empty SENTRY_URL beside a project file",
    args: LIST,
    env: { SENTRY_URL: "", SENTRY_AUTH_TOKEN: "{T}" },
    replies: [EMPTY],
  },
], {
  "host-rule": {
    "URL from the environment, token from the home file: a request": {
      exit: 0,
      error: "",
      warnings: "",
      requests: ["S: GET /api/0/organizations/?cursor=", "authorization: Bearer {T}"],
    },
    "spec 7.14: URL from the environment, token from the home file": {
      stdout: ['"type": "token"', '"successful": true'],
      warnings: "",
      requests: ["S: GET /api/0/", "authorization: Bearer {T}"],
    },
    "URL as flag, token from the home file": {
      exit: 0,
      error: "",
      warnings: "",
      requests: ["S: GET /api/0/organizations/?cursor=", "authorization: Bearer {T}"],
    },
    "token from the environment, URL from a project file: status": {
      exit: 1,
      stdout: ['"url": "{S}"', '"type": null'],
      error:
        "error: Refusing to send the auth token from SENTRY_AUTH_TOKEN to {S}: that address comes from {CWD}/.sentryclirc:2, a file of the repository",
      warnings: "",
      requests: "",
    },
    "spec 7.15: token from the environment, URL from a project file": {
      error:
        "error: Refusing to send the auth token from SENTRY_AUTH_TOKEN to {S}: that address comes from {CWD}/.sentryclirc:2, a file of the repository",
      causes: "",
      warnings: "",
      requests: "",
    },
    "token from the environment, URL from a project file, under CI": {
      exit: 0,
      error: "",
      causes: "",
      warnings: "",
      requests: ["S: GET /api/0/organizations/?cursor=", "authorization: Bearer {T}"],
    },
    "token as flag, URL from a project file, under CI": {
      error:
        "error: Refusing to send the auth token from --auth-token to {S}: that address comes from {CWD}/.sentryclirc:2, a file of the repository",
      causes: "",
      warnings: "",
      requests: "",
    },
    "spec 7.16: project file's URL, home file's URL and token": {
      exit: 0,
      error: "",
      warnings: "",
      requests: ["S: GET /api/0/organizations/?cursor=", "authorization: Bearer {T}"],
    },
    "project file's URL of another host, home file's URL and token": {
      error:
        "error: Refusing to send the auth token from {HOME}/.sentryclirc:2 to {S2}: that address comes from {CWD}/.sentryclirc:2, a file of the repository",
      warnings: "",
    },
    "URL from .env, token from the environment": {
      exit: 1,
      error:
        "error: Refusing to send the auth token from SENTRY_AUTH_TOKEN to {S}: that address comes from {CWD}/.env:1, a file of the repository",
      requests: "",
    },
    "URL from a properties file, token from the home file": {
      error:
        "error: Refusing to send the auth token from {HOME}/.sentryclirc:2 to {S}: that address comes from {CWD}/x.properties:1, a file of the repository",
      warnings: "",
    },
    "URL from the environment, token from the project file": {
      exit: 0,
      error: "",
      warnings: "",
      requests: ["S: GET /api/0/organizations/?cursor=", "authorization: Bearer {T}"],
    },
    "URL from the home file, token from the project file": {
      exit: 0,
      error: "",
      causes: "",
      warnings: "",
      requests: ["S: GET /api/0/organizations/?cursor=", "authorization: Bearer {T}"],
    },
  },
  "url-slash": {
    "spec 7.17: organization token in the environment, SENTRY_URL with a slash": { warnings: "" },
    "organization token whose URL ends in a slash": { warnings: "" },
  },
  "empty-is-unset": {
    "an empty SENTRY_URL beside a project file": {
      error: "error: API request failed",
      causes:
        "Could not reach 'sentry.io' over the proxy '{S}': the proxy did not let the connection through",
      requests: "S: CONNECT sentry.io:443",
    },
  },
});
