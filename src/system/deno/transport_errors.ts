/** Reads from the runtime's error texts why there was no answer; there are no codes to go by. */
import { type ProxyAddress, TransportError, type TransportFailure } from "../mod.ts";

/** What is known beside the error. */
export interface FailureContext {
  readonly signal: AbortSignal | undefined;
  readonly proxy: ProxyAddress | undefined;
}

/**
 * Texts of hyper, rustls, the operating systems, and node's and undici's codes; the first that
 * matches counts.
 */
const TEXTS: readonly (readonly [RegExp, TransportFailure])[] = [
  [/CaUsedAsEndEntity/, "tls-ca-as-server"],
  [/NotValidForName|not valid for name|ERR_TLS_CERT_ALTNAME/i, "tls-host"],
  [/\bExpired|certificate expired|NotValidYet|not valid yet|CERT_HAS_EXPIRED/i, "tls-expired"],
  [/UnknownIssuer|BadSignature|self-signed|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/i, "tls-untrusted"],
  [/tunnel|proxy (auth|response|server)|\bsocks|password auth failure|auth methods?\b/i, "proxy"],
  [/dns error|failed to lookup|ENOTFOUND|EAI_AGAIN|No such host|name resolution/i, "dns"],
  [/connection refused|ECONNREFUSED|os error (61|111|10061)\b/i, "refused"],
  [/no route to host|network is unreachable|EHOSTUNREACH|ENETUNREACH/i, "unreachable"],
  [/timed out|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT/i, "timeout"],
  [
    /end of file before message length|error reading a body|error decoding|body.*(eof|closed)/i,
    "truncated",
  ],
  [
    /connection reset|ECONNRESET|EPIPE|broken pipe|connection closed|handshake eof|unexpected eof|close_notify|other side closed|incomplete message|os error (32|54|104|10053|10054)\b/i,
    "reset",
  ],
  [
    /certificate|tls|ssl|handshake|alert|corrupt message|peer (is incompatible|misbehaved)/i,
    "tls-other",
  ],
];

/** The error with its kind and one sentence of what was found. */
export function toTransportError(error: unknown, context: FailureContext): TransportError {
  const reason: unknown = context.signal?.aborted ? context.signal.reason : error;
  if (reason instanceof TransportError) return reason;
  if (context.signal?.aborted) {
    return new TransportError("the request was stopped", "aborted", { cause: reason });
  }
  if (error instanceof Deno.errors.NotCapable) {
    return new TransportError(error.message, "denied");
  }
  const text = textOf(error);
  return new TransportError(shorten(text), failureOf(text));
}

function failureOf(text: string): TransportFailure {
  return TEXTS.find(([pattern]) => pattern.test(text))?.[1] ?? "other";
}

/** Messages and codes of an error and its causes. */
function textOf(error: unknown): string {
  const texts: string[] = [];
  for (let at: unknown = error; at instanceof Error && texts.length < 8; at = at.cause) {
    const code = "code" in at && typeof at.code === "string" ? `${at.code} ` : "";
    // node gathers the failures of all addresses of a host.
    const inner = at instanceof AggregateError ? at.errors.map(textOf).join("; ") : "";
    texts.push(`${code}${at.message}${inner && `: ${inner}`}`);
  }
  return texts.length === 0 ? String(error) : texts.join(": ");
}

/** Without the parts that the user knows or that are said twice. */
function shorten(text: string): string {
  const parts = text
    .replace(/^fetch failed: /, "")
    .replace(/error sending request (from \S+ )?for url \(.*?\)(: )?/gs, "")
    .replace(/client error \(\w+\): /g, "")
    .split(": ");
  const last = parts.at(-1);
  // Deno 2.4 repeats the innermost cause.
  return (parts.length > 1 && last === parts.at(-2) ? parts.slice(0, -1) : parts).join(": ");
}
