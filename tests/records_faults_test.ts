/**
 * Every command over records against the local server, with a fault at each of its requests in turn: what
 * can be tried again is, nothing happens twice, and a failure is one sentence and exit code 1. In one
 * process; `deno task test:faults` does the same with real ones, and with faults that take real time.
 */
import { runApp } from "../src/app.ts";
import { createConnect } from "../src/system/deno/connect.ts";
import { assertEquals } from "./support/assert.ts";
import { fakeSystem } from "./support/fake_system.ts";
import {
  COMMANDS,
  FAULT_FILES,
  faultRule,
  FAULTS,
  judge,
  type Ran,
  seed,
  stateOf,
} from "./support/fault_cases.ts";
import { realClock, startTestServer, type TestServer } from "./support/local_server.ts";

async function start(words: readonly string[], fault?: string) {
  // The server's time stands still, so that runs can be compared.
  const server = await startTestServer({
    clock: { ...realClock, now: () => Date.UTC(2026, 0, 31, 10) },
  });
  await seed(server.fetch, words[0]);
  server.clearRequests();
  if (fault !== undefined) server.addFault(fault);
  return server;
}

async function run(server: TestServer, words: readonly string[]): Promise<Ran> {
  const system = fakeSystem({
    env: {
      SENTRY_URL: server.url,
      SENTRY_AUTH_TOKEN: server.token,
      SENTRY_ORG: server.org,
      SENTRY_HTTP_MAX_RETRIES: "2",
    },
  });
  for (const [path, data] of Object.entries(FAULT_FILES)) system.fs.put(`/work/${path}`, data);
  const code = await runApp({ ...system, connect: createConnect(system) }, words);
  const sent = server.requests().map(({ method, target }) => ({
    method,
    path: target.split("?")[0] ?? "",
  }));
  server.clearFaults();
  const state = await stateOf(server.fetch);
  server.clearRequests();
  assertEquals(server.bugs, []);
  return { code, ...system.written, sent, state };
}

async function runOnce(words: readonly string[]): Promise<Ran> {
  await using server = await start(words);
  return await run(server, words);
}

for (const [name, ...words] of COMMANDS) {
  Deno.test({
    name: `faults: ${name}`,
    // HTTP clients live as long as the program.
    sanitizeResources: false,
    async fn() {
      const good = await runOnce(words);
      assertEquals(good.code, 0, good.stderr);
      const { state: before } = await runOnce([words[0] ?? "", "--help"]);
      for (const index of good.sent.keys()) {
        for (const fault of FAULTS.filter(({ takesTime }) => takesTime !== true)) {
          await using server = await start(words, faultRule(good.sent, index, fault.words));
          const ran = await run(server, words);
          const again = () => run(server, words);
          const place = { sent: good.sent, index };
          await judge(ran, fault, place, { name, words, good, before, again });
        }
      }
    },
  });
}
