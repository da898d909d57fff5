/**
 * Every command over records with a fault at each of its requests: which commands, which faults, and what
 * has to be true afterwards. `tests/records_faults_test.ts` goes through them in one process,
 * `scripts/test_faults.ts` with real ones.
 */
import { assert, assertEquals, assertMatch } from "./assert.ts";
import { below, gitBuilder } from "./git_objects.ts";

/** A checkout of acme/web with three commits. */
function checkout() {
  const git = gitBuilder();
  const at = (seconds: number) => `C <c@d.e> ${seconds} +0000`;
  let parents: string[] = [];
  for (const each of ["one", "two", "three"]) {
    const tree = git.tree([["100644", "f", git.blob(each)]]);
    const committer = at(1_600_000_000 + parents.length);
    parents = [git.commit({ tree, parents, committer, message: `${each}\n` })];
  }
  git.ref("refs/heads/main", parents[0] ?? "");
  git.files["config"] += '[remote "origin"]\n\turl = git@github.com:acme/web.git\n';
  return git.files;
}

const EVENT_ID = "0123456789abcdef0123456789abcdef";

/** Files below the working directory. */
export const FAULT_FILES: Readonly<Record<string, string | Uint8Array>> = {
  ...below(".git", checkout()),
  "m.json": JSON.stringify(
    Array.from({ length: 301 }, (_, at) => ({ stackRoot: `a${at}`, sourceRoot: "b" })),
  ),
  "e.json": JSON.stringify({ event_id: EVENT_ID, message: "m" }),
  "e.envelope": `{"event_id":"${EVENT_ID}"}\n{"type":"event"}\n{"event_id":"${EVENT_ID}"}\n`,
  "out.log": "INFO: x\n",
};

/** Command lines over the management API; the records that they need are those of {@linkcode seed}. */
export const COMMANDS: readonly (readonly [name: string, ...words: string[]])[] = [
  ["organizations list", "organizations", "list"],
  ["projects list", "projects", "list"],
  ["repos list", "repos", "list", "--format", "ndjson"],
  ["monitors list", "monitors", "list"],
  ["releases new", "releases", "new", "v2", "-p", "web"],
  ["releases finalize", "releases", "finalize", "v1"],
  ["releases archive", "releases", "archive", "v1"],
  ["releases restore", "releases", "restore", "v1"],
  ["releases delete", "releases", "delete", "v1"],
  ["releases list", "releases", "list", "--raw", "--pages", "0"],
  ["releases info", "releases", "info", "v1", "-C"],
  ["set-commits --local", "releases", "set-commits", "v2", "--local", "-p", "web"],
  ["set-commits --auto", "releases", "set-commits", "v2", "--auto", "-p", "web"],
  ["set-commits -c", "releases", "set-commits", "v2", "-c", "acme/web@ab..cd", "-p", "web"],
  ["set-commits --clear", "releases", "set-commits", "v2", "--clear", "-p", "web"],
  ["deploys new", "deploys", "new", "-r", "v1", "-e", "prod", "--finished", "5"],
  ["deploys list", "deploys", "list", "-r", "v1"],
  ["events list", "events", "list", "-p", "web"],
  ["issues list", "issues", "list", "-p", "web"],
  ["issues mute", "issues", "mute", "-p", "web", "-i", "1"],
  ["issues resolve", "issues", "resolve", "-p", "web", "-a"],
  ["issues unresolve", "issues", "unresolve", "-p", "web", "-s", "resolved"],
  ["logs list", "logs", "list", "-p", "web"],
  ["code-mappings upload", "code-mappings", "upload", "m.json", "-p", "web", "--repo", "acme/web"],
];

/** Command lines that send to a project. */
export const SENDERS: readonly (readonly [name: string, ...words: string[]])[] = [
  ["send-event", "send-event", "--no-environ", "-m", "m"],
  ["send-event with a file", "send-event", "e.json"],
  ["send-event --raw", "send-event", "--raw", "e.json"],
  ["send-envelope", "send-envelope", "e.envelope"],
  ["send-envelope --raw", "send-envelope", "--raw", "e.envelope"],
  ["bash-hook", "bash-hook", "--send-event", "--traceback", "none", "--log", "out.log"],
];

/** What becomes of a request that fails so. */
export interface Fault {
  readonly words: string;
  /** Tried again: always, only where that does no harm, or never. */
  readonly again: "always" | "when-safe" | "never";
  /** The server did what it was asked before the answer was lost. */
  readonly acts?: true;
  /** Takes real time: an answer that never comes, or comes slowly. */
  readonly takesTime?: true;
}

export const FAULTS: readonly Fault[] = [
  { words: "status=503 times=1", again: "always" },
  { words: "status=502 times=2 retry-after=1", again: "always" },
  { words: "status=504 times=1", again: "always" },
  { words: "status=429 times=1", again: "when-safe" },
  { words: "status=408 times=1", again: "when-safe" },
  { words: "status=500 times=1", again: "when-safe" },
  { words: "reset times=1", again: "when-safe" },
  { words: "truncate=1 times=1", again: "when-safe", acts: true },
  { words: "slow=20000 times=1", again: "always", takesTime: true },
  { words: "silence times=1", again: "never", takesTime: true },
  { words: "status=503", again: "never" },
  { words: "status=400 times=1", again: "never" },
  { words: "status=401 times=1", again: "never" },
  { words: "status=403 times=1", again: "never" },
  { words: "status=404 times=1", again: "never" },
  { words: 'status=302 json={"slug":"n"} times=1', again: "never" },
  { words: "html times=1", again: "never" },
  { words: "halfjson times=1", again: "never", acts: true },
];

/** A request as far as it matters here. */
export interface Sent {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
}

/** How a run ended. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly sent: readonly Sent[];
  /** What the server holds afterwards. */
  readonly state: string;
}

/** Asks the server with its token. */
export type Ask = (path: string, init?: RequestInit) => Promise<Response>;

/** What {@linkcode seed} asks below `/api/`; a rule that is there from the start counts it, too. */
export const SEEDED: readonly Sent[] = [
  { method: "POST", path: "/api/0/organizations/demo/releases/" },
];

/** Two pages of what a command lists, one record of the rest. */
export async function seed(ask: Ask, group: string | undefined): Promise<void> {
  const countFor = (...groups: string[]) => groups.includes(group ?? "") ? 101 : 1;
  const post = async (path: string, body: unknown) => {
    const answer = await ask(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    assertEquals(answer.status, 201, await answer.text());
  };
  await post("/api/0/organizations/demo/releases/", { version: "v1", projects: ["web"] });
  await post("/_local/records", {
    repos: Array.from(
      { length: countFor("repos") },
      (_, at) =>
        at === 0 ? { name: "acme/web", url: "https://github.com/acme/web" } : { name: `r${at}` },
    ),
    monitors: [{ slug: "m" }],
    logs: [{ id: "1", message: "m" }],
    events: Array.from({ length: countFor("events", "issues") }, (_, at) => ({
      eventID: at.toString(16).padStart(32, "0"),
      title: `t${at}`,
      dateCreated: `2026-01-01T00:00:00.${String(at).padStart(6, "0")}Z`,
    })),
  });
}

/** All that commands can change, as one text. */
export async function stateOf(ask: Ask): Promise<string> {
  const paths = [
    "releases/",
    "releases/v1/deploys/",
    "releases/v2/",
    "releases/v2/commits/",
    "releases/v2/previous-with-commits/",
  ];
  const parts = await Promise.all([
    ...paths.map((path) => `/api/0/organizations/demo/${path}`),
    "/api/0/projects/demo/web/issues/?query=is:ignored",
    "/api/0/projects/demo/web/issues/?query=is:resolved",
  ].map(async (path) => (await ask(path)).text()));
  return parts.join("\n").replace(/"(date\w+|lastSeen|firstSeen)":"[^"]*"/g, '"$1":"…"');
}

/** The rule for the request with the number `index` of a run. */
export function faultRule(sent: readonly Sent[], index: number, words: string): string {
  const { method, path } = sent[index] ?? { method: "GET", path: "" };
  const after = sent.slice(0, index)
    .filter((each) => each.method === method && each.path === path).length;
  return `${method} ${path}: ${words} after=${after}`;
}

/** Not even a failure: what the answer says is not needed, or means an end. */
function mayStillSucceed(name: string, words: string, { index, sent }: Place): boolean {
  const status = /status=(\d+)/.exec(words)?.[1];
  const { method, path = "" } = sent[index] ?? {};
  if (name.startsWith("set-commits")) {
    // No repositories, and no release before.
    if (method === "GET") return status === "404";
    // The answer is not needed.
    return /^(html|halfjson)/.test(words);
  }
  // The reference ends a list quietly at a page that is gone.
  if (index > 0 && (status === "404" || status === "400")) return true;
  if (name === "repos list" && status === "404") return true;
  if (name === "releases delete") {
    return status === "404" || status === "302" || /html|half/.test(words);
  }
  // The release is shown whatever becomes of its commits.
  if (name === "releases info" && path.endsWith("/commits/")) return true;
  // These only look at the status.
  return /^issues (mute|resolve|unresolve)$/.test(name) && /^(html|halfjson)/.test(words);
}

/** Where a fault was. */
export interface Place {
  readonly sent: readonly Sent[];
  readonly index: number;
}

/** What a run with a fault is held against. */
export interface Expected {
  readonly name: string;
  readonly words: readonly string[];
  /** The run without faults. */
  readonly good: Ran;
  /** What the server holds before. */
  readonly before: string;
  /** Runs the same once more, without faults, against the same server. */
  readonly again: () => Promise<Ran>;
}

/** Throws when a run with a fault lost something, did something twice, or ended otherwise than it says. */
export async function judge(
  ran: Ran,
  fault: Fault,
  place: Place,
  expected: Expected,
): Promise<void> {
  const { name, words, good, before } = expected;
  const { method = "", path = "" } = place.sent[place.index] ?? {};
  const what = `${name}: ${method} ${path} (${place.index}): ${fault.words}\n${ran.stderr}`;
  assert(!/internal error|NotCapable|Uncaught|\n {4}at /.test(ran.stderr), what);
  const isList = words.includes("ndjson");
  const isSafe = method !== "POST";
  if (fault.again === "always" || (fault.again === "when-safe" && isSafe)) {
    // `truncate` finds no body to cut in a 204: then there is nothing to try again.
    assertEquals([ran.code, ran.stdout], [0, good.stdout], what);
    assertEquals(ran.state, good.state, what);
    return;
  }
  if (fault.again === "when-safe") {
    // Never again: it may have been done.
    const posts = (sent: readonly Sent[]) => sent.filter((each) => each.method === "POST").length;
    assert(posts(ran.sent) <= posts(good.sent), what);
  }
  if (ran.code === 0) {
    assert(mayStillSucceed(name, fault.words, place), what);
    return;
  }
  assertEquals(ran.code, 1, what);
  if (name === "code-mappings upload") {
    assertMatch(
      ran.stdout,
      /\nBatch \d\/2 failed: .+\nCreated: \d+, Updated: 0, Errors: [12]\n$/,
      what,
    );
    return;
  }
  if (!isList) {
    assertMatch(
      ran.stderr,
      /^(\[BETA\].*\n)?(error: .+|Release not found)/m,
      what,
    );
  }
  if (name.startsWith("set-commits")) {
    // Several steps: what one run left undone the next one does, and nothing is there twice.
    const second = await expected.again();
    assertEquals([second.code, second.state], [0, good.state], `${what}\nagain: ${second.stderr}`);
    return;
  }
  if (!isList) assertEquals(ran.stdout, "", what);
  if (fault.acts === undefined && method !== "GET") assertEquals(ran.state, before, what);
  else assert([before, good.state].includes(ran.state), what);
}

/** What an envelope's way through a fault has to end with. */
export interface Delivery {
  readonly code: number;
  readonly stderr: string;
  /** How many events the server has afterwards. */
  readonly arrived: number;
  /** How many envelopes wait. */
  readonly waiting: number;
  /** The same after `flush` without faults. */
  readonly flushed: { readonly code: number; readonly arrived: number; readonly waiting: number };
}

/** Statuses that say that the envelope itself is not wanted. */
const REFUSED = /status=(400|401|403|404)\b/;

/** Throws when an envelope was lost or arrived twice. */
export function judgeDelivery(ran: Delivery, fault: Fault, name: string): void {
  const what = `${name}: ${fault.words}\n${ran.stderr}`;
  const { code, arrived, waiting, flushed } = ran;
  assert(!/internal error|NotCapable|Uncaught|\n {4}at /.test(ran.stderr), what);
  // Whoever sends an envelope does not read what the answer says.
  if (fault.again === "always" || fault.words.startsWith("halfjson")) {
    assertEquals({ code, arrived, waiting }, { code: 0, arrived: 1, waiting: 0 }, what);
    return;
  }
  assertEquals(code, 1, what);
  if (REFUSED.test(fault.words)) {
    assertEquals([arrived, waiting, flushed.arrived], [0, 0, 0], what);
    return;
  }
  assert(arrived <= 1 && (arrived === 0 || fault.acts === true), what);
  assertEquals(flushed, { code: 0, arrived: 1, waiting: 0 }, what);
}
