/** Policies around a request, and how they are put together. */
import type { Fetch, HttpRequest } from "../system/mod.ts";

/** A policy: a fetch around a fetch. */
export type Middleware = (next: Fetch) => Fetch;

/** Puts the policies around `fetch`, the first one outermost. */
export function compose(policies: readonly Middleware[], fetch: Fetch): Fetch {
  return policies.reduceRight<Fetch>((next, policy) => policy(next), fetch);
}

/** Value of a header of the request, whatever its case; the last one counts. */
export function headerOf(request: HttpRequest, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return request.headers.findLast(([each]) => each.toLowerCase() === wanted)?.[1];
}

/** The request without the headers of that name. */
export function withoutHeader(request: HttpRequest, name: string): HttpRequest {
  const unwanted = name.toLowerCase();
  return {
    ...request,
    headers: request.headers.filter(([each]) => each.toLowerCase() !== unwanted),
  };
}

/**
 * The response with another body.
 *
 * `new Response` alone loses the URL and refuses a status above 599, which a server may well send.
 */
export function withBody(response: Response, body: BodyInit | null): Response {
  const copy = new Response(body, { headers: response.headers });
  const { status, statusText, ok, url } = response;
  for (const [name, value] of Object.entries({ status, statusText, ok, url })) {
    Object.defineProperty(copy, name, { value });
  }
  return copy;
}
