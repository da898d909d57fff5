/** From method and path to the handler of a room. */
import type { Codecs } from "../../system/mod.ts";
import type { Token } from "./store/accounts.ts";
import type { Store } from "./store/store.ts";
import type { Reply, ServerRequest } from "./http_server.ts";
import { badRequest, detailReply, Refusal } from "./replies.ts";

/** What a handler gets. */
export interface RoomRequest {
  readonly request: ServerRequest;
  readonly method: string;
  /** As sent. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Base URL of the server, without a trailing slash. */
  readonly baseUrl: string;
  /** The decoded text at a `{name}` of the pattern. */
  param(name: string): string;
}

/** A handler behind a token. */
export interface ApiRequest extends RoomRequest {
  readonly token: Token;
  readonly store: Store;
  codecs(): Promise<Codecs>;
  /** Now, Unix time in milliseconds. */
  readonly nowMs: number;
}

export interface Route<R> {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Path with `{name}` for a segment, e.g. `/api/0/organizations/{org}/`. */
  readonly path: string;
  /** The token needs one of these; none asks for any token. */
  readonly scopes?: readonly string[];
  readonly handle: (request: R) => Reply | Promise<Reply>;
}

export interface Match<R> {
  readonly route: Route<R>;
  param(name: string): string;
}

/** Finds the route of a request. Throws a {@linkcode Refusal}: 404, or 405 for another method. */
export function findRoute<R>(
  routes: readonly Route<R>[],
  { method, path }: { readonly method: string; readonly path: string },
): Match<R> {
  // HEAD is GET without the body, which the server leaves out.
  const wanted = method === "HEAD" ? "GET" : method;
  const segments = path.split("/");
  const matching = routes.filter((each) => fits(each.path, segments));
  const route = matching.find((each) => each.method === wanted);
  if (route !== undefined) {
    const params = readParams(route.path, segments);
    return {
      route,
      param(name) {
        const value = params.get(name);
        if (value === undefined) throw new Error(`${route.path} has no {${name}}`);
        return value;
      },
    };
  }
  if (matching.length === 0) throw noSuchPath(routes, path);
  const allowed = [...new Set(matching.map((each) => each.method))].join(", ");
  throw new Refusal(detailReply(405, `Method "${method}" not allowed.`, [["Allow", allowed]]));
}

function noSuchPath<R>(routes: readonly Route<R>[], path: string): Refusal {
  const segments = `${path}/`.split("/");
  const forgotten = !path.endsWith("/") && routes.some((each) => fits(each.path, segments));
  return new Refusal(
    detailReply(404, forgotten ? "Not found: the path needs a trailing slash" : "Not found"),
  );
}

function isParam(part: string): boolean {
  return part.startsWith("{");
}

function fits(pattern: string, segments: readonly string[]): boolean {
  const parts = pattern.split("/");
  return parts.length === segments.length && parts.every((part, index) => {
    const segment = segments[index] ?? "";
    return isParam(part) ? segment !== "" : part === segment;
  });
}

function readParams(pattern: string, segments: readonly string[]): Map<string, string> {
  const params = new Map<string, string>();
  for (const [index, part] of pattern.split("/").entries()) {
    if (!isParam(part)) continue;
    try {
      params.set(part.slice(1, -1), decodeURIComponent(segments[index] ?? ""));
    } catch {
      throw badRequest("The path is not valid percent-encoded UTF-8");
    }
  }
  return params;
}
