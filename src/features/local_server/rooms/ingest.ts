/** Events as SDKs and `send-event` send them: behind the public key of a project, not behind a token. */
import { isRecord } from "../../../base/is_record.ts";
import { EnvelopeError, parseEnvelope } from "../../../formats/envelope/parse.ts";
import { type HeaderList, headerValue } from "../../../formats/http1.ts";
import { concatBytes } from "../../../base/bytes.ts";
import { decodeUtf8 } from "../bytes.ts";
import { describeEvent } from "../describe_event.ts";
import type { Reply, ServerRequest } from "../http_server.ts";
import { badRequest, detailReply, jsonReply, Refusal } from "../replies.ts";
import type { RoomRequest, Route } from "../routes.ts";
import { addEnvelope } from "../store/envelopes.ts";
import { addEvent } from "../store/events.ts";
import { projectKey } from "../store/project_keys.ts";
import type { Store } from "../store/store.ts";
import { formatTimestamp } from "../timestamps.ts";
import { checkItem, keepItem } from "./ingest_items.ts";

/** What a handler here gets. */
export interface IngestRequest extends RoomRequest {
  readonly store: Store;
  readonly nowMs: number;
  /** A new id, 32 hexadecimal digits. */
  newId(): string;
}

/** Limits of Sentry's own ingestion: of a packed body, and of what comes out of it. */
const MAX_BODY_BYTES = 20 * 1024 * 1024;
const MAX_UNPACKED_BYTES = 100 * 1024 * 1024;

export const ingestRoutes: readonly Route<IngestRequest>[] = [
  { method: "POST", path: "/api/{project}/envelope/", handle: takeEnvelope },
  { method: "POST", path: "/api/{project}/store/", handle: takeEvent },
];

/** Whether a path is one of these; a project is a number, and no other path has one there. */
export function isIngestPath(path: string): boolean {
  return /^\/api\/\d+\/(envelope|store)\/$/.test(path);
}

async function takeEnvelope(request: IngestRequest): Promise<Reply> {
  const bytes = await unpackedBody(request.request);
  const envelope = readEnvelope(bytes);
  const dsn = typeof envelope.header["dsn"] === "string" ? envelope.header["dsn"] : undefined;
  const projectId = projectOf(request, dsn && URL.parse(dsn)?.username);
  const { store, nowMs } = request;
  let id = eventIdOf(envelope.header["event_id"]);
  // All of it is checked before anything is kept.
  const items = envelope.items.map((item) => {
    const isEvent = item.header["type"] === "event";
    return {
      type: item.header["type"],
      payload: checkItem(item),
      event: isEvent ? readEvent(item.payload) : undefined,
    };
  });
  store.change(() => {
    addEnvelope(store, { projectId, dateReceived: formatTimestamp(nowMs), body: bytes });
    for (const { type, payload, event } of items) {
      if (event !== undefined) id = keep(request, projectId, event, id);
      else if (payload !== undefined) keepItem(type, payload, { ...request, projectId });
    }
  });
  return jsonReply(id === undefined ? {} : { id }, 200, OPEN_TO_PAGES);
}

async function takeEvent(request: IngestRequest): Promise<Reply> {
  const projectId = projectOf(request, undefined);
  const event = readEvent(await unpackedBody(request.request));
  const id = request.store.change(() => keep(request, projectId, event, undefined));
  return jsonReply({ id }, 200, OPEN_TO_PAGES);
}

/** Pages on other ports of this machine may send their errors here. */
const OPEN_TO_PAGES: HeaderList = [["Access-Control-Allow-Origin", "*"]];

function readEnvelope(bytes: Uint8Array) {
  try {
    return parseEnvelope(bytes);
  } catch (error) {
    if (error instanceof EnvelopeError) throw badRequest(`Invalid envelope: ${error.message}`);
    throw error;
  }
}

function readEvent(bytes: Uint8Array): Record<string, unknown> {
  const text = decodeUtf8(bytes);
  let event: unknown;
  try {
    event = text === undefined ? undefined : JSON.parse(text);
  } catch {
    event = undefined;
  }
  if (!isRecord(event)) throw badRequest("The event is not a JSON object");
  return event;
}

/** Stores the event and gives its id: its own, else that of the envelope, else a new one. */
function keep(
  request: IngestRequest,
  projectId: number,
  data: Record<string, unknown>,
  envelopeId: string | undefined,
): string {
  const eventId = eventIdOf(data["event_id"]) ?? envelopeId ?? request.newId();
  const { store, nowMs } = request;
  const dateCreated = formatTimestamp(nowMs);
  addEvent(store, { projectId, eventId, dateCreated, ...describeEvent(data) });
  return eventId;
}

function eventIdOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  const digits = typeof value === "string" ? value.replaceAll("-", "").toLowerCase() : "";
  if (/^[0-9a-f]{32}$/.test(digits)) return digits;
  throw badRequest("The event id is not a UUID");
}

/** The project of the path, when the key that was sent is its own. */
function projectOf(request: IngestRequest, dsnKey: string | undefined): number {
  const id = Number(request.param("project"));
  const key = headerKey(request.request.head.headers) ?? request.query.get("sentry_key") ?? dsnKey;
  if (key === undefined || key === "") {
    throw new Refusal(detailReply(401, "missing authorization information"));
  }
  const expected = projectKey(request.store, id);
  if (expected === undefined || key !== expected) {
    throw new Refusal(detailReply(403, "event submission rejected with_reason: ProjectId"));
  }
  return id;
}

/** `X-Sentry-Auth: Sentry sentry_key=…, sentry_version=7`, also as `Authorization`. */
function headerKey(headers: HeaderList): string | undefined {
  const value = headerValue(headers, "x-sentry-auth") ?? headerValue(headers, "authorization");
  return /^Sentry\s(?:.*[\s,])?sentry_key=([^\s,]+)/i.exec(value ?? "")?.[1];
}

async function unpackedBody({ head, body }: ServerRequest): Promise<Uint8Array> {
  const bytes = await body.bytes(MAX_BODY_BYTES);
  const encoding = (headerValue(head.headers, "content-encoding") ?? "identity").toLowerCase();
  if (encoding === "identity") return bytes;
  if (encoding !== "gzip" && encoding !== "deflate") {
    throw badRequest(`The content encoding '${encoding}' is not known`);
  }
  const stream = new Blob([new Uint8Array(bytes)]).stream()
    .pipeThrough(new DecompressionStream(encoding));
  const pieces: Uint8Array[] = [];
  let total = 0;
  try {
    for await (const piece of stream) {
      total += piece.length;
      // Packed nothings grow without end.
      if (total > MAX_UNPACKED_BYTES) break;
      pieces.push(piece);
    }
  } catch {
    throw badRequest(`The body is not valid ${encoding}`);
  }
  if (total > MAX_UNPACKED_BYTES) throw new Refusal(detailReply(413, "payload too large"));
  return concatBytes(pieces);
}
