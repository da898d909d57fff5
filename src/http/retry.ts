/** Decides whether a request is sent again, and when. */
import { messageChain } from "../base/errors.ts";
import { type Clock, type HttpRequest, type Random, TransportError } from "../system/mod.ts";
import type { Middleware } from "./middleware.ts";
import { retryAfterMs } from "./retry_after.ts";

/** What the policy needs. */
export interface RetryOptions {
  /** Number of attempts after the first one. */
  readonly maxRetries: number;
  readonly clock: Pick<Clock, "now" | "sleep">;
  readonly random: Pick<Random, "fraction">;
  readonly log: { debug(message: string): void };
}

/** The reference sends anything again after these: a gateway spoke, or the server had no room. */
const ALWAYS: ReadonlySet<number> = new Set([502, 503, 504, 507, 524]);
/** After these only what does no harm when done twice. */
const WHEN_SAFE: ReadonlySet<number> = new Set([408, 429, 500]);
/** RFC 9110, 9.2.2. */
const IDEMPOTENT: ReadonlySet<string> = new Set(["GET", "HEAD", "PUT", "DELETE", "OPTIONS"]);

/** The longest wait that `Retry-After` can ask for; a build should not sleep for an hour. */
export const RETRY_AFTER_CAP_MS = 60_000;

/**
 * The wait before the next attempt: 1 s growing by half up to 5 s, and up to as much again by chance,
 * so that a crowd of builds does not come back all at once. `attempt` counts from 0.
 */
export function backoffMs(attempt: number, fraction: number): number {
  // The exponent stays small: 1.5 ** 2_000_000_000 is Infinity, and min() would still be right, but
  // there is no need to rely on that.
  const base = Math.min(1000 * 1.5 ** Math.min(attempt, 16), 5000);
  return Math.floor(base + fraction * base);
}

/** The policy. `repeatable: false` (a streamed download) is sent once whatever happens. */
export function retry({ maxRetries, clock, random, log }: RetryOptions): Middleware {
  return (next) => async (request) => {
    if (request.repeatable === false) return await next(request);
    const isSafe = request.repeatable ?? IDEMPOTENT.has(request.method.toUpperCase());
    for (let attempt = 0;; attempt++) {
      log.debug(`retry number ${attempt}, max retries: ${maxRetries}`);
      let why: string;
      let wanted: number | undefined;
      try {
        const response = await next(request);
        const { status } = response;
        const isRetryable = ALWAYS.has(status) || (isSafe && WHEN_SAFE.has(status));
        if (!isRetryable || attempt >= maxRetries) return response;
        wanted = retryAfterMs(response.headers.get("retry-after"), clock.now());
        why = `request failed with retryable status code ${status}`;
        // An unread body would keep its connection busy. That it fails to close changes nothing.
        await response.body?.cancel().catch(() => {});
      } catch (error) {
        if (attempt >= maxRetries || !isRetryableError(error, request, isSafe)) throw error;
        why = `request failed with retryable error: ${messageChain(error).join(": ")}`;
      }
      const ms = wanted === undefined
        ? backoffMs(attempt, random.fraction())
        : Math.min(wanted, RETRY_AFTER_CAP_MS);
      log.debug(`retry number ${attempt} failed due to ${why}, retrying again in ${ms} ms`);
      await clock.sleep(ms, request.signal);
    }
  };
}

function isRetryableError(error: unknown, request: HttpRequest, isSafe: boolean): boolean {
  if (!(error instanceof TransportError) || request.signal?.aborted) return false;
  switch (error.failure) {
    case "dns":
      // Nothing was sent, so the method does not matter; but only of this name do we know that it
      // exists. Elsewhere a typo is likelier than a hiccup, yet decisions ask for it where it is safe.
      return isSafe || isSentryHost(request.url);
    case "reset": // also a TLS handshake that broke off
    case "truncated":
      return isSafe;
    default:
      return false;
  }
}

function isSentryHost(url: string): boolean {
  const host = URL.parse(url)?.hostname ?? "";
  return host === "sentry.io" || host.endsWith(".sentry.io");
}
