import { assert, assertEquals, assertRejects } from "../../tests/support/assert.ts";
import { fakeClock } from "../../tests/support/fake_system.ts";
import { AuthError, Cancelled, ConfigError, NetworkError } from "../base/errors.ts";
import { Secret } from "../base/secret.ts";
import { type Fetch, type HttpRequest, TransportError } from "../system/mod.ts";
import { createRedactor } from "./redact.ts";
import { createFetch, type FetchOptions } from "./stack.ts";

const GET: HttpRequest = { method: "GET", url: "https://sentry.test/api/0/", headers: [] };

function stack(next: Fetch, options: Partial<FetchOptions> = {}) {
  const seen: HttpRequest[] = [];
  const lines: string[] = [];
  const clock = fakeClock();
  const fetch = createFetch({
    connect: () => (request) => {
      seen.push(request);
      return next(request);
    },
    transport: {
      proxyFor: () => undefined,
      caCertificates: () => Promise.resolve([]),
      verifyTls: true,
      keepAlive: true,
    },
    baseUrl: "https://sentry.test",
    credentials: { kind: "token", secret: new Secret("the-token") },
    trustedHosts: [],
    userAgent: "sentry-cli/1",
    pipeline: undefined,
    customHeaders: [{ line: "X-Mine: my-value", where: "--header" }],
    maxRetries: 2,
    clock,
    random: { fraction: () => 0 },
    log: { enabled: () => true, debug: (line) => lines.push(line) },
    redact: createRedactor(["the-token", "my-value"]).redact,
    ...options,
  });
  return { fetch, seen, lines, clock };
}

const names = (request: HttpRequest | undefined) => request?.headers.map(([name]) => name);
const ok = () => Promise.resolve(new Response("fine"));

Deno.test("createFetch() sends token and custom headers to the configured server", async () => {
  const { fetch, seen } = stack(ok);
  await fetch(GET);
  assertEquals(names(seen[0]), ["Accept", "X-Mine", "User-Agent", "Authorization"]);
});

Deno.test("createFetch() keeps them from every other host, also after a redirect", async () => {
  const { fetch, seen } = stack(({ url }) =>
    Promise.resolve(
      url.startsWith("https://sentry.test/")
        ? new Response(null, { status: 302, headers: { Location: "https://other.org/x" } })
        : new Response("there"),
    )
  );
  const response = await fetch({ ...GET, maxRedirects: 5 });
  assertEquals(await response.text(), "there");
  assertEquals(names(seen[1]), ["Accept", "User-Agent"]);
  await fetch({ ...GET, url: "https://other.org/" });
  assertEquals(names(seen[2]), ["Accept", "User-Agent"]);
});

Deno.test("createFetch() lets a redirect come back to the configured server with the token", async () => {
  const { fetch, seen } = stack(({ url }) =>
    Promise.resolve(
      url === "https://other.org/"
        ? new Response(null, { status: 302, headers: { Location: "https://sub.sentry.test/" } })
        : new Response(),
    )
  );
  await fetch({ ...GET, url: "https://other.org/", maxRedirects: 5 });
  assertEquals(names(seen[1]), ["Accept", "X-Mine", "User-Agent", "Authorization"]);
});

Deno.test("createFetch() makes a custom Authorization replace the token", async () => {
  const { fetch, seen } = stack(ok, {
    customHeaders: [{ line: "Authorization: mine", where: "--header" }],
  });
  await fetch(GET);
  assertEquals(seen[0]?.headers.filter(([name]) => name === "Authorization"), [
    ["Authorization", "mine"],
  ]);
});

Deno.test("createFetch() logs every attempt and asks for the body anew", async () => {
  const statuses = [503, 503, 200];
  let made = 0;
  const { fetch, lines } = stack((request) => {
    request.body?.();
    return Promise.resolve(new Response(null, { status: statuses.shift() ?? 200 }));
  });
  const body = () => Uint8Array.of(++made);
  await fetch({ ...GET, method: "POST", body });
  assertEquals(made, 3);
  assertEquals(lines.filter((line) => line.startsWith("> POST")).length, 3);
  assertEquals(lines.filter((line) => line.startsWith("< HTTP")).length, 3);
  assert(!lines.join("\n").includes("the-token") && !lines.join("\n").includes("my-value"));
});

/** A body that breaks off. */
function broken(): Response {
  return new Response(
    new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: () => Promise.reject(new TransportError("cut", "truncated")),
    }),
  );
}

Deno.test("createFetch() tries again when a buffered answer breaks off", async () => {
  const answers = [broken(), new Response("whole")];
  const { fetch, seen } = stack(() => Promise.resolve(answers.shift() ?? broken()));
  assertEquals(await (await fetch({ ...GET, buffered: true })).text(), "whole");
  assertEquals(seen.length, 2);
  const error = await assertRejects(() => fetch({ ...GET, buffered: true }), NetworkError);
  assertEquals(error.message, "Could not reach 'sentry.test': the answer was cut short");
  assertEquals(seen.length, 5);
});

Deno.test("createFetch() hands a streamed answer on at once", async () => {
  const { fetch, seen } = stack(() => Promise.resolve(broken()));
  const response = await fetch(GET);
  await assertRejects(() => response.text(), NetworkError);
  assertEquals(seen.length, 1);
});

Deno.test("createFetch() limits every attempt by itself", async () => {
  const { fetch, clock, seen } = stack(() => new Promise(() => {}), {
    timeouts: { answerMs: 50 },
  });
  const task = fetch(GET);
  await new Promise((resolve) => setTimeout(resolve, 0));
  clock.advance(50);
  const error = await assertRejects(() => task, NetworkError);
  assertEquals(error.message, "Could not reach 'sentry.test': it took too long");
  assertEquals(seen.length, 1);
});

Deno.test("createFetch() ends everything when the run is interrupted", async () => {
  const controller = new AbortController();
  const { fetch } = stack(() => new Promise(() => {}), { signal: controller.signal });
  const task = fetch(GET);
  controller.abort("SIGINT");
  await assertRejects(() => task, Cancelled);
  const own = AbortSignal.abort("enough");
  await assertRejects(() => fetch({ ...GET, signal: own }), Cancelled);
});

Deno.test("createFetch() refuses a bad custom header before any request", async () => {
  const bad = [{ line: "no separator", where: "--header" }];
  await assertRejects(async () => await stack(ok, { customHeaders: bad }).fetch(GET), ConfigError);
  const { fetch, seen } = stack(ok, {
    credentials: { kind: "token", secret: new Secret("t\u0000") },
  });
  await assertRejects(() => fetch(GET), AuthError);
  assertEquals(seen, []);
});
