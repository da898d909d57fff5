import { assert, assertEquals, assertRejects } from "../../tests/support/assert.ts";
import { Cancelled, ConfigError, NetworkError } from "../base/errors.ts";
import { type HttpRequest, TransportError, type TransportFailure } from "../system/mod.ts";
import { networkErrors, toNetworkError } from "./errors.ts";

const URL_TEXT = "https://sentry.test:8443/secret/path";
const REQUEST: HttpRequest = { method: "GET", url: URL_TEXT, headers: [] };
const PROXY = {
  scheme: "http" as const,
  host: "proxy:1",
  credentials: { username: "u", password: "hunter2" },
};

const KINDS: readonly TransportFailure[] = [
  "dns",
  "refused",
  "reset",
  "unreachable",
  "timeout",
  "proxy",
  "tls-untrusted",
  "tls-expired",
  "tls-host",
  "tls-ca-as-server",
  "tls-other",
  "truncated",
  "denied",
  "other",
];

Deno.test("toNetworkError() names the host and says something of its own for each kind", () => {
  const messages = KINDS.map((kind) => {
    const error = toNetworkError(new TransportError("raw", kind), URL_TEXT, undefined);
    assert(error instanceof NetworkError && error.message.startsWith("Could not reach "));
    assert(kind === "other" || error.hint !== undefined, kind);
    assert(!error.message.includes("secret"));
    return error.message;
  });
  assertEquals(new Set(messages).size, KINDS.length);
  assertEquals(messages[1], "Could not reach 'sentry.test:8443': the connection was refused");
});

Deno.test("toNetworkError() names the proxy in use, without its credentials", () => {
  const error = toNetworkError(new TransportError("raw", "refused"), URL_TEXT, PROXY);
  assertEquals(
    error.message,
    "Could not reach 'sentry.test:8443' over the proxy 'http://proxy:1': the connection was refused",
  );
  assert(error.hint?.includes("NO_PROXY"));
  const tls = toNetworkError(new TransportError("raw", "tls-ca-as-server"), URL_TEXT, PROXY);
  assert(tls.hint?.includes("CA:TRUE"));
});

const proxyFor = () => undefined;

Deno.test("networkErrors() translates the transport's errors and no others", async () => {
  const failing = (error: Error) => networkErrors({ proxyFor })(() => Promise.reject(error));
  const network = await assertRejects(
    () => failing(new TransportError("raw", "dns"))(REQUEST),
    NetworkError,
  );
  assert(network.cause instanceof TransportError);
  await assertRejects(() => failing(new TransportError("raw", "aborted"))(REQUEST), Cancelled);
  const config = new ConfigError("bad proxy");
  assertEquals(await assertRejects(() => failing(config)(REQUEST), ConfigError), config);
  const bug = new RangeError("bug");
  assertEquals(await assertRejects(() => failing(bug)(REQUEST), RangeError), bug);
});

Deno.test("networkErrors() calls it an interruption whatever broke when the user stopped", async () => {
  const signal = AbortSignal.abort("SIGINT");
  const fetch = networkErrors({ proxyFor })(() => Promise.reject("SIGINT"));
  await assertRejects(() => fetch({ ...REQUEST, signal }), Cancelled);
});

Deno.test("networkErrors() translates what breaks while a body streams", async () => {
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: () => Promise.reject(new TransportError("raw", "truncated")),
  });
  const fetch = networkErrors({ proxyFor })(() => Promise.resolve(new Response(body)));
  const response = await fetch(REQUEST);
  const error = await assertRejects(() => response.text(), NetworkError);
  assertEquals(error.message, "Could not reach 'sentry.test:8443': the answer was cut short");
});
