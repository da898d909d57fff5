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
 * list of hosts and URLs. A URL stands for its scheme, host and port, `host:port` for both schemes,
 * a bare host for every port, and `*.host` or `.host` for everything below it.
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
  const below = /^\*?(\..+)$/.exec(entry)?.[1];
  if (below !== undefined) return server.hostname.endsWith(below);
  const named = URL.parse(`${server.protocol}//${entry}`);
  if (named === null || named.hostname !== server.hostname) return false;
  // A URL forgets the default port, so an explicit one is looked for in the text.
  return /:[0-9]+$/.test(entry) ? named.port === server.port : true;
}
