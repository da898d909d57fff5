/** Who asks: tokens and their scopes, and the guard of the `/_local/` endpoints. */
import { type HeaderList, headerValue } from "../../formats/http1.ts";
import { decodeUtf8, sha256Hex } from "./bytes.ts";
import { detailReply, Refusal } from "./replies.ts";
import { findToken, type Token } from "./store/accounts.ts";
import type { RecordedAuthorization } from "./store/requests.ts";
import type { Store } from "./store/store.ts";

/** What the `Authorization` header says. */
export interface Claim {
  readonly token: Token | undefined;
  readonly recorded: RecordedAuthorization | null;
  /** Why there is no token. */
  readonly problem: string | undefined;
}

/** What a user's token may do when nothing else is asked for. */
export const USER_SCOPES: readonly string[] = [
  "event:admin",
  "event:read",
  "member:read",
  "org:ci",
  "org:read",
  "project:read",
  "project:releases",
  "project:write",
  "team:read",
];

/** The one scope of an organization's token. */
export const ORG_SCOPES: readonly string[] = ["org:ci"];

const MISSING = "Authentication credentials were not provided.";

/** Looks up the token of a request: `Bearer TOKEN`, or `Basic` with it as the user name. */
export async function readClaim(store: Store, headers: HeaderList): Promise<Claim> {
  const value = headerValue(headers, "authorization");
  if (value === undefined) return { token: undefined, recorded: null, problem: MISSING };
  const [, scheme = "", text = ""] = /^([^ ]*) *(.*)$/.exec(value) ?? [];
  const secret = tokenText(scheme, text);
  const hash = await sha256Hex(secret ?? text);
  const token = secret === undefined || secret === "" ? undefined : findToken(store, hash);
  return {
    token,
    recorded: { scheme, known: token !== undefined, sha256: hash.slice(0, 16) },
    problem: token !== undefined ? undefined : explain(secret),
  };
}

function explain(secret: string | undefined): string {
  if (secret === undefined) return MISSING;
  if (secret === "") return "Invalid token header. No credentials provided.";
  if (secret.includes(" ")) {
    return "Invalid token header. Token string should not contain spaces.";
  }
  return "Invalid token";
}

/** The token in the credentials; `undefined` for a scheme we do not know. */
function tokenText(scheme: string, text: string): string | undefined {
  if (scheme.toLowerCase() === "bearer") return text;
  if (scheme.toLowerCase() !== "basic") return undefined;
  try {
    const pair = decodeUtf8(Uint8Array.from(atob(text), (each) => each.charCodeAt(0)));
    return pair?.split(":")[0];
  } catch {
    return undefined;
  }
}

/** Throws a {@linkcode Refusal} unless the token is known and has one of the scopes. */
export function requireScope(claim: Claim, scopes: readonly string[]): Token {
  const { token, problem } = claim;
  if (token === undefined) {
    throw new Refusal(
      detailReply(401, problem ?? MISSING, [["WWW-Authenticate", 'Bearer realm="api"']]),
    );
  }
  if (scopes.length > 0 && !scopes.some((each) => token.scopes.includes(each))) {
    throw new Refusal(detailReply(403, "You do not have permission to perform this action."));
  }
  return token;
}

/**
 * Guards what needs no token. A web page in the user's browser can reach a loopback port, directly or
 * under a name of its own that it has pointed at 127.0.0.1 (DNS rebinding); both show in the headers.
 */
export function requireLocal(headers: HeaderList): void {
  const host = headerValue(headers, "host") ?? "";
  if (!isLoopbackName(host.replace(/:\d*$/, ""))) {
    throw new Refusal(detailReply(403, "This endpoint is for loopback host names only."));
  }
  const origin = headerValue(headers, "origin");
  if (origin !== undefined && origin.replace(/^https?:\/\//, "") !== host) {
    throw new Refusal(detailReply(403, "This endpoint is not for web pages."));
  }
}

/** Whether a host (an IPv6 address with or without brackets) is the machine itself. */
export function isLoopbackName(host: string): boolean {
  return host.toLowerCase() === "localhost" || host === "[::1]" || host === "::1" ||
    /^127(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/.test(host);
}
