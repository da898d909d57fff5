/** Where events go: the ingest endpoint of one project, which a DSN names. */
import { ApiError, CliError, NetworkError } from "../base/errors.ts";
import type { Secret } from "../base/secret.ts";
import { type Clock, type Fetch, type Timeouts, TransportError } from "../system/mod.ts";
import { ensureOk } from "./answers.ts";

/** The parts of a DSN that a request needs. */
export interface IngestKey {
  readonly envelopeUrl: string;
  readonly publicKey: string;
  readonly secretKey: Secret | undefined;
}

/** How to send one envelope. */
export interface SendOptions {
  readonly timeouts?: Partial<Timeouts> | undefined;
  readonly signal?: AbortSignal | undefined;
  /** `false`: one attempt only. Default: as every POST, tried again when a gateway says so. */
  readonly repeatable?: false | undefined;
}

/** Sends envelopes. */
export interface Ingest {
  readonly key: IngestKey;
  /** The DSN as it is written, with all its secrets: for whoever stores it. */
  dsnText(): string;
  /** Throws `NetworkError` and `ApiError`. */
  send(envelope: Uint8Array, options?: SendOptions): Promise<void>;
}

/** What an ingest is made from. */
export interface IngestOptions {
  readonly key: IngestKey;
  readonly fetch: Fetch;
  readonly clock: Pick<Clock, "now">;
  /** `x86_64` */
  readonly arch: string;
  /** The text of the secret key, which the connection knows how to read. */
  readonly secret: string | undefined;
  readonly dsnText: string;
}

/** An ingest over a connection. */
export function createIngest({ key, fetch, clock, arch, secret, dsnText }: IngestOptions): Ingest {
  return {
    key,
    dsnText: () => dsnText,
    async send(envelope, options = {}) {
      const parts = [
        `Sentry sentry_key=${key.publicKey}`,
        "sentry_version=7",
        `sentry_timestamp=${clock.now() / 1000}`,
        `sentry_client=sentry-cli/${arch}`,
        ...(secret === undefined ? [] : [`sentry_secret=${secret}`]),
      ];
      const response = await answered(() =>
        fetch({
          method: "POST",
          url: key.envelopeUrl,
          headers: [["X-Sentry-Auth", parts.join(", ")]],
          body: () => envelope,
          buffered: true,
          // The key in the header is all the proof there is; a token has no business here.
          authorize: false,
          assumed: { json: {} },
          ...options,
        })
      );
      await ensureAccepted(response);
    },
  };
}

/** No answer, in the words that every call has for it. */
async function answered(ask: () => Promise<Response>): Promise<Response> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    throw new NetworkError("API request failed", { cause: error, hint: error.hint });
  }
}

/** A refusal is about the DSN; there is no token that could be wrong. */
async function ensureAccepted(response: Response): Promise<void> {
  const { status, headers } = response;
  const isPage = /^text\/html\b/i.test(headers.get("content-type") ?? "");
  if ((status >= 300 && status < 400) || (status < 300 && isPage)) {
    const what = isPage ? "a page" : "a redirect";
    throw new NetworkError("API request failed", {
      cause: new Error(`no ingest endpoint answered, but ${what} (http status: ${status})`),
      hint: "Check the DSN, and that no proxy or login page answers in its place",
    });
  }
  try {
    await ensureOk(response);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    const isAboutKey = response.status === 401 || response.status === 403;
    throw new ApiError(error.message, response.status, {
      cause: error.cause,
      hint: isAboutKey ? "Check the DSN: its key may be disabled or of another project" : undefined,
    });
  }
}

/**
 * Whether an envelope that could not be sent may be taken another time: the server was away or busy,
 * and did not say that the envelope itself is wrong.
 */
export function isWorthAnotherTry(error: unknown): boolean {
  if (!(error instanceof ApiError)) return true;
  return error.status === 408 || error.status === 429 || error.status >= 500;
}

/** Whether an envelope may have been taken although sending it failed: only the answer is missing. */
export function mayHaveArrived(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof TransportError) return /^(timeout|reset|truncated|aborted)$/.test(at.failure);
  }
  return false;
}
