/** What every call of Sentry's API shares: address, JSON, token, errors. */
import { AuthError, NetworkError } from "../base/errors.ts";
import type { AssumedAnswer, Fetch, HttpRequest } from "../system/mod.ts";
import { ensureOk, type Missing, readJson } from "./answers.ts";
import type { Decode } from "./decode.ts";
import { toJson } from "./to_json.ts";

/** A request to the API. */
export interface ApiRequest extends Omit<HttpRequest, "url" | "headers"> {
  /** Below `/api/0/`, or an absolute URL that the server gave. */
  readonly path: string;
  readonly headers?: HttpRequest["headers"];
}

/** What a call wants beside its path. */
export interface CallOptions {
  /** What a 404 means. */
  readonly missing?: Missing | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Whether it may be sent twice; default: by method. */
  readonly repeatable?: boolean | undefined;
  /** What a dry run takes for the answer; see `http/plan.ts`. */
  readonly assumed?: AssumedAnswer | undefined;
}

/** The API of one server. */
export interface Api {
  /** Base URL without trailing slash. */
  readonly url: string;
  /**
   * Sends a request and gives the answer whatever its status. The answer is read as part of the
   * attempt unless `buffered: false` asks for a stream.
   */
  request(request: ApiRequest): Promise<Response>;
  /** GETs JSON. */
  getJson<T>(path: string, decode: Decode<T>, options?: CallOptions): Promise<T>;
  /** Sends JSON and reads JSON. */
  sendJson<T>(
    method: string,
    path: string,
    body: unknown,
    decode: Decode<T>,
    options?: CallOptions,
  ): Promise<T>;
}

/** What an API is made from. */
export interface ApiOptions {
  readonly server: {
    /** Base URL; a trailing slash is cut. */
    readonly url: string;
    /** Where the address comes from. */
    readonly urlOrigin?: { readonly where: string };
    readonly credentials: unknown;
  };
  /** Knows the token; see `http/stack.ts`. */
  readonly fetch: Fetch;
  readonly log: { debug(message: string): void };
}

/** The API of a server. Throws an {@linkcode AuthError} when there is no token, before any request. */
export function createApi({ server, fetch, log }: ApiOptions): Api {
  if (server.credentials === undefined) {
    throw new AuthError(
      "Auth token is required for this request. Please run `sentry-cli login` and try again!",
    );
  }
  const url = server.url.replace(/\/+$/, "");
  const where = server.urlOrigin?.where;
  const request = async ({ path, headers = [], ...rest }: ApiRequest): Promise<Response> => {
    try {
      return await fetch({ buffered: true, ...rest, headers, url: urlOf(url, path) });
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      const hint = where === undefined || error.hint === undefined
        ? error.hint
        : `${error.hint} (the address of the server comes from ${where})`;
      throw new NetworkError("API request failed", { cause: error, hint });
    }
  };
  const answer = async <T>(
    sent: ApiRequest,
    decode: Decode<T>,
    { missing }: CallOptions,
  ): Promise<T> => {
    const response = await request(sent);
    await ensureOk(response, { missing });
    return await readJson(response, decode, {
      server: where === undefined ? undefined : { url, where },
    });
  };
  return {
    url,
    request,
    getJson: (path, decode, options = {}) =>
      answer({ method: "GET", path, ...sendOptions(options) }, decode, options),
    sendJson(method, path, body, decode, options = {}) {
      const json = toJson(body);
      log.debug(`json body: ${json}`);
      const bytes = new TextEncoder().encode(json);
      return answer(
        {
          method,
          path,
          headers: [["Content-Type", "application/json"]],
          body: () => bytes,
          ...sendOptions(options),
        },
        decode,
        options,
      );
    },
  };
}

function sendOptions({ signal, repeatable, assumed }: CallOptions) {
  return { signal, repeatable, assumed };
}

/** The address of a path: below `/api/0/`, whether or not the path says so itself. */
function urlOf(base: string, path: string): string {
  if (/^https?:\/\//i.test(path)) return path;
  return `${base}/api/0/${path.replace(/^\/+/, "").replace(/^api\/0\//, "")}`;
}
