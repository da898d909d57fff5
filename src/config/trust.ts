/** Who is trusted to name a server, and which servers are trusted beside the one so named. */
import type { Origin } from "./model.ts";

const DEFAULT_HOST = "sentry.io";

/** Whether a value was given by whoever runs the program, or built in, and not by a repository. */
export function isOperator({ kind }: Origin): boolean {
  return kind === "flag" || kind === "env" || kind === "global" || kind === "default";
}

/** One form for addresses that mean the same server. */
export function normalUrl(url: string): string {
  const parsed = URL.parse(url);
  return parsed === null ? url : `${parsed.origin}${parsed.search}`.replace(/\/+$/, "");
}

/**
 * Whether a server is the default one (over https, its regions and organizations included) or in a
 * list of hosts and URLs. A URL stands for its scheme, host and port; `host:port` for both schemes; a
 * bare host for all its ports, over https unless it is this machine; `*.host` or `.host` for the same
 * of everything below it.
 */
export function isTrusted(url: string, list: readonly string[]): boolean {
  const server = URL.parse(url);
  if (server === null) return false;
  const isDefault = server.protocol === "https:" && server.port === "" &&
    (server.hostname === DEFAULT_HOST || server.hostname.endsWith(`.${DEFAULT_HOST}`));
  return isDefault || list.some((entry) => matches(server, entry.toLowerCase()));
}

function matches(server: URL, entry: string): boolean {
  if (entry.includes("://")) return URL.parse(entry)?.origin === server.origin;
  const isSafe = server.protocol === "https:" || isLoopback(server.hostname);
  const below = /^\*?(\..+)$/.exec(entry)?.[1];
  if (below !== undefined) return isSafe && server.hostname.endsWith(below);
  const named = URL.parse(`${server.protocol}//${entry}`);
  if (named === null || named.hostname !== server.hostname) return false;
  // A URL forgets its scheme's own port, so an explicit one is looked for in the text.
  return /:[0-9]+$/.test(entry.replace(/^\[.*\]/, "")) ? named.port === server.port : isSafe;
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d+){3}$/.test(hostname);
}
