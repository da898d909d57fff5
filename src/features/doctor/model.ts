/** The words of `doctor`: checks, what they find, and what they are made from. */
import type { Api } from "../../api/client.ts";
import type { ChunkOptions } from "../../api/chunk_upload.ts";
import type {
  Clock,
  Fetch,
  Platform,
  Probe,
  ProxyAddress,
  Random,
  TransportOptions,
} from "../../system/mod.ts";

export type CheckId =
  | "config"
  | "dns"
  | "proxy"
  | "tcp"
  | "tls"
  | "revocation"
  | "answer"
  | "clock"
  | "auth"
  | "scopes"
  | "place"
  | "upload"
  | "probe";

/** `skipped`: could not be tried, because something before it failed, or does not apply. */
export type Status = "ok" | "warning" | "failure" | "skipped";

/** What one check found. */
export interface Finding {
  readonly status: Status;
  /** One line. */
  readonly message: string;
  /** One line: what to do about a warning or a failure. */
  readonly fix?: string | undefined;
}

export interface CheckResult extends Finding {
  readonly id: CheckId;
  readonly title: string;
  /** The title of the failed check that makes this one meaningless. */
  readonly becauseOf?: string | undefined;
}

/** A text from the configuration and who gave it. */
export interface Placed {
  readonly value: string;
  /** `SENTRY_ORG`, `/repo/.sentryclirc:4`, `--org`. */
  readonly where: string;
}

/** What the settings say about the way to the server. */
export interface Route {
  /** Base URL. */
  readonly server: Placed;
  readonly proxy: { readonly address: ProxyAddress; readonly where: string } | undefined;
  readonly transport: TransportOptions;
  /** Sends requests with all policies but without repeating them. */
  readonly fetch: Fetch;
  /** The same as an API; `undefined` without a token. */
  readonly api: Api | undefined;
  /** Where the token comes from. */
  readonly credentials: string | undefined;
}

/** What a run of the doctor is about. */
export interface Patient {
  /** What is to say about the configuration itself. */
  readonly config: Finding;
  /** `undefined` when the configuration allows no request at all. */
  readonly route: Route | undefined;
  readonly org: Placed | undefined;
  readonly project: Placed | undefined;
  /** Whether the settings want revoked certificates refused. */
  readonly checksRevocation: boolean;
  /** The longest wait for one step. */
  readonly limitMs: number;
  /** Whether to send one chunk. */
  readonly sendsChunk: boolean;
}

/** The outside world of the checks. */
export interface DoctorDoors {
  readonly probe: Probe;
  readonly clock: Pick<Clock, "now" | "alarm">;
  readonly random: Pick<Random, "bytes">;
  readonly platform: Pick<Platform, "checkRevocation">;
  readonly signal: AbortSignal;
}

/** The answer to the first request, read to its end. */
export interface Contact {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** What checks find out for those behind them. */
export interface Visit extends Patient {
  readonly doors: DoctorDoors;
  readonly route: Route;
  /** The first request, sent once, without the token. Throws what the request threw. */
  contact(): Promise<Contact>;
  /** Runs a step that ends after the limit. */
  limited<T>(step: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** The scopes of the token, once they are known. */
  scopes?: readonly string[] | undefined;
  /** How the server takes uploads, once that is known. */
  uploads?: ChunkOptions | undefined;
}

/** One check. */
export interface Check {
  readonly id: CheckId;
  readonly title: string;
  /** When one of these failed, this one tells nothing. */
  readonly needs: readonly CheckId[];
  readonly run: (visit: Visit) => Finding | Promise<Finding>;
}

export function ok(message: string): Finding {
  return { status: "ok", message };
}

export function warning(message: string, fix?: string): Finding {
  return { status: "warning", message, fix };
}

export function failure(message: string, fix: string): Finding {
  return { status: "failure", message, fix };
}

export function skipped(message: string): Finding {
  return { status: "skipped", message };
}
