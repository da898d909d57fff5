/**
 * `http.check_ssl_revoke` for real: a server whose certificate names a list on this machine. The
 * certificates come from scripts/test_windows.ts, since openssl may be missing here.
 */
import { assert, assertEquals, assertStringIncludes } from "../support/assert.ts";
import { TOKEN } from "../support/program.ts";
import { notHere, type Place, type WindowsRun, windowsTest } from "./program.ts";

interface Pair {
  readonly certificate: string;
  readonly key: string;
}

interface Certificates {
  readonly authority: string;
  readonly good: Pair;
  readonly revoked: Pair;
  /** Names a list at an address where nobody listens. */
  readonly unreachable: Pair;
  /** The list (DER) that names `revoked`, and the port where `good` and `revoked` look for it. */
  readonly list: readonly number[];
  readonly port: number;
}

const certificates: Certificates = notHere === undefined
  ? JSON.parse(await Deno.readTextFile(Deno.env.get("WINDOWS_CERTIFICATES") ?? ""))
  : undefined;

interface Visit extends WindowsRun {
  /** How often the revocation list was fetched. */
  readonly listFetches: number;
  /** Requests that the Sentry server got. */
  readonly requests: number;
}

/** Runs `info` against a server that shows the given certificate. */
async function visit(place: Place, pair: Pair, settings = ""): Promise<Visit> {
  const counts = { list: 0, requests: 0 };
  const hostname = "127.0.0.1";
  const list = Deno.serve({ hostname, port: certificates.port, onListen() {} }, () => {
    counts.list++;
    return new Response(new Uint8Array(certificates.list), {
      headers: { "content-type": "application/pkix-crl" },
    });
  });
  const server = Deno.serve(
    { hostname, port: 0, cert: pair.certificate, key: pair.key, onListen() {} },
    () => {
      counts.requests++;
      return Response.json({ auth: { scopes: [] }, user: { id: "1", email: "a@b.c" } });
    },
  );
  try {
    await place.put("ca.pem", certificates.authority);
    await place.put(".sentryclirc", `[http]\r\nca_file=ca.pem\r\n${settings}`);
    const url = `https://127.0.0.1:${server.addr.port}`;
    const words = ["--url", url, "--auth-token", TOKEN, "--log-level=info", "info"];
    const run = await place.run(words);
    return { ...run, listFetches: counts.list, requests: counts.requests };
  } finally {
    await Promise.all([list.shutdown(), server.shutdown()]);
  }
}

windowsTest("a server whose certificate is revoked is refused", async (place) => {
  const { code, stderr, requests, listFetches } = await visit(place, certificates.revoked);
  assertEquals([code, requests], [1, 0], stderr);
  assertStringIncludes(stderr, "revoked");
  // The system may have the list of an earlier test still.
  assert(listFetches <= 2, `${listFetches}`);
});

windowsTest("a server whose certificate the list does not name is accepted", async (place) => {
  const { code, stdout, stderr } = await visit(place, certificates.good);
  assertEquals(code, 0, stderr);
  assertStringIncludes(stdout, "User: a@b.c");
  assert(!stderr.includes("Could not check"), stderr);
});

windowsTest("http.check_ssl_revoke=false accepts it, and asks for no list", async (place) => {
  const found = await visit(place, certificates.revoked, "check_ssl_revoke=false\r\n");
  assertEquals([found.code, found.requests > 0, found.listFetches], [0, true, 0], found.stderr);
});

windowsTest("http.check_ssl_revoke=true means what it says", async (place) => {
  const { code } = await visit(place, certificates.revoked, "check_ssl_revoke=true\r\n");
  assertEquals(code, 1);
});

windowsTest("a list that is out of reach stops nobody, and is mentioned", async (place) => {
  const { code, stderr } = await visit(place, certificates.unreachable);
  assertEquals(code, 0, stderr);
  assertStringIncludes(stderr, "Could not check whether the certificate of '127.0.0.1:");
});

windowsTest("doctor names the revoked certificate", async (place) => {
  const server = Deno.serve(
    {
      hostname: "127.0.0.1",
      port: 0,
      cert: certificates.revoked.certificate,
      key: certificates.revoked.key,
      onListen() {},
    },
    () => Response.json({}),
  );
  const list = Deno.serve(
    { hostname: "127.0.0.1", port: certificates.port, onListen() {} },
    () => new Response(new Uint8Array(certificates.list)),
  );
  try {
    await place.put("ca.pem", certificates.authority);
    await place.put(".sentryclirc", "[http]\r\nca_file=ca.pem\r\n");
    const url = `https://127.0.0.1:${server.addr.port}`;
    const { code, stdout } = await place.run(["--url", url, "--auth-token", TOKEN, "doctor"]);
    assertEquals(code, 1);
    const failed = stdout.split("\n").find((line) =>
      line.startsWith("[XX]") || line.startsWith("✗")
    );
    assertStringIncludes(failed ?? stdout, "Revocation");
  } finally {
    await Promise.all([server.shutdown(), list.shutdown()]);
  }
});
