/** The headers that every request carries, in the order of the reference. */
import type { CustomHeader } from "./custom_headers.ts";
import type { Middleware } from "./middleware.ts";

/** What the policy needs. */
export interface HeadersOptions {
  /** `sentry-cli/<version>`. */
  readonly userAgent: string;
  /** Text after the user agent, from `SENTRY_PIPELINE`. */
  readonly pipeline: string | undefined;
  readonly custom: readonly CustomHeader[];
  /** Whether a URL belongs to the configured server; custom headers go nowhere else. */
  readonly mayReceive: (url: string) => boolean;
  readonly log: { debug(message: string): void };
}

type Header = readonly [name: string, value: string];

/**
 * The policy: `Accept`, custom headers, `User-Agent`, `Authorization`, then the request's own.
 *
 * A custom header takes the place of a default one of its name. Against a header that the request
 * needs to be understood (`Content-Type` of its body) it loses, since both together mean nothing.
 */
export function headers(options: HeadersOptions): Middleware {
  const { custom, mayReceive, log } = options;
  const pipeline = options.pipeline?.replace(/\s+/g, " ").trim() || undefined;
  const userAgent = pipeline ? `${options.userAgent} ${pipeline}` : options.userAgent;
  return (next) => (request) => {
    if (pipeline !== undefined) log.debug(`pipeline: ${pipeline}`);
    const mine = mayReceive(request.url) ? custom.filter(isEffective) : [];
    const replaced = new Set(mine.map(({ name }) => name.toLowerCase()));
    const isDefault = ([name]: Header) => name.toLowerCase() === "authorization";
    const own = new Set(
      request.headers.filter((each) => !isDefault(each)).map(([name]) => name.toLowerCase()),
    );
    const kept = (list: readonly Header[]) =>
      list.filter(([name]) => !replaced.has(name.toLowerCase()) && !own.has(name.toLowerCase()));
    const added = mine
      // Left out altogether the connection would fill it in; an empty one is the nearest to none.
      .filter(({ name, remove }) => !remove || name.toLowerCase() === "accept")
      .filter(({ name }) => !own.has(name.toLowerCase()))
      .map(({ name, value }): Header => [name, value]);
    return next({
      ...request,
      headers: [
        ...kept([["Accept", "*/*"]]),
        ...added,
        ...kept([["User-Agent", userAgent]]),
        ...kept(request.headers.filter(isDefault)),
        ...request.headers.filter((each) => !isDefault(each)),
      ],
    });
  };
}

/**
 * `Name:` takes away what the library below would send by itself. As in the reference, what the program
 * sends of its own stays: nobody should lose the token over an empty value.
 */
function isEffective({ name, remove }: CustomHeader): boolean {
  return !(remove && /^(user-agent|authorization)$/i.test(name));
}
