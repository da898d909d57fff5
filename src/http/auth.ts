/** Adds what proves who we are: for the configured server, and for no other. */
import { AuthError } from "../base/errors.ts";
import type { Secret } from "../base/secret.ts";
import { headerOf, type Middleware } from "./middleware.ts";

/** A token, or an API key of the older kind. */
export interface HttpCredentials {
  readonly kind: "token" | "api-key";
  readonly secret: Secret;
}

/** What the policy needs. */
export interface AuthOptions {
  readonly credentials: HttpCredentials | undefined;
  /** Whether a URL belongs to the configured server; see `trust.ts`. */
  readonly mayReceive: (url: string) => boolean;
  readonly log: { debug(message: string): void };
}

/**
 * Value of the `Authorization` header.
 *
 * A token is cut at its first line break and loses the blanks at its end, since CI variables and
 * `$(cat token)` often bring some. An API key is the user of a basic authentication without password.
 */
export function authorizationOf({ kind, secret }: HttpCredentials): string {
  const text = (secret.reveal().split(/[\r\n]/)[0] ?? "").trimEnd();
  if (/[^\t\x20-\x7e]/.test(text)) {
    throw new AuthError("Cannot send the auth token: it contains characters that no token has", {
      hint: "Copy the token again and set it without quotes, blanks or line breaks",
    });
  }
  return kind === "token" ? `Bearer ${text}` : `Basic ${btoa(`${text}:`)}`;
}

/** The policy. A request that brings its own `Authorization` or says `authorize: false` is left alone. */
export function auth({ credentials, mayReceive, log }: AuthOptions): Middleware {
  return (next) => async (request) => {
    if (
      credentials === undefined || request.authorize === false ||
      headerOf(request, "authorization") !== undefined || !mayReceive(request.url)
    ) return await next(request);
    log.debug(
      credentials.kind === "token" ? "using token authentication" : "using API key authentication",
    );
    const headers = [
      ["Authorization", authorizationOf(credentials)] as const,
      ...request.headers,
    ];
    return await next({ ...request, headers });
  };
}
