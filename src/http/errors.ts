/** Turns "there was no answer" into an error that says which host, over which proxy, and what to do. */
import { Cancelled, CliError, NetworkError } from "../base/errors.ts";
import { type ProxyAddress, TransportError, type TransportFailure } from "../system/mod.ts";
import { type Middleware, withBody } from "./middleware.ts";

/** What the policy needs. */
export interface NetworkErrorOptions {
  readonly proxyFor: (url: URL) => ProxyAddress | undefined;
}

interface Wording {
  readonly what: string;
  readonly hint?: string;
}

const WORDS: Readonly<Record<Exclude<TransportFailure, "aborted">, Wording>> = {
  dns: {
    what: "the host name could not be resolved",
    hint: "Check the spelling of the URL and the name server of this machine",
  },
  refused: {
    what: "the connection was refused",
    hint: "Check the port of the URL, and that the server is running",
  },
  reset: { what: "the connection was closed in the middle", hint: "Try again in a moment" },
  unreachable: {
    what: "there is no route to the host",
    hint: "Check the network of this machine, and whether it needs a proxy (http_proxy)",
  },
  timeout: { what: "it took too long", hint: "Check the network and the state of the server" },
  proxy: {
    what: "the proxy did not let the connection through",
    hint: "Check the address and the credentials of the proxy",
  },
  "tls-untrusted": {
    what: "the server's certificate comes from an unknown authority",
    hint: "Name the authority's certificate with http.ca_file or SSL_CERT_FILE",
  },
  "tls-expired": {
    what: "the server's certificate is not valid at this time",
    hint: "Renew the certificate, and check the clock of this machine",
  },
  "tls-host": {
    what: "the server's certificate is for another host name",
    hint: "Use the host name that the certificate was made for",
  },
  "tls-ca-as-server": {
    what: "the server presents the certificate of an authority as its own",
    hint: "Make a server certificate without 'CA:TRUE', signed by that authority, " +
      "and name the authority's certificate with http.ca_file",
  },
  "tls-revoked": {
    what: "the server's certificate was revoked",
    hint: "Have the server present a new certificate; 'check_ssl_revoke=false' in the section " +
      "[http] turns this check off",
  },
  "tls-other": {
    what: "the TLS handshake failed",
    hint: "Check that the port speaks TLS, and whether the server asks for a client certificate",
  },
  truncated: { what: "the answer was cut short", hint: "Try again in a moment" },
  denied: {
    what: "the runtime does not permit the connection",
    hint: "Run with --allow-net for this host",
  },
  other: { what: "the request failed" },
};

/** The error for the user. */
export function toNetworkError(
  error: TransportError,
  url: string,
  proxy: ProxyAddress | undefined,
): NetworkError | Cancelled {
  if (error.failure === "aborted") return new Cancelled("Interrupted", { cause: error });
  const { what, hint } = WORDS[error.failure];
  const host = URL.parse(url)?.host ?? "the server";
  const via = proxy === undefined ? "" : ` over the proxy '${proxy.scheme}://${proxy.host}'`;
  return new NetworkError(`Could not reach '${host}'${via}: ${what}`, {
    hint: proxy === undefined || error.failure.startsWith("tls-")
      ? hint
      : WORDS.proxy.hint + "; NO_PROXY names hosts to reach without it",
    cause: error,
  });
}

/** The policy. Stands outermost: the others still see the error of the transport. */
export function networkErrors({ proxyFor }: NetworkErrorOptions): Middleware {
  return (next) => async (request) => {
    const translate = (error: unknown): unknown => {
      if (request.signal?.aborted && !(error instanceof CliError)) {
        return new Cancelled("Interrupted", { cause: error });
      }
      if (!(error instanceof TransportError)) return error;
      const url = URL.parse(request.url);
      return toNetworkError(error, request.url, url === null ? undefined : proxyFor(url));
    };
    try {
      const response = await next(request);
      // A body that was read already cannot fail any more.
      if (request.buffered || response.body === null) return response;
      return withBody(response, translateErrors(response.body, translate));
    } catch (error) {
      throw translate(error);
    }
  };
}

function translateErrors(
  body: ReadableStream<Uint8Array>,
  translate: (error: unknown) => unknown,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(new Uint8Array(value));
      } catch (error) {
        throw translate(error);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}
