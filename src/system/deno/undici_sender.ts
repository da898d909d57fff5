/**
 * Connections by way of undici, for what the runtime's `fetch` does not do: accept any server certificate
 * (`http.verify_ssl=false`), and ask ports that a browser must not (X11's 6000, 10080, …).
 */
import type { ConnectionOptions } from "node:tls";
import type { buildConnector, Dispatcher } from "undici";
import { ConfigError } from "../../base/errors.ts";
import { SizedBody } from "../../base/sized_body.ts";
import { type ProxyAddress, TransportError, type TransportOptions } from "../mod.ts";
import { respond, type Send } from "./exchange.ts";

/** What the connections are for. */
export interface UndiciOptions {
  readonly transport: TransportOptions;
  readonly proxy: ProxyAddress | undefined;
  /** Why the runtime's own `fetch` will not do, in words that follow "a proxy and". */
  readonly because: string;
  /** What else would do. */
  readonly instead: string;
  /** Authorities to trust beside those of the runtime; where certificates are verified at all. */
  readonly certificates: readonly string[];
}

/**
 * A sender over such connections. Throws a `ConfigError` for what does not go with them. Loads undici
 * and what it takes of node, which only those pay for who ask for it.
 */
export async function undiciSender(options: UndiciOptions): Promise<Send> {
  const { transport, proxy, certificates } = options;
  refuseImpossible(options);
  const [{ Agent, ProxyAgent, request: send }, { STATUS_CODES }, { Readable }, net, tlsModule] =
    await Promise.all([
      import("undici"),
      import("node:http"),
      import("node:stream"),
      import("node:net"),
      import("node:tls"),
    ]);
  const client = transport.clientCertificate;
  const tls = {
    rejectUnauthorized: transport.verifyTls,
    ...(certificates.length === 0 ? {} : { ca: [...certificates] }),
    ...(client === undefined ? {} : { cert: client.certificate, key: client.key }),
  };
  // Our own limits stand around every request. No pipelining also means no use again.
  const limits = { headersTimeout: 0, bodyTimeout: 0, pipelining: transport.keepAlive ? 1 : 0 };
  const dispatcher = proxy === undefined
    ? new Agent({
      ...limits,
      connect: connector(tls, {
        connectTls: tlsModule.connect,
        connect: net.connect,
        isIP: net.isIP,
      }),
    })
    : new ProxyAgent({ ...limits, requestTls: tls, ...proxyOptions(proxy, tls) });
  return async (request, url) => {
    const body = request.body?.();
    const answer = await send(url, {
      dispatcher,
      method: methodOf(request.method),
      headers: [
        ...request.headers.flat(),
        ...(body instanceof SizedBody ? ["Content-Length", String(body.sizeBytes)] : []),
      ],
      body: body === undefined
        ? null
        : body instanceof Uint8Array
        ? body
        : Readable.from(body instanceof SizedBody ? body.stream() : body),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    });
    const headers = new Headers();
    for (const [name, value] of Object.entries(answer.headers)) {
      for (const each of value === undefined ? [] : [value].flat()) headers.append(name, each);
    }
    const isEmpty = request.method === "HEAD" || [204, 205, 304].includes(answer.statusCode);
    if (isEmpty) await answer.body.dump();
    return respond({
      status: answer.statusCode,
      statusText: STATUS_CODES[answer.statusCode] ?? "",
      url: url.href,
      headers,
      body: isEmpty ? null : ReadableStream.from<Uint8Array<ArrayBuffer>>(answer.body),
    });
  };
}

function proxyOptions(
  { scheme, host, credentials }: ProxyAddress,
  { rejectUnauthorized, ca }: Pick<ConnectionOptions, "rejectUnauthorized" | "ca">,
) {
  return {
    uri: `${scheme}://${host}`,
    proxyTls: { rejectUnauthorized, ...(ca === undefined ? {} : { ca }) },
    ...(credentials === undefined ? {} : { token: basic(credentials) }),
  };
}

/** Refuses what would fail on the way with a text that helps nobody. */
function refuseImpossible({ transport, proxy, because, instead }: UndiciOptions): void {
  const version = Deno.version.deno;
  const [major = 0, minor = 0] = version.split(".").map(Number);
  // Older versions cannot speak TLS over a connection that is already there ("Bad resource ID"), and
  // keep the client certificate to themselves.
  const isOld = major < 2 || (major === 2 && minor < 9);
  const what = proxy?.scheme.startsWith("socks")
    ? `a SOCKS proxy and ${because} do not work together`
    : isOld && proxy !== undefined
    ? `a proxy and ${because} do not work together on Deno ${version}`
    : isOld && transport.clientCertificate !== undefined
    ? `a client certificate and ${because} do not work together on Deno ${version}`
    : undefined;
  if (what !== undefined) throw new ConfigError(`Cannot connect: ${what}`, { hint: instead });
}

/**
 * Opens a connection for undici. Its own way does the same, but stops listening for errors after
 * the first one; Deno 2.4 emits a second one then, and that would end the process.
 */
function connector(
  tls: ConnectionOptions,
  { connectTls, connect, isIP }:
    & { readonly connectTls: typeof import("node:tls")["connect"] }
    & Pick<typeof import("node:net"), "connect" | "isIP">,
): buildConnector.connector {
  return ({ hostname, port, servername, protocol }, done) => {
    const host = hostname.replace(/^\[|\]$/g, "");
    const usesTls = protocol === "https:";
    const socket = usesTls
      ? connectTls({
        ...tls,
        host,
        port: Number(port || 443),
        // A name only: an address is not allowed there (RFC 6066, 3).
        ...(isIP(host) ? {} : { servername: servername ?? host }),
        ALPNProtocols: ["http/1.1"],
      })
      : connect({ host, port: Number(port || 80) });
    let isSettled = false;
    socket.on("error", (error) => {
      if (!isSettled) done(error, null);
      isSettled = true;
    });
    socket.once(usesTls ? "secureConnect" : "connect", () => {
      if (!isSettled) done(null, socket);
      isSettled = true;
    });
  };
}

function basic({ username, password }: { username: string; password: string }): string {
  return `Basic ${
    btoa(String.fromCharCode(...new TextEncoder().encode(`${username}:${password}`)))
  }`;
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"] as const;

function methodOf(method: string): Dispatcher.HttpMethod {
  const known = METHODS.find((each) => each === method.toUpperCase());
  if (known === undefined) throw new TransportError(`method '${method}' is not known`, "other");
  return known;
}
