/** Looks at the certificates that a server presents, by way of node's TLS. */
import type { Socket } from "node:net";
import type { DetailedPeerCertificate, TLSSocket } from "node:tls";
import type { Peer, ProxyAddress, TransportOptions } from "../mod.ts";

/** Whom to look at, and over what. */
export interface PeerPlace {
  readonly url: URL;
  readonly proxy: ProxyAddress | undefined;
  readonly transport: Pick<TransportOptions, "clientCertificate">;
  readonly signal: AbortSignal | undefined;
}

type Tls = typeof import("node:tls");
type Net = typeof import("node:net");

/**
 * The server's certificates, whether they are to be trusted or not: the connection of the request
 * itself decides that. Rejects when there is no connection, as the request would.
 */
export async function seePeer(place: PeerPlace): Promise<Peer> {
  const { proxy, signal } = place;
  signal?.throwIfAborted();
  if (proxy !== undefined && proxy.scheme !== "http") {
    return { unseen: `it lies behind a proxy of the kind '${proxy.scheme}'` };
  }
  const version = Deno.version.deno;
  const [major = 0, minor = 0] = version.split(".").map(Number);
  // Older ones give no more than the names in it, and speak no TLS over a tunnel.
  if (major < 2 || (major === 2 && minor < 9)) {
    return { unseen: `Deno ${version} does not show it` };
  }
  const [tls, net] = await Promise.all([import("node:tls"), import("node:net")]);
  // It may have rung meanwhile, and does so only once.
  signal?.throwIfAborted();
  const open: (Socket | TLSSocket)[] = [];
  const ended = Promise.withResolvers<never>();
  const stop = () => ended.reject(signal?.reason);
  signal?.addEventListener("abort", stop, { once: true });
  const look = async (): Promise<Peer> => {
    const tunnel = proxy === undefined ? undefined : await openTunnel(net, place, proxy, open);
    signal?.throwIfAborted(); // nothing is opened any more that nobody would close
    return await certificatesOf(tls, net, place, { tunnel, open });
  };
  try {
    return await Promise.race([look(), ended.promise]);
  } finally {
    signal?.removeEventListener("abort", stop);
    for (const socket of open) socket.destroy();
  }
}

interface Connections {
  readonly tunnel: Socket | undefined;
  /** All of them, to be closed at the end. */
  readonly open: (Socket | TLSSocket)[];
}

function certificatesOf(
  tls: Tls,
  net: Net,
  { url, transport }: PeerPlace,
  { tunnel, open }: Connections,
): Promise<Peer> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const client = transport.clientCertificate;
  return new Promise((resolve, reject) => {
    const socket = tls.connect({
      ...(tunnel === undefined ? { host, port: portOf(url) } : { socket: tunnel }),
      // A name only: an address is not allowed there (RFC 6066, 3).
      ...(net.isIP(host) ? {} : { servername: host }),
      ...(client === undefined ? {} : { cert: client.certificate, key: client.key }),
      rejectUnauthorized: false,
      ALPNProtocols: ["http/1.1"],
    });
    open.push(socket);
    socket.on("error", reject); // stays, for a second error would end the process
    socket.once("close", () => reject(new Error("connection closed during the handshake")));
    socket.once("secureConnect", () => {
      resolve({ certificates: chainOf(socket.getPeerCertificate(true)) });
    });
  });
}

function chainOf(first: DetailedPeerCertificate): Uint8Array[] {
  const chain: Uint8Array[] = [];
  const seen = new Set<DetailedPeerCertificate>();
  // A root names itself as its issuer.
  for (let at: DetailedPeerCertificate | undefined = first; at && !seen.has(at);) {
    seen.add(at);
    if (at.raw !== undefined) chain.push(new Uint8Array(at.raw));
    at = at.issuerCertificate;
  }
  return chain;
}

/** CONNECT (RFC 9110, 9.3.6). */
function openTunnel(
  net: Net,
  { url }: PeerPlace,
  { host, credentials }: ProxyAddress,
  open: Connections["open"],
): Promise<Socket> {
  const proxy = new URL(`http://${host}`);
  const target = `${url.hostname}:${portOf(url)}`;
  const lines = [`CONNECT ${target} HTTP/1.1`, `Host: ${target}`];
  if (credentials !== undefined) {
    const { username, password } = credentials;
    const bytes = String.fromCharCode(...new TextEncoder().encode(`${username}:${password}`));
    lines.push(`Proxy-Authorization: Basic ${btoa(bytes)}`);
  }
  return new Promise((resolve, reject) => {
    const socket = net.connect({
      host: proxy.hostname.replace(/^\[|\]$/g, ""),
      port: Number(proxy.port || 80),
    });
    open.push(socket);
    socket.on("error", reject);
    socket.once("close", () => reject(new Error("proxy response: connection closed")));
    socket.once("connect", () => socket.write(`${lines.join("\r\n")}\r\n\r\n`));
    let answer = "";
    const read = (piece: Uint8Array) => {
      answer += new TextDecoder("latin1").decode(piece);
      // The server does not speak before it is spoken to: nothing of it can follow the answer's head.
      if (!answer.includes("\r\n\r\n") && answer.length < 65_536) return;
      socket.off("data", read);
      socket.pause();
      const [, status = ""] = /^HTTP\/1\.\d (\d{3})/.exec(answer) ?? [];
      if (status.startsWith("2")) resolve(socket);
      else reject(new Error(`proxy response: tunnel refused with status '${status}'`));
    };
    socket.on("data", read);
  });
}

function portOf(url: URL): number {
  return Number(url.port || 443);
}
