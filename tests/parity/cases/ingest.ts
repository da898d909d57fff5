/** `send-event`, `send-envelope`, `bash-hook` and `monitors run` (resource commands §7 to §10, §14). */
import type { Case, Reply } from "../model.ts";
import { cases } from "../model.ts";
import { LOG_LINES } from "./log_lines.ts";

const DSN = { SENTRY_DSN: "http://k@{S-host}/7", SENTRY_URL: "{S}" };
const OK: Reply = { json: {} };
const ID = "01234567-89ab-cdef-0123-456789abcdef";

function sent(name: string, args: readonly string[], more: Partial<Case> = {}): Case {
  return { name, args, replies: [OK], ...more, env: { ...DSN, ...more.env } };
}

const event = (name: string, args: readonly string[], more: Partial<Case> = {}) =>
  sent(name, ["send-event", "--no-environ", ...args], more);

export const SEND_EVENT = cases("send-event", [
  event("spec 14.50: level, message, tag and fingerprint", [
    ...["-m", "hi", "-l", "log", "-t", "a:b", "-f", "x"],
  ]),
  event("spec 14.53: a tag without a colon", ["-t", "bad"]),
  event("nothing but defaults", []),
  event("every level", ["-l", "debug", "-m", "x"]),
  event("level error is left out", ["-l", "error"]),
  event("level fatal", ["-l", "fatal"]),
  event("an unknown level is an error", ["-l", "warn"]),
  event("several messages and parameters", ["-m", "a %s", "-m", "b", "-a", "1", "-a", "2"]),
  event("parameters without a message", ["-a", "1"]),
  event("platform other", ["-p", "other"]),
  event("another platform", ["-p", "java"]),
  event("Unix time", ["--timestamp", "1431648000"]),
  event("RFC 3339 time", ["--timestamp", "2015-05-15T02:00:00.25+02:00"]),
  event("RFC 2822 time", ["--timestamp", "Fri, 15 May 2015 00:00:00 GMT"]),
  event("a time before 1970", ["--timestamp=-60"]),
  event("a date is no time", ["--timestamp", "2015-05-15"]),
  event("a fraction of Unix time is no time", ["--timestamp", "1431648000.5"]),
  event("release and distribution", ["-r", " odd/release ", "-d", "d1"]),
  event("release of the variable", [], { env: { SENTRY_RELEASE: "v1" } }),
  event("release of the build machine", [], { env: { SENTRY_RELEASE: "", CIRCLE_SHA1: "abc" } }),
  event("an odd release of the variable", [], { env: { SENTRY_RELEASE: "a/b" } }),
  event("a distribution with a blank", ["-d", " x"]),
  event("a distribution too long", ["-d", "x".repeat(65)]),
  event("the longest distribution", ["-d", "x".repeat(64)]),
  event("environment", ["-E", "dev"]),
  event("an empty environment", ["-E", ""]),
  event("environment of the variable", [], { env: { SENTRY_ENVIRONMENT: "stage" } }),
  event("environment of the file is not asked", [], {
    files: { ".sentryclirc": "[defaults]\nenvironment=file\n" },
  }),
  event("user with id and a word of one's own", ["-u", "id:1", "-u", "team:x", "-u", "email:a@b"]),
  event("user with an address", ["-u", "ip_address:10.0.0.1"]),
  event("user with an IPv6 address", ["-u", "ip_address:::1"]),
  event("user with a bad address", ["-u", "ip_address:300.1.1.1"]),
  event("a user without a colon", ["-u", "x"]),
  event("extra", ["-e", "a:b:c", "-e", "empty:"]),
  event("an extra without a colon", ["-e", "x"]),
  event("the last of two tags counts", ["-t", "a:1", "-t", "a:2", "-t", ":x"]),
  event("extra takes the place of the environment", ["-e", "environ:x"]),
  event("the default fingerprint is left out", ["-f", "{{ default }}"]),
  event("the default fingerprint and another", ["-f", "{{ default }}", "-f", "x"]),
  event("log lines", ["--logfile", "x.log"], { files: { "x.log": LOG_LINES } }),
  event("log lines with categories", ["--logfile", "x.log", "--with-categories"], {
    files: { "x.log": LOG_LINES },
  }),
  event("log lines of another zone", ["--logfile", "x.log"], {
    files: { "x.log": LOG_LINES },
    env: { TZ: "Europe/Vienna" },
  }),
  event("half an hour west", ["--logfile", "x.log"], {
    files: { "x.log": "2015-05-13 17:39:16 -0330 x\n" },
  }),
  event("the last hundred lines", ["--logfile", "x.log"], {
    files: { "x.log": Array.from({ length: 103 }, (_, at) => `10:00:00 line ${at}\r\n`).join("") },
  }),
  event("a log that is not there", ["--logfile", "none"]),
  event("a log that is no UTF-8", ["--logfile", "x.log"], {
    files: { "x.log": { base64: "YcO/w/8K" } },
  }),
  sent("the environment, with no secret in it", ["send-event", "-m", "x"], {
    env: { SENTRY_AUTH_TOKEN: "{T}", PLAIN: "y" },
  }),
  event("a port nobody listens on", [], {
    env: { SENTRY_DSN: "http://k@{dead-host}/7" },
  }),
  event("400", [], { replies: [{ status: 400, json: { detail: "bad" } }] }),
  event("401", [], { replies: [{ status: 401, text: "" }] }),
  event("500 is not tried again", [], { replies: [{ status: 500, text: "" }] }),
  event("a login page answers", [], {
    replies: [{ text: "<html>", headers: { "Content-Type": "text/html" } }],
  }),
  event("a redirect", [], {
    replies: [{ status: 302, text: "", headers: { Location: "{S}/login" } }],
  }),
  event("an empty answer is fine", [], { replies: [{ text: "" }] }),
  event("503 is tried again", [], { replies: [{ status: 503, text: "" }, OK] }),
  event("a DSN with secret, prefix, query and blanks", [], {
    env: { SENTRY_DSN: " http://k:s@{S-host}/a/b/7/?x=1#y " },
  }),
  event("no DSN", [], { env: { SENTRY_DSN: null } }),
  event("an empty DSN", [], { env: { SENTRY_DSN: "" } }),
  event("a DSN that is none", [], { env: { SENTRY_DSN: "foo" } }),
  event("a DSN without a key", [], { env: { SENTRY_DSN: "{S}/7" } }),
  event("the DSN of the file", [], {
    env: { SENTRY_DSN: null },
    files: { ".sentryclirc": "[auth]\ndsn=http://k@{S-host}/8\n" },
  }),
  event("the token stays here, custom headers go along", ["--header", "A: 1", "-m", "x"], {
    env: { SENTRY_AUTH_TOKEN: "{T}", SENTRY_PIPELINE: "p" },
  }),
  { name: "help", args: ["send-event", "--help"], view: "help" },
], {
  "early-times": {
    "a time before 1970": {
      exit: 0,
      stdout: "Event dispatched.",
      error: "",
      causes: "",
      requests: "timestamp = -60",
    },
  },
  "zone-minutes": { "half an hour west": { requests: "timestamp = 1431551356" } },
  "names-file": { "a log that is not there": { causes: "'{CWD}/none'" } },
  "network-words": { "a port nobody listens on": { causes: "the connection was refused" } },
  "ingest-strangers": {
    "a login page answers": { exit: 1, stdout: "", error: "API request failed", causes: "a page" },
    "a redirect": { exit: 1, stdout: "", error: "API request failed", causes: "a redirect" },
  },
  spool: {
    "a login page answers": { notes: "sentry-cli flush", files: "spool" },
    "a redirect": { notes: "sentry-cli flush", files: "spool" },
    "a port nobody listens on": { notes: "sentry-cli flush", files: "spool" },
    "500 is not tried again": { notes: "sentry-cli flush", files: "spool" },
  },
  "dsn-words": {
    "a DSN that is none": { error: "auth.dsn in SENTRY_DSN: not a URL" },
    "a DSN without a key": { error: "no public key" },
  },
  "unknown-level": { "an unknown level is an error": { warnings: "'warn' is no level" } },
  "environ-secrets": {
    "the environment, with no secret in it": {
      requests: [
        'extra.environ.SENTRY_AUTH_TOKEN = "[REDACTED]"',
        'extra.environ.PLAIN = "y"',
      ],
    },
  },
});

const file = (name: string, text: string, args: readonly string[] = [], more: Partial<Case> = {}) =>
  sent(name, ["send-event", ...args, "e.json"], { files: { "e.json": text }, ...more });

export const SEND_EVENT_FILES = cases("send-event files", [
  file("spec 14.51: raw with an id that is none", '{"event_id":"zz"}\n', ["--raw"]),
  sent("spec 14.52: no such files", ["send-event", "no*.json"]),
  file("raw with an id", `{"event_id":"${ID}","x":1}`, ["--raw"]),
  file("raw that is no JSON", "{", ["--raw"]),
  file("an empty object", "{}"),
  file(
    "everything that the model knows",
    JSON.stringify({
      event_id: ID,
      level: "log",
      culprit: "c",
      transaction: "t",
      message: "m",
      logger: "l",
      modules: { a: "1" },
      platform: "python",
      timestamp: "2020-01-01T00:00:00.5+01:00",
      server_name: "s",
      release: "r",
      dist: "d",
      environment: "e",
      user: { id: "1", ip_address: "{{auto}}", other: "x" },
      request: { url: "http://x", method: "GET", headers: { A: "b" } },
      contexts: { foo: { type: "runtime", name: "x" }, os: { name: "y" }, z: { b: 1 } },
      exception: { values: [{ type: "E", value: "v" }] },
      tags: { a: "b" },
      extra: { x: null, y: [1] },
      fingerprint: ["a"],
      sdk: { name: "x", version: "1" },
    }),
  ),
  file("fields that may be null", '{"message":null,"user":null,"environment":null,"dist":null}'),
  file("platform other", '{"platform":"other"}'),
  file("tags that are null", '{"tags":null}'),
  file("a tag that is a number", '{"tags":{"a":1}}'),
  file("an exception without a type", '{"exception":{"values":[{}]}}'),
  file("a context of an unknown type", '{"contexts":{"a":{"type":"foo"}}}'),
  file("an unknown level", '{"level":"warn"}'),
  file("a user whose id is a number", '{"user":{"id":1}}'),
  file("no JSON", "{"),
  file("an empty file", ""),
  file("release and environment of the variables", "{}", [], {
    env: { SENTRY_RELEASE: "v1", SENTRY_ENVIRONMENT: "stage" },
  }),
  file("other options do not count", "{}", ["-m", "x", "-t", "bad", "-l", "info"]),
  file("unknown keys stay", '{"event_id":"' + ID + '","foo":1}'),
  file("tags as pairs", '{"tags":[["a","b"]]}'),
  sent("several files in byte order", ["send-event", "[!x]?.json"], {
    files: { "b1.json": "{}", "a1.json": "{}", "x1.json": "{}", ".1.json": "{}", "B1.json": "{}" },
  }),
  sent("below folders", ["send-event", "./d/**/e*.json"], {
    files: { "d/e1.json": "{}", "d/a/b/e2.json": "{}", "d/f.json": "{}" },
  }),
  sent("the first failure ends it", ["send-event", "*.json"], {
    files: { "a.json": "{}", "b.json": "{", "c.json": "{}" },
  }),
  sent("a folder", ["send-event", "d.json"], { files: { "d.json": { directory: true } } }),
  sent("a bad pattern", ["send-event", "a**b"]),
  file("500", "{}", [], { replies: [{ status: 500, text: "" }] }),
], {
  "json-places": {
    "a tag that is a number": { error: "line 1 column" },
    "a context of an unknown type": { error: "line 1 column" },
    "a user whose id is a number": { error: "line 1 column" },
    "an unknown level": { error: "line 1 column" },
  },
  "names-file": { "a folder": { error: "Is a directory" } },
  crashes: {
    "a bad pattern": { exit: 2, error: "Invalid pattern 'a**b'", usage: true, notes: "" },
  },
  spool: { "500": { notes: "sentry-cli flush", files: "spool" } },
  "event-losses": {
    "unknown keys stay": { requests: "line 3 foo = 1" },
    "tags as pairs": { exit: 0, error: "", stdout: true, requests: 'line 3 tags.a = "b"' },
  },
});

const envelope = (
  name: string,
  text: string,
  args: readonly string[] = [],
  more: Partial<Case> = {},
) =>
  sent(name, ["send-envelope", ...args, "x.envelope"], { files: { "x.envelope": text }, ...more });

export const SEND_ENVELOPE = cases("send-envelope", [
  envelope("spec 14.54: no items", "{}\n"),
  envelope("spec 14.55: garbage", "garbage\n"),
  envelope("spec 14.56: raw garbage", "garbage\n", ["--raw"]),
  envelope("raw and empty", "", ["--raw"]),
  envelope("an empty file", ""),
  envelope("no line end", "{}"),
  envelope(
    "an event gets an id",
    '{}\n{"type":"event"}\n{"message":"x"}\n',
  ),
  envelope(
    "the id of the event",
    `{}\n{"type":"event"}\n{"event_id":"${ID}","timestamp":1,"level":"info"}\n`,
  ),
  envelope(
    "a header with everything",
    `{"event_id":"${ID.replaceAll("-", "")}","sent_at":"2020-01-01T00:00:00Z",` +
      '"sdk":{"name":"x","version":"1"},"trace":{"trace_id":"0123456789abcdef0123456789abcdef",' +
      '"public_key":"k"}}\n',
  ),
  envelope(
    "an attachment gets its defaults",
    '{}\n{"type":"attachment","length":5}\na\nb\nc\n{"type":"attachment","length":0}\n\n',
  ),
  envelope(
    "an attachment with everything",
    '{}\n{"type":"attachment","length":3,"filename":"a.txt","attachment_type":"event.minidump",' +
      '"content_type":"text/plain"}\nabc',
  ),
  envelope(
    "a check-in",
    `{}\n{"type":"check_in"}\n{"check_in_id":"${ID}","monitor_slug":"m","status":"ok"}\n`,
  ),
  envelope(
    "sessions",
    '{}\n{"type":"sessions"}\n{"aggregates":[],"attrs":{"release":"r"}}\n',
  ),
  envelope("a check-in without an id", '{}\n{"type":"check_in"}\n{"status":"ok"}\n'),
  envelope("an item without a type", '{}\n{"foo":1}\n{}\n'),
  envelope("a length that is a text", '{}\n{"type":"event","length":"2"}\n{}\n'),
  envelope("a length too long", '{}\n{"type":"event","length":20}\n{}\n'),
  envelope("a length too short", '{}\n{"type":"event","length":2}\n{}x\n'),
  envelope("a header without a payload", '{}\n{"type":"event"}\n'),
  envelope("an event that is wrong", '{}\n{"type":"event"}\n{"tags":[1]}\n'),
  envelope("an id that is none", '{"event_id":"zz"}\n'),
  envelope("blank lines before an item", `{}\n\n\n{"type":"event"}\n{"event_id":"${ID}"}\n`),
  envelope("blank lines at the end", `{}\n{"type":"event"}\n{"event_id":"${ID}"}\n\n\n`),
  envelope("lines that end in CR LF", `{}\r\n{"type":"event"}\r\n{"event_id":"${ID}"}\r\n`),
  envelope("an item of a newer kind", '{}\n{"type":"client_report"}\n{"x":1}\n'),
  envelope("unknown keys stay", `{"foo":1}\n{"type":"event","bar":2}\n{"event_id":"${ID}"}\n`),
  sent("no such file", ["send-envelope", "none*"], { env: { SENTRY_DSN: null } }),
  envelope("no DSN", "{}\n", [], { env: { SENTRY_DSN: null } }),
  envelope("the DSN of the header does not count", '{"dsn":"http://a@b/1"}\n'),
  sent("several", ["send-envelope", "*.envelope"], {
    files: { "b.envelope": "{}\n", "a.envelope": "{}\n" },
  }),
  envelope("503 is tried again", "{}\n", [], { replies: [{ status: 503, text: "" }, OK] }),
  envelope("413", "{}\n", [], { replies: [{ status: 413, text: "" }] }),
  { name: "no path", args: ["send-envelope"] },
  { name: "help", args: ["send-envelope", "--help"], view: "help" },
], {
  "json-places": {
    "a length that is a text": { causes: 'invalid length "2"' },
    "an event that is wrong": { causes: "line 1 column" },
    "an id that is none": { causes: "UUID parsing failed" },
  },
  "envelope-lenient": {
    "blank lines at the end": { exit: 0, stdout: "dispatched", error: "", requests: true },
    "lines that end in CR LF": { exit: 0, stdout: "dispatched", error: "", requests: true },
    "an item of a newer kind": {
      exit: 0,
      stdout: "dispatched",
      error: "",
      causes: "",
      requests: "client_report",
    },
  },
  "event-losses": {
    "unknown keys stay": { requests: ["line 1 foo = 1", "line 2 bar = 2"] },
    "the DSN of the header does not count": { requests: 'line 1 dsn = "http://a@b/1"' },
  },
});

const hook = (name: string, args: readonly string[], more: Partial<Case> = {}) =>
  sent(name, ["bash-hook", "--send-event", "--traceback", "tb", "--log", "log", ...args], {
    ...more,
    files: { log: "2015-05-13 17:39:16 +0200: stdout: INFO: x\n", ...more.files },
  });
const SCRIPT = Array.from({ length: 12 }, (_, at) => `line ${at + 1}\n`).join("");

export const BASH_HOOK = cases("bash-hook", [
  sent("spec 14.57: no traceback", [
    "bash-hook",
    "--send-event",
    "--traceback",
    "nofile",
    "--log",
    "log",
  ], {
    files: { log: "INFO: x\n" },
  }),
  hook("frames with their surroundings", ["--tag", "a:b:c", "--release", "r1"], {
    files: {
      tb:
        "f:s.sh:1\ng:./s.sh:5\nmain:s.sh:12\nmain:none.sh:3\nh:s.sh:99\n_sentry_err_trap:s.sh:2\n" +
        "no frame\n@other:1\n@command:grep a:b\n@exit_code:42\n",
      "s.sh": SCRIPT,
    },
  }),
  hook("environment of the file", [], {
    files: { tb: "", ".sentryclirc": "[defaults]\nenvironment=file\n" },
  }),
  hook("environment of the variable", [], { env: { SENTRY_ENVIRONMENT: "stage" } }),
  hook("release of the build machine", [], { env: { CIRCLE_SHA1: "abc" } }),
  hook("a tag without a colon", ["--tag", "x"]),
  sent("a log that is not there", [
    "bash-hook",
    "--send-event",
    "--traceback",
    "t",
    "--log",
    "none",
  ]),
  sent("report without files", ["bash-hook", "--send-event"]),
  hook("a release that is none", ["--release", "a/b"]),
  hook("500", [], { replies: [{ status: 500, text: "" }] }),
  hook("no DSN", [], { env: { SENTRY_DSN: null } }),
  { name: "help", args: ["bash-hook", "--help"], view: "help" },
], {
  "names-file": { "a log that is not there": { causes: "'{CWD}/none'" } },
  spool: { "500": { notes: "sentry-cli flush", files: "spool" } },
});

const run = (name: string, args: readonly string[], more: Partial<Case> = {}) =>
  sent(name, ["monitors", "run", "m", ...args], more);
const TRUE = ["--", "true"];

export const MONITORS_RUN = cases("monitors run", [
  run("spec 14.45: a job that fails", ["--", "sh", "-c", "echo $SENTRY_MONITOR_SLUG; exit 3"]),
  run("spec 14.46: a schedule", [
    ...["-s", "0 * * * *", "--max-runtime", "30", "--timezone", "Europe/Vienna", ...TRUE],
  ]),
  run("spec 14.47: no such program", ["-e", "dev", "--", "nosuchprog"], {
    replies: [{ status: 500, text: "" }],
  }),
  run("spec 14.48: a schedule that is none", ["-s", "bad", ...TRUE]),
  run("spec 14.49: no DSN", TRUE, { env: { SENTRY_DSN: null } }),
  run("every number", [
    ...["-s", "*/5 1-3,7 +01 JAN sun", "--check-in-margin", "1", "--failure-issue-threshold", "2"],
    ...["--recovery-threshold", "18446744073709551615", ...TRUE],
  ]),
  run("an empty environment", ["-e", "", ...TRUE]),
  run("the variable for the environment is not asked", TRUE, {
    env: { SENTRY_ENVIRONMENT: "stage" },
  }),
  run("stdin and stdout are the job's", ["--", "cat"], { stdin: "through" }),
  run("a job that is killed", ["--", "sh", "-c", "kill -9 $$"]),
  run("a file that is no program", ["--", "/etc/passwd"]),
  run("401", TRUE, { replies: [{ status: 401, text: "" }] }),
  run("no -- ", ["true"]),
  run("no command", []),
  run("nothing after --", ["--"]),
  run("options after -- are the job's", ["--", "echo", "-e", "x", "--help"]),
  run("a number without a schedule", ["--max-runtime", "5", ...TRUE]),
  run("a zone without a schedule", ["--timezone", "UTC", ...TRUE]),
  run("zero", ["-s", "* * * * *", "--max-runtime", "0", ...TRUE]),
  run("an empty number", ["-s", "* * * * *", "--max-runtime=", ...TRUE]),
  run("a schedule that is needed, but no command", [
    "-e",
    "x",
    "-s",
    "0 * * * *",
    "--timezone",
    "UTC",
  ]),
  run("a number that is none", ["-s", "* * * * *", "--max-runtime", "x", ...TRUE]),
  ...[
    "utc",
    "US/Eastern",
    "EST",
    "PST",
    "+01:00",
    "Europe/vienna",
    "GMT+0",
    "Etc/GMT+5",
    "America/Argentina/Buenos_Aires",
    "America/Port-au-Prince",
    "",
  ]
    .map((zone) => run(`zone '${zone}'`, ["-s", "* * * * *", `--timezone=${zone}`, ...TRUE])),
  ...[
    "* * * *",
    "* * * * * *",
    "60 * * * *",
    "* 24 * * *",
    "* * 0 * *",
    "* * * 13 *",
    "* * * * 7",
    "* * * * mon-fri",
    "* * * * MON,TUE",
    "5/15 * * * *",
    "@hourly",
    "? * * * *",
    "*/0 * * * *",
    "3-1 * * * *",
    "1,2,* * * * *",
    "007 * * * *",
    "1-2/3 * * JaN *",
    "*\t*\u00a0* *  *",
    ", * * * *",
    "1- * * * *",
    "1-2-3 * * * *",
    "*/+2 * * * *",
    "-1 * * * *",
    "1.5 * * * *",
  ].map((schedule) => run(`schedule '${schedule}'`, ["-s", schedule, ...TRUE])),
  { name: "help", args: ["monitors", "run", "--help"], view: "help" },
], {
  "names-file": {
    "spec 14.47: no such program": { notes: "No such file or directory" },
    "a file that is no program": { notes: "Permission denied" },
  },
  "auth-token-shown": { help: { stdout: "option --auth-token" } },
});
