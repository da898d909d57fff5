/** Shows each attempt in the debug log: what was asked, what was answered, and no secret. */
import { MASK } from "../base/secret.ts";
import { type HttpRequest, TransportError } from "../system/mod.ts";
import { bodySize } from "./body_size.ts";
import { type Middleware, withBody } from "./middleware.ts";

/** The part of a log that this takes. */
export interface DebugLog {
  enabled(level: "debug"): boolean;
  debug(message: string): void;
}

/** What the policy needs. */
export interface LogOptions {
  readonly log: DebugLog;
  readonly redact: (text: string) => string;
  /** Names of the user's own headers: what they hold is nobody's business. */
  readonly customNames: readonly string[];
}

/** Names of headers whose values are secrets. */
export const SECRET_NAMES =
  /^((proxy-)?authorization|set-cookie2?|cookie|x-api-key|x-auth-token|x-sentry-(auth|token))$/i;

/** The policy. */
export function logRequests({ log, redact, customNames }: LogOptions): Middleware {
  const custom = new Set(customNames.map((name) => name.toLowerCase()));
  const isSecret = (name: string) => SECRET_NAMES.test(name) || custom.has(name.toLowerCase());
  const line = (mark: ">" | "<", name: string, value: string) =>
    log.debug(`${mark} ${name}: ${value === "" ? "" : isSecret(name) ? MASK : redact(value)}`);
  return (next) => async (request) => {
    if (!log.enabled("debug")) return await next(request);
    const url = new URL(request.url);
    log.debug(`> ${request.method} ${redact(url.pathname + url.search)} HTTP/1.1`);
    if (!request.headers.some(([name]) => name.toLowerCase() === "host")) {
      line(">", "Host", url.host);
    }
    for (const [name, value] of request.headers) line(">", name, value);
    const sent = withLoggedLength(request, (length) => line(">", "Content-Length", length));
    let response: Response;
    try {
      response = await next(sent);
    } catch (error) {
      if (error instanceof TransportError) log.debug(`no answer: ${redact(error.message)}`);
      throw error;
    }
    log.debug(`< HTTP/1.1 ${response.status} ${redact(response.statusText)}`.trimEnd());
    for (const [name, value] of response.headers) line("<", titleCase(name), value);
    return request.buffered ? await withLoggedBody(response) : response;
  };

  async function withLoggedBody(response: Response): Promise<Response> {
    const type = response.headers.get("content-type") ?? "";
    if (response.body === null || !/^text\/|[/+]json\b/.test(type)) return response;
    const bytes = await response.arrayBuffer();
    if (bytes.byteLength > 0) log.debug(`body: ${redact(new TextDecoder().decode(bytes))}`);
    return withBody(response, bytes);
  }
}

/** Bodies are made anew per attempt, so the length shows only once this one is made. */
function withLoggedLength(request: HttpRequest, show: (length: string) => void): HttpRequest {
  const { body } = request;
  if (body === undefined) return request;
  return {
    ...request,
    body: () => {
      const made = body();
      const size = bodySize(made);
      if (size !== undefined) show(String(size));
      return made;
    },
  };
}

/** `content-type` as it is mostly written. */
function titleCase(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}
