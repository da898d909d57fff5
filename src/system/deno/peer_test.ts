/** Against real servers and proxies on this machine. */
import { assert, assertEquals, assertRejects } from "../../../tests/support/assert.ts";
import {
  type Authority,
  createAuthority,
  hasOpenssl,
} from "../../../tests/support/certificates.ts";
import {
  answerText,
  pipeBoth,
  readRequest,
  serveRaw,
  serveText,
  writeText,
} from "../../../tests/support/loopback.ts";
import { type Peer, TransportError, type TransportOptions } from "../mod.ts";
import { createConnect } from "./connect.ts";
import { seePeer } from "./peer.ts";

const withoutOpenssl = !await hasOpenssl();
const [, minor = 0] = Deno.version.deno.split(".").map(Number);
const isOld = minor < 9;
const transport = {};
const signal = undefined;
const proxy = undefined;

function check(name: string, fn: () => Promise<void>, ignore = withoutOpenssl): void {
  Deno.test({ name, fn, ignore, sanitizeResources: false, sanitizeOps: false });
}

async function withAuthority(task: (authority: Authority) => Promise<void>): Promise<void> {
  const authority = await createAuthority();
  try {
    await task(authority);
  } finally {
    await authority.dispose();
  }
}

function derOf(pem: string): Uint8Array {
  const [, base64 = ""] = /-----BEGIN CERTIFICATE-----([^-]*)-----END/.exec(pem) ?? [];
  return Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
}

function seen(peer: Peer): readonly Uint8Array[] {
  assert("certificates" in peer, "unseen" in peer ? peer.unseen : "");
  return peer.certificates;
}

check(
  "seePeer() gives the chain as the server sends it, whether trusted or not",
  () =>
    withAuthority(async (authority) => {
      const expired = await authority.issue({ fromDays: -9, toDays: -2 });
      const chain = { ...expired, certificate: expired.certificate + authority.certificate };
      await using server = serveText(answerText(200, ""), chain);
      const url = new URL(`https://localhost:${server.port}/`);
      const peer = await seePeer({ url, proxy, transport, signal });
      assertEquals(seen(peer), [derOf(expired.certificate), derOf(authority.certificate)]);
    }),
  withoutOpenssl || isOld,
);

check("seePeer() looks through a proxy", () =>
  withAuthority(async (authority) => {
    const certificate = await authority.issue();
    await using server = serveText(answerText(200, ""), certificate);
    await using tunnel = serveRaw(async (connection, requests) => {
      const request = await readRequest(connection);
      if (request === undefined) return;
      requests.push(request);
      const isRight = request.headers.get("proxy-authorization") === `Basic ${btoa("u:p")}`;
      if (!isRight) return await writeText(connection, answerText(407, ""));
      const target = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
      await writeText(connection, "HTTP/1.1 200 OK\r\n\r\n");
      await pipeBoth(connection, target);
    });
    const url = new URL("https://sentry.invalid/");
    const through = (password: string) => ({
      scheme: "http" as const,
      host: `127.0.0.1:${tunnel.port}`,
      credentials: { username: "u", password },
    });
    const peer = await seePeer({ url, proxy: through("p"), transport, signal });
    assertEquals(seen(peer), [derOf(certificate.certificate)]);
    assertEquals(tunnel.seen[0]?.line, "CONNECT sentry.invalid:443 HTTP/1.1");
    await assertRejects(
      () => seePeer({ url, proxy: through("wrong"), transport, signal }),
      Error,
      "tunnel refused with status '407'",
    );
  }), withoutOpenssl || isOld);

check("seePeer() says where it cannot look", async () => {
  const socks = { scheme: "socks5", host: "127.0.0.1:1" } as const;
  const url = new URL("https://sentry.invalid/");
  const peer = await seePeer({ url, proxy: socks, transport, signal });
  assertEquals(peer, { unseen: "it lies behind a proxy of the kind 'socks5'" });
}, false);

/** A step that never ends must fail here, not stop the whole run. */
async function inTime<T>(step: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("this never ends")), 20_000);
  try {
    return await Promise.race([step, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** A server that takes connections and says nothing. */
function serveSilence() {
  const accepted = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const server = serveRaw(async (connection) => {
    accepted.resolve();
    await readRequest(connection); // nothing in it ends a line twice: until the other side closes
    ended.resolve();
  });
  return { server, accepted: accepted.promise, ended: ended.promise };
}

check("seePeer() stops when the signal rings while TLS is being loaded", async () => {
  const silence = serveSilence();
  await using silent = silence.server;
  const controller = new AbortController();
  const url = new URL(`https://localhost:${silent.port}/`);
  const looking = seePeer({ url, proxy, transport, signal: controller.signal });
  controller.abort(new TransportError("too slow", "timeout"));
  await assertRejects(() => inTime(looking), TransportError, "too slow");
  assertEquals(silent.connections(), 0);
}, isOld);

check("seePeer() closes the connection when the signal rings during the handshake", async () => {
  const silence = serveSilence();
  await using silent = silence.server;
  const controller = new AbortController();
  const url = new URL(`https://127.0.0.1:${silent.port}/`);
  const looking = seePeer({ url, proxy, transport, signal: controller.signal });
  await inTime(Promise.race([silence.accepted, looking]));
  controller.abort(new TransportError("too slow", "timeout"));
  await assertRejects(() => inTime(looking), TransportError, "too slow");
  await inTime(silence.ended);
}, isOld);

check("seePeer() leaves no connection open, whenever the signal rings", async () => {
  for (let turns = 0; turns < 20; turns++) {
    let [begun, ended] = [0, 0];
    await using silent = serveRaw(async (connection) => {
      begun++;
      await readRequest(connection).finally(() => ended++);
    });
    const controller = new AbortController();
    const url = new URL(`https://127.0.0.1:${silent.port}/`);
    const looking = seePeer({ url, proxy, transport, signal: controller.signal });
    for (let turn = 0; turn < turns; turn++) await nextTurn();
    controller.abort(new TransportError("too slow", "timeout"));
    await assertRejects(() => inTime(looking), TransportError, "too slow");
    // A connection of our own comes after all others, so that none can still be on its way.
    const last = await Deno.connect({ hostname: "127.0.0.1", port: silent.port });
    await inTime(turnUntil(() => begun > 0 && begun === silent.connections()));
    last.close();
    await inTime(turnUntil(() => ended === begun));
  }
}, isOld);

async function turnUntil(isSo: () => boolean): Promise<void> {
  while (!isSo()) await nextTurn();
}

/** Lets everything that is ready happen. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

// --- the check in the door --------------------------------------------------------------------

function connectWith(options: Partial<TransportOptions>) {
  const connect = createConnect({ platform: { trustedRoots: () => Promise.resolve([]) } });
  const fetch = connect({
    proxyFor: () => undefined,
    caCertificates: () => Promise.resolve([]),
    verifyTls: true,
    keepAlive: false,
    ...options,
  });
  return async (url: string) => {
    const response = await fetch({ method: "GET", url, headers: [] });
    await response.body?.cancel();
    return response.status;
  };
}

check(
  "connect() has each https origin checked once, before the first request",
  () =>
    withAuthority(async (authority) => {
      await using server = serveText(answerText(200, ""), await authority.issue());
      await using plain = serveText(answerText(200, ""));
      const checked: string[] = [];
      const get = connectWith({
        caCertificates: () => Promise.resolve([authority.certificate]),
        checkPeer(host, peer) {
          checked.push(`${host} ${"unseen" in peer || seen(peer).length} ${server.seen.length}`);
          return Promise.resolve();
        },
      });
      await get(`http://127.0.0.1:${plain.port}/`);
      const url = `https://localhost:${server.port}`;
      await Promise.all([get(`${url}/a`), get(`${url}/b`)]);
      await get(`${url}/c`);
      assertEquals(checked, [`localhost:${server.port} ${isOld || 1} 0`]);
      assertEquals(server.seen.length, 3);
    }),
);

check(
  "connect() sends nothing to a refused server, and asks again",
  () =>
    withAuthority(async (authority) => {
      await using server = serveText(answerText(200, ""), await authority.issue());
      let asked = 0;
      const refusing: Partial<TransportOptions> = {
        caCertificates: () => Promise.resolve([authority.certificate]),
        checkPeer: () => Promise.reject(new TransportError(`no ${++asked}`, "tls-revoked")),
      };
      const url = `https://localhost:${server.port}/`;
      const get = connectWith(refusing);
      for (const message of ["no 1", "no 2"]) {
        const error = await assertRejects(() => get(url), TransportError, message);
        assertEquals(error.failure, "tls-revoked");
      }
      assertEquals(server.seen.length, 0);
      // Who takes any certificate takes this one as well.
      assertEquals(await connectWith({ ...refusing, verifyTls: false })(url), 200);
    }),
);

check("connect() reports a server that is not there as ever", async () => {
  const closed = serveText("");
  await closed[Symbol.asyncDispose]();
  const get = connectWith({ checkPeer: () => Promise.resolve() });
  const error = await assertRejects(
    () => get(`https://127.0.0.1:${closed.port}/`),
    TransportError,
  );
  assertEquals(error.failure, "refused");
}, false);
