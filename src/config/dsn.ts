/** A DSN: the address and key to which events of one project go. */
import { Secret } from "../base/secret.ts";

export interface Dsn {
  /** `https://o1.ingest.sentry.io`, with the port when it is not the scheme's own. */
  readonly origin: string;
  /** Path before the project id, empty or with a leading and without a trailing slash. */
  readonly path: string;
  readonly publicKey: string;
  readonly secretKey: Secret | undefined;
  readonly projectId: string;
  /** Where envelopes are posted. */
  readonly envelopeUrl: string;
}

/**
 * Parses `{scheme}://{public key}[:{secret}]@{host}[:{port}]/{path}{project id}`; outer blanks, a
 * trailing slash, query and fragment are ignored. Throws an `Error` that says why not, without the
 * text: it may hold a secret.
 */
export function parseDsn(text: string): Dsn {
  const url = URL.parse(text.trim());
  if (url === null) throw new Error("not a URL");
  if (url.protocol !== "http:" && url.protocol !== "https:") throw new Error("not an http(s) URL");
  if (url.username === "") throw new Error("no public key before the host");
  const pathname = url.pathname.replace(/\/$/, "");
  const slash = pathname.lastIndexOf("/");
  const projectId = pathname.slice(slash + 1);
  if (projectId === "") throw new Error("no project id at the end of the path");
  const path = pathname.slice(0, Math.max(slash, 0));
  return {
    origin: url.origin,
    path,
    publicKey: decoded(url.username),
    secretKey: url.password === "" ? undefined : new Secret(decoded(url.password)),
    projectId,
    envelopeUrl: `${url.origin}${path}/api/${projectId}/envelope/`,
  };
}

/** The text of a DSN, given the text of its secret key. */
export function writeDsn(dsn: Dsn, secret: string | undefined): string {
  const key = encodeURIComponent(dsn.publicKey);
  const keys = secret === undefined ? key : `${key}:${encodeURIComponent(secret)}`;
  return `${dsn.origin.replace("://", `://${keys}@`)}${dsn.path}/${dsn.projectId}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone `%`
  }
}
