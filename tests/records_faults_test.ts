/**
 * Every command over records against the local server, with a fault at each of its requests in turn: what
 * can be tried again is, nothing happens twice, and a failure is one sentence and exit code 1.
 */
import { runApp } from "../src/app.ts";
import { createConnect } from "../src/system/deno/connect.ts";
import { assert, assertEquals, assertMatch } from "./support/assert.ts";
import { fakeSystem } from "./support/fake_system.ts";
import { realClock, startTestServer, type TestServer } from "./support/local_server.ts";

const MAPPINGS = JSON.stringify(
  Array.from({ length: 301 }, (_, at) => ({ stackRoot: `a${at}`, sourceRoot: "b" })),
);

/** Command lines; the records that they need are those of `seed`. */
const COMMANDS: readonly (readonly [name: string, ...words: string[]])[] = [
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
  ["deploys new", "deploys", "new", "-r", "v1", "-e", "prod", "--finished", "5"],
  ["deploys list", "deploys", "list", "-r", "v1"],
  ["events list", "events", "list", "-p", "web"],
  ["issues list", "issues", "list", "-p", "web"],
  ["issues mute", "issues", "mute", "-p", "web", "-i", "1"],
  ["issues resolve", "issues", "resolve", "-p", "web", "-a"],
  ["logs list", "logs", "list", "-p", "web"],
  ["code-mappings upload", "code-mappings", "upload", "m.json", "-p", "web", "--repo", "acme/web"],
];

/** Two pages of what a command lists, one record of the rest. */
async function seed(server: TestServer, group: string | undefined): Promise<void> {
  const countFor = (...groups: string[]) => groups.includes(group ?? "") ? 101 : 1;
  const post = async (path: string, body: unknown) => {
    const answer = await server.fetch(path, {
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
      (_, at) => ({ name: at === 0 ? "acme/web" : `r${at}` }),
    ),
    monitors: [{ slug: "m" }],
    logs: [{ id: "1", message: "m" }],
    events: Array.from({ length: countFor("events", "issues") }, (_, at) => ({
      eventID: at.toString(16).padStart(32, "0"),
      title: `t${at}`,
      dateCreated: `2026-01-01T00:00:00.${String(at).padStart(6, "0")}Z`,
    })),
  });
  server.clearRequests();
}

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly sent: readonly { readonly method: string; readonly path: string }[];
  /** What the server holds afterwards. */
  readonly state: string;
}

async function run(words: readonly string[], fault?: string): Promise<Ran> {
  // The server's time stands still, so that runs can be compared.
  await using server = await startTestServer({
    clock: { ...realClock, now: () => Date.UTC(2026, 0, 31, 10) },
  });
  await seed(server, words[0]);
  if (fault !== undefined) server.addFault(fault);
  const fetch = createConnect({ platform: { trustedRoots: () => Promise.resolve([]) } })({
    proxyFor: () => undefined,
    caCertificates: () => Promise.resolve([]),
    verifyTls: true,
    keepAlive: false,
  });
  const system = fakeSystem({
    env: {
      SENTRY_URL: server.url,
      SENTRY_AUTH_TOKEN: server.token,
      SENTRY_ORG: server.org,
      SENTRY_HTTP_MAX_RETRIES: "2",
    },
    files: { "/work/m.json": MAPPINGS },
    fetch,
  });
  const code = await runApp(system, words);
  const sent = server.requests().map(({ method, target }) => ({
    method,
    path: target.split("?")[0] ?? "",
  }));
  server.clearFaults();
  const paths = ["releases/", "releases/v1/deploys/", "releases/v2/"];
  const parts = await Promise.all([
    ...paths.map((path) => `/api/0/organizations/demo/${path}`),
    "/api/0/projects/demo/web/issues/?query=is:ignored",
    "/api/0/projects/demo/web/issues/?query=is:resolved",
  ].map(async (path) => (await server.fetch(path)).text()));
  const state = parts.join("\n").replace(/"(date\w+|lastSeen)":"[^"]*"/g, '"$1":"…"');
  assertEquals(server.bugs, []);
  return { code, ...system.written, sent, state };
}

/** What becomes of a request that fails so once. */
const FAULTS: readonly {
  readonly words: string;
  /** Tried again: always, only where that does no harm, or never. */
  readonly again: "always" | "when-safe" | "never";
  /** The server did what it was asked before the answer was lost. */
  readonly acts?: true;
}[] = [
  { words: "status=503 times=1", again: "always" },
  { words: "status=502 times=2 retry-after=1", again: "always" },
  { words: "status=429 times=1", again: "when-safe" },
  { words: "status=500 times=1", again: "when-safe" },
  { words: "reset times=1", again: "when-safe" },
  { words: "truncate=1 times=1", again: "when-safe", acts: true },
  { words: "status=503", again: "never" },
  { words: "status=400 times=1", again: "never" },
  { words: "status=401 times=1", again: "never" },
  { words: "status=403 times=1", again: "never" },
  { words: "status=404 times=1", again: "never" },
  { words: 'status=302 json={"slug":"n"} times=1', again: "never" },
  { words: "html times=1", again: "never" },
  { words: "halfjson times=1", again: "never", acts: true },
];

/** Not even a failure: what the answer says is not needed, or means an end. By command and fault. */
function mayStillSucceed(name: string, words: string, index: number): boolean {
  const status = /status=(\d+)/.exec(words)?.[1];
  // The reference ends a list quietly at a page that is gone.
  if (index > 0 && (status === "404" || status === "400")) return true;
  if (name === "repos list" && status === "404") return true;
  if (name === "releases delete") {
    return status === "404" || status === "302" || /html|half/.test(words);
  }
  // The release is shown whatever becomes of its commits.
  if (name === "releases info" && index === 1) return true;
  // These only look at the status.
  return /^issues (mute|resolve)$/.test(name) && /^(html|halfjson)/.test(words);
}

for (const [name, ...words] of COMMANDS) {
  Deno.test({
    name: `faults: ${name}`,
    // HTTP clients live as long as the program.
    sanitizeResources: false,
    fn: () => tryFaults(name, words),
  });
}

async function tryFaults(name: string, words: readonly string[]): Promise<void> {
  const isLine = words.includes("ndjson");

  const good = await run(words);
  assertEquals(good.code, 0, good.stderr);
  const before = await run([words[0] ?? "", "--help"]);
  for (const [index, { method, path }] of good.sent.entries()) {
    const after = good.sent.slice(0, index)
      .filter((each) => each.method === method && each.path === path).length;
    for (const { words: fault, again, acts } of FAULTS) {
      const what = `${name}: ${method} ${path} (${index}): ${fault}`;
      const ran = await run(words, `${method} ${path}: ${fault} after=${after}`);
      assert(!/internal error|NotCapable|\n {4}at /.test(ran.stderr), `${what}\n${ran.stderr}`);
      const posts = ran.sent.filter((each) => each.method === "POST").length;
      const isSafe = method !== "POST";
      if (again === "always" || (again === "when-safe" && isSafe)) {
        // `truncate` finds no body to cut in a 204: then there is nothing to try again.
        assertEquals([ran.code, ran.stdout], [0, good.stdout], `${what}\n${ran.stderr}`);
        assertEquals(ran.state, good.state, what);
        continue;
      }
      if (again === "when-safe") {
        assertEquals(posts, good.sent.filter((each) => each.method === "POST").length, what);
      }
      if (mayStillSucceed(name, fault, index) && ran.code === 0) continue;
      if (name === "code-mappings upload") {
        assertEquals(ran.code, 1, what);
        assertMatch(
          ran.stdout,
          /\nBatch \d\/2 failed: .+\nCreated: \d+, Updated: 0, Errors: [12]\n$/,
        );
        continue;
      }
      assertEquals(ran.code, 1, `${what}\n${ran.stdout}${ran.stderr}`);
      if (!isLine) assertEquals(ran.stdout, "", what);
      assert(
        isLine || /^(\[BETA\].*\n)?(error: .+|Release not found)/.test(ran.stderr),
        `${what}\n${ran.stderr}`,
      );
      const untouched = name === "releases delete" ? good.state : before.state;
      if (acts === undefined && method !== "GET") assertEquals(ran.state, before.state, what);
      else assert([before.state, good.state, untouched].includes(ran.state), what);
    }
  }
}
