/** Log lines: what is told at which level, and what is hidden (specification §3.4, §5.4). */
import type { Case } from "../model.ts";
import { cases } from "../model.ts";
import { EMPTY, online, RELEASE, STATUS } from "./common.ts";

const LIST = ["organizations", "list"] as const;

function logged(name: string, args: readonly string[], more: Partial<Case> = {}): Case {
  return online(name, args, [EMPTY], { compareLog: true, ...more });
}

export const LOG = cases("log", [
  logged("info, no file", ["--log-level=info", ...LIST]),
  logged("info, project file", ["--log-level=info", ...LIST], {
    files: { ".sentryclirc": "[defaults]\norg=o\n" },
  }),
  logged("info, home file", ["--log-level=info", ...LIST], {
    home: { ".sentryclirc": "[defaults]\norg=o\n" },
  }),
  logged("info from the environment", [...LIST], { env: { SENTRY_LOG_LEVEL: "info" } }),
  logged("info from a file", [...LIST], { files: { ".sentryclirc": "[log]\nlevel=info\n" } }),
  logged("properties file is told without any level", STATUS, {
    env: { SENTRY_PROPERTIES: "x.properties" },
    files: { "x.properties": "defaults.org=o\n" },
  }),
  logged("tokens on the command line", [
    ...["--log-level=info", "--auth-token", "{T}", ...LIST],
  ]),
  logged("token behind an equals sign", ["--log-level=info", "--auth-token={UT}", ...LIST]),
  logged("a token as another argument", ["--log-level=info", "releases", "list", "-o", "{UT}"]),
  logged("a token inside an argument", ["--log-level=info", "--header", "X-A: {UT} b", ...LIST]),
  logged("debug, a GET", ["--log-level=debug", ...LIST]),
  logged("debug, a POST", ["--log-level=debug", "releases", "new", "v1", "-o", "o", "-p", "p"], {
    replies: [{ json: RELEASE }],
  }),
  logged("trace", ["--log-level=trace", ...LIST]),
  logged("off", ["--log-level=off", ...LIST], {
    env: { SENTRY_AUTH_TOKEN: "{OT}", SENTRY_URL: "{S2}" },
  }),
], {
  "log-redaction": {
    "debug, a GET": { warnings: "DEBUG > Authorization: [REDACTED]" },
    "debug, a POST": { warnings: "DEBUG > Authorization: [REDACTED]" },
    trace: { warnings: "DEBUG > Authorization: [REDACTED]" },
    "a token inside an argument": { warnings: '"X-A: [REDACTED]"' },
  },
  "load-log-level": { "properties file is told without any level": { warnings: "" } },
});
