/** `info` (specification §4.2). */
import { cases } from "../model.ts";
import { online, ORG_TOKEN, STATUS, USER } from "./common.ts";

const SCOPED = { SENTRY_ORG: "o", SENTRY_PROJECT: "p" } as const;

export const INFO = cases("info", [
  { name: "spec 7.23: no token", args: ["info"], env: { SENTRY_URL: "{S}" } },
  { name: "no token, with defaults", args: ["info"], env: SCOPED },
  online("user token", ["info"], [USER], { env: SCOPED }),
  online("user token without defaults", ["info"], [USER]),
  online("empty organization and project", ["info"], [USER], {
    env: { SENTRY_ORG: "", SENTRY_PROJECT: "" },
  }),
  online("organization token", ["info"], [ORG_TOKEN], {
    env: { SENTRY_AUTH_TOKEN: "{OT}", ...SCOPED },
  }),
  online("no auth object", ["info"], [{ json: { user: { email: "e@x", id: "1" } } }]),
  online("auth and user null", ["info"], [{ json: { auth: null, user: null } }]),
  online("neither auth nor user", ["info"], [{ json: {} }]),
  online("no scopes", ["info"], [{ json: { auth: { scopes: [] }, user: null } }]),
  online("--no-defaults", ["info", "--no-defaults"], [USER], { env: SCOPED }),
  online("spec 7.24a: --quiet without organization", ["info", "--quiet"], [USER]),
  online("spec 7.24b: --quiet --no-defaults", ["info", "--quiet", "--no-defaults"], [USER]),
  online("--quiet with everything", ["info", "--quiet"], [USER], { env: SCOPED }),
  online("--quiet with an empty project", ["info", "--quiet"], [USER], {
    env: { ...SCOPED, SENTRY_PROJECT: "" },
  }),
  online("--quiet, 401", ["info", "--quiet"], [{ status: 401, json: { detail: "x" } }], {
    env: SCOPED,
  }),
  online("--silent before the command", ["--silent", "info"], [USER], { env: SCOPED }),
  { name: "--quiet, no token", args: ["info", "--quiet", "--no-defaults"] },
  online("status, token accepted", STATUS, [USER], { env: SCOPED }),
  online("spec 7.25: status, 401", STATUS, [{ status: 401, json: { detail: "x" } }]),
  online("status ignores --quiet", [...STATUS, "--quiet"], [USER]),
  online("status and --no-defaults", [...STATUS, "--no-defaults"], [USER], { env: SCOPED }),
  online("status, the server speaks HTML", STATUS, [{ text: "<html>" }]),
  online("status, bad URL", STATUS, [], { env: { SENTRY_URL: "x" } }),
  online("bad URL", ["info"], [], { env: { SENTRY_URL: "x" } }),
  online("status with odd characters", STATUS, [USER], {
    env: { SENTRY_ORG: 'a"\\b\u0001ä/\u007f', SENTRY_PROJECT: "<&>" },
  }),
  online("URL with slashes at its end", ["info"], [USER], { env: { SENTRY_URL: "{S}//" } }),
  online("403", ["info"], [{ status: 403, json: { detail: "Forbidden" } }], { env: SCOPED }),
]);
