/** Kinds of tokens, where they come from, and what they decide (specification §3). */
import { cases } from "../model.ts";
import { EMPTY, online, OPERATOR, STATUS, USER } from "./common.ts";

const LIST = ["organizations", "list"] as const;
const RELEASES = ["releases", "list"] as const;

/** A token in the environment beside the server's URL, used by `releases list`. */
function inEnv(name: string, token: string, more: Record<string, string> = {}) {
  return online(name, RELEASES, [EMPTY], { env: { SENTRY_AUTH_TOKEN: token, ...more } });
}

export const TOKENS = cases("tokens", [
  { name: "no token", args: LIST, env: { SENTRY_URL: "{S}" } },
  online("user token of 64 digits", LIST, [EMPTY]),
  online("user token with prefix", LIST, [EMPTY], { env: { SENTRY_AUTH_TOKEN: "{UT}" } }),
  online("flag over environment", ["--auth-token", "{T2}", ...LIST], [EMPTY]),
  online("flag after the command", [...LIST, "--auth-token={T2}"], [EMPTY]),
  online("inner flag over outer flag", ["--auth-token", "{T}", ...LIST, "--auth-token", "{T2}"], [
    EMPTY,
  ]),
  online("spec 7.21a: an unknown form as flag warns", ["--auth-token", "garbage", ...LIST], [
    EMPTY,
  ]),
  online("spec 7.21b: an unknown form in the environment is sent", LIST, [EMPTY], {
    env: { SENTRY_AUTH_TOKEN: "garbage" },
  }),
  online("an unknown form as flag warns at --log-level=error, too", [
    "--log-level=error",
    "--auth-token=garbage",
    ...LIST,
  ], [EMPTY]),
  online("empty token in the environment", LIST, [EMPTY], { env: { SENTRY_AUTH_TOKEN: "" } }),
  online("empty token as flag", ["--auth-token=", ...LIST], [EMPTY]),
  online("token with blanks around it", LIST, [EMPTY], { env: { SENTRY_AUTH_TOKEN: " abc " } }),
  online("token with a line end", LIST, [EMPTY], { env: { SENTRY_AUTH_TOKEN: "{T}\n" } }),
  online("token with a line end in its middle", LIST, [EMPTY], {
    env: { SENTRY_AUTH_TOKEN: "abc\nX-Evil: 1" },
  }),
  inEnv("organization token gives the organization", "{OT}"),
  inEnv("spec 7.22a: organization token without the url key is unknown", "{OT-nourl}", {
    SENTRY_ORG: "o",
  }),
  inEnv("spec 7.22b: organization token with a null url uses the configured URL", "{OT-null}"),
  inEnv("organization token with an empty url", "{OT-empty}"),
  inEnv("organization token without organization is unknown", "{OT-noorg}", { SENTRY_ORG: "o" }),
  inEnv("organization token whose payload is a list", "{OT-array}"),
  inEnv("organization token with a key twice is unknown", "{OT-dup}", { SENTRY_ORG: "o" }),
  inEnv("organization token with text after the payload is unknown", "{OT-badjson}", {
    SENTRY_ORG: "o",
  }),
  inEnv("organization token with a short secret is unknown", "{OT-null}x", { SENTRY_ORG: "o" }),
  inEnv("organization token in capitals is unknown", "SNTRYS_x_y", { SENTRY_ORG: "o" }),
  online("spec 7.19a: organization token beats -o, with a warning", [...RELEASES, "-o", "other"], [
    EMPTY,
  ], { env: { SENTRY_AUTH_TOKEN: "{OT}" } }),
  online("spec 7.19b: organization token beats a file without a word", RELEASES, [EMPTY], {
    env: { SENTRY_AUTH_TOKEN: "{OT}" },
    files: { ".sentryclirc": "[defaults]\norg=other\n" },
  }),
  online(
    "spec 7.20: organization token beats an empty variable, with a warning",
    RELEASES,
    [EMPTY],
    {
      env: { SENTRY_AUTH_TOKEN: "{OT}", SENTRY_ORG: "" },
    },
  ),
  online("organization token and the same organization by flag", [...RELEASES, "-o", "tok"], [
    EMPTY,
  ], {
    env: { SENTRY_AUTH_TOKEN: "{OT}" },
  }),
  online("organization token and another organization by variable", RELEASES, [EMPTY], {
    env: { SENTRY_AUTH_TOKEN: "{OT}", SENTRY_ORG: "other" },
  }),
  {
    name: "spec 7.39: an API key alone",
    args: LIST,
    env: { SENTRY_URL: "{S}", SENTRY_API_KEY: "k" },
    replies: [EMPTY],
  },
  {
    name: "an API key in a file, shown by info",
    args: STATUS,
    files: { ".sentryclirc": "[auth]\napi_key=k\n" },
    replies: [USER],
  },
  online("a token beside an API key", LIST, [EMPTY], { env: { SENTRY_API_KEY: "k" } }),
  { name: "--api-key", args: ["--api-key", "k", "info"], env: OPERATOR },
], {
  "empty-is-unset": {
    "empty token as flag": {
      exit: 1,
      error:
        "error: Auth token is required for this request. Please run `sentry-cli login` and try again!",
      requests: "",
    },
    "empty token in the environment": {
      exit: 1,
      error:
        "error: Auth token is required for this request. Please run `sentry-cli login` and try again!",
      requests: "",
    },
  },
  "token-trim": {
    "token with blanks around it": { requests: "authorization: Bearer abc" },
  },
  "api-key": {
    "an API key in a file, shown by info": {
      stdout: '"type": "api_key"',
      requests: "S: CONNECT sentry.io:443",
    },
    "spec 7.39: an API key alone": {
      exit: 0,
      error: "",
      requests: ["S: GET /api/0/organizations/?cursor=", "authorization: Basic azo="],
    },
    "--api-key": {
      exit: 0,
      stdout: ["Sentry Server: {S}", "Default Organization: -", "Default Project: -"],
      error: "",
      usage: "",
      requests: ["S: GET /api/0/", "authorization: Basic azo="],
    },
  },
});
