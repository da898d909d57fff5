/**
 * Follows redirects, for the requests that ask for it.
 *
 * Stands outside the policies that add the token and the custom headers: each hop passes through them
 * anew and gets what its own host may have.
 */
import { type HttpRequest, TransportError } from "../system/mod.ts";
import { type Middleware, withoutHeader } from "./middleware.ts";

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** What belongs to one host and must not travel to another. */
const PRIVATE = ["authorization", "cookie", "proxy-authorization", "x-api-key", "x-sentry-auth"];

/** The policy. With `maxRedirects` 0 (the default) the redirect itself is the answer. */
export function redirect(): Middleware {
  return (next) => async (request) => {
    const limit = request.maxRedirects ?? 0;
    let hop = request;
    for (let followed = 0;; followed++) {
      const response = await next(hop);
      const location = response.headers.get("location");
      if (limit === 0 || !REDIRECTS.has(response.status) || location === null) return response;
      if (followed >= limit) {
        throw new TransportError(`more than ${limit} redirects`, "other");
      }
      await response.body?.cancel().catch(() => {});
      hop = nextHop(hop, response.status, location);
    }
  };
}

function nextHop(request: HttpRequest, status: number, location: string): HttpRequest {
  const from = new URL(request.url);
  const to = URL.parse(location, from);
  if (to === null || !/^https?:$/.test(to.protocol)) {
    throw new TransportError("the redirect leads to something that is not a web address", "other");
  }
  // A fragment is for the reader's eyes; user and password of a redirect are somebody else's.
  to.hash = to.username = to.password = "";
  let hop: HttpRequest = { ...request, url: to.href };
  if (to.origin !== from.origin) {
    for (const name of [...PRIVATE, "host"]) hop = withoutHeader(hop, name);
  }
  // RFC 9110, 15.4: 303 always turns into GET, and 301 and 302 do so for POST, as everybody does it.
  const becomesGet = status === 303 ? !/^(GET|HEAD)$/.test(request.method) : status < 303 &&
    request.method === "POST";
  if (!becomesGet) return hop;
  for (const name of ["content-type", "content-length", "content-encoding"]) {
    hop = withoutHeader(hop, name);
  }
  return { ...hop, method: "GET", body: undefined };
}
