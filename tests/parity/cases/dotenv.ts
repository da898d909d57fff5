/** `.env` files (specification §1.5). */
import { cases } from "../model.ts";
import { dotenvCase, STATUS } from "./common.ts";

export const DOTENV = cases("dotenv", [
  dotenvCase("plain", "SENTRY_ORG=o\nSENTRY_PROJECT=p\n"),
  dotenvCase("spec 7.10: an empty variable of the environment wins", "SENTRY_ORG=dot\n", {
    env: { SENTRY_ORG: "" },
  }),
  dotenvCase("the environment wins", "SENTRY_ORG=dot\nSENTRY_PROJECT=p\n", {
    env: { SENTRY_ORG: "env" },
  }),
  {
    name: "spec 7.11: SENTRY_DOTENV_PATH overrides the environment",
    args: STATUS,
    env: { SENTRY_DOTENV_PATH: "x", SENTRY_ORG: "env" },
    files: { x: "SENTRY_ORG=x\n" },
  },
  dotenvCase("spec 7.12: SENTRY_LOAD_DOTENV=true does not load", "SENTRY_ORG=a\n", {
    env: { SENTRY_LOAD_DOTENV: "true" },
  }),
  dotenvCase("SENTRY_LOAD_DOTENV=1 loads", "SENTRY_ORG=a\n", { env: { SENTRY_LOAD_DOTENV: "1" } }),
  dotenvCase("SENTRY_LOAD_DOTENV=0 does not load", "SENTRY_ORG=a\n", {
    env: { SENTRY_LOAD_DOTENV: "0" },
  }),
  dotenvCase("SENTRY_LOAD_DOTENV empty does not load", "SENTRY_ORG=a\n", {
    env: { SENTRY_LOAD_DOTENV: "" },
  }),
  {
    name: "SENTRY_LOAD_DOTENV=0 holds for a named file, too",
    args: STATUS,
    env: { SENTRY_LOAD_DOTENV: "0", SENTRY_DOTENV_PATH: "x" },
    files: { x: "SENTRY_ORG=x\n" },
  },
  dotenvCase(
    "spec 7.13: variables before a bad line stay",
    "SENTRY_ORG=a\n%%%\nSENTRY_PROJECT=p\n",
  ),
  dotenvCase("over a project file", "SENTRY_ORG=dot\n", {
    files: { ".env": "SENTRY_ORG=dot\n", ".sentryclirc": "[defaults]\norg=ini\nproject=p\n" },
  }),
  {
    name: "the nearest .env upward, and only that",
    args: STATUS,
    cwd: "a/b",
    files: { ".env": "SENTRY_ORG=top\nSENTRY_PROJECT=top\n", "a/.env": "SENTRY_ORG=a\n" },
  },
  {
    name: "a directory called .env is passed over",
    args: STATUS,
    cwd: "a",
    files: { ".env": "SENTRY_ORG=top\n", "a/.env": { directory: true } },
  },
  {
    name: "named file is missing",
    args: STATUS,
    env: { SENTRY_DOTENV_PATH: "nofile" },
    files: { ".env": "SENTRY_ORG=o\n" },
  },
  {
    name: "named file is the empty text",
    args: STATUS,
    env: { SENTRY_DOTENV_PATH: "" },
    files: { ".env": "SENTRY_ORG=o\n" },
  },
  {
    name: "SENTRY_DOTENV_PATHS in order, later over earlier",
    args: STATUS,
    env: { SENTRY_DOTENV_PATHS: " a , ,b ", SENTRY_ORG: "env" },
    files: { a: "SENTRY_ORG=a\nSENTRY_PROJECT=a\n", b: "SENTRY_ORG=b\n", ".env": "SENTRY_ORG=x\n" },
  },
  {
    name: "SENTRY_DOTENV_PATHS stops at the first missing file",
    args: STATUS,
    env: { SENTRY_DOTENV_PATHS: "a,nofile,b" },
    files: { a: "SENTRY_ORG=a\n", b: "SENTRY_ORG=b\n" },
  },
  {
    name: "SENTRY_DOTENV_PATHS empty loads nothing",
    args: STATUS,
    env: { SENTRY_DOTENV_PATHS: "" },
    files: { ".env": "SENTRY_ORG=o\n" },
  },
  {
    name: "SENTRY_DOTENV_PATH beats SENTRY_DOTENV_PATHS",
    args: STATUS,
    env: { SENTRY_DOTENV_PATH: "a", SENTRY_DOTENV_PATHS: "b" },
    files: { a: "SENTRY_ORG=a\n", b: "SENTRY_ORG=b\nSENTRY_PROJECT=b\n" },
  },
  {
    name: "a named file twice the same key: last wins",
    args: STATUS,
    env: { SENTRY_DOTENV_PATH: "x" },
    files: { x: "SENTRY_ORG=a\nSENTRY_ORG=b\n" },
  },
  dotenvCase("twice the same key: first wins", "SENTRY_ORG=a\nSENTRY_ORG=b\n"),
  dotenvCase("names the properties file", "SENTRY_PROPERTIES=x.properties\n", {
    files: { ".env": "SENTRY_PROPERTIES=x.properties\n", "x.properties": "defaults.org=p\n" },
  }),
  dotenvCase("sets the log level of loading", "SENTRY_LOG_LEVEL=info\nSENTRY_ORG=o\n"),
  dotenvCase("export, indent, blanks around =", "  export  SENTRY_ORG = o\nSENTRY_PROJECT =p\n"),
  dotenvCase("byte order mark", "\ufeffSENTRY_ORG=o\n"),
  dotenvCase("CRLF", "SENTRY_ORG=o\r\nSENTRY_PROJECT=p\r\n"),
  dotenvCase("comments", "# c\n  # d\nSENTRY_ORG=o # e\nSENTRY_PROJECT=p#q\n"),
  dotenvCase("comment at once after =", "SENTRY_ORG=#x\nSENTRY_PROJECT=p\n"),
  dotenvCase("comment at once after a quote", 'SENTRY_ORG="a"#b\n'),
  dotenvCase("two words", "SENTRY_PROJECT=p\nSENTRY_ORG=a b\n"),
  dotenvCase("trailing blank before a line end", "SENTRY_ORG=a \nSENTRY_PROJECT=p\n"),
  dotenvCase("single quotes", "SENTRY_ORG='a $HOME \\n b'\nSENTRY_PROJECT='x\ny'\n"),
  dotenvCase("double quotes", 'SENTRY_ORG="a\\nb \\"c\\" \\$d"\nSENTRY_PROJECT="x\ny"\n'),
  dotenvCase("pieces join", 'SENTRY_ORG=a"b c"d\nSENTRY_PROJECT="a"\'b\'c\n'),
  dotenvCase("unclosed quote", 'SENTRY_PROJECT=p\nSENTRY_ORG="a\n'),
  dotenvCase("escapes unquoted", "SENTRY_ORG=a\\ b\\$c\\\\d\n"),
  dotenvCase("substitution with braces", 'A=1\nSENTRY_ORG=x${A}y${NONE}z\nSENTRY_PROJECT="${A}"\n'),
  dotenvCase("substitution without braces", "A=1\nSENTRY_ORG=$A\nSENTRY_PROJECT=x$A/y\n"),
  dotenvCase("substitution takes the environment first", "A=1\nSENTRY_ORG=$A\n", {
    env: { A: "env" },
  }),
  dotenvCase("no defaults in braces", "SENTRY_ORG=${A:-d}\nSENTRY_PROJECT=p\n"),
  dotenvCase("no substitution in single quotes", "A=1\nSENTRY_ORG='${A}'\n"),
  dotenvCase("a lone dollar", "SENTRY_ORG=a$\nSENTRY_PROJECT=$ b\n"),
  dotenvCase("bad: a bare key", "SENTRY_PROJECT=p\nSENTRY_ORG\n"),
  dotenvCase("bad: colon", "SENTRY_PROJECT=p\nSENTRY_ORG: o\n"),
  dotenvCase("bad: hyphen in a key", "SENTRY_PROJECT=p\na-b=1\nSENTRY_ORG=o\n"),
  dotenvCase("bad: digit first", "SENTRY_PROJECT=p\n1A=1\nSENTRY_ORG=o\n"),
  dotenvCase("a dot in a key", "A.B=1\nSENTRY_ORG=${A.B}\n"),
  dotenvCase("empty values", "SENTRY_ORG=\nSENTRY_PROJECT=''\n"),
  dotenvCase("value holds =", "SENTRY_ORG=a=b\n"),
  dotenvCase("underscore in a name after $", "A_B=1\nA=2\nSENTRY_ORG=$A_B\n"),
  dotenvCase("a dollar name up to the closing quote", 'A=1\nSENTRY_PROJECT=p\nSENTRY_ORG="x$A"\n'),
  dotenvCase("escape \\t", 'SENTRY_PROJECT=p\nSENTRY_ORG="a\\tb"\n'),
  dotenvCase("trailing blank at the very end", "SENTRY_PROJECT=p\nSENTRY_ORG=a "),
  {
    name: "not UTF-8",
    args: STATUS,
    files: { ".env": { base64: "U0VOVFJZX09SRz3/Cg==" } },
  },
], {
  "dotenv-words": {
    "spec 7.12: SENTRY_LOAD_DOTENV=true does not load": {
      warnings: 'WARN Not loading .env files: SENTRY_LOAD_DOTENV is "true", and only "1" means yes',
    },
    "spec 7.13: variables before a bad line stay": {
      warnings:
        "WARN Failed to load .env file: We found a .env file, but failed to load it. ({CWD}/.env:2: expected NAME=value)",
    },
    "named file is missing": {
      warnings:
        "WARN Failed to load .env file: Failed to load custom .env file: nofile ({CWD}/nofile: No such file or directory)",
    },
    "named file is the empty text": {
      warnings:
        "WARN Failed to load .env file: Failed to load custom .env file:  ({CWD}: Is a directory)",
    },
    "SENTRY_DOTENV_PATHS stops at the first missing file": {
      warnings:
        "WARN Failed to load .env file: Failed to load custom .env file: nofile ({CWD}/nofile: No such file or directory)",
    },
    "two words": {
      warnings:
        "WARN Failed to load .env file: We found a .env file, but failed to load it. ({CWD}/.env:2: a value with blanks in it must be in quotes)",
    },
    "unclosed quote": {
      warnings:
        "WARN Failed to load .env file: We found a .env file, but failed to load it. ({CWD}/.env:2: a quoted value is not closed)",
    },
    "bad: a bare key": {
      warnings:
        "WARN Failed to load .env file: We found a .env file, but failed to load it. ({CWD}/.env:2: expected NAME=value)",
    },
    "bad: colon": {
      warnings:
        "WARN Failed to load .env file: We found a .env file, but failed to load it. ({CWD}/.env:2: expected NAME=value)",
    },
    "bad: hyphen in a key": {
      warnings:
        "WARN Failed to load .env file: We found a .env file, but failed to load it. ({CWD}/.env:2: expected NAME=value)",
    },
    "bad: digit first": {
      warnings:
        "WARN Failed to load .env file: We found a .env file, but failed to load it. ({CWD}/.env:2: expected NAME=value)",
    },
    "not UTF-8": {
      warnings:
        "WARN Failed to load .env file: We found a .env file, but failed to load it. ({CWD}/.env:1: not valid UTF-8)",
    },
  },
  "dotenv-lenient": {
    "a dollar name up to the closing quote": { stdout: '"org": "x1"', warnings: "" },
    "escape \\t": { stdout: '"org": "a\\tb"', warnings: "" },
    "trailing blank at the very end": { stdout: '"org": "a"', warnings: "" },
  },
});
