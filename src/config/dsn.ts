/** A DSN: the address and key to which events of one project go. */
import { ConfigError } from "../base/errors.ts";

export interface Dsn {
  /** `https://o1.ingest.sentry.io`, with the port when it is not the scheme's own. */
  readonly origin: string;
  /** Path before the project id, empty or with a leading and without a trailing slash. */
  readonly path: string;
  readonly publicKey: string;
  readonly secretKey: string | undefined;
  readonly projectId: string;
  /** Where envelopes are posted. */
  readonly envelopeUrl: string;
}

/** Parses `{scheme}://{public key}[:{secret}]@{host}[:{port}]/{path}{project id}`. */
export function parseDsn(text: string): Dsn {
  const fail = (why: string) => new ConfigError(`Invalid DSN: ${why}`, { hint: DSN_HINT });
  const url = URL.parse(text.trim());
  // The text is not quoted: it may hold a secret key.
  if (url === null) throw fail("not a URL");
  if (url.protocol !== "http:" && url.protocol !== "https:") throw fail("not an http(s) URL");
  if (url.hostname === "") throw fail("no host");
  if (url.username === "") throw fail("no public key before the host");
  const slash = url.pathname.lastIndexOf("/");
  const projectId = url.pathname.slice(slash + 1);
  if (projectId === "") throw fail("no project id at the end of the path");
  const path = url.pathname.slice(0, slash);
  return {
    origin: url.origin,
    path,
    publicKey: decodeURIComponent(url.username),
    secretKey: url.password === "" ? undefined : decodeURIComponent(url.password),
    projectId,
    envelopeUrl: `${url.origin}${path}/api/${projectId}/envelope/`,
  };
}

const DSN_HINT = "Copy the DSN from the project's settings, section Client Keys.";
