/**
 * Bad words, files and answers for every command over records: one clear sentence, nothing sent or started
 * half way, and a terminal that stays as it is.
 */
import { runApp } from "../src/app.ts";
import { assert, assertEquals, assertMatch } from "./support/assert.ts";
import { type FakeSystem, fakeSystem } from "./support/fake_system.ts";
import type { HttpRequest } from "../src/system/mod.ts";

const ENV = {
  SENTRY_URL: "http://127.0.0.1:1",
  SENTRY_AUTH_TOKEN: "a".repeat(64),
  SENTRY_ORG: "acme",
  SENTRY_PROJECT: "web",
  SENTRY_HTTP_MAX_RETRIES: "0",
  SENTRY_DSN: "http://key@127.0.0.1:1/7",
};
const FILES = {
  "/work/ok.json": '{"message":"m"}',
  "/work/ok.envelope": "{}\n",
  "/work/m.json": '[{"stackRoot":"a","sourceRoot":"b"}]',
  "/work/log": "INFO: x\n",
};

// deno-lint-ignore no-control-regex -- looking for controls is the point
const STEERING = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const NASTY = "\u001b]0;title\u0007\u001b[2J\u009b31m\u202eevil\u0000\b\u2066x\r\n\u001b[1Aup";

interface Given {
  readonly env?: Record<string, string>;
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Without one no request may be made. */
  readonly fetch?: (request: HttpRequest) => Promise<Response>;
}

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly system: FakeSystem;
}

async function run(
  words: readonly string[],
  { env = {}, files = {}, fetch }: Given = {},
): Promise<Ran> {
  const system = fakeSystem({
    env: { ...ENV, ...env },
    files: FILES,
    stdoutIsTerminal: true,
    stderrIsTerminal: true,
    ...(fetch === undefined ? {} : { fetch }),
  });
  for (const [path, data] of Object.entries(files)) system.fs.put(path, data);
  const code = await runApp(system, words);
  return { code, ...system.written, system };
}

/** One error, in words, with nothing in it that moves a cursor, and no trace of ours. */
function assertOneSentence({ stderr, stdout }: Ran, what: string): void {
  const said = `${what}: ${JSON.stringify(stderr)}`;
  assertEquals(stderr.split("\n").filter((line) => line.startsWith("error: ")).length, 1, said);
  assert(!/\n +at |internal error|Uncaught|this test expects/.test(stderr), said);
  assert(!STEERING.test(stderr.replaceAll("\t", "")), said);
  assert(!STEERING.test(stdout), `${what}: ${JSON.stringify(stdout)}`);
}

// --- DSN ---------------------------------------------------------------------------------------

const DSNS = [
  "nonsense",
  "http://",
  "http://127.0.0.1/1",
  "http://key@127.0.0.1",
  "http://key@127.0.0.1/",
  "http://key@/1",
  "ftp://key@127.0.0.1/1",
  "//key@127.0.0.1/1",
  "http://key@127.0.0.1:99999/1",
  "http://key@127.0.0.1:x/1",
  "http://key@ho st/1",
  NASTY,
];
const SENDERS = [
  ["send-event", "--no-environ", "-m", "x"],
  ["send-event", "ok.json"],
  ["send-event", "--raw", "ok.json"],
  ["send-envelope", "ok.envelope"],
  ["send-envelope", "--raw", "ok.envelope"],
  ["monitors", "run", "m", "--", "true"],
  ["bash-hook", "--send-event", "--traceback", "t", "--log", "log"],
];

for (const words of SENDERS) {
  Deno.test(`${words.slice(0, 2).join(" ")}: a DSN that is none is refused before anything happens`, async () => {
    for (const dsn of DSNS) {
      const ran = await run(words, { env: { SENTRY_DSN: dsn } });
      const what = `${words.join(" ")} with ${JSON.stringify(dsn)}`;
      assertEquals(ran.code, 1, what);
      assertOneSentence(ran, what);
      assertMatch(ran.stderr, /DSN/, what);
      // No job was begun, and nothing waits to be sent.
      const jobs = ran.system.spawned.filter(({ program }) => program !== "uname");
      assertEquals(jobs, [], what);
      assertEquals(await ran.system.fs.stat("/home/me/.cache/sentry-cli/spool"), undefined, what);
    }
  });
}

// --- events and envelopes ------------------------------------------------------------------------

const bytes = (...values: number[]) => Uint8Array.from(values);
const NO_JSON = ["", " ", "{", "}", "nope", "{'a':1}", '{"a":1,}', '{"a":"\u0001"}', '"\\x"', "[1"];
const NO_EVENT = [
  ...["[]", "null", "1", '"x"', "true"],
  ...['{"event_id":5}', '{"event_id":"zz"}', '{"level":"loud"}', '{"timestamp":"yesterday"}'],
  ...[
    '{"tags":5}',
    '{"exception":"x"}',
    '{"breadcrumbs":{"values":5}}',
    '{"message":null,"level":1}',
  ],
  `{"level":${JSON.stringify(NASTY)}}`,
];

Deno.test("send-event PATH: what is no event is refused with its place, and not sent", async () => {
  const texts: readonly (string | Uint8Array)[] = [
    ...NO_JSON,
    ...NO_EVENT,
    bytes(0xff, 0xfe),
    bytes(0x7b, 0x22, 0xc3, 0x22, 0x3a, 0x31, 0x7d),
    "[".repeat(100_000),
    '{"a":'.repeat(50_000),
  ];
  for (const text of texts) {
    const ran = await run(["send-event", "bad.json"], { files: { "/work/bad.json": text } });
    const what = `send-event of ${JSON.stringify(text.slice(0, 40))}`;
    assertEquals([ran.code, ran.stdout], [1, ""], what);
    assertOneSentence(ran, what);
    assertMatch(ran.stderr, /bad\.json/, what);
  }
});

Deno.test("send-event --raw PATH: what is no JSON is refused, and not sent", async () => {
  const notText = bytes(0x7b, 0x22, 0xc3, 0x22, 0x3a, 0x31, 0x7d); // {"\xc3":1}
  for (const text of [...NO_JSON, bytes(0xff, 0xfe), notText, "[".repeat(100_000)]) {
    const words = ["send-event", "--raw", "bad.json"];
    const ran = await run(words, { files: { "/work/bad.json": text } });
    const what = `send-event --raw of ${JSON.stringify(text.slice(0, 40))}`;
    assertEquals([ran.code, ran.stdout], [1, ""], what);
    assertOneSentence(ran, what);
  }
});

Deno.test("send-event PATH: the file that is bad stops the run, those before it stay sent", async () => {
  let sent = 0;
  const ran = await run(["send-event", "e*.json"], {
    files: { "/work/e1.json": "{}", "/work/e2.json": "{", "/work/e3.json": "{}" },
    fetch: () => {
      sent++;
      return Promise.resolve(Response.json({}));
    },
  });
  assertEquals([ran.code, sent], [1, 1]);
  assertMatch(ran.stdout, /^Event from file e1\.json dispatched: [0-9a-f-]{36}\n$/);
  assertOneSentence(ran, "e2.json");
});

Deno.test("send-envelope PATH: what is no envelope is refused, and not sent", async () => {
  const item = '{"type":"event","length":2}\n{}\n';
  const texts: readonly (string | Uint8Array)[] = [
    ...["", "\n", "garbage\n", "[]\n", "null\n", "5\n", '{"event_id":5}\n', '{"event_id":"zz"}\n'],
    ...['{}\n{"length":2}\n{}\n', '{}\n{"type":5}\n{}\n', '{}\n{"type":"event","length":-1}\n{}\n'],
    ...['{}\n{"type":"event","length":1.5}\n{}\n', '{}\n{"type":"event","length":9}\n{}\n'],
    ...['{}\n{"type":"event","length":1}\n{}\n', '{}\n{"type":"event"\n{}\n', `{}\n${item}x\n`],
    ...['{}\n{"type":"event"}\nnot json\n', '{}\n{"type":"check_in"}\n{"status":"maybe"}\n'],
    `{}\n{"type":${JSON.stringify(NASTY)}}\nnot json`.replace('"type":"', '"type":"\u001b'),
    bytes(0xff, 0xfe, 0x0a),
    "{".repeat(100_000),
  ];
  for (const text of texts) {
    const words = ["send-envelope", "bad.envelope"];
    const ran = await run(words, { files: { "/work/bad.envelope": text } });
    const what = `send-envelope of ${JSON.stringify(text.slice(0, 60))}`;
    assertEquals([ran.code, ran.stdout], [1, ""], what);
    assertOneSentence(ran, what);
  }
});

// --- schedules and times -----------------------------------------------------------------------

const SCHEDULES = [
  ...[
    "",
    " ",
    "*",
    "* * * *",
    "* * * * * *",
    "60 * * * *",
    "* 24 * * *",
    "* * 0 * *",
    "* * 32 * *",
  ],
  ...["* * * 13 *", "* * * * 7", "* * * * mon-fri", "5-1 * * * *", "*/0 * * * *", "1,,2 * * * *"],
  ...["@hourly", "? * * * *", "* * L * *", "5/15 * * * *", "-1 * * * *", "1.5 * * * *", NASTY],
  "9".repeat(400) + " * * * *",
];

Deno.test("monitors run --schedule: what is no crontab is refused before the job begins", async () => {
  for (const schedule of SCHEDULES) {
    const ran = await run(["monitors", "run", "m", `--schedule=${schedule}`, "--", "true"]);
    const what = `--schedule ${JSON.stringify(schedule)}`;
    assertEquals([ran.code, ran.system.spawned], [1, []], what);
    assertOneSentence(ran, what);
    assertMatch(ran.stderr, /is not a valid crontab schedule\./, what);
  }
});

const TIMES = [
  ...["", " ", "yesterday", "2015-05-15", "2015-05-15T00:00:00", "1431648000.5", "0x10", "1e9"],
  ...["2015-13-15T00:00:00Z", "2015-05-15T25:00:00Z", "99999999999999999999", "-", "٣", NASTY],
];

for (
  const words of [
    ["releases", "finalize", "v1", "--released"],
    ["deploys", "new", "-r", "v1", "-e", "x", "--started"],
    ["deploys", "new", "-r", "v1", "-e", "x", "--finished"],
    ["send-event", "-m", "x", "--timestamp"],
  ]
) {
  const [option = ""] = words.slice(-1);
  Deno.test(`${words[0]} ${option}: what is no time is a usage error, and nothing is sent`, async () => {
    for (const time of TIMES) {
      const ran = await run([...words.slice(0, -1), `${option}=${time}`]);
      const what = `${option} ${JSON.stringify(time)}`;
      assert(ran.code === 2 || ran.code === 1, what);
      assertOneSentence(ran, what);
      assertEquals(ran.stdout, "", what);
    }
  });
}

// --- names of releases -------------------------------------------------------------------------

const BAD_RELEASES = [
  "",
  " ",
  ".",
  "..",
  "a/b",
  "a\nb",
  "a\tb",
  "a\fb",
  "a\vb",
  "a ",
  " a",
  "\u00a0a",
];
const RELEASE_COMMANDS: readonly (readonly string[])[] = [
  ...["new", "finalize", "delete", "archive", "restore", "info"].map((verb) => ["releases", verb]),
  ["releases", "set-commits", "--clear"],
];

Deno.test("releases: a name that is none is a usage error, and nothing is sent", async () => {
  for (const version of BAD_RELEASES) {
    for (const words of RELEASE_COMMANDS) {
      const ran = await run([...words, version]);
      const what = `${words.join(" ")} ${JSON.stringify(version)}`;
      assertEquals([ran.code, ran.stdout], [2, ""], what);
      assertOneSentence(ran, what);
    }
    for (const words of [["deploys", "new", "-e", "x"], ["deploys", "list"]]) {
      const ran = await run([...words, `--release=${version}`]);
      const what = `${words.join(" ")} -r ${JSON.stringify(version)}`;
      assertEquals([ran.code, ran.stdout], [2, ""], what);
      assertOneSentence(ran, what);
    }
  }
});

Deno.test("releases: spaces, signs and 300 characters of a name reach the server whole", async () => {
  for (const version of ["a b", "a%2Fb", "a?b#c", "é\u{1f680}", "x".repeat(300), "a\u001b[2Jb"]) {
    for (const words of RELEASE_COMMANDS) {
      const seen: string[] = [];
      const ran = await run([...words, version], {
        fetch(request) {
          const body = request.body?.();
          const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : "";
          seen.push(decodeURIComponent(new URL(request.url).pathname), text);
          if (request.url.includes("/repos/")) return Promise.resolve(Response.json([]));
          if (request.method === "DELETE") {
            return Promise.resolve(new Response(null, { status: 204 }));
          }
          return Promise.resolve(Response.json({ version, dateCreated: "2026-01-01T00:00:00Z" }));
        },
      });
      const what = `${words.join(" ")} ${JSON.stringify(version)}: ${ran.stderr}`;
      assertEquals(ran.code, 0, what);
      const inJson = JSON.stringify(version).slice(1, -1);
      assert(seen.some((text) => text.includes(version) || text.includes(inJson)), what);
      assert(!STEERING.test(ran.stdout), JSON.stringify(ran.stdout));
    }
  }
});

Deno.test("releases new: what the server says of a name that is too long is one sentence", async () => {
  const detail = { version: ["Ensure this field has no more than 200 characters."] };
  const ran = await run(["releases", "new", "x".repeat(300)], {
    fetch: () => Promise.resolve(Response.json(detail, { status: 400 })),
  });
  assertEquals([ran.code, ran.stdout], [1, ""]);
  assertOneSentence(ran, "a long name");
  assertMatch(ran.stderr, /no more than 200 characters/);
});

// --- an organization that is not there -----------------------------------------------------------

const LISTS: readonly (readonly string[])[] = [
  ["organizations", "list"],
  ["projects", "list"],
  ["monitors", "list"],
  ["releases", "list"],
  ["events", "list"],
  ["issues", "list"],
  ["logs", "list"],
  ["deploys", "list", "-r", "v1"],
];
const CHANGES: readonly (readonly string[])[] = [
  ...RELEASE_COMMANDS.filter((words) => !/delete|info/.test(words.join())).map((
    words,
  ) => [...words, "v1"]),
  ["releases", "set-commits", "v1", "-c", "x@y"],
  ["deploys", "new", "-r", "v1", "-e", "x"],
  ["issues", "mute", "-a"],
  ["issues", "resolve", "-i", "1"],
  ["issues", "unresolve", "-s", "muted"],
  ["code-mappings", "upload", "m.json", "--repo", "r", "--default-branch", "b"],
];

for (const detail of [undefined, "The requested resource does not exist", NASTY]) {
  Deno.test(`an unknown organization is one sentence, whatever the command (${detail === undefined ? "no words" : detail === NASTY ? "nasty words" : "words"} of the server)`, async () => {
    for (const words of [...LISTS, ...CHANGES]) {
      const ran = await run([...words, ...(words[0] === "organizations" ? [] : ["-o", "nobody"])], {
        fetch: () =>
          Promise.resolve(
            detail === undefined
              ? new Response("<h1>no</h1>", { status: 404 })
              : Response.json({ detail }, { status: 404 }),
          ),
      });
      const what = words.join(" ");
      assertEquals(ran.code, 1, what);
      assertOneSentence({ ...ran, stderr: ran.stderr.replace(/^\[BETA\].*\n/, "") }, what);
      if (words[0] !== "code-mappings") assertEquals(ran.stdout, "", what);
    }
  });
}

Deno.test("repos list, releases delete and info say what a 404 means to them", async () => {
  const fetch = () => Promise.resolve(Response.json({ detail: "no" }, { status: 404 }));
  const repos = await run(["repos", "list", "-o", "nobody"], { fetch });
  assertEquals([repos.code, repos.stdout], [0, "No repos found\n"]);
  assertMatch(repos.stderr, /WARN.*nobody|organization/);
  const deleted = await run(["releases", "delete", "v1"], { fetch });
  assertEquals(deleted.code, 0);
  assertMatch(
    deleted.stdout,
    /^Did nothing\. Release with this version \(v1\) does not exist\.\n$/,
  );
  const info = await run(["releases", "info", "v1"], { fetch });
  assertEquals([info.code, info.stdout], [1, ""]);
});

// --- large and nasty answers -----------------------------------------------------------------------

/** What each list gets, a row of it, with texts of a server. */
const ROWS: Readonly<Record<string, (at: number, text: string) => unknown>> = {
  "organizations list": (at, text) => ({
    id: String(at),
    slug: text,
    name: text,
    dateCreated: "2020-01-01T00:00:00Z",
    isEarlyAdopter: false,
    require2FA: false,
  }),
  "projects list": (at, text) => ({ id: String(at), slug: text, name: text, team: null }),
  "repos list": (at, text) => ({
    id: String(at),
    name: text,
    url: text,
    status: "active",
    dateCreated: "2020-01-01T00:00:00Z",
    provider: { id: "x", name: text },
  }),
  "monitors list": (at, text) => ({ id: String(at), slug: text, name: text, status: text }),
  "releases list": (_, text) => ({
    version: text,
    dateCreated: "2020-01-01T00:00:00Z",
    projects: [{ slug: text, name: text }],
  }),
  "releases list -P": (_, text) => ({
    version: text,
    dateCreated: "2020-01-01T00:00:00Z",
    projects: [{ slug: text, name: text }],
  }),
  "events list -UT": (at, text) => ({
    eventID: at.toString(16).padStart(32, "0"),
    title: text,
    dateCreated: text,
    user: { id: text, username: text },
    tags: [{ key: text, value: text }],
  }),
  "issues list": (at, text) => ({
    id: String(at),
    shortId: text,
    title: text,
    lastSeen: text,
    status: text,
    level: text,
  }),
  "deploys list -r v1": (_, text) => ({
    environment: text,
    name: text,
    dateFinished: "2020-01-01T00:00:00Z",
  }),
};

for (const [name, row] of Object.entries(ROWS)) {
  Deno.test(`${name}: an answer of 10,000 rows is shown whole`, async () => {
    const rows = Array.from({ length: 10_000 }, (_, at) => row(at, `text ${at}`));
    const fetch = () => Promise.resolve(Response.json(rows));
    const { code, stdout, stderr } = await run(name.split(" "), { fetch });
    assertEquals(code, 0, stderr);
    for (const at of [0, 1, 4_999, 9_999]) assert(stdout.includes(`text ${at} `), `row ${at}`);
    const lines = stdout.split("\n").filter((line) => line.startsWith("|")).length;
    assert(lines >= 10_001, `${lines} lines`);
  });

  Deno.test(`${name}: texts of the server cannot steer the terminal`, async () => {
    const fetch = () => Promise.resolve(Response.json([row(1, NASTY)]));
    const { code, stdout, stderr } = await run(name.split(" "), { fetch });
    assertEquals(code, 0, stderr);
    assertMatch(stdout, /evil/);
    assert(!STEERING.test(stdout), JSON.stringify(stdout));
    assert(!STEERING.test(stderr), JSON.stringify(stderr));
  });
}

Deno.test("releases info, set-commits, finalize, code-mappings: texts of the server cannot steer either", async () => {
  const release = {
    version: NASTY,
    dateCreated: "2020-01-01T00:00:00Z",
    projects: [{ slug: NASTY, name: NASTY }],
  };
  const mapping = { stackRoot: NASTY, sourceRoot: NASTY, status: "error", detail: NASTY };
  const answers: readonly (readonly [words: readonly string[], answer: unknown])[] = [
    [["releases", "info", "v1", "-P"], release],
    [["releases", "new", "v1"], release],
    [["releases", "finalize", "v1"], release],
    [["releases", "restore", "v1"], release],
    [["code-mappings", "upload", "m.json", "--repo", "r", "--default-branch", "b"], {
      created: 0,
      updated: 0,
      errors: 1,
      mappings: [mapping],
    }],
  ];
  for (const [words, answer] of answers) {
    const ran = await run(words, { fetch: () => Promise.resolve(Response.json(answer)) });
    const what = words.join(" ");
    assert(!STEERING.test(ran.stdout), `${what}: ${JSON.stringify(ran.stdout)}`);
    assert(!STEERING.test(ran.stderr), `${what}: ${JSON.stringify(ran.stderr)}`);
  }
  const repo = {
    id: "1",
    name: "a\u001b[2Jb",
    status: "active",
    dateCreated: "2020-01-01T00:00:00Z",
    provider: { id: "git", name: "Git" },
    url: null,
  };
  const refs = await run(["releases", "set-commits", "v1", "-c", "a\u001b[2Jb@\u009b31mx"], {
    fetch: ({ url }) => Promise.resolve(Response.json(url.includes("/repos/") ? [repo] : release)),
  });
  assertEquals(refs.code, 0, refs.stderr);
  assert(!STEERING.test(refs.stdout), JSON.stringify(refs.stdout));
});
