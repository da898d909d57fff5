/** What the header of an envelope and the payloads of its items may hold. */
import type { JsonObject } from "./event_model.ts";
import { shapeEvent } from "./event_model.ts";
import { DecodeError } from "./decode.ts";
import {
  listOf,
  mapOf,
  nullable,
  number,
  object,
  oneOf,
  plain,
  required,
  seconds,
  type Shape,
  string,
  uuid,
  whatever,
} from "./shape.ts";

const rfc3339: Shape = (value, path) => {
  seconds(string(value, path), path);
  return value;
};

const dsn: Shape = (value, path) => {
  const text = String(string(value, path));
  const parsed = URL.parse(text);
  if (parsed === null || parsed.username === "" || parsed.pathname.length < 2) {
    throw new DecodeError("no valid url provided", path, "type");
  }
  return text;
};

const header = object({
  event_id: nullable(uuid("hyphenated")),
  dsn: nullable(dsn),
  sent_at: nullable(rfc3339),
  sdk: nullable(object({ name: plain(string), version: plain(string) })),
  trace: nullable(object({ trace_id: plain(string), public_key: plain(string) })),
});

const transaction = object({
  event_id: plain(uuid("simple")),
  transaction: nullable(string),
  start_timestamp: plain(seconds),
  timestamp: nullable(seconds),
  spans: plain(listOf(object({
    span_id: plain(string),
    trace_id: plain(string),
    start_timestamp: plain(seconds),
    timestamp: nullable(seconds),
  }))),
  tags: plain(mapOf(string)),
  extra: plain(mapOf(whatever)),
  contexts: plain(mapOf(object({}))),
});

const STATUSES = ["ok", "error", "in_progress", "missed"];

const checkIn = object({
  check_in_id: required(uuid("simple")),
  monitor_slug: required(string),
  status: required(
    oneOf(
      STATUSES,
      (word) => `unknown variant \`${word}\`, expected one of ${STATUSES.join(", ")}`,
    ),
  ),
  environment: nullable(string),
  duration: nullable(number),
  monitor_config: nullable(object({ schedule: required(object({ type: required(string) })) })),
});

const attributes = required(object({ release: required(string), environment: nullable(string) }));

const session = object({
  sid: plain(uuid("hyphenated")),
  started: plain(rfc3339),
  timestamp: nullable(rfc3339),
  status: plain(string),
  attrs: attributes,
});

const sessions = object({ aggregates: required(listOf(object({}))), attrs: attributes });

const logs = object({
  items: required(listOf(object({
    timestamp: required(seconds),
    level: required(string),
    body: required(string),
    trace_id: nullable(string),
    attributes: nullable(object({})),
  }))),
});

const SHAPES: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ["event", shapeEvent],
  ["transaction", transaction],
  ["check_in", checkIn],
  ["session", session],
  ["sessions", sessions],
  ["log", logs],
]);

/**
 * Items that are taken as they are: files, and what newer SDKs send. The server knows what they mean;
 * that the payload is JSON where it has to be is checked here.
 */
const JSON_ITEMS: ReadonlySet<string> = new Set([
  "client_report",
  "feedback",
  "metric_meta",
  "nel",
  "otel_log",
  "otel_span",
  "profile",
  "profile_chunk",
  "raw_security",
  "replay_event",
  "security",
  "span",
  "trace_metric",
  "user_report",
  "user_report_v2",
]);
const BINARY_ITEMS: ReadonlySet<string> = new Set([
  "attachment",
  "form_data",
  "metric_buckets",
  "replay_recording",
  "replay_video",
  "statsd",
  "unreal_report",
]);

/** How the payload of an item is read; `undefined` for a type that nobody knows. */
export function payloadKind(type: string): "shaped" | "json" | "binary" | undefined {
  if (SHAPES.has(type)) return "shaped";
  return JSON_ITEMS.has(type) ? "json" : BINARY_ITEMS.has(type) ? "binary" : undefined;
}

/** The payload of a shaped item in its usual form. Throws a {@linkcode DecodeError}. */
export function shapePayload(type: string, value: unknown): JsonObject {
  return asObject(SHAPES.get(type)?.(value, []) ?? value);
}

/** The header of an envelope in its usual form. Throws a {@linkcode DecodeError}. */
export function shapeHeader(value: unknown): JsonObject {
  return asObject(header(value, []));
}

function asObject(value: unknown): JsonObject {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
