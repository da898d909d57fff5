/**
 * Sending through faults of every kind, over a real loopback socket: what could not be delivered is
 * delivered by `flush`, and nothing arrives twice.
 */
import { runApp } from "../app.ts";
import { createConnect } from "../system/deno/connect.ts";
import { assert, assertEquals } from "../../tests/support/assert.ts";
import { fakeEnv, fakeSystem } from "../../tests/support/fake_system.ts";
import { startTestServer } from "../../tests/support/local_server.ts";

/** The connection of a run is open until its end, which here is that of all tests. */
function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, fn, sanitizeResources: false });
}

const SPOOL = "/home/me/.cache/sentry-cli/spool";
const ID = "0123456789abcdef0123456789abcdef";
const FILES = {
  "/work/e.json": JSON.stringify({ event_id: ID, message: "m" }),
  "/work/e.envelope": `{"event_id":"${ID}"}\n{"type":"event"}\n{"event_id":"${ID}"}\n`,
  "/work/log": "INFO: x\n",
};

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  "send-event": ["send-event", "--no-environ", "-m", "m"],
  "send-event with a file": ["send-event", "e.json"],
  "send-event --raw": ["send-event", "--raw", "e.json"],
  "send-envelope": ["send-envelope", "e.envelope"],
  "send-envelope --raw": ["send-envelope", "--raw", "e.envelope"],
  "bash-hook": ["bash-hook", "--send-event", "--traceback", "none", "--log", "log"],
};

/** Faults, and whether the event has arrived all the same. */
const FAULTS: readonly (readonly [string, boolean])[] = [
  ["status=500", false],
  ["status=503", false],
  ["status=429 retry-after=1", false],
  ["status=408", false],
  ["reset", false],
  ["html", false],
  ["status=302", false],
  // The server has taken it, and only the answer is lost.
  ["truncate=0", true],
  ["truncate=5", true],
];

for (const [name, words] of Object.entries(COMMANDS)) {
  for (const [fault, hasArrived] of FAULTS) {
    test(`${name} through '${fault}': exit 1, kept, and delivered once by flush`, async () => {
      await using server = await startTestServer({ faults: [`POST /api/*/envelope/: ${fault}`] });
      const env = { SENTRY_DSN: server.dsns["web"] ?? "", SENTRY_HTTP_MAX_RETRIES: "1" };
      const fake = fakeSystem({ files: FILES, env });
      const system = { ...fake, connect: createConnect(fake) };
      const arrived = async () => {
        const list: unknown[] = await (await server.fetch("/_local/events")).json();
        return list.length;
      };
      const waiting = async () => (await fake.fs.list(SPOOL)).length;

      assertEquals(await runApp(system, words), 1, fake.written.stderr);
      assertEquals([await waiting(), await arrived()], [1, hasArrived ? 1 : 0]);
      assert(/^Kept the (event|envelope)/m.test(fake.written.stderr), fake.written.stderr);
      // Still away: it stays.
      assertEquals(await runApp(system, ["flush"]), 1);
      assertEquals(await waiting(), 1);
      server.clearFaults();
      assertEquals(await runApp(system, ["flush"]), 0, fake.written.stderr);
      assertEquals([await waiting(), await arrived()], [0, 1]);
      assertEquals(await runApp(system, ["flush"]), 0);
      assertEquals(await arrived(), 1);
      assertEquals(server.bugs, []);
    });
  }
}

/**
 * A host in front of the server that, while it is silent, lets the clock of the sender run on for so long
 * instead of answering, with the envelope taken or not.
 */
function silentHost(
  server: { readonly url: string },
  { clock, takes, forMs }: {
    readonly clock: { advance(ms: number): void };
    readonly takes: boolean;
    readonly forMs: number;
  },
) {
  const host = { silent: true, dsn: (text: string) => text };
  const listener = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) => {
      const { pathname } = new URL(request.url);
      const body = new Uint8Array(await request.arrayBuffer());
      const pass = () =>
        fetch(`${server.url}${pathname}`, { method: "POST", headers: request.headers, body });
      if (!host.silent) return await pass();
      if (takes) await (await pass()).body?.cancel();
      clock.advance(forMs + 1000); // beside the limit there is some time for the way of the body
      return new Response("too late");
    },
  );
  host.dsn = (text) => text.replace(/@[^/]+/, `@127.0.0.1:${listener.addr.port}`);
  return Object.assign(host, { [Symbol.asyncDispose]: () => listener.shutdown() });
}

for (const [name, words] of Object.entries(COMMANDS)) {
  for (const takes of [false, true]) {
    test(`${name} at a silent host that ${takes ? "took it" : "did not take it"}: kept after 30 s, and delivered once`, async () => {
      await using server = await startTestServer();
      const fake = fakeSystem({ files: FILES });
      await using host = silentHost(server, { clock: fake.clock, takes, forMs: 30_000 });
      const env = fakeEnv({ HOME: "/home/me", SENTRY_DSN: host.dsn(server.dsns["web"] ?? "") });
      const system = { ...fake.withEnv(env), connect: createConnect(fake) };
      const arrived = async () => {
        const list: unknown[] = await (await server.fetch("/_local/events")).json();
        return list.length;
      };
      assertEquals(await runApp(system, words), 1, fake.written.stderr);
      assert(/no answer within 30 seconds/.test(fake.written.stderr), fake.written.stderr);
      assert(/^Kept the (event|envelope)/m.test(fake.written.stderr), fake.written.stderr);
      assertEquals(await arrived(), takes ? 1 : 0);
      assertEquals(await runApp(system, ["flush"]), 1);
      host.silent = false;
      assertEquals(await runApp(system, ["flush"]), 0, fake.written.stderr);
      assertEquals([await arrived(), (await fake.fs.list(SPOOL)).length], [1, 0]);
    });
  }
}

test("send-event at a silent host waits as long as http.answer_timeout says", async () => {
  await using server = await startTestServer();
  const fake = fakeSystem();
  await using host = silentHost(server, { clock: fake.clock, takes: false, forMs: 45_000 });
  const env = fakeEnv({
    HOME: "/home/me",
    SENTRY_DSN: host.dsn(server.dsns["web"] ?? ""),
    SENTRY_HTTP_ANSWER_TIMEOUT: "45s",
  });
  const system = { ...fake.withEnv(env), connect: createConnect(fake) };
  assertEquals(await runApp(system, ["send-event", "--no-environ"]), 1);
  assert(/no answer within 45 seconds/.test(fake.written.stderr), fake.written.stderr);
});

test("send-envelope at a silent host: one without an id is put aside and never sent twice", async () => {
  await using server = await startTestServer();
  const envelope = '{}\n{"type":"check_in"}\n{"check_in_id":"' + ID +
    '","monitor_slug":"m","status":"ok"}\n';
  const fake = fakeSystem({ files: { "/work/c.envelope": envelope } });
  await using host = silentHost(server, { clock: fake.clock, takes: true, forMs: 30_000 });
  const env = fakeEnv({ HOME: "/home/me", SENTRY_DSN: host.dsn(server.dsns["web"] ?? "") });
  const system = { ...fake.withEnv(env), connect: createConnect(fake) };
  assertEquals(await runApp(system, ["send-envelope", "c.envelope"]), 1);
  assert(/^Put the envelope of 'c.envelope' aside in '/m.test(fake.written.stderr));
  host.silent = false;
  assertEquals(await runApp(system, ["flush"]), 0);
  const list: unknown[] = await (await server.fetch("/_local/envelopes")).json();
  assertEquals(list.length, 1);
  assertEquals((await fake.fs.list(SPOOL)).filter((name) => name.endsWith(".rejected")).length, 1);
});

for (const fault of ["status=400", "status=401", "status=403", "status=413"]) {
  test(`send-event through '${fault}': what the server will never take is not kept`, async () => {
    await using server = await startTestServer({ faults: [`POST **: ${fault}`] });
    const fake = fakeSystem({ env: { SENTRY_DSN: server.dsns["web"] ?? "" } });
    const system = { ...fake, connect: createConnect(fake) };
    assertEquals(await runApp(system, ["send-event", "--no-environ"]), 1);
    assertEquals(await fake.fs.stat(SPOOL), undefined);
    assertEquals(server.requests().length, 1);
  });
}

test("a spool that cannot be written does not hide why sending failed", async () => {
  await using server = await startTestServer({ faults: ["POST **: status=500"] });
  const fake = fakeSystem({
    env: { SENTRY_DSN: server.dsns["web"] ?? "" },
    files: { "/home/me/.cache": "a file where a folder should be" },
  });
  const system = { ...fake, connect: createConnect(fake) };
  assertEquals(await runApp(system, ["send-event", "--no-environ"]), 1);
  assert(fake.written.stderr.includes("error: API request failed"), fake.written.stderr);
  assert(fake.written.stderr.includes("Could not keep the event"), fake.written.stderr);
});

test("a DSN with a secret waits in the spool and in no output", async () => {
  await using server = await startTestServer({ faults: ["POST **: status=500 times=2"] });
  const dsn = (server.dsns["web"] ?? "").replace("@", ":hush-hush@");
  const fake = fakeSystem({ env: { SENTRY_DSN: dsn } });
  const system = { ...fake, connect: createConnect(fake) };
  await runApp(system, ["send-event", "--no-environ", "--log-level=debug"]);
  const [name = ""] = await fake.fs.list(SPOOL);
  assert(fake.fs.text(`${SPOOL}/${name}`)?.includes("hush-hush"));
  const without = fakeSystem({
    files: { [`${SPOOL}/${name}`]: fake.fs.text(`${SPOOL}/${name}`) ?? "" },
  });
  const later = { ...without, connect: createConnect(without) };
  assertEquals(await runApp(later, ["flush", "--log-level=debug"]), 1);
  assertEquals(await runApp(later, ["flush", "--log-level=debug"]), 0);
  for (const { written } of [fake, without]) {
    assert(!(written.stdout + written.stderr).includes("hush-hush"), written.stderr);
  }
});
