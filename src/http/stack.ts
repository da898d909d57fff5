/** All policies around the connection, in their order. */
import type { Clock, Fetch, Random, Timeouts, TransportOptions } from "../system/mod.ts";
import { auth, type HttpCredentials } from "./auth.ts";
import { buffer } from "./buffer.ts";
import { type HeaderLine, parseCustomHeaders } from "./custom_headers.ts";
import { networkErrors } from "./errors.ts";
import { headers } from "./headers.ts";
import { type DebugLog, logRequests } from "./log.ts";
import { compose } from "./middleware.ts";
import { redirect } from "./redirect.ts";
import { retry } from "./retry.ts";
import { timeout } from "./timeout.ts";
import { createTrust } from "./trust.ts";

/** What one run knows about its requests. */
export interface FetchOptions {
  /** Opens connections; no policy. */
  readonly connect: (transport: TransportOptions) => Fetch;
  readonly transport: TransportOptions;
  /** The configured server: token and custom headers go there. */
  readonly baseUrl: string;
  readonly credentials: HttpCredentials | undefined;
  /** Further hosts that may get both; see `trust.ts` for the forms. */
  readonly trustedHosts: readonly string[];
  /** `sentry-cli/<version>`. */
  readonly userAgent: string;
  readonly pipeline: string | undefined;
  readonly customHeaders: readonly HeaderLine[];
  readonly maxRetries: number;
  readonly timeouts?: Partial<Timeouts> | undefined;
  readonly clock: Pick<Clock, "now" | "sleep" | "alarm" | "monotonic">;
  readonly random: Pick<Random, "fraction">;
  readonly log: DebugLog;
  readonly redact: (text: string) => string;
  /** Aborts everything under way; a request's own signal counts besides. */
  readonly signal?: AbortSignal | undefined;
}

/** The fetch of a run. Throws a `ConfigError` for a custom header that cannot be sent. */
export function createFetch(options: FetchOptions): Fetch {
  const { transport, clock, random, log, redact, credentials } = options;
  const custom = parseCustomHeaders(options.customHeaders);
  const mayReceive = createTrust(options);
  const fetch = compose([
    // Outermost: everything below still sees the transport's own error and can react to its kind.
    networkErrors({ proxyFor: transport.proxyFor }),
    // Around auth and headers: every hop gets only what its own host may have.
    redirect(),
    // Before headers: a custom Authorization header can then take the token's place.
    auth({ credentials, mayReceive, log }),
    headers({ ...options, custom, mayReceive }),
    // Around log: every attempt is seen.
    retry({ ...options, clock, random, log }),
    logRequests({ log, redact, customNames: custom.map(({ name }) => name) }),
    // Around timeout and inside retry: a body that stalls or breaks off is a failed attempt.
    buffer(),
    // Innermost: the limits are those of one attempt, not of all with their pauses.
    timeout({ clock, defaults: options.timeouts }),
  ], options.connect(transport));
  const { signal } = options;
  if (signal === undefined) return fetch;
  return (request) =>
    fetch({
      ...request,
      signal: request.signal === undefined ? signal : AbortSignal.any([signal, request.signal]),
    });
}
