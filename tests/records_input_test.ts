/** Odd and large answers, plans without a network, and following a log, through the whole program. */
import { runApp } from "../src/app.ts";
import { levelsFrom, rootLevel } from "../src/cli/level.ts";
import type { HttpRequest } from "../src/system/mod.ts";
import { assert, assertEquals, assertMatch } from "./support/assert.ts";
import { type FakeSystem, fakeSystem } from "./support/fake_system.ts";
import { rootGroup } from "./support/tree.ts";

const ENV = {
  SENTRY_URL: "http://127.0.0.1:1",
  SENTRY_AUTH_TOKEN: "a".repeat(64),
  SENTRY_ORG: "acme",
  SENTRY_PROJECT: "web",
  SENTRY_HTTP_MAX_RETRIES: "0",
};

const issue = (at: number, title = `Error ${at}`) => ({
  id: String(at),
  shortId: `WEB-${at}`,
  title,
  lastSeen: "2026-01-01T00:00:00Z",
  status: "unresolved",
  level: "error",
});

/** A list of `count` issues in pages; tells what was asked. */
function pagesOf(count: number, perPage: number) {
  const asked: string[] = [];
  const fetch = (request: HttpRequest): Promise<Response> => {
    asked.push(request.url);
    const page = Number(/cursor=0:(\d+):0/.exec(request.url)?.[1] ?? 0);
    const from = page * perPage;
    const rows = Array.from(
      { length: Math.min(perPage, count - from) },
      (_, at) => issue(from + at),
    );
    const more = from + perPage < count;
    return Promise.resolve(Response.json(rows, {
      headers: {
        link: `<http://x>; rel="next"; results="${more}"; cursor="0:${page + 1}:0"`,
      },
    }));
  };
  return { asked, fetch };
}

Deno.test("issues list shows an answer of 10,000 rows", async () => {
  const { fetch } = pagesOf(10_000, 10_000);
  const system = fakeSystem({ env: ENV, fetch });
  assertEquals(await runApp(system, ["issues", "list"]), 0);
  assertEquals(system.written.stdout.split("\n").length, 10_000 + 5);
});

Deno.test("issues list --pages 0 goes through 100 pages, and shows each row once", async () => {
  const { fetch, asked } = pagesOf(10_000, 100);
  const system = fakeSystem({ env: ENV, fetch });
  const words = ["issues", "list", "--pages", "0", "--format", "ndjson"];
  assertEquals(await runApp(system, words), 0);
  assertEquals(asked.length, 100);
  const ids = system.written.stdout.trim().split("\n").map((line) => {
    const row: { readonly id?: string } = JSON.parse(line);
    return row.id;
  });
  assertEquals(ids, Array.from({ length: 10_000 }, (_, at) => String(at)));
});

Deno.test("ndjson holds no more than two pages", async () => {
  const { fetch, asked } = pagesOf(30, 10);
  const system: FakeSystem = fakeSystem({
    env: ENV,
    fetch(request) {
      // One page waits while the one before it is being printed.
      const lines = system.written.stdout.split("\n").length - 1;
      assertEquals(lines, Math.max(0, asked.length - 1) * 10);
      return fetch(request);
    },
  });
  assertEquals(await runApp(system, ["issues", "list", "--format", "ndjson"]), 0);
  assertEquals(asked.length, 3);
});

for (const [max, pages] of [["0", 0], ["1", 1], ["10", 1], ["11", 2]] as const) {
  Deno.test(`json: --max-rows ${max} asks for ${pages} pages`, async () => {
    const { fetch, asked } = pagesOf(30, 10);
    const system = fakeSystem({ env: ENV, fetch });
    const words = ["issues", "list", "--max-rows", max, "--format", "json"];
    assertEquals(await runApp(system, words), 0);
    assertEquals(asked.length, pages);
    const rows: unknown = JSON.parse(system.written.stdout);
    assert(Array.isArray(rows));
    assertEquals(rows.length, Number(max));
  });
}

Deno.test("a server that sends in a circle ends the list", async () => {
  let calls = 0;
  const system = fakeSystem({
    env: ENV,
    fetch: () => {
      assert(++calls < 10);
      return Promise.resolve(Response.json([issue(calls)], {
        headers: { link: '<http://x>; rel="next"; results="true"; cursor="0:1:0"' },
      }));
    },
  });
  assertEquals(await runApp(system, ["issues", "list", "--pages", "0"]), 0);
  assertEquals(calls, 2);
});

// deno-lint-ignore no-control-regex -- looking for controls is the point
const STEERING = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const NASTY = "\u001b]0;title\u0007\u001b[2J\u009b31m\u202eevil\u0000\b\u2066x\r\n\u001b[1Aup";

for (
  const [name, words, answer] of [
    ["issues list", ["issues", "list"], [issue(1, NASTY)]],
    ["events list", ["events", "list", "-UT"], [{
      eventID: "0".repeat(32),
      title: NASTY,
      dateCreated: NASTY,
      user: { id: NASTY, email: NASTY },
      tags: [{ key: NASTY, value: NASTY }],
    }]],
    ["logs list", ["logs", "list"], {
      data: [{ "sentry.item_id": NASTY, timestamp: NASTY, message: NASTY, trace: NASTY }],
    }],
    ["monitors list", ["monitors", "list"], [
      { id: NASTY, slug: NASTY, name: NASTY, status: NASTY },
    ]],
    ["projects list", ["projects", "list"], [
      { id: NASTY, slug: NASTY, name: NASTY, team: { id: "1", slug: "t", name: NASTY } },
    ]],
    ["releases archive", ["releases", "archive", "v1"], {
      version: NASTY,
      dateCreated: "2026-01-01T00:00:00Z",
    }],
    ["deploys new", ["deploys", "new", "-r", "v1", "-e", "x"], { environment: NASTY, name: NASTY }],
    ["deploys list", ["deploys", "list", "-r", "v1"], [{ environment: NASTY, name: NASTY }]],
  ] as const
) {
  Deno.test(`${name}: what the server says cannot steer the terminal`, async () => {
    const system = fakeSystem({
      env: ENV,
      stdoutIsTerminal: true,
      fetch: () => Promise.resolve(Response.json(answer)),
    });
    assertEquals(await runApp(system, words), 0);
    const { stdout, stderr } = system.written;
    assert(!STEERING.test(stdout), JSON.stringify(stdout));
    assert(!STEERING.test(stderr), JSON.stringify(stderr));
    assertMatch(stdout, /evil/);
  });
}

Deno.test("a release name that holds controls reaches the server whole, and the terminal clean", async () => {
  let asked = "";
  const system = fakeSystem({
    env: ENV,
    fetch(request) {
      asked = request.url;
      return Promise.resolve(new Response(null, { status: 204 }));
    },
  });
  assertEquals(await runApp(system, ["releases", "delete", "a\u001b[2Jb"]), 0);
  assert(asked.endsWith("/releases/a%1B[2Jb/"), asked);
  assertEquals(system.written.stdout, "Deleted release a[2Jb!\n");
});

for (const version of ["", " ", ".", "..", "a/b", "a\nb", "a\tb", "a ", "\u00a0a", "a\u2003"]) {
  Deno.test(`releases: ${JSON.stringify(version)} is no version, and nothing is sent`, async () => {
    for (const verb of ["finalize", "delete", "archive", "restore", "info", "new"]) {
      const system = fakeSystem({ env: ENV });
      assertEquals(await runApp(system, ["releases", verb, version]), 2);
      assertMatch(system.written.stderr, /Invalid release version\./);
    }
  });
}

Deno.test("dry runs: no connection, no token needed, whatever the command", async () => {
  const planned: Readonly<Record<string, readonly string[]>> = {
    "code-mappings upload": ["m.json", "--repo", "r", "--default-branch", "b"],
    "deploys new": ["-r", "v1", "-e", "x"],
    "issues mute": ["-a"],
    "issues resolve": ["-a"],
    "issues unresolve": ["-a"],
    "releases archive": ["v1"],
    "releases delete": ["v1"],
    "releases finalize": ["v1"],
    "releases new": ["v1"],
    "releases restore": ["v1"],
    "releases deploys new": ["-r", "v1", "-e", "x"],
  };
  const withPlan = levelsFrom(rootLevel(rootGroup, "sentry-cli"))
    .filter(({ node }) => node.kind === "command" && "dryRun" in node.options)
    .map(({ path }) => path.join(" "));
  for (const [name, rest] of Object.entries(planned)) {
    assert(withPlan.includes(name), `${name} has no --dry-run`);
    const { SENTRY_AUTH_TOKEN: _none, ...env } = ENV;
    // Without a `fetch` the fake system fails at the first request.
    const system = fakeSystem({
      env,
      files: { "/work/m.json": '[{"stackRoot":"a","sourceRoot":"b"}]' },
    });
    const words = [...name.split(" "), ...rest, "--dry-run", "--format", "json"];
    assertEquals(await runApp(system, words), 0, system.written.stderr);
    const plan: { readonly complete?: boolean; readonly requests?: readonly unknown[] } = JSON
      .parse(
        system.written.stdout,
      );
    assertEquals([plan.complete, plan.requests?.length], [true, 1], name);
    assertMatch(system.written.stderr, /A real run needs an auth token; there is none\./);
    assertEquals(system.transports, [], name);
  }
});

const entry = (id: number, message = `m${id}`) => ({
  "sentry.item_id": `i${id}`,
  timestamp: `2026-01-01T00:00:0${id}Z`,
  severity: "info",
  message,
  trace: null,
});

/** Follows a log over scripted answers; Ctrl-C comes with the last one. */
async function live(answers: readonly (readonly unknown[] | number)[], ...words: string[]) {
  const asked: string[] = [];
  const system: FakeSystem = fakeSystem({
    env: ENV,
    fetch(request) {
      asked.push(request.url);
      const answer = answers[asked.length - 1] ?? [];
      if (asked.length >= answers.length) system.interrupt();
      if (typeof answer === "number") {
        return Promise.resolve(Response.json({ detail: "no" }, { status: answer }));
      }
      return Promise.resolve(Response.json({ data: answer }));
    },
  });
  const code = await runApp(system, ["logs", "list", "--live", ...words]);
  return { code, asked, naps: system.clock.naps, ...system.written };
}

Deno.test("logs list --live prints new entries until Ctrl-C, which ends it with 130", async () => {
  const ran = await live([[entry(2), entry(1)], [entry(3, "a\nb\u001b[2J"), entry(2)], []]);
  assertEquals(ran.code, 130);
  assertEquals(
    ran.stdout,
    "Starting live log streaming...\nPolling every 2 seconds. Press \u2303C to stop.\n" +
      "2026-01-01T00:00:02Z | info |  | m2\n2026-01-01T00:00:01Z | info |  | m1\n" +
      "2026-01-01T00:00:03Z | info |  | a b[2J\n",
  );
  assertMatch(ran.asked[0] ?? "", /&per_page=100&statsPeriod=10m&sort=-timestamp$/);
  assertEquals(ran.naps, [2000, 2000]);
});

Deno.test("logs list --live --format ndjson prints entries alone, oldest first", async () => {
  const ran = await live([[entry(2), entry(1)], []], "--format", "ndjson", "--poll-interval", "7");
  const ids = ran.stdout.trim().split("\n").map((line) => {
    const row: { readonly id?: string } = JSON.parse(line);
    return row.id;
  });
  assertEquals(ids, ["i1", "i2"]);
  assertEquals(ran.naps, [7000]);
});

Deno.test("logs list --live goes on after a failure and says why", async () => {
  const ran = await live([400, [entry(1)], []]);
  assertMatch(
    ran.stderr,
    /Error fetching logs: API request failed\n {2}sentry reported an error: no \(http status: 400\)\n/,
  );
  assertMatch(ran.stdout, /m1\n$/);
});

Deno.test("logs list --live warns when everything is new three times", async () => {
  const answers = [[entry(1)], [entry(2)], [entry(3)], []];
  const ran = await live(answers, "--query", "level:error");
  assertMatch(
    ran.stderr,
    /={100}\nOnly new logs received in the last 3 polls\. \(current filter: "level:error"\) .+\n={100}\n/,
  );
});
