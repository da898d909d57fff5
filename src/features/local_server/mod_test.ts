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

/** A certificate for 127.0.0.1, signed by itself, and its key; `undefined` without `openssl`. */
async function makeCertificate(): Promise<{ certificate: string; key: string } | undefined> {
  const args = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 " +
    "-subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 " +
    "-addext basicConstraints=critical,CA:FALSE -keyout - -out -";
  const { state } = await Deno.permissions.query({ name: "run", command: "openssl" });
  if (state !== "granted") return undefined;
  try {
    const { stdout } = await new Deno.Command("openssl", { args: args.split(" ") }).output();
    const text = new TextDecoder().decode(stdout);
    const at = text.indexOf("-----BEGIN CERTIFICATE-----");
    return at < 0 ? undefined : { certificate: text.slice(at), key: text.slice(0, at) };
  } catch {
    return undefined;
  }
}

const tls = await makeCertificate();
if (tls === undefined) console.log("mod_test.ts: the TLS test is skipped, openssl cannot be run");

Deno.test({
  name: "startLocalServer() speaks TLS with the given certificate",
  ignore: tls === undefined,
  async fn() {
    await using server = await startTestServer({
      tls,
      faults: ["GET /api/0/: truncate=5 after=1"],
    });
    assertMatch(server.url, /^https:/);
    using client = Deno.createHttpClient({ caCerts: [tls?.certificate ?? ""] });
    const ask = () =>
      fetch(`${server.url}/api/0/`, {
        client,
        headers: { authorization: `Bearer ${server.token}` },
      });
    const answer = await ask();
    assertEquals([answer.status, typeof await answer.json()], [200, "object"]);
    await assertRejects(async () => await (await ask()).text());
    // A client that does not trust it leaves no request behind and harms no other.
    await assertRejects(() => server.fetch("/api/0/"), TypeError);
    assertEquals(server.requests().length, 2);
  },
});
