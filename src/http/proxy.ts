/** Which proxy a request goes through. Pure: settings and variables in, a function of the target out. */
import { ConfigError } from "../base/errors.ts";
import type { Secret } from "../base/secret.ts";
import type { ProxyAddress } from "../system/mod.ts";
import { isExempt } from "./no_proxy.ts";

/** A text and where it stands. */
export interface PlacedText {
  readonly text: string;
  readonly where: string;
}

export interface ProxySettings {
  /**
   * The strongest mention of `http_proxy` or `http.proxy_url`, even an empty one: that means no proxy
   * at all, and the other variables do not count either.
   */
  readonly proxyUrl: PlacedText | undefined;
  /** For a proxy URL that brings no user of its own; not percent-encoded. */
  readonly username: string | undefined;
  readonly password: Secret | undefined;
}

/** Looks up a variable. */
type Lookup = (name: string) => string | undefined;

/**
 * The proxy of a target, as libcurl picks it for the reference: the configured proxy for every target;
 * else `https_proxy`, `HTTPS_PROXY`, `all_proxy`, `ALL_PROXY` for https and the last two for http
 * (never `HTTP_PROXY`, which a CGI program gets from its client). `no_proxy`/`NO_PROXY` beats all.
 *
 * The result throws a {@linkcode ConfigError} for a proxy that cannot be used, when one is asked for.
 */
export function createProxyFor(
  settings: ProxySettings,
  env: Lookup,
): (url: URL) => ProxyAddress | undefined {
  const exempt = env("no_proxy") || env("NO_PROXY") || "";
  const first = (...names: string[]): PlacedText | undefined => {
    for (const where of names) {
      const text = env(where)?.trim();
      if (text) return { text, where };
    }
    return undefined;
  };
  const forHttp = settings.proxyUrl ?? first("all_proxy", "ALL_PROXY");
  const forHttps = settings.proxyUrl ??
    first("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY");
  return (url) => {
    const proxy = url.protocol === "https:" ? forHttps : forHttp;
    if (proxy === undefined || proxy.text.trim() === "") return undefined;
    if (isExempt(url.hostname, exempt)) return undefined;
    return parseProxy(proxy, settings);
  };
}

/** The variables that name a proxy, for showing and for hiding their credentials. */
export const PROXY_VARIABLES = [
  "http_proxy",
  "https_proxy",
  "HTTPS_PROXY",
  "all_proxy",
  "ALL_PROXY",
] as const;

/** libcurl's: 443 where the proxy itself speaks TLS, else 1080. */
const DEFAULT_PORTS: Readonly<Record<ProxyAddress["scheme"], number>> = {
  http: 1080,
  https: 443,
  socks5: 1080,
  socks5h: 1080,
};

function isSupported(scheme: string): scheme is ProxyAddress["scheme"] {
  return Object.hasOwn(DEFAULT_PORTS, scheme);
}

/** Reads one proxy URL; without a scheme it is `http://`. */
export function parseProxy(
  { text, where }: PlacedText,
  { username, password }: Pick<ProxySettings, "username" | "password">,
): ProxyAddress {
  const [, given = "http", rest = ""] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/is.exec(text.trim()) ??
    [];
  const scheme = given.toLowerCase();
  const fail = (why: string, hint: string) =>
    new ConfigError(`Cannot use the proxy: ${why} (${where})`, { hint });
  if (!isSupported(scheme)) {
    throw fail(
      `scheme '${scheme}' is not supported`,
      "Use one of http, https, socks5 and socks5h",
    );
  }
  // The last '@' ends the user part, so that an unencoded '@' or '/' in a password does no harm.
  const at = rest.lastIndexOf("@");
  const authority = rest.slice(at + 1).replace(/[/?#].*$/s, "");
  const [, host = "", portText] = /^(\[[0-9a-f:.%]+\]|[^\s:[\]]+)(?::(\d*))?$/i.exec(authority) ??
    [];
  const port = portText ? Number(portText) : DEFAULT_PORTS[scheme];
  if (host === "" || port < 1 || port > 65535) {
    throw fail("its address is not 'host:port'", "Write it as 'http://host:port'");
  }
  const credentials = at >= 0
    ? ofUserinfo(rest.slice(0, at))
    : username !== undefined || password !== undefined
    ? { username: username ?? "", password: password?.reveal() ?? "" }
    : undefined;
  return { scheme, host: `${host}:${port}`, credentials };
}

function ofUserinfo(userinfo: string): { username: string; password: string } {
  const colon = userinfo.indexOf(":");
  const user = colon < 0 ? userinfo : userinfo.slice(0, colon);
  return {
    username: decodePercent(user),
    password: colon < 0 ? "" : decodePercent(userinfo.slice(colon + 1)),
  };
}

/** Percent-decoded; a lone `%` stays, as people write passwords without thinking of URLs. */
export function decodePercent(text: string): string {
  const bytes: number[] = [];
  const encoded = new TextEncoder().encode(text);
  for (let at = 0; at < encoded.length; at++) {
    const hex = String.fromCharCode(encoded[at + 1] ?? 0, encoded[at + 2] ?? 0);
    if (encoded[at] === 0x25 && /^[0-9a-f]{2}$/i.test(hex)) {
      bytes.push(parseInt(hex, 16));
      at += 2;
    } else bytes.push(encoded[at] ?? 0);
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
