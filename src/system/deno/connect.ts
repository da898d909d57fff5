/**
 * Opens connections with the runtime's own `fetch`, or with undici where no certificate shall be
 * checked (the runtime has no switch for that per client) or the runtime refuses the port. Settles proxy, trust and reuse; no policy.
 */
import { concatBytes } from "../../base/bytes.ts";
import { ConfigError } from "../../base/errors.ts";
import { owned } from "../../base/owned_bytes.ts";
import { SizedBody } from "../../base/sized_body.ts";
import {
  type Fetch,
  type HttpBody,
  type HttpRequest,
  type Platform,
  type ProxyAddress,
  TransportError,
  type TransportOptions,
} from "../mod.ts";
import { markRead } from "../read_answer.ts";
import { respond, type Send } from "./exchange.ts";
import type { UndiciOptions } from "./undici_sender.ts";
import { toTransportError } from "./transport_errors.ts";

/** What the door needs. */
export interface ConnectDoors {
  readonly platform: Pick<Platform, "trustedRoots">;
}

/** The door. Connections are opened when first needed and kept for one proxy each. */
export function createConnect({ platform }: ConnectDoors): (transport: TransportOptions) => Fetch {
  return (transport) => {
    const senders = new Map<string, Promise<Send>>();
    const checkPeer = peerCheck(transport);
    const senderFor = (url: URL, proxy: ProxyAddress | undefined): Promise<Send> => {
      const usesTls = url.protocol === "https:" || proxy?.scheme === "https";
      const key = JSON.stringify([usesTls, proxy ?? null]);
      const known = senders.get(key);
      if (known !== undefined) return known;
      const made = usesTls && !transport.verifyTls
        ? lazyUndiciSender({
          transport,
          proxy,
          because: "http.verify_ssl=false",
          instead:
            "Name the server's authority with http.ca_file instead of turning verification off",
          certificates: [],
        })
        : runtimeSender({ transport, proxy, usesTls, platform });
      senders.set(key, made);
      return made;
    };

    return async (request) => {
      const url = URL.parse(request.url);
      if (url === null || !/^https?:$/.test(url.protocol)) {
        throw new TransportError("the address is not a web address", "other");
      }
      const proxy = transport.proxyFor(url);
      const context = { signal: request.signal, proxy };
      try {
        await checkPeer?.(url, proxy, request.signal);
        const send = await senderFor(url, proxy);
        const response = await send(withoutUserinfo(request, url), url);
        request.onHead?.(response);
        if (request.buffered === true) return await readAll(response, request.onPiece);
        return guardBody(response, (error) => toTransportError(error, context));
      } catch (error) {
        if (error instanceof ConfigError) throw error;
        throw toTransportError(error, context);
      }
    };
  };
}

type PeerCheck = (
  url: URL,
  proxy: ProxyAddress | undefined,
  signal: AbortSignal | undefined,
) => Promise<void>;

/**
 * Shows the certificates of each https origin to the transport's check, once, over a connection of
 * their own: the runtime's `fetch` does not tell them. A check that failed is made again.
 */
function peerCheck(transport: TransportOptions): PeerCheck | undefined {
  const { checkPeer, verifyTls } = transport;
  if (checkPeer === undefined || !verifyTls) return undefined;
  const checked = new Map<string, Promise<void>>();
  return async (url, proxy, signal) => {
    if (url.protocol !== "https:") return;
    const known = checked.get(url.origin);
    if (known !== undefined) return await known;
    const check = async () => {
      const { seePeer } = await import("./peer.ts");
      await checkPeer(url.host, await seePeer({ url, proxy, transport, signal }));
    };
    const checking = check();
    checked.set(url.origin, checking);
    checking.catch(() => checked.delete(url.origin));
    await checking;
  };
}

/** undici and the node modules below it take their time to load: only who needs them waits. */
async function lazyUndiciSender(options: UndiciOptions): Promise<Send> {
  const { undiciSender } = await import("./undici_sender.ts");
  return await undiciSender(options);
}

interface RuntimeSenderOptions extends ConnectDoors {
  readonly transport: TransportOptions;
  readonly proxy: ProxyAddress | undefined;
  readonly usesTls: boolean;
}

async function runtimeSender(options: RuntimeSenderOptions): Promise<Send> {
  const { transport, proxy, usesTls, platform } = options;
  const { clientCertificate: client, keepAlive } = transport;
  const certificates = usesTls ? await transport.caCertificates() : [];
  const roots = usesTls && !takesSystemRoots(Deno.version.deno)
    ? await platform.trustedRoots()
    : [];
  const made = withoutProxyVariables(() =>
    Deno.createHttpClient({
      http1: true,
      http2: false,
      allowHost: true,
      ...(usesTls ? { caCerts: [...roots, ...certificates] } : {}),
      ...(proxy === undefined ? {} : { proxy: proxyOption(proxy) }),
      ...(keepAlive ? {} : { poolMaxIdlePerHost: 0 }),
      ...(client === undefined ? {} : { cert: client.certificate, key: client.key }),
    })
  );
  let otherWay: Promise<Send> | undefined;
  return async (request, url) => {
    const body = request.body?.();
    try {
      return await fetch(url, {
        client: made,
        method: request.method,
        headers: request.headers.map(([name, value]): [string, string] => [name, value]),
        redirect: "manual",
        ...(body === undefined ? {} : { body: toBodyInit(body) }),
        ...(request.signal === undefined ? {} : { signal: request.signal }),
      });
    } catch (error) {
      if (!isRefusedPort(error)) throw error;
      // Nothing was sent, and nothing read from the body.
      const send = await (otherWay ??= lazyUndiciSender({
        transport,
        proxy,
        because: `port ${url.port} (which browsers must not ask)`,
        instead: "Let the server listen on another port, or reach it without the proxy",
        certificates: [...roots, ...certificates],
      }));
      return await send(body === undefined ? request : { ...request, body: () => body }, url);
    }
  };
}

/** The runtime keeps to the list of "bad ports" that browsers have; other programs do not. */
function isRefusedPort(error: unknown): boolean {
  return error instanceof TypeError && /Requests to port \d+ are blocked/.test(error.message);
}

function toBodyInit(body: HttpBody): BodyInit {
  if (body instanceof SizedBody) return new StreamedBlob(body);
  return body instanceof Uint8Array ? owned(body) : body;
}

/**
 * `fetch` names the length of a stream to the server only when a `Blob` gives it; other streams go in
 * chunked encoding.
 */
class StreamedBlob extends Blob {
  readonly #body: SizedBody;

  constructor(body: SizedBody) {
    super();
    this.#body = body;
  }

  override get size(): number {
    return this.#body.sizeBytes;
  }

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return this.#body.stream();
  }
}

/** Deno 2.9 takes the system's trusted roots by itself, older ones do not. */
export function takesSystemRoots(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 2 || (major === 2 && minor >= 9);
}

function proxyOption({ scheme, host, credentials }: ProxyAddress): Deno.Proxy {
  return {
    url: `${scheme}://${host}`,
    ...(credentials === undefined ? {} : { basicAuth: { ...credentials } }),
  };
}

const PROXY_VARIABLES = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"]
  .flatMap((name) => [name, name.toUpperCase()]);

/**
 * Runs `create` while the process has no proxy variables.
 *
 * The runtime reads them when a client is made, and `no_proxy` there beats a proxy given by hand; but
 * which proxy is used is decided above. `create` is synchronous, so nobody sees the gap.
 */
function withoutProxyVariables<T>(create: () => T): T {
  const saved: (readonly [name: string, value: string])[] = [];
  try {
    for (const name of PROXY_VARIABLES) {
      const value = Deno.env.get(name);
      if (value === undefined) continue;
      saved.push([name, value]);
      Deno.env.delete(name);
    }
  } catch (error) {
    // Not permitted to see the variables: then the user's settings do not name them either.
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
  }
  try {
    return create();
  } finally {
    for (const [name, value] of saved) Deno.env.set(name, value);
  }
}

/**
 * `http://user:password@host/` as libcurl sends it: as basic authentication, unless the request brings
 * its own. `fetch` refuses such a URL, so `url` loses that part.
 */
function withoutUserinfo(request: HttpRequest, url: URL): HttpRequest {
  if (url.username === "" && url.password === "") return request;
  const userinfo = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = url.password = "";
  if (request.headers.some(([name]) => name.toLowerCase() === "authorization")) return request;
  const bytes = String.fromCharCode(...new TextEncoder().encode(userinfo));
  return { ...request, headers: [...request.headers, ["Authorization", `Basic ${btoa(bytes)}`]] };
}

async function readAll(response: Response, onPiece: HttpRequest["onPiece"]): Promise<Response> {
  const { status, statusText, url, headers } = response;
  const bytes = saysItsLength(headers)
    ? await response.arrayBuffer()
    : await gather(response, onPiece);
  const body = bytes.byteLength === 0 ? null : bytes;
  return markRead(respond({ status, statusText, url, headers, body }));
}

/** Then whoever waits knows how long that may take. Behind a content coding it means nothing. */
function saysItsLength(headers: Headers): boolean {
  return headers.has("content-length") && !headers.has("content-encoding");
}

/** A body piece by piece, so that one that stands still can be told from one that is long. */
async function gather(
  { body }: Response,
  onPiece: HttpRequest["onPiece"],
): Promise<ArrayBuffer> {
  const pieces: Uint8Array[] = [];
  const reader = body?.getReader();
  for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) {
    pieces.push(next.value);
    onPiece?.();
  }
  return owned(concatBytes(pieces)).buffer;
}

/** The same answer, whose body fails with what `translate` makes of an error. */
function guardBody(response: Response, translate: (error: unknown) => TransportError): Response {
  if (response.body === null) return response;
  const reader = response.body.getReader();
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(owned(value));
      } catch (error) {
        throw translate(error);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
  const { status, statusText, url, headers } = response;
  return respond({ status, statusText, url, headers, body });
}
