/** A local server for tests, in this process, on a free loopback port. */
import {
  type LocalServer,
  type LocalServerOptions,
  startLocalServer,
} from "../../src/features/local_server/mod.ts";
import { loadCodecs } from "../../src/system/deno/codecs.ts";
import { openDatabase } from "../../src/system/deno/database.ts";
import { listen } from "../../src/system/deno/listen.ts";
import type { Clock } from "../../src/system/mod.ts";

export interface TestServer extends LocalServer {
  /** Errors that should never happen; look at it when a test sees a 500. */
  readonly bugs: readonly unknown[];
  /** Sends a request with the server's token (unless the headers say otherwise). */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Ends the server and waits until everything is closed. */
  stop(): Promise<void>;
}

/** Starts a server; the caller stops it, or writes `await using`. */
export async function startTestServer(
  options: Partial<LocalServerOptions> & { readonly clock?: Clock } = {},
): Promise<TestServer & AsyncDisposable> {
  const { clock = realClock, ...rest } = options;
  const ending = new AbortController();
  const bugs: unknown[] = [];
  const server = await startLocalServer({
    listen,
    openDatabase,
    codecs: loadCodecs,
    clock,
    random: {
      bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
      uuid: () => crypto.randomUUID(),
      fraction: () => Math.random(),
    },
    signal: ending.signal,
  }, { port: 0, graceMs: 1000, onBug: (error) => bugs.push(error), ...rest });
  const stop = async () => {
    ending.abort("stopped");
    await server.finished;
  };
  return {
    ...server,
    bugs,
    stop,
    fetch(path, init = {}) {
      const headers = new Headers(init.headers);
      if (!headers.has("authorization")) headers.set("authorization", `Bearer ${server.token}`);
      return fetch(`${server.url}${path}`, { ...init, headers });
    },
    [Symbol.asyncDispose]: stop,
  };
}

/** The real one: these tests go through real sockets. */
export const realClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  utcOffsetMinutes: (atMs) => -new Date(atMs).getTimezoneOffset(),
  alarm(ms, ring) {
    const timer = setTimeout(ring, ms);
    return () => clearTimeout(timer);
  },
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const stop = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", stop);
        resolve();
      }, ms);
      signal?.addEventListener("abort", stop, { once: true });
    }),
};
