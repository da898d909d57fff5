import { assert, assertEquals, assertMatch, assertRejects } from "../../../tests/support/assert.ts";
import { createAuthority, hasOpenssl } from "../../../tests/support/certificates.ts";
import {
  answerText,
  type Loopback,
  pipeBoth,
  readBytes,
  readRequest,
  serveRaw,
  serveText,
  writeText,
} from "../../../tests/support/loopback.ts";
import { ConfigError } from "../../base/errors.ts";
import { SizedBody } from "../../base/sized_body.ts";
import { type Fetch, type ProxyAddress, TransportError, type TransportOptions } from "../mod.ts";
import { createConnect, takesSystemRoots } from "./connect.ts";

const OK = answerText(200, "hello");
const ignoreLeftOpen = { sanitizeResources: false, sanitizeOps: false };

function connectWith(options: Partial<TransportOptions> = {}): Fetch {
  const connect = createConnect({ platform: { trustedRoots: () => Promise.resolve([]) } });
  return connect({
    proxyFor: () => undefined,
    caCertificates: () => Promise.resolve([]),
    verifyTls: true,
    // Nothing stays open behind a test.
    keepAlive: false,
    ...options,
  });
}

async function get(fetch: Fetch, url: string): Promise<string> {
  const response = await fetch({ method: "GET", url, headers: [] });
  return `${response.status} ${await response.text()}`;
}

async function failureOf(task: Promise<unknown>): Promise<string> {
  const error = await assertRejects(() => task, TransportError);
  return error.failure === "other" ? error.message : error.failure;
}

function check(name: string, fn: () => Promise<void>, ignore = false): void {
  Deno.test({ name: `connect() ${name}`, fn, ignore, ...ignoreLeftOpen });
}

const proxied = (port: number, more: Partial<ProxyAddress> = {}) => ({
  proxyFor: () => ({ scheme: "http" as const, host: `127.0.0.1:${port}`, ...more }),
});

// --- direct -----------------------------------------------------------------------------------

check("sends method, path, headers and body as given", async () => {
  await using server = serveText(OK);
  const response = await connectWith()({
    method: "PUT",
    url: `http://127.0.0.1:${server.port}/a%20b?c=d`,
    headers: [["X-One", "1"], ["Host", "other.example"], ["User-Agent", "me/1"]],
    body: () => new TextEncoder().encode("body"),
  });
  assertEquals(await response.text(), "hello");
  const [request] = server.seen;
  assertEquals(request?.line, "PUT /a%20b?c=d HTTP/1.1");
  assertEquals(request?.body, "body");
  const sent = ["x-one", "host", "user-agent", "content-length"].map((each) =>
    request?.headers.get(each)
  );
  assertEquals(sent, ["1", "other.example", "me/1", "4"]);
});

/** "ab", then `size - 2` more, in pieces. */
function sizedBody(size: number): SizedBody {
  return new SizedBody(size, async function* () {
    yield new TextEncoder().encode("ab");
    for (let at = 2; at < size; at += 70_000) {
      yield await Promise.resolve(new Uint8Array(Math.min(70_000, size - at)).fill(0x63));
    }
  });
}

check("says how long a body is that is made while it is sent", async () => {
  await using server = serveText(OK);
  const response = await connectWith()({
    method: "POST",
    url: `http://127.0.0.1:${server.port}/`,
    headers: [["Content-Type", "multipart/form-data; boundary=x"]],
    body: () => sizedBody(300_000),
  });
  assertEquals(await response.text(), "hello");
  const [request] = server.seen;
  assertEquals(request?.headers.get("content-length"), "300000");
  assertEquals(request?.headers.get("transfer-encoding"), undefined);
  assertEquals(request?.headers.get("content-type"), "multipart/form-data; boundary=x");
  assertEquals(request?.body, `ab${"c".repeat(299_998)}`);
});

check("fails when such a body cannot be made", async () => {
  await using server = serveText(OK);
  const body = new SizedBody(10, async function* () {
    yield await Promise.resolve(Uint8Array.of(1));
    throw new Error("the file has changed");
  });
  const url = `http://127.0.0.1:${server.port}/`;
  await failureOf(connectWith()({ method: "POST", url, headers: [], body: () => body }));
  assertEquals(server.seen, []);
});

check("does not follow redirects", async () => {
  await using server = serveText(answerText(302, "", "Location: /elsewhere\r\n"));
  assertEquals(await get(connectWith(), `http://127.0.0.1:${server.port}/`), "302 ");
  assertEquals(server.seen.length, 1);
});

check("gives a status above 599 as it is", async () => {
  await using server = serveText(answerText(799, "x"));
  assertEquals(await get(connectWith(), `http://127.0.0.1:${server.port}/`), "799 x");
});

check("uses a connection again unless told not to", async () => {
  for (const [keepAlive, expected] of [[true, 1], [false, 2]] as const) {
    await using server = serveText(OK);
    const fetch = connectWith({ keepAlive });
    for (let n = 0; n < 2; n++) await get(fetch, `http://127.0.0.1:${server.port}/`);
    assertEquals(server.connections(), expected, `keepAlive ${keepAlive}`);
  }
});

check("turns the user part of a URL into basic authentication", async () => {
  await using server = serveText(OK);
  await get(connectWith(), `http://us%20er:p%40ss@127.0.0.1:${server.port}/`);
  assertEquals(server.seen[0]?.headers.get("authorization"), `Basic ${btoa("us er:p@ss")}`);
  await connectWith()({
    method: "GET",
    url: `http://u:p@127.0.0.1:${server.port}/`,
    headers: [["Authorization", "Bearer t"]],
  });
  assertEquals(server.seen[1]?.headers.get("authorization"), "Bearer t");
});

// --- proxies ----------------------------------------------------------------------------------

check("asks an HTTP proxy in absolute form, with its credentials", async () => {
  await using proxy = serveText(OK);
  const credentials = { username: "us:er", password: "pä ss" };
  const fetch = connectWith(
    proxied(proxy.port, { credentials: { ...credentials, username: "u" } }),
  );
  assertEquals(await get(fetch, "http://sentry.invalid/a?b"), "200 hello");
  const [request] = proxy.seen;
  assertEquals(request?.line, "GET http://sentry.invalid/a?b HTTP/1.1");
  assertEquals(request?.headers.get("host"), "sentry.invalid");
  const expected = btoa(String.fromCharCode(...new TextEncoder().encode("u:pä ss")));
  assertEquals(request?.headers.get("proxy-authorization"), `Basic ${expected}`);
});

check("decides alone about the proxy, whatever the process's variables say", async () => {
  await using server = serveText(answerText(200, "direct"));
  await using proxy = serveText(answerText(200, "proxy"));
  const saved = new Map(
    ["http_proxy", "HTTP_PROXY", "no_proxy", "NO_PROXY"].map((name) => [name, Deno.env.get(name)]),
  );
  try {
    Deno.env.set("http_proxy", `http://127.0.0.1:${proxy.port}`);
    assertEquals(await get(connectWith(), `http://127.0.0.1:${server.port}/`), "200 direct");
    Deno.env.set("no_proxy", "*");
    const fetch = connectWith(proxied(proxy.port));
    assertEquals(await get(fetch, `http://127.0.0.1:${server.port}/`), "200 proxy");
    assertEquals(Deno.env.get("no_proxy"), "*");
    assertEquals(Deno.env.get("http_proxy"), `http://127.0.0.1:${proxy.port}`);
  } finally {
    for (const [name, value] of saved) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
  }
});

check("takes each target's own proxy", async () => {
  await using server = serveText(answerText(200, "direct"));
  await using proxy = serveText(answerText(200, "proxy"));
  const fetch = connectWith({
    proxyFor: (url) =>
      url.hostname === "127.0.0.1"
        ? undefined
        : { scheme: "http", host: `127.0.0.1:${proxy.port}` },
  });
  assertEquals(await get(fetch, `http://127.0.0.1:${server.port}/`), "200 direct");
  assertEquals(await get(fetch, "http://sentry.invalid/"), "200 proxy");
});

/** A proxy that opens tunnels; wants the credentials when some are given. */
function tunnelProxy(to: () => number, credentials?: string): Loopback {
  return serveRaw(async (connection, seen) => {
    const request = await readRequest(connection);
    if (request === undefined) return;
    seen.push(request);
    if (
      credentials !== undefined &&
      request.headers.get("proxy-authorization") !== `Basic ${btoa(credentials)}`
    ) return await writeText(connection, "HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n");
    const target = await Deno.connect({ hostname: "127.0.0.1", port: to() });
    await writeText(connection, "HTTP/1.1 200 OK\r\n\r\n");
    await pipeBoth(connection, target);
  });
}

/** A SOCKS5 proxy (RFC 1928, 1929) that leads every target to one port. */
function socksProxy(to: () => number, wanted?: string): Loopback & { targets: string[] } {
  const targets: string[] = [];
  const server = serveRaw(async (connection) => {
    const [, methods = 0] = await readBytes(connection, 2);
    await readBytes(connection, methods);
    await connection.write(Uint8Array.of(5, wanted === undefined ? 0 : 2));
    if (wanted !== undefined) {
      const [, userLength = 0] = await readBytes(connection, 2);
      const user = new TextDecoder().decode(await readBytes(connection, userLength));
      const [passLength = 0] = await readBytes(connection, 1);
      const pass = new TextDecoder().decode(await readBytes(connection, passLength));
      const isRight = `${user}:${pass}` === wanted;
      await connection.write(Uint8Array.of(1, isRight ? 0 : 1));
      if (!isRight) return;
    }
    const [, , , kind] = await readBytes(connection, 4);
    const length = kind === 1 ? 4 : kind === 4 ? 16 : (await readBytes(connection, 1))[0] ?? 0;
    const host = await readBytes(connection, length);
    await readBytes(connection, 2);
    targets.push(kind === 3 ? new TextDecoder().decode(host) : [...host].join("."));
    const target = await Deno.connect({ hostname: "127.0.0.1", port: to() });
    await connection.write(Uint8Array.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0));
    await pipeBoth(connection, target);
  });
  return Object.assign(server, { targets });
}

check("goes through SOCKS5, with the name resolved by the proxy for socks5h", async () => {
  await using server = serveText(OK);
  await using socks = socksProxy(() => server.port, "u:p");
  const credentials = { username: "u", password: "p" };
  const fetch = connectWith(proxied(socks.port, { scheme: "socks5h", credentials }));
  assertEquals(await get(fetch, "http://sentry.invalid/"), "200 hello");
  assertEquals(socks.targets, ["sentry.invalid"]);
  const local = connectWith(proxied(socks.port, { scheme: "socks5", credentials }));
  assertEquals(await get(local, "http://127.0.0.1:18080/"), "200 hello");
  assertEquals(socks.targets[1], "127.0.0.1");
});

check("reports a SOCKS proxy that refuses the credentials", async () => {
  await using socks = socksProxy(() => 1, "u:p");
  const credentials = { username: "u", password: "wrong" };
  const fetch = connectWith(proxied(socks.port, { scheme: "socks5h", credentials }));
  assertEquals(await failureOf(get(fetch, "http://sentry.invalid/")), "proxy");
});

// --- ports that browsers must not ask -----------------------------------------------------------

/** A server on one of those ports. */
function serveOnRefusedPort(
  tls?: { readonly certificate: string; readonly key: string },
): Loopback {
  for (const port of [10080, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697]) {
    try {
      return serveText((it) => answerText(200, `${it.line}|${it.body}`), tls, port);
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
  throw new Error("all ports are in use");
}

check("asks a port that the runtime's fetch refuses, as the reference does", async () => {
  const fetch = connectWith();
  const at = (port: number) => `http://127.0.0.1:${port}/x`;
  let port = 0;
  {
    await using server = serveOnRefusedPort();
    port = server.port;
    assertEquals(await get(fetch, at(port)), "200 GET /x HTTP/1.1|");
    const text = new TextEncoder().encode("streamed");
    for (const body of [() => text, () => ReadableStream.from([text])]) {
      const headers = [["Content-Length", "8"], ["X-A", "1"]] as const;
      const response = await fetch({ method: "POST", url: at(port), headers, body });
      // As it stands, or as a chunk of a chunked body.
      assertMatch(await response.text(), /^POST \/x HTTP\/1\.1\|(8\r\n)?streamed/);
    }
    assertEquals(server.seen.map((each) => each.headers.get("x-a")), [undefined, "1", "1"]);
  }
  assertEquals(await failureOf(get(fetch, at(port))), "refused");
});

check("checks certificates there, too", async () => {
  const authority = await createAuthority();
  await using server = serveOnRefusedPort(await authority.issue());
  await authority.dispose();
  const url = `https://localhost:${server.port}/`;
  const trusting = connectWith({ caCertificates: () => Promise.resolve([authority.certificate]) });
  assertEquals(await get(trusting, url), "200 GET / HTTP/1.1|");
  assertEquals(await failureOf(get(connectWith(), url)), "tls-untrusted");
}, !await hasOpenssl());

check("says what to do where a SOCKS proxy leads to such a port", async () => {
  const fetch = connectWith(proxied(1, { scheme: "socks5" }));
  const asked = () => get(fetch, "http://127.0.0.1:10080/");
  if (takesSystemRoots(Deno.version.deno)) {
    const error = await assertRejects(asked, ConfigError);
    assertMatch(error.message, /SOCKS.*port 10080/);
    assertMatch(error.hint ?? "", /another port/);
  } else assertEquals(await failureOf(asked()), "proxy"); // that old a runtime asks any port
});

// --- no answer --------------------------------------------------------------------------------

/** Answers a TLS greeting with plain text. */
function notTls(): Loopback {
  return serveRaw(async (connection) => {
    await connection.read(new Uint8Array(4096));
    await writeText(connection, answerText(400, "no TLS here"));
  });
}

check("tells why there was no answer", async () => {
  const closed = serveText(OK);
  await closed[Symbol.asyncDispose]();
  await using cut = serveRaw(async (connection) => void await readRequest(connection));
  await using short = serveRaw(async (connection) => {
    await readRequest(connection);
    await writeText(connection, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
  });
  await using plain = notTls();
  const at = (server: Loopback, scheme = "http") => `${scheme}://127.0.0.1:${server.port}/`;
  const fetch = connectWith();
  assertEquals(await failureOf(get(fetch, at(closed))), "refused");
  assertEquals(await failureOf(get(fetch, at(cut))), "reset");
  assertEquals(await failureOf(get(fetch, at(short))), "truncated");
  assertEquals(await failureOf(get(fetch, at(plain, "https"))), "tls-other");
  assertEquals(await failureOf(get(fetch, "http://name.invalid/")), "dns");
  assertEquals(await failureOf(get(fetch, "ftp://127.0.0.1/")), "the address is not a web address");
});

check("has one sentence for a failure, without the request's address", async () => {
  const closed = serveText(OK);
  await closed[Symbol.asyncDispose]();
  const url = `http://127.0.0.1:${closed.port}/secret-path`;
  const error = await assertRejects(() => get(connectWith(), url), TransportError);
  assertMatch(error.message, /^tcp connect error: Connection refused\.? \(os error \d+\)$/);
});

check("stops when the signal says so, also while the body is read", async () => {
  await using silent = serveRaw(async (connection) => {
    await readRequest(connection);
    await writeText(connection, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
    await readRequest(connection); // until the client goes away
  });
  const controller = new AbortController();
  const url = `http://127.0.0.1:${silent.port}/`;
  const response = await connectWith()({
    method: "GET",
    url,
    headers: [],
    signal: controller.signal,
  });
  const reading = response.text();
  controller.abort(new TransportError("too slow", "timeout"));
  assertEquals(await failureOf(reading), "timeout");
  const stopped = connectWith()({
    method: "GET",
    url,
    headers: [],
    signal: AbortSignal.abort("SIGINT"),
  });
  assertEquals(await failureOf(stopped), "aborted");
});

check("reports a proxy that is not there or refuses", async () => {
  const closed = serveText(OK);
  await closed[Symbol.asyncDispose]();
  assertEquals(
    await failureOf(get(connectWith(proxied(closed.port)), "http://sentry.invalid/")),
    "refused",
  );
  await using refusing = tunnelProxy(() => 1, "u:p");
  assertEquals(
    await failureOf(get(connectWith(proxied(refusing.port)), "https://sentry.invalid/")),
    "proxy",
  );
});

// --- TLS --------------------------------------------------------------------------------------

const withoutOpenssl = !await hasOpenssl();

check("trusts the given authorities, and only with them", async () => {
  const authority = await createAuthority();
  await using server = serveText(OK, await authority.issue());
  await authority.dispose();
  const url = `https://localhost:${server.port}/`;
  const trusting = connectWith({ caCertificates: () => Promise.resolve([authority.certificate]) });
  assertEquals(await get(trusting, url), "200 hello");
  assertEquals(await failureOf(get(connectWith(), url)), "tls-untrusted");
}, withoutOpenssl);

check("tells what is wrong with a certificate", async () => {
  const authority = await createAuthority();
  const issued = await Promise.all([
    authority.issue({ fromDays: -9, toDays: -2 }),
    authority.issue({ fromDays: 3, toDays: 9 }),
    authority.issue({ names: ["DNS:other.example"] }),
    authority.issue({ isAuthority: true }),
  ]);
  await authority.dispose();
  const fetch = connectWith({ caCertificates: () => Promise.resolve([authority.certificate]) });
  const failures: string[] = [];
  for (const certificate of issued) {
    await using server = serveText(OK, certificate);
    failures.push(await failureOf(get(fetch, `https://localhost:${server.port}/`)));
  }
  assertEquals(failures, ["tls-expired", "tls-expired", "tls-host", "tls-ca-as-server"]);
}, withoutOpenssl);

check("accepts any certificate when told so, directly and over a proxy", async () => {
  const authority = await createAuthority();
  const certificate = await authority.issue({
    names: ["DNS:other.example"],
    fromDays: -9,
    toDays: -2,
  });
  await authority.dispose();
  await using server = serveText((it) => answerText(200, `${it.line}|${it.body}`), certificate);
  const url = `https://localhost:${server.port}/x`;
  const body = () => new TextEncoder().encode("payload");
  const direct = connectWith({ verifyTls: false });
  const response = await direct({
    method: "POST",
    url,
    headers: [["User-Agent", "me/1"], ["X-A", "1"], ["Content-Type", "text/plain"]],
    body,
  });
  assertEquals(await response.text(), "POST /x HTTP/1.1|payload");
  assertEquals(server.seen[0]?.headers.get("user-agent"), "me/1");
  assertEquals(server.seen[0]?.headers.get("x-a"), "1");
  const sized = await direct({ method: "POST", url, headers: [], body: () => sizedBody(80_000) });
  assertEquals((await sized.text()).length, "POST /x HTTP/1.1|".length + 80_000);
  assertEquals(server.seen[1]?.headers.get("content-length"), "80000");

  await using proxy = tunnelProxy(() => server.port, "u:p");
  const credentials = { username: "u", password: "p" };
  const tunnelled = connectWith({ verifyTls: false, ...proxied(proxy.port, { credentials }) });
  if (!takesSystemRoots(Deno.version.deno)) {
    const error = await assertRejects(() => get(tunnelled, "https://a.invalid/"), ConfigError);
    return assertMatch(error.message, /proxy and http\.verify_ssl=false .* on Deno 2\.4/);
  }
  assertEquals(await get(tunnelled, "https://sentry.invalid/y"), "200 GET /y HTTP/1.1|");
  assertMatch(proxy.seen[0]?.line ?? "", /^CONNECT sentry\.invalid:443 /);
}, withoutOpenssl);

check("reports failures of unverified connections alike", async () => {
  const closed = serveText(OK);
  await closed[Symbol.asyncDispose]();
  await using plain = notTls();
  const fetch = connectWith({ verifyTls: false });
  assertEquals(await failureOf(get(fetch, `https://127.0.0.1:${closed.port}/`)), "refused");
  assertEquals(await failureOf(get(fetch, "https://name.invalid/")), "dns");
  assertEquals(await failureOf(get(fetch, `https://127.0.0.1:${plain.port}/`)), "tls-other");
});

check("refuses a SOCKS proxy without verification, naming both", async () => {
  const fetch = connectWith({ verifyTls: false, ...proxied(1, { scheme: "socks5" }) });
  const error = await assertRejects(() => get(fetch, "https://sentry.invalid/"), ConfigError);
  assertMatch(error.message, /SOCKS.*http\.verify_ssl/);
});

check("opens a tunnel for https, without the request's own headers", async () => {
  const authority = await createAuthority();
  await using server = serveText(OK, await authority.issue({ names: ["DNS:sentry.invalid"] }));
  await authority.dispose();
  await using proxy = tunnelProxy(() => server.port, "u:p");
  const credentials = { username: "u", password: "p" };
  const fetch = connectWith({
    caCertificates: () => Promise.resolve([authority.certificate]),
    ...proxied(proxy.port, { credentials }),
  });
  const response = await fetch({
    method: "GET",
    url: "https://sentry.invalid/",
    headers: [["Authorization", "Bearer t"]],
  });
  assertEquals(await response.text(), "hello");
  assertMatch(proxy.seen[0]?.line ?? "", /^CONNECT sentry\.invalid:443 /);
  assertEquals(proxy.seen[0]?.headers.get("authorization"), undefined);
  assertEquals(server.seen[0]?.headers.get("authorization"), "Bearer t");
}, withoutOpenssl);

check("goes through SOCKS5 to an https server", async () => {
  const authority = await createAuthority();
  await using server = serveText(OK, await authority.issue({ names: ["DNS:sentry.invalid"] }));
  await authority.dispose();
  await using socks = socksProxy(() => server.port);
  const fetch = connectWith({
    caCertificates: () => Promise.resolve([authority.certificate]),
    ...proxied(socks.port, { scheme: "socks5h" }),
  });
  assertEquals(await get(fetch, "https://sentry.invalid/"), "200 hello");
}, withoutOpenssl);

check("shows its client certificate", async () => {
  const authority = await createAuthority();
  const [serverSide, client] = await Promise.all([authority.issue(), authority.issue()]);
  const folder = await Deno.makeTempDir();
  const files = { key: serverSide.key, cert: serverSide.certificate, ca: authority.certificate };
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(`${folder}/${name}.pem`, text);
  }
  await authority.dispose();
  // No server of the runtime asks for a client certificate, so openssl plays one.
  const port = freePort();
  const process = new Deno.Command("openssl", {
    args: [
      ...[
        "s_server",
        "-accept",
        `127.0.0.1:${port}`,
        "-www",
        "-Verify",
        "1",
        "-verify_return_error",
      ],
      ...[
        "-key",
        `${folder}/key.pem`,
        "-cert",
        `${folder}/cert.pem`,
        "-CAfile",
        `${folder}/ca.pem`,
      ],
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const output = process.stdout.getReader();
  try {
    for (let said = ""; !said.includes("ACCEPT");) {
      const { value, done } = await output.read();
      if (done) throw new Error("openssl s_server does not start");
      said += new TextDecoder().decode(value);
    }
    const url = `https://localhost:${port}/`;
    for (const verifyTls of [true, false]) {
      const options = { verifyTls, caCertificates: () => Promise.resolve([authority.certificate]) };
      const known = connectWith({ ...options, clientCertificate: client });
      if (!verifyTls && !takesSystemRoots(Deno.version.deno)) {
        await assertRejects(() => get(known, url), ConfigError);
        continue;
      }
      const answer = await get(known, url);
      assert(answer.startsWith("200 "), answer);
      assert(/^(tls-other|reset)$/.test(await failureOf(get(connectWith(options), url))));
    }
  } finally {
    process.kill("SIGKILL");
    await process.status;
    await output.cancel();
    await Deno.remove(folder, { recursive: true });
  }
}, withoutOpenssl || Deno.build.os === "windows");

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

Deno.test("takesSystemRoots() knows since when the runtime loads them itself", () => {
  const answers = ["2.4.2", "2.8.9", "2.9.0", "2.10.1", "3.0.0"].map(takesSystemRoots);
  assertEquals(answers, [false, false, true, true, true]);
});

check("adds the system's roots where the runtime does not, and for TLS only", async () => {
  let asked = 0;
  const authority = await createAuthority();
  await using plain = serveText(OK);
  await using server = serveText(OK, await authority.issue());
  await authority.dispose();
  const connect = createConnect({
    platform: {
      trustedRoots: () => {
        asked++;
        return Promise.resolve([authority.certificate]);
      },
    },
  });
  const fetch = connect({
    proxyFor: () => undefined,
    caCertificates: () => Promise.resolve([]),
    verifyTls: true,
    keepAlive: false,
  });
  await get(fetch, `http://127.0.0.1:${plain.port}/`);
  assertEquals(asked, 0);
  const url = `https://localhost:${server.port}/`;
  if (takesSystemRoots(Deno.version.deno)) {
    assertEquals(await failureOf(get(fetch, url)), "tls-untrusted");
    assertEquals(asked, 0);
  } else {
    assertEquals(await get(fetch, url), "200 hello");
    assertEquals(await get(fetch, url), "200 hello");
    assertEquals(asked, 1);
  }
}, withoutOpenssl);
