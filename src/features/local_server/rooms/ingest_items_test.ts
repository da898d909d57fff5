/** Envelopes of every kind over a real loopback socket. */
import { assert, assertEquals } from "../../../../tests/support/assert.ts";
import { pick, seeded } from "../../../../tests/support/random.ts";
import { startTestServer, type TestServer } from "../../../../tests/support/local_server.ts";

const ID = "0123456789abcdef0123456789abcdef";

async function post(server: TestServer, lines: readonly unknown[]) {
  const { username: key, pathname } = new URL(server.dsns["web"] ?? "");
  const answer = await fetch(`${server.url}/api${pathname}/envelope/`, {
    method: "POST",
    headers: { "x-sentry-auth": `Sentry sentry_key=${key}, sentry_version=7` },
    body: lines.map((line) => typeof line === "string" ? line : JSON.stringify(line)).join("\n"),
  });
  return { status: answer.status, text: await answer.text() };
}

async function get(server: TestServer, path: string) {
  return await (await server.fetch(path)).json();
}

const checkIn = (status: string, more: Record<string, unknown> = {}) => [
  {},
  { type: "check_in" },
  { check_in_id: ID, monitor_slug: "nightly", status, ...more },
];
const CHECK_INS = "/api/0/organizations/demo/monitors/nightly/checkins/";

Deno.test("check-ins make a monitor, and both of a run are one", async () => {
  await using server = await startTestServer();
  const config = { schedule: { type: "crontab", value: "0 3 * * *" } };
  await post(server, checkIn("in_progress", { monitor_config: config }));
  assertEquals((await get(server, CHECK_INS))[0].status, "in_progress");
  await post(server, checkIn("ok", { duration: 1.5, environment: "dev" }));
  const [only, ...more] = await get(server, CHECK_INS);
  assertEquals([only.status, only.duration, more], ["ok", 1500, []]);
  const [monitor] = await get(server, "/api/0/organizations/demo/monitors/");
  assertEquals([monitor.slug, monitor.config], ["nightly", config]);
});

Deno.test("a first check-in that comes late does not open a run again", async () => {
  await using server = await startTestServer();
  const config = { monitor_config: { schedule: { type: "crontab", value: "* * * * *" } } };
  await post(server, checkIn("error", { ...config, duration: 2 }));
  await post(server, checkIn("in_progress"));
  assertEquals((await get(server, CHECK_INS))[0].status, "error");
});

Deno.test("a check-in for a monitor that is not there is taken and dropped", async () => {
  await using server = await startTestServer();
  assertEquals((await post(server, checkIn("ok"))).status, 200);
  const answer = await server.fetch(CHECK_INS);
  await answer.body?.cancel();
  assertEquals(answer.status, 404);
});

Deno.test("log items are what the list of logs shows", async () => {
  await using server = await startTestServer();
  const items = [
    { timestamp: Date.now() / 1000, level: "error", body: "no", trace_id: ID, attributes: {} },
    { timestamp: Date.now() / 1000 - 1, level: "info", body: "yes", trace_id: null },
  ];
  await post(server, [{}, { type: "log", item_count: 2 }, { items }]);
  const fields = ["sentry.item_id", "severity", "message", "trace"].map((name) => `field=${name}`);
  const path = `/api/0/organizations/demo/events/?dataset=logs&${fields.join("&")}`;
  const { data } = await get(server, path);
  assertEquals(data.map(({ message }: { message: string }) => message), ["no", "yes"]);
  assertEquals(new Set(data.map((row: Record<string, string>) => row["sentry.item_id"])).size, 2);
});

Deno.test("envelopes are shown as they came, item by item", async () => {
  await using server = await startTestServer();
  await post(server, [{ a: 1 }, { type: "attachment", length: 3 }, "a\nb", { type: "session" }, {
    attrs: { release: "r" },
  }]);
  const [envelope] = await get(server, "/_local/envelopes");
  assertEquals([envelope.header, envelope.items.length], [{ a: 1 }, 2]);
  assertEquals(envelope.items[0], { header: { type: "attachment", length: 3 }, payload: "a\nb" });
  assertEquals(await get(server, `/_local/envelopes?since=${envelope.id}`), []);
});

const REFUSED: readonly (readonly [string, readonly unknown[]])[] = [
  ["unknown item type", [{}, { type: "what" }, {}]],
  ["unknown item type", [{}, { x: 1 }, {}]],
  ["missing field `check_in_id`", [{}, { type: "check_in" }, { status: "ok" }]],
  ["unknown variant", checkIn("done")],
  ["missing field `items`", [{}, { type: "log" }, {}]],
  ["is no time", [{}, { type: "log" }, {
    items: [{ timestamp: 1e300, level: "x", body: "x" }],
  }]],
  ["not JSON", [{}, { type: "client_report" }, "x"]],
  ["unexpected end of file", [{}, { type: "attachment", length: 99 }, "x"]],
];
for (const [why, lines] of REFUSED) {
  Deno.test(`an envelope is refused: ${why}, ${JSON.stringify(lines[1])}`, async () => {
    await using server = await startTestServer();
    // One good item does not make it better: nothing is kept.
    const good = [{ type: "event" }, { event_id: ID }];
    const [header, ...rest] = lines;
    const { status, text } = await post(server, [header, ...good, ...rest]);
    assertEquals(status, 400);
    assert(text.includes(JSON.stringify(why).slice(1, -1)), text);
    assertEquals(await get(server, "/_local/events"), []);
    assertEquals(await get(server, "/_local/envelopes"), []);
  });
}

Deno.test("the ingest endpoint never breaks on 500 odd envelopes", async () => {
  await using server = await startTestServer();
  const random = seeded(23);
  const types = ["event", "check_in", "log", "session", "sessions", "attachment", "x", 5, null];
  const values = [{}, [], null, 1, "x", { items: [{}] }, { items: [null] }, "\u0000", "{", {
    items: [{ timestamp: "2020-01-01T00:00:00Z", level: "l", body: "b" }],
  }, {
    check_in_id: ID,
    monitor_slug: "m",
    status: "ok",
    monitor_config: { schedule: { type: "" } },
  }];
  const statuses = new Set<number>();
  for (let round = 0; round < 500; round++) {
    const lines = Array.from({ length: Math.floor(random() * 4) }, () => [
      { type: pick(random, types), length: pick(random, [null, null, 0, 2, "x"]) },
      pick(random, values),
    ]).flat();
    statuses.add((await post(server, [pick(random, [{}, {}, {}, [], "x"]), ...lines])).status);
  }
  assertEquals(server.bugs, []);
  assertEquals([...statuses].sort(), [200, 400]);
});
