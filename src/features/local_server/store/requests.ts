/** The requests the server has received. */
import { isRecord } from "../../../base/is_record.ts";
import { MASK } from "../../../base/secret.ts";
import type { HeaderList } from "../../../formats/http1.ts";
import { base64, decodeUtf8 } from "../bytes.ts";
import {
  readBytes,
  readNumber,
  readOptionalNumber,
  readOptionalText,
  readText,
  type Row,
  type Store,
} from "./store.ts";

/** How many requests are kept; the oldest go first. */
export const KEPT_REQUESTS = 2_000;

/** What is kept of the `Authorization` header. */
export interface RecordedAuthorization {
  /** The first word, as sent: `Bearer`, `Basic`. */
  readonly scheme: string;
  /** Whether the token is one of the server's. */
  readonly known: boolean;
  /** First 16 digits of the SHA-256 of the token: equal for equal tokens. */
  readonly sha256: string;
}

/** A received request as `/_local/requests` shows it. */
export interface RecordedRequest {
  readonly id: number;
  readonly time: string;
  readonly method: string;
  /** The request target as sent. */
  readonly target: string;
  readonly path: string;
  readonly query: string;
  readonly httpVersion: string;
  /** As sent, in order; secrets masked. */
  readonly headers: HeaderList;
  readonly authorization: RecordedAuthorization | null;
  /** The body, or its kept beginning, when it is UTF-8. */
  readonly body: string | null;
  /** The same in base64 when it is not UTF-8. */
  readonly bodyBase64: string | null;
  /** Bytes received, without the chunked coding. */
  readonly bodyBytes: number;
  /** Whether the whole body was received. */
  readonly bodyComplete: boolean;
  /** Whether less was kept than received. */
  readonly bodyCut: boolean;
  /** Status of the answer; null when there is none (yet). */
  readonly status: number | null;
  /** `reply`, `reset`, `silence`; null while it is being worked on. */
  readonly outcome: string | null;
  /** The fault rule that acted. */
  readonly fault: string | null;
  /** Why the request was refused as HTTP. */
  readonly problem: string | null;
  readonly durationMs: number | null;
}

export interface RequestStart {
  readonly timeMs: number;
  readonly method: string;
  readonly target: string;
  readonly httpVersion: string;
  readonly headers: HeaderList;
  readonly authorization: RecordedAuthorization | null;
}

export interface RequestEnd {
  readonly body: Uint8Array;
  readonly bodyBytes: number;
  readonly bodyComplete: boolean;
  readonly status: number | null;
  readonly outcome: string;
  readonly fault: string | null;
  readonly problem: string | null;
  readonly durationMs: number;
}

/** Headers whose values are not kept. */
const SECRET_HEADERS = ["authorization", "proxy-authorization", "cookie"];

export function startRequest(store: Store, request: RequestStart): number {
  const headers = request.headers.map(([name, value]) => [name, mask(name, value)]);
  const { lastId } = store.db.run(
    `INSERT INTO requests (time_ms, method, target, http_version, headers, "authorization")
     VALUES (?, ?, ?, ?, ?, ?)`,
    request.timeMs,
    request.method,
    request.target,
    request.httpVersion,
    JSON.stringify(headers),
    request.authorization === null ? null : JSON.stringify(request.authorization),
  );
  store.db.run("DELETE FROM requests WHERE id <= ?", lastId - KEPT_REQUESTS);
  return lastId;
}

export function endRequest(store: Store, id: number, end: RequestEnd): void {
  store.db.run(
    `UPDATE requests SET body = ?, body_bytes = ?, body_complete = ?, status = ?, outcome = ?,
       fault = ?, problem = ?, duration_ms = ? WHERE id = ?`,
    end.body,
    end.bodyBytes,
    end.bodyComplete ? 1 : 0,
    end.status,
    end.outcome,
    end.fault,
    end.problem,
    end.durationMs,
    id,
  );
}

/** Requests after the one with the number `since`, oldest first. */
export function listRequests(store: Store, since: number): RecordedRequest[] {
  return store.db.all("SELECT * FROM requests WHERE id > ? ORDER BY id", since).map(toRequest);
}

/** Numbers go on where they were. */
export function clearRequests(store: Store): number {
  return store.db.run("DELETE FROM requests").changes;
}

function mask(name: string, value: string): string {
  if (!SECRET_HEADERS.includes(name.toLowerCase())) return value;
  const [, scheme] = /^([A-Za-z]+) +\S/.exec(value) ?? [];
  return scheme === undefined || name.toLowerCase() === "cookie" ? MASK : `${scheme} ${MASK}`;
}

function toRequest(row: Row): RecordedRequest {
  const target = readText(row, "target");
  const [path = "", ...query] = target.split("?");
  const body = readBytes(row, "body");
  const text = decodeUtf8(body);
  const bodyBytes = readNumber(row, "body_bytes");
  const authorization = readOptionalText(row, "authorization");
  return {
    id: readNumber(row, "id"),
    time: new Date(readNumber(row, "time_ms")).toISOString(),
    method: readText(row, "method"),
    target,
    path,
    query: query.join("?"),
    httpVersion: readText(row, "http_version"),
    headers: toHeaders(JSON.parse(readText(row, "headers"))),
    authorization: authorization === null ? null : toAuthorization(JSON.parse(authorization)),
    body: text ?? null,
    bodyBase64: text === undefined ? base64(body) : null,
    bodyBytes,
    bodyComplete: readNumber(row, "body_complete") === 1,
    bodyCut: body.length < bodyBytes,
    status: readOptionalNumber(row, "status"),
    outcome: readOptionalText(row, "outcome"),
    fault: readOptionalText(row, "fault"),
    problem: readOptionalText(row, "problem"),
    durationMs: readOptionalNumber(row, "duration_ms"),
  };
}

function toHeaders(value: unknown): HeaderList {
  if (!Array.isArray(value)) throw new TypeError("Column headers is not a list");
  return value.map((pair: unknown) => {
    const [name, text]: unknown[] = Array.isArray(pair) ? pair : [];
    return [String(name), String(text)];
  });
}

function toAuthorization(value: unknown): RecordedAuthorization {
  const { scheme, known, sha256 }: Partial<Record<string, unknown>> = isRecord(value) ? value : {};
  return { scheme: String(scheme), known: known === true, sha256: String(sha256) };
}
