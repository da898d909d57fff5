/** Name, proxy, connection: whether the server can be reached at all. */
import { TransportError } from "../../system/mod.ts";
import { reasonOf, transportErrorIn } from "./errors.ts";
import { type Check, failure, type Finding, ok, type Visit } from "./model.ts";

/** Host and port as a connection needs them. */
interface Target {
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number;
}

function serverTarget({ route }: Visit): Target {
  const url = new URL(route.server.value);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port || (url.protocol === "https:" ? 443 : 80)),
  };
}

function proxyTarget(host: string): Target {
  const colon = host.lastIndexOf(":");
  return {
    host: host.slice(0, colon).replace(/^\[|\]$/g, ""),
    port: Number(host.slice(colon + 1)),
  };
}

function isAddress(host: string): boolean {
  return host.includes(":") || /^\d+(\.\d+){3}$/.test(host);
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}

export const dnsCheck: Check = {
  id: "dns",
  title: "Name",
  needs: ["config"],
  async run(visit) {
    const { route, doors } = visit;
    const { proxy } = route;
    // Behind a proxy the proxy looks the server up, and we the proxy.
    const { host } = proxy === undefined ? serverTarget(visit) : proxyTarget(proxy.address.host);
    const whose = proxy === undefined ? "" : " (the proxy, which looks up the server itself)";
    const where = proxy?.where ?? route.server.where;
    if (isAddress(host)) return ok(`${host} is an address${whose}`);
    try {
      const found = await visit.limited((signal) => doors.probe.resolve(host, signal));
      return ok(`${host} is ${found.slice(0, 3).join(", ")}${whose}`);
    } catch (error) {
      return failure(
        `'${host}' could not be resolved${whose}: ${reasonOf(error)}`,
        denied(error) ?? `Correct the host name in ${where}, or the name server of this machine`,
      );
    }
  },
};

export const proxyCheck: Check = {
  id: "proxy",
  title: "Proxy",
  needs: ["dns"],
  async run(visit) {
    const { route, doors } = visit;
    const { proxy } = route;
    if (proxy === undefined) return ok("none, the server is reached directly");
    const { host, port } = proxyTarget(proxy.address.host);
    const name = `${proxy.address.scheme}://${proxy.address.host}`;
    const around = `or name '${serverTarget(visit).host}' in NO_PROXY to do without a proxy`;
    try {
      await visit.limited((signal) => doors.probe.connectTcp(host, port, signal));
    } catch (error) {
      return failure(
        `'${name}' (${proxy.where}) does not answer: ${reasonOf(error)}`,
        denied(error) ?? `Correct the proxy in ${proxy.where}, ${around}`,
      );
    }
    return await behindProxy(visit, name, around) ?? ok(`${name} (${proxy.where})`);
  },
};

/** What the proxy has against the request, `undefined` when it lets it through. */
async function behindProxy(
  visit: Visit,
  name: string,
  around: string,
): Promise<Finding | undefined> {
  const { proxy } = visit.route;
  const credentials = () =>
    proxy?.address.credentials === undefined
      ? failure(
        `'${name}' wants a user name and a password`,
        "Set http.proxy_username and http.proxy_password, or write them into the address in " +
          `${proxy?.where}: http://user:password@host:port`,
      )
      : failure(
        `'${name}' does not accept the user name and password`,
        `Correct them in ${proxy?.where}, or in http.proxy_username and http.proxy_password`,
      );
  try {
    return (await visit.contact()).status === 407 ? credentials() : undefined;
  } catch (error) {
    const found = transportErrorIn(error);
    if (found?.failure !== "proxy") return undefined;
    if (/auth|407|password/i.test(found.message)) return credentials();
    return failure(
      `'${name}' does not let the connection to the server through: ${found.message}`,
      `Ask who runs the proxy, ${around}`,
    );
  }
}

export const tcpCheck: Check = {
  id: "tcp",
  title: "Connection",
  needs: ["proxy"],
  async run(visit) {
    const { route, doors, limitMs } = visit;
    if (route.proxy !== undefined) return await throughProxy(visit);
    const { host, port } = serverTarget(visit);
    const place = `${isAddress(host) && host.includes(":") ? `[${host}]` : host}:${port}`;
    try {
      await visit.limited((signal) => doors.probe.connectTcp(host, port, signal));
      return ok(`${place} accepts connections`);
    } catch (error) {
      const found = transportErrorIn(error);
      const why = found?.failure === "refused"
        ? `nothing listens at ${place}: ${reasonOf(error)}`
        : found?.failure === "timeout"
        ? `${place} did not answer within ${seconds(limitMs)}; a firewall may be in between`
        : `no connection to ${place}: ${reasonOf(error)}`;
      return failure(
        why,
        denied(error) ??
          (found?.failure === "refused"
            ? `Correct the address in ${route.server.where}, or start the server`
            : "Check the network of this machine, and whether it needs a proxy (https_proxy)"),
      );
    }
  },
};

async function throughProxy(visit: Visit): Promise<Finding> {
  try {
    await visit.contact();
  } catch (error) {
    const found = transportErrorIn(error);
    const isBeforeTls = found !== undefined &&
      ["dns", "refused", "unreachable"].includes(found.failure);
    if (isBeforeTls) {
      return failure(
        `the proxy does not reach the server: ${found.message}`,
        `Correct the address in ${visit.route.server.where}, or ask who runs the proxy`,
      );
    }
  }
  return ok("through the proxy");
}

/** The fix when it is our own runtime that refuses. */
function denied(error: unknown): string | undefined {
  return transportErrorIn(error)?.failure === "denied"
    ? "Run with --allow-net for this host"
    : undefined;
}

/** The error of a step that took longer than the limit. */
export function limitError(limitMs: number): TransportError {
  return new TransportError(`no answer within ${seconds(limitMs)}`, "timeout");
}
