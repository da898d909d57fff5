import { UsageError } from "../../base/errors.ts";
import { SystemError } from "../../system/mod.ts";
import {
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "../../../tests/support/assert.ts";
import { startTestServer } from "../../../tests/support/local_server.ts";

for (
  const host of ["0.0.0.0", "::", "192.168.1.1", "example.test", "127.0.0.1.evil.test", "127.1"]
) {
  Deno.test(`startLocalServer() refuses to listen on ${host}`, async () => {
    const error = await assertRejects(() => startTestServer({ host }), UsageError);
    assertStringIncludes(error.message, `'${host}'`);
  });
}

Deno.test("startLocalServer() tells its address, organization and projects", async () => {
  await using server = await startTestServer();
  assertEquals(server.url, `http://127.0.0.1:${server.port}`);
  assertEquals([server.org, server.projects], ["demo", ["web", "mobile"]]);
  assertMatch(server.token, /^sntryu_[0-9a-f]{64}$/);
});

Deno.test("startLocalServer() makes a different token each time", async () => {
  await using first = await startTestServer();
  await using second = await startTestServer();
  assertEquals(first.token === second.token, false);
});

Deno.test("startLocalServer() says that a port is taken", async () => {
  await using server = await startTestServer();
  const error = await assertRejects(() => startTestServer({ port: server.port }), SystemError);
  assertEquals(error.code, "address-in-use");
});

Deno.test("startLocalServer() refuses a wrong fault before it listens", async () => {
  await assertRejects(() => startTestServer({ faults: ["GET /: explode"] }), UsageError);
});

Deno.test("two servers know nothing of each other", async () => {
  await using first = await startTestServer();
  await using second = await startTestServer();
  const answer = await first.fetch("/api/0/", {
    headers: { authorization: `Bearer ${second.token}` },
  });
  await answer.body?.cancel();
  assertEquals([answer.status, first.requests().length, second.requests().length], [401, 1, 0]);
});
