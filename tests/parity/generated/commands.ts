/** What a generated command line is made of: the commands with their options, values and answers. */
import type { FileSpec, Reply } from "../model.ts";
import * as answers from "./answers.ts";
import { WORDS } from "./answers.ts";
import type { Dice } from "./dice.ts";
import { mapText, tree } from "./tree.ts";

type Value = (dice: Dice) => string;

/** Names of one option, shortest first, and what its value may be. */
export interface GeneratedOption {
  readonly names: readonly string[];
  readonly value?: Value;
  readonly repeats?: true;
  /** How often it is there; else as the length of the list has it. */
  readonly often?: number;
}

export interface GeneratedCommand {
  readonly words: readonly [string, string?];
  readonly options: readonly GeneratedOption[];
  readonly replies: (dice: Dice) => readonly Reply[];
  readonly args?: (dice: Dice) => readonly string[];
  readonly files?: (dice: Dice) => Record<string, FileSpec>;
  readonly env?: { readonly [name: string]: string };
  /** The arguments begin with `--` or a program: all options stand before them. */
  readonly argsLast?: true;
}

const from = (...values: readonly string[]): Value => (dice) => dice.pick(values);
const word = from(...WORDS);
const number = from("0", "1", "2", "10", "100", "-1", "x", "", "1.5", "4294967295", " 1");
const pair = from("a:b", "k:v:w", "a", ":", "a:", ":b", "a: b", "ü:é", "id:1", "email:x@y");
const issueId = from("1", "2", "33", "x", "1,2");
const url = from("http://x", "https://a.b/c?d=e", "x", "ftp://q", "//x");
const time = from(
  "0",
  "1600000000",
  "1600000000.5",
  "2020-01-01",
  "2020-01-01T00:00:00Z",
  "2020-01-01T00:00:00+02:00",
  "2020-01-01 00:00:00",
  "now",
  "-5",
  "Wed, 02 Oct 2002 13:00:00 GMT",
  "2020-02-30T00:00:00Z",
);
const version = from(
  "v1",
  "1.0",
  "app@1.0+2",
  "a/b",
  "a b",
  "ü",
  ".",
  "..",
  " x ",
  "latest",
  "a%b",
);

function option(
  names: string,
  value?: Value,
  more: Partial<GeneratedOption> = {},
): GeneratedOption {
  return { names: names.split("|"), ...(value === undefined ? {} : { value }), ...more };
}

const ORG = option("-o|--org", from("o", "o", "my-org", "a/b", "ü", "."), { often: 0.85 });
const PROJECT = option("-p|--project", from("p", "p", "q", "12", "a/b", " "), {
  often: 0.6,
  repeats: true,
});
const SELECTION = [
  option("-s|--status", from("resolved", "muted", "unresolved", "ignored", "Resolved")),
  option("-a|--all"),
  option("-i|--id", issueId, { repeats: true }),
];
const PATHS = [
  ["dist"],
  ["dist"],
  ["."],
  ["dist/"],
  ["./dist"],
  ["dist", "dist/sub"],
  ["dist/keep.js"],
  ["gone"],
  [],
  ["dist/*.js"],
  ["{CWD}/dist"],
];
const IGNORE = option("-i|--ignore", from("a.js", "*.mjs", "**/node_modules/**", "sub", "!x"), {
  repeats: true,
});
const IGNORE_FILE = option("-I|--ignore-file", () => ".ign");
const EXT = option("-x|--ext", from("js", ".js", "ts", "mjs", "map", "jsbundle", "css", ""), {
  repeats: true,
});
const DSN = { SENTRY_DSN: "http://k@{S-host}/42" };
const sent = (dice: Dice) =>
  dice.chance(0.2) ? [{ status: 403, json: { detail: "x" } }] : [{ json: { id: "a".repeat(32) } }];

const versioned = (name: string, ...options: readonly GeneratedOption[]): GeneratedCommand => ({
  words: ["releases", name],
  options: [ORG, PROJECT, ...options],
  args: (dice) => [version(dice)],
  replies: name === "delete"
    ? (dice) => dice.chance(0.6) ? [{ status: 204, text: "" }] : [answers.refusal(dice)]
    : answers.one(answers.release),
});
const listed = (
  words: readonly [string, string],
  make: (dice: Dice) => unknown,
  ...options: readonly GeneratedOption[]
): GeneratedCommand => ({ words, options, replies: answers.list(make) });

export const COMMANDS: readonly GeneratedCommand[] = [
  versioned("new", option("--url", url), option("--finalize")),
  versioned("finalize", option("--url", url), option("--released", time)),
  versioned("info", option("-P|--show-projects")),
  versioned("delete"),
  versioned("archive"),
  versioned("restore"),
  listed(
    ["releases", "list"],
    answers.release,
    ORG,
    PROJECT,
    option("-P|--show-projects"),
    option("-R|--raw"),
    option("-D|--delimiter", from(",", ";", "", "\\n", "ab")),
  ),
  {
    words: ["deploys", "new"],
    options: [
      ORG,
      PROJECT,
      option("-e|--env", word, { often: 0.9 }),
      option("-n|--name", word),
      option("-r|--release", word, { often: 0.9 }),
      option("-u|--url", url),
      option("--started", time),
      option("--finished", time),
      option("-t|--time", from("0", "1", "100", "x", "1.5")),
    ],
    replies: answers.one(answers.deploy),
  },
  listed(
    ["deploys", "list"],
    answers.deploy,
    ORG,
    PROJECT,
    option("-r|--release", word, { often: 0.9 }),
  ),
  listed(["organizations", "list"], answers.organization),
  listed(["projects", "list"], answers.project, ORG),
  listed(["repos", "list"], answers.repository, ORG),
  listed(["monitors", "list"], answers.monitor, ORG),
  listed(
    ["issues", "list"],
    answers.issue,
    ORG,
    PROJECT,
    option("--max-rows", number),
    option("--pages", number),
    option("--query", word),
  ),
  listed(["issues", "mute"], answers.issue, ORG, PROJECT, ...SELECTION),
  listed(
    ["issues", "resolve"],
    answers.issue,
    ORG,
    PROJECT,
    ...SELECTION,
    option("-n|--next-release"),
  ),
  listed(["issues", "unresolve"], answers.issue, ORG, PROJECT, ...SELECTION),
  listed(
    ["events", "list"],
    answers.event,
    ORG,
    PROJECT,
    option("-U|--show-user"),
    option("-T|--show-tags"),
    option("--max-rows", number),
    option("--pages", number),
  ),
  {
    words: ["logs", "list"],
    options: [ORG, PROJECT, option("--max-rows", number), option("--query", word)],
    replies: answers.logs,
  },
  {
    words: ["send-event"],
    options: [
      option("--no-environ", undefined, { often: 1 }),
      option("-l|--level", from("debug", "info", "warning", "error", "fatal")),
      option("--timestamp", time),
      option("-r|--release", word),
      option("-d|--dist", word),
      option("-E|--env", word),
      option("-m|--message", word, { repeats: true }),
      option("-a|--message-arg", word, { repeats: true }),
      option("-p|--platform", word),
      option("-t|--tag", pair, { repeats: true }),
      option("-e|--extra", pair, { repeats: true }),
      option("-u|--user", pair, { repeats: true }),
      option("-f|--fingerprint", word, { repeats: true }),
      option("--logfile", () => "log.txt"),
      option("--with-categories"),
    ],
    args: (dice) => dice.chance(0.3) ? [dice.pick(["event.json", "*.json"])] : [],
    files: (dice) => ({
      "event.json": JSON.stringify(dice.pick([
        { message: "x" },
        { event_id: "b".repeat(32), level: "info", tags: { a: "b" } },
        { exception: { values: [{ type: "E", value: "v" }] } },
      ])),
      "log.txt": "a\nerror: b\n2020-01-01 00:00:00 [warn] c: d\n\n[x] e",
    }),
    env: DSN,
    replies: sent,
  },
  {
    words: ["monitors", "run"],
    options: [
      option("-e|--environment", word),
      option(
        "-s|--schedule",
        from("* * * * *", "0 0 1 1 *", "x", "@daily", "* * * *", "*/5 * * * 1-5"),
      ),
      option("--check-in-margin", number),
      option("--max-runtime", number),
      option("--timezone", from("UTC", "Europe/Vienna", "x", "")),
      option("--failure-issue-threshold", number),
      option("--recovery-threshold", number),
    ],
    args: (dice) => [
      dice.pick(["slug", "Slug X", "a/b"]),
      "--",
      ...dice.pick([["true"], ["sh", "-c", "exit 3"], ["echo", "hi", "-x"], []]),
    ],
    argsLast: true,
    env: DSN,
    replies: sent,
  },
  {
    words: ["sourcemaps", "inject"],
    options: [IGNORE, IGNORE_FILE, EXT, option("--dry-run"), option("-r|--release", word)],
    args: (dice) => dice.pick(PATHS),
    files: tree,
    replies: () => [],
  },
  {
    words: ["sourcemaps", "resolve"],
    options: [option("-l|--line", number, { often: 0.8 }), option("-c|--column", number)],
    args: (dice) => [dice.pick(["a.map", "a.map", "gone.map"])],
    files: (dice) => ({ "a.map": mapText(dice, "a.js") }),
    replies: () => [],
  },
  {
    words: ["sourcemaps", "upload"],
    options: [
      ORG,
      PROJECT,
      option("-u|--url-prefix", from("~/", "http://x/", "~/static", "/a", "")),
      option("-r|--release", from("1.0", "a/b", " x")),
      option("--url-suffix", from("?x", ".z")),
      option("-d|--dist", from("1", "ü")),
      option("--note", word),
      option("--validate"),
      option("--decompress"),
      option("--wait"),
      option("--wait-for", from("1", "30", "x", "0")),
      option("--no-sourcemap-reference"),
      option("--debug-id-reference"),
      option("--no-rewrite"),
      option("--strip-prefix", from("dist", "/root", "~", "{CWD}/dist", ""), { repeats: true }),
      option("--strip-common-prefix"),
      IGNORE,
      IGNORE_FILE,
      EXT,
      option("-s|--strict"),
    ],
    args: (dice) => dice.pick(PATHS),
    files: tree,
    replies: () => answers.UPLOAD,
  },
];
