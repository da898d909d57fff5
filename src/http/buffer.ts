/**
 * Reads the whole answer as part of the attempt.
 *
 * Stands inside the retry policy: an answer that breaks off in the middle is then a failed attempt,
 * and not a surprise for whoever reads it later.
 */
import { isRead } from "../system/read_answer.ts";
import { type Middleware, withBody } from "./middleware.ts";

/** The policy; only for requests that say `buffered: true`. */
export function buffer(): Middleware {
  return (next) => async (request) => {
    const response = await next(request);
    if (!request.buffered || isRead(response)) return response;
    return withBody(response, await response.arrayBuffer());
  };
}
