/** Completions, allowed failures, quietness, log levels, colour, closed pipes (§5). */
import type { Case } from "../model.ts";
import { cases } from "../model.ts";
import { EMPTY, online, ORGANIZATION, STATUS, USER } from "./common.ts";

const LIST = ["organizations", "list"] as const;
const REFUSED = [{ status: 401, json: { detail: "x" } }] as const;

export const COMPLETIONS = cases("completions", [
  ...["bash", "elvish", "fish", "powershell", "zsh"].map((shell): Case => ({
    name: shell,
    args: ["completions", shell],
    view: "completions",
  })),
  { name: "with --quiet", args: ["completions", "bash", "--quiet"], view: "completions" },
  {
    name: "with a broken config file",
    args: ["completions", "bash"],
    files: { ".sentryclirc": "[x" },
  },
  { name: "spec 14.73: an unknown shell", args: ["completions", "tcsh"] },
], {
  "config-words": {
    "with a broken config file": {
      causes: "{CWD}/.sentryclirc:1: the section header is not closed before the end of the file",
    },
  },
});

function allowed(name: string, value: string): Case {
  return online(name, LIST, REFUSED, { env: { SENTRY_ALLOW_FAILURE: value } });
}

export const FAILURE = cases("allow-failure", [
  allowed("spec 7.29a: SENTRY_ALLOW_FAILURE=TRUE", "TRUE"),
  allowed("spec 7.29b: SENTRY_ALLOW_FAILURE=true", "true"),
  allowed("spec 7.29c: SENTRY_ALLOW_FAILURE=1", "1"),
  allowed("SENTRY_ALLOW_FAILURE=0", "0"),
  allowed("SENTRY_ALLOW_FAILURE empty", ""),
  allowed("SENTRY_ALLOW_FAILURE=yes", "yes"),
  online("--allow-failure after the command", [...LIST, "--allow-failure"], REFUSED),
  online("--allow-failure before the command", ["--allow-failure", ...LIST], REFUSED),
  online("--allow-failure with success", ["--allow-failure", ...LIST], [EMPTY]),
  online("--allow-failure with a quiet failure", ["--allow-failure", "info", "--quiet"], [USER]),
  online("--allow-failure with releases info of none", [
    ...["releases", "info", "v", "-o", "o", "--allow-failure"],
  ], [{ status: 404, json: {} }]),
  {
    name: "spec 7.30: --allow-failure with a broken config file",
    args: ["--allow-failure", "info"],
    files: { ".sentryclirc": "[x" },
  },
  online("in .env", LIST, REFUSED, { files: { ".env": "SENTRY_ALLOW_FAILURE=1\n" } }),
], {
  "config-words": {
    "spec 7.30: --allow-failure with a broken config file": {
      causes: "{CWD}/.sentryclirc:1: the section header is not closed before the end of the file",
    },
  },
  "quiet-allow-failure": {
    "--allow-failure with a quiet failure": { error: "", notes: "" },
    "--allow-failure with releases info of none": {
      error: "",
      notes: 'Release not found: "v" in "o"',
    },
  },
});

function level(name: string, words: readonly string[], env: Record<string, string> = {}): Case {
  return online(name, [...words, ...LIST], REFUSED, { env });
}

export const LEVELS = cases("log levels", [
  ...["off", "error", "WARN", "info", "Debug", "trace"].map((name) =>
    level(`--log-level=${name} is taken`, [`--log-level=${name}`])
  ),
  level("SENTRY_LOG_LEVEL=info", [], { SENTRY_LOG_LEVEL: "info" }),
  level("SENTRY_LOG_LEVEL=nonsense is skipped", [], { SENTRY_LOG_LEVEL: "nonsense" }),
  level("SENTRY_LOG_LEVEL empty is skipped", [], { SENTRY_LOG_LEVEL: "" }),
  { name: "--log-level=verbose", args: ["--log-level=verbose", ...STATUS] },
  online("log.level in a file", LIST, REFUSED, {
    files: { ".sentryclirc": "[log]\nlevel=info\n" },
  }),
  online("warnings are silent at --log-level=error", ["--log-level=error", ...LIST], [EMPTY], {
    env: { SENTRY_AUTH_TOKEN: "{OT}", SENTRY_URL: "{S2}" },
  }),
  online("a warning about .env comes before the level counts", ["--log-level=off", ...STATUS], [
    USER,
  ], {
    files: { ".env": "%%%\n" },
  }),
  {
    name: "a missing properties file at --log-level=error",
    args: ["--log-level=error", ...STATUS],
    env: { SENTRY_PROPERTIES: "nofile" },
  },
  online(
    "inner --log-level over outer",
    ["--log-level=off", ...LIST, "--log-level=error"],
    REFUSED,
  ),
], {
  "dotenv-words": {
    "a warning about .env comes before the level counts": {
      warnings:
        "WARN Failed to load .env file: We found a .env file, but failed to load it. ({CWD}/.env:1: expected NAME=value)",
    },
  },
});

export const TERMINAL = cases("terminal", [
  {
    name: "spec 7.40a: stdout and stderr piped",
    args: ["info"],
  },
  {
    name: "spec 7.40b: stdout a terminal, stderr piped",
    args: ["info"],
    terminal: "stdout",
    env: { TERM: "xterm" },
  },
  {
    name: "both a terminal",
    args: ["info"],
    terminal: "both",
    env: { TERM: "xterm" },
  },
  {
    name: "NO_COLOR",
    args: ["info"],
    terminal: "both",
    env: { TERM: "xterm", NO_COLOR: "1" },
  },
  {
    name: "TERM=dumb",
    args: ["info"],
    terminal: "both",
    env: { TERM: "dumb" },
  },
  {
    name: "CLICOLOR_FORCE without a terminal",
    args: ["info"],
    env: { CLICOLOR_FORCE: "1" },
  },
  {
    name: "CLICOLOR_FORCE=0",
    args: ["info"],
    env: { CLICOLOR_FORCE: "0" },
  },
  online("a table on a terminal has no colour", LIST, [{ json: [ORGANIZATION] }], {
    terminal: "both",
    env: { TERM: "xterm" },
  }),
  online("stdout closed early", ["releases", "list", "-R", "-o", "o"], [{
    json: Array.from({ length: 5000 }, (_, at) => ({
      version: `a-version-with-a-long-name-${at}`,
      dateCreated: "2020-01-01T00:00:00Z",
    })),
  }], { closeStdout: true }),
], {
  "colour-per-stream": {
    "spec 7.40b: stdout a terminal, stderr piped": {
      error:
        "error: Auth token is required for this request. Please run `sentry-cli login` and try again!",
      notes: "",
    },
  },
  "plain-tables": {
    "a table on a terminal has no colour": {
      stdout: "| 1  | N    | s    | 2020-09-14   | false         | true         |",
    },
  },
  "broken-pipe": {
    "stdout closed early": { exit: 141, notes: "" },
  },
});
