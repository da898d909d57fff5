/**
 * Sending through faults of every kind, over a real loopback socket: what could not be delivered is
 * delivered by `flush`, and nothing arrives twice.
 */
import { runApp } from "../app.ts";
import { createConnect } from "../system/deno/connect.ts";
import { assert, assertEquals } from "../../tests/support/assert.ts";
import { fakeSystem } from "../../tests/support/fake_system.ts";
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
