/** Connections that accept any server certificate (`http.verify_ssl=false`), by way of undici. */
import type { Dispatcher } from "undici";
import { ConfigError } from "../../base/errors.ts";
import { type ProxyAddress, TransportError, type TransportOptions } from "../mod.ts";
import { respond, type Send } from "./exchange.ts";

/** Loads undici and what it takes of node, which only those pay for who ask for it. */
export async function unverifiedSender(
  transport: TransportOptions,
  proxy: ProxyAddress | undefined,
): Promise<Send> {
  if (proxy?.scheme.startsWith("socks")) {
    throw new ConfigError(
      "Cannot connect: a SOCKS proxy and http.verify_ssl=false do not work together",
      { hint: "Name the server's authority with http.ca_file instead of turning verification off" },
    );
  }
  const [{ Agent, ProxyAgent, request: send }, { STATUS_CODES }, { Readable }] = await Promise.all([
    import("undici"),
    import("node:http"),
    import("node:stream"),
  ]);
  const client = transport.clientCertificate;
  const tls = {
    rejectUnauthorized: false,
    ...(client === undefined ? {} : { cert: client.certificate, key: client.key }),
  };
  // Our own limits stand around every request.
  const unlimited = { headersTimeout: 0, bodyTimeout: 0, pipelining: transport.keepAlive ? 1 : 0 };
  const dispatcher = proxy === undefined
    ? new Agent({ ...unlimited, connect: tls })
    : new ProxyAgent({
      ...unlimited,
      uri: `${proxy.scheme}://${proxy.host}`,
      requestTls: tls,
      proxyTls: { rejectUnauthorized: false },
      ...(proxy.credentials === undefined ? {} : { token: basic(proxy.credentials) }),
    });
  return async (request, url) => {
    const body = request.body?.();
    const answer = await send(url, {
      dispatcher,
      method: methodOf(request.method),
      headers: request.headers.flat(),
      body: body === undefined ? null : body instanceof Uint8Array ? body : Readable.from(body),
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
