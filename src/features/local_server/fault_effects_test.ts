/** What the faults look like to a real client. */
import { assert, assertEquals, assertMatch, assertRejects } from "../../../tests/support/assert.ts";
import { realClock, startTestServer } from "../../../tests/support/local_server.ts";
import { rawConnect } from "../../../tests/support/raw_http.ts";

const PATH = "/api/0/";
const RAW = "GET /api/0/ HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer tok\r\n\r\n";

/** Whether this runtime can reset a connection; see `system/deno/listen.ts`. */
const canReset = !Deno.version.deno.startsWith("2.4.");

Deno.test("fault status: as often as it says, with Retry-After, then the real answer", async () => {
  await using server = await startTestServer({
    faults: [`GET ${PATH}: status=503 times=2 retry-after=7`],
  });
  for (const expected of [503, 503, 200]) {
    const answer = await server.fetch(PATH);
    assertEquals(answer.status, expected);
    assertEquals(answer.headers.get("retry-after"), expected === 503 ? "7" : null);
    assertEquals(answer.headers.get("content-type"), "application/json");
    const body: { detail?: string } = await answer.json();
    assertEquals(body.detail, expected === 503 ? "Service Unavailable" : undefined);
  }
  assertEquals(server.requests().map(({ status, fault }) => [status, fault !== null]), [
    [503, true],
    [503, true],
    [200, false],
  ]);
});

Deno.test("fault status: the room is not asked, the body is recorded", async () => {
  await using server = await startTestServer({ faults: ["POST **: status=500 times=1"] });
  const body = JSON.stringify({ version: "1", projects: ["web"] });
  const send = () =>
    server.fetch("/api/0/organizations/demo/releases/", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
  const first = await send();
  await first.body?.cancel();
  const second = await send();
  await second.body?.cancel();
  // 208 would mean that the first one made the release.
  assertEquals([first.status, second.status], [500, 201]);
  assertEquals(server.requests()[0]?.body, body);
});

Deno.test("fault reset: the client sees a reset connection", async () => {
  await using server = await startTestServer({ faults: [`GET ${PATH}: reset`] });
  using connection = await rawConnect(server.port);
  await connection.send(RAW);
  if (canReset) await assertRejects(() => connection.rest(), Deno.errors.ConnectionReset);
  else assertEquals(await connection.rest(), "");
  const [recorded] = server.requests();
  assertEquals([recorded?.outcome, recorded?.status], ["reset", null]);
});

Deno.test("fault reset: fetch rejects, the next request is answered", async () => {
  await using server = await startTestServer({ faults: [`GET ${PATH}: reset times=1`] });
  // On Windows the runtime tries a connection that was reset once more by itself.
  if (Deno.build.os !== "windows") await assertRejects(() => server.fetch(PATH), TypeError);
  const answer = await server.fetch(PATH);
  await answer.body?.cancel();
  assertEquals(answer.status, 200);
  assertEquals(server.requests().map(({ outcome }) => outcome), ["reset", "reply"]);
});

Deno.test("fault truncate: the head tells the full length, the body stops early", async () => {
  await using server = await startTestServer({
    token: "tok",
    faults: [`GET ${PATH}: truncate=10`],
  });
  using connection = await rawConnect(server.port);
  await connection.send(RAW);
  const answer = await connection.rest();
  assertMatch(answer, /Content-Length: \d{3}\r\n\r\n\{"version"$/);
  const fetched = await server.fetch(PATH);
  await assertRejects(() => fetched.text());
});

Deno.test("fault truncate=0 lets the request through and loses the answer", async () => {
  await using server = await startTestServer({
    faults: ["POST **: truncate=0 times=1"],
  });
  const send = () =>
    server.fetch("/api/0/organizations/demo/releases/", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ version: "1", projects: ["web"] }),
    });
  await assertRejects(async () => await (await send()).text());
  const again = await send();
  await again.body?.cancel();
  assertEquals(again.status, 208);
});

Deno.test("fault silence: no answer until the client gives up", async () => {
  await using server = await startTestServer({ faults: [`GET ${PATH}: silence`] });
  const giveUp = new AbortController();
  const asked = server.fetch(PATH, { signal: giveUp.signal });
  const failed = assertRejects(() => asked);
  while (server.requests()[0]?.outcome !== "silence") await realClock.sleep(1);
  giveUp.abort();
  await failed;
});

Deno.test("fault silence does not keep the server from ending", async () => {
  const server = await startTestServer({ faults: ["** **: silence"], graceMs: 60_000 });
  using connection = await rawConnect(server.port);
  await connection.send(RAW);
  while (server.requests()[0]?.outcome !== "silence") await realClock.sleep(1);
  await server.stop();
  assertEquals(await connection.rest().catch(() => ""), "");
});

Deno.test("fault html: a page with status 200 in place of JSON", async () => {
  await using server = await startTestServer({ faults: [`GET ${PATH}: html`] });
  const answer = await server.fetch(PATH);
  assertEquals(answer.status, 200);
  assertMatch(answer.headers.get("content-type") ?? "", /^text\/html/);
  assertMatch(await answer.text(), /^<!DOCTYPE html>/);
});

Deno.test("fault halfjson: a whole answer that is half of the JSON", async () => {
  await using server = await startTestServer({
    faults: [`GET ${PATH}: halfjson`, "GET /api/0/organizations/**: halfjson status=500"],
  });
  for (const [path, status] of [[PATH, 200], ["/api/0/organizations/", 500]] as const) {
    const answer = await server.fetch(path);
    assertEquals(answer.status, status);
    assertEquals(answer.headers.get("content-type"), "application/json");
    const text = await answer.text();
    assertMatch(text, /^\{"/);
    assertEquals(Number(answer.headers.get("content-length")), text.length);
    await assertRejects(() => Promise.resolve().then(() => JSON.parse(text)), SyntaxError);
  }
});

Deno.test("fault delay and slow take the time they say, by the clock they are given", async () => {
  const naps: number[] = [];
  await using server = await startTestServer({
    clock: { ...realClock, sleep: (ms) => Promise.resolve(void naps.push(ms)) },
    faults: [
      `GET ${PATH}: delay=90000 times=1`,
      `GET ${PATH}: slow=100 status=200 body=${"x".repeat(25)}`,
    ],
  });
  const delayed = await server.fetch(PATH);
  await delayed.body?.cancel();
  assertEquals([delayed.status, naps.splice(0)], [200, [90_000]]);
  const slow = await server.fetch(PATH);
  assertEquals(await slow.text(), "x".repeat(25));
  // Ten bytes each tenth of a second; nothing to wait for after the last.
  assertEquals(naps, [100, 100]);
});

Deno.test("fault twice: the same answer stands on the wire once more", async () => {
  await using server = await startTestServer({
    faults: [`GET ${PATH}: twice status=201 body=once`],
  });
  using connection = await rawConnect(server.port);
  await connection.send(RAW.replace("Host: h", "Host: h\r\nConnection: close"));
  const answers = (await connection.rest()).split("HTTP/1.1 201 Created").slice(1);
  assertEquals(answers.map((each) => each.endsWith("\r\n\r\nonce")), [true, true]);
  assertEquals(server.requests().length, 1);
});

Deno.test("faults leave /_local/ alone", async () => {
  await using server = await startTestServer({ faults: ["* **: status=500"] });
  const answer = await server.fetch("/_local/health");
  assertEquals([answer.status, await answer.json()], [200, { status: "ok" }]);
  assertEquals(server.requests(), []);
});

Deno.test("a body sent in one piece with its head is recorded whole under every fault", async () => {
  await using server = await startTestServer({
    faults: ["POST /r: reset", "POST /s: status=502", "POST /t: truncate=1"],
  });
  for (const path of ["/r", "/s", "/t"]) {
    using connection = await rawConnect(server.port);
    await connection.send(`POST ${path} HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc`);
    // Nothing is told apart here: the answers are looked at above.
    await connection.until(/\r\n\r\n/).catch(() => "");
  }
  assertEquals(server.requests().map(({ path, body }) => [path, body]), [
    ["/r", "abc"],
    ["/s", "abc"],
    ["/t", "abc"],
  ]);
  assert(server.bugs.length === 0);
});
