/** The HTTP layer over real sockets, with requests that no honest client sends. */
import { assert, assertEquals, assertMatch, assertRejects } from "../../../tests/support/assert.ts";
import { realClock, startTestServer } from "../../../tests/support/local_server.ts";
import { rawConnect } from "../../../tests/support/raw_http.ts";

/** Sends text on a fresh connection and gives all that comes back until the server closes. */
async function exchange(port: number, text: string): Promise<string> {
  using connection = await rawConnect(port);
  await connection.send(text);
  return await connection.rest();
}

function statuses(answers: string): number[] {
  return [...answers.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((match) => Number(match[1]));
}

const HEALTH = "GET /_local/health HTTP/1.1\r\nHost: localhost\r\n";
const POST = "POST /api/0/organizations/demo/releases/ HTTP/1.1\r\nHost: localhost\r\n" +
  "Authorization: Bearer tok\r\nContent-Type: application/json\r\n";
const BODY = '{"version":"1","projects":["web"]}';

Deno.test("serveHttp() answers several requests on one connection, sent at once", async () => {
  await using server = await startTestServer();
  const answers = await exchange(
    server.port,
    `${HEALTH}\r\n${HEALTH}\r\n${HEALTH}Connection: close\r\n\r\n`,
  );
  assertEquals(statuses(answers), [200, 200, 200]);
  assertEquals([...answers.matchAll(/Connection: (\S+)/g)].map((each) => each[1]), [
    "keep-alive",
    "keep-alive",
    "close",
  ]);
});

Deno.test("serveHttp() finds the next request behind a body of either framing", async () => {
  await using server = await startTestServer({ token: "tok" });
  const chunked = `${POST}Transfer-Encoding: chunked\r\n\r\n` +
    `5\r\n${BODY.slice(0, 5)}\r\n${(BODY.length - 5).toString(16)}\r\n${
      BODY.slice(5)
    }\r\n0\r\n\r\n`;
  const sized = `${POST}Content-Length: ${BODY.length}\r\n\r\n${BODY}`;
  const answers = await exchange(
    server.port,
    `${chunked}${sized}${HEALTH}Connection: close\r\n\r\n`,
  );
  assertEquals(statuses(answers), [201, 208, 200]);
  assertEquals(server.requests().map(({ body, bodyComplete }) => [body, bodyComplete]), [
    [BODY, true],
    [BODY, true],
  ]);
});

Deno.test("serveHttp() takes a request that comes byte by byte", async () => {
  await using server = await startTestServer({ token: "tok" });
  using connection = await rawConnect(server.port);
  const text = `\r\n${POST}Content-Length: ${BODY.length}\r\nConnection: close\r\n\r\n${BODY}`;
  for (const character of text) await connection.send(character);
  assertEquals(statuses(await connection.rest()), [201]);
});

Deno.test("serveHttp() answers HEAD with the length but without the body", async () => {
  await using server = await startTestServer({ token: "tok" });
  const answer = await exchange(
    server.port,
    "HEAD /api/0/ HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer tok\r\nConnection: close\r\n\r\n",
  );
  assertMatch(answer, /^HTTP\/1\.1 200 OK\r\n/);
  assertMatch(answer, /Content-Length: [1-9]\d+\r\n/);
  assert(answer.endsWith("\r\n\r\n"), answer);
});

Deno.test("serveHttp() sends 100 Continue when the body is wanted", async () => {
  await using server = await startTestServer({ token: "tok" });
  using connection = await rawConnect(server.port);
  await connection.send(
    `${POST}Content-Length: ${BODY.length}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n`,
  );
  await connection.until(/100 Continue\r\n\r\n$/);
  await connection.send(BODY);
  assertEquals(statuses(await connection.rest()), [100, 201]);
});

Deno.test("serveHttp() answers at once when the expected body is not wanted", async () => {
  await using server = await startTestServer();
  const answer = await exchange(
    server.port,
    `${POST}Content-Length: 1000000\r\nExpect: 100-continue\r\n\r\n`,
  );
  assertEquals(statuses(answer), [401]);
  assertMatch(answer, /Connection: close/);
});

const REFUSED: readonly (readonly [string, string, number])[] = [
  ["garbage", "hello\r\n\r\n", 400],
  ["a head of 70 KiB", `GET / HTTP/1.1\r\nHost: h\r\nX: ${"a".repeat(70_000)}\r\n\r\n`, 431],
  ["an endless head", `GET / HTTP/1.1\r\nHost: h\r\nX: ${"a".repeat(70_000)}`, 431],
  ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505],
  ["two framings", `${POST}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`, 400],
  ["an unknown coding", `${POST}Transfer-Encoding: gzip\r\n\r\n`, 501],
  ["an unknown expectation", `${POST}Content-Length: 1\r\nExpect: mercy\r\n\r\n`, 417],
  ["a bad chunk", `${POST}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, 400],
];
for (const [what, text, status] of REFUSED) {
  Deno.test(`serveHttp() refuses ${what} with ${status} as JSON and closes`, async () => {
    await using server = await startTestServer({ token: "tok" });
    const answer = await exchange(server.port, text);
    assertEquals(statuses(answer), [status]);
    assertMatch(answer, /\r\n\r\n\{"detail":"[^"].*"\}$/);
    const [recorded] = server.requests();
    assertEquals([recorded?.status, typeof recorded?.problem], [status, "string"]);
  });
}

Deno.test("serveHttp() answers 400 when the body ends before its length", async () => {
  await using server = await startTestServer({ token: "tok" });
  using connection = await rawConnect(server.port);
  await connection.send(`${POST}Content-Length: 100\r\n\r\n${BODY}`);
  await connection.closeWrite();
  const answer = await connection.rest();
  assertEquals(statuses(answer), [400]);
  assertMatch(answer, new RegExp(`ended after ${BODY.length} of 100 bytes`));
  assertEquals(server.requests()[0]?.bodyComplete, false);
});

Deno.test("serveHttp() answers 400 when a body that nobody wants ends early", async () => {
  await using server = await startTestServer({ token: "tok" });
  using connection = await rawConnect(server.port);
  await connection.send("GET /api/0/nope/ HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nabc");
  await connection.closeWrite();
  assertEquals(statuses(await connection.rest()), [400]);
});

Deno.test("serveHttp() keeps the answer intact when much more is sent than it takes", async () => {
  await using server = await startTestServer();
  const size = 20 * 1024 * 1024;
  const answer = await server.fetch("/api/0/nope/", {
    method: "POST",
    body: new Uint8Array(size),
    headers: { connection: "close" },
  });
  assertEquals(answer.status, 404);
  assertEquals(await answer.json(), { detail: "Not found" });
});

Deno.test("serveHttp() refuses a streamed body of 40 MB and keeps its first MiB", async () => {
  await using server = await startTestServer();
  const piece = new Uint8Array(1024 * 1024);
  let left = 40;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (left-- > 0) controller.enqueue(piece);
      else controller.close();
    },
  });
  const answer = await server.fetch("/api/0/organizations/demo/releases/", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  // Beyond what a JSON body may have.
  assertEquals(answer.status, 413);
  await answer.body?.cancel();
  const [recorded] = server.requests();
  assertEquals([recorded?.bodyCut, recorded?.bodyBase64, recorded?.body?.length], [
    true,
    null,
    1024 * 1024,
  ]);
});

Deno.test("serveHttp() closes a connection on which nothing happens", async () => {
  const alarms: (() => void)[] = [];
  await using server = await startTestServer({
    clock: {
      ...realClock,
      alarm(ms, ring) {
        // The grace at the end has its own length.
        if (ms !== 7777) return () => {};
        alarms.push(ring);
        return () => void alarms.splice(alarms.indexOf(ring), 1);
      },
    },
    idleMs: 7777,
  });
  using connection = await rawConnect(server.port);
  await connection.send(`${HEALTH}\r\n`);
  await connection.until(/"ok"/);
  await connection.send("GET / HT");
  const end = connection.rest();
  while (alarms.length === 0) await new Promise((resolve) => setTimeout(resolve, 0));
  for (const ring of alarms.slice()) ring();
  // With bytes unread in between some systems answer with a reset instead of an end.
  assertMatch(await end.catch(() => "200"), /200/);
});

Deno.test("serveHttp() ends idle connections and lets a busy one finish", async () => {
  const server = await startTestServer({ token: "tok", faults: ["GET /api/0/: slow=2000"] });
  using idle = await rawConnect(server.port);
  await idle.send(`${HEALTH}\r\n`);
  await idle.until(/"ok"/);
  using busy = await rawConnect(server.port);
  await busy.send("GET /api/0/ HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer tok\r\n\r\n");
  await busy.until(/\r\n\r\n\{/);
  const stopped = server.stop();
  assertMatch(await idle.rest(), /"ok"\}$/);
  const answer = await busy.rest();
  const [, length, body = ""] = /Content-Length: (\d+)[^]*?\r\n\r\n([^]*)$/.exec(answer) ?? [];
  assertEquals(body.length, Number(length));
  await stopped;
  await assertRejects(() => rawConnect(server.port), Deno.errors.ConnectionRefused);
});
