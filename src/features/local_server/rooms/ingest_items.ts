/** The items of an envelope: each is checked for its kind, and what this server has a room for is kept. */
import { DecodeError } from "../../../api/decode.ts";
import { payloadKind, shapePayload } from "../../../api/envelope_model.ts";
import type { JsonObject } from "../../../api/event_model.ts";
import { isRecord } from "../../../base/is_record.ts";
import type { EnvelopeItem } from "../../../formats/envelope/parse.ts";
import { decodeUtf8 } from "../bytes.ts";
import { badRequest } from "../replies.ts";
import { putCheckIn } from "../store/check_ins.ts";
import { addLogEntry } from "../store/logs.ts";
import { findMonitor, putMonitor } from "../store/monitors.ts";
import type { Store } from "../store/store.ts";
import { formatTimestamp } from "../timestamps.ts";

/** Where an item goes. */
export interface ItemPlace {
  readonly store: Store;
  readonly projectId: number;
  readonly nowMs: number;
  /** A new id, 32 hexadecimal digits. */
  newId(): string;
}

/**
 * What is wrong with an item is refused, as loudly as the real server drops it quietly. Events are looked
 * at elsewhere: SDKs send more forms of them than any model has.
 */
export function checkItem({ header, payload }: EnvelopeItem): JsonObject | undefined {
  const { type } = header;
  const kind = typeof type === "string" ? payloadKind(type) : undefined;
  if (typeof type !== "string" || kind === undefined) {
    throw badRequest(`Invalid envelope: unknown item type ${JSON.stringify(type)}`);
  }
  if (kind === "binary" || type === "event") return undefined;
  const value = readJson(payload, type);
  if (kind === "json") return undefined;
  try {
    return shapePayload(type, value);
  } catch (error) {
    if (error instanceof DecodeError) throw badRequest(`Invalid ${type}: ${error.problem}`);
    throw error;
  }
}

function readJson(payload: Uint8Array, type: string): unknown {
  try {
    return JSON.parse(decodeUtf8(payload) ?? "");
  } catch {
    throw badRequest(`Invalid ${type}: the payload is not JSON`);
  }
}

/** Keeps an item that has passed {@linkcode checkItem}. */
export function keepItem(type: unknown, payload: JsonObject, place: ItemPlace): void {
  if (type === "check_in") keepCheckIn(payload, place);
  if (type === "log") keepLogs(payload, place);
}

/** A check-in with a configuration makes its monitor; one for a monitor that is not there is dropped. */
function keepCheckIn(payload: JsonObject, { store, projectId, nowMs }: ItemPlace): void {
  const slug = textOf(payload["monitor_slug"]) ?? "";
  const date = formatTimestamp(nowMs);
  const config = payload["monitor_config"];
  if (isRecord(config)) {
    putMonitor(store, projectId, {
      slug,
      name: slug,
      config: JSON.stringify(config),
      dateCreated: date,
    });
  }
  const monitor = findMonitor(store, projectId, slug);
  if (monitor === undefined) return;
  const { duration } = payload;
  putCheckIn(store, {
    monitorId: monitor.id,
    checkInId: textOf(payload["check_in_id"]) ?? "",
    status: textOf(payload["status"]) ?? "",
    environment: textOf(payload["environment"]) ?? "production",
    durationMs: typeof duration === "number" ? Math.round(duration * 1000) : null,
    date,
  });
}

function keepLogs(payload: JsonObject, { store, projectId, newId }: ItemPlace): void {
  const { items } = payload;
  for (const item of Array.isArray(items) ? items.filter(isRecord) : []) {
    const timeMs = Number(item["timestamp"]) * 1000;
    if (!(Math.abs(timeMs) < 8.64e15)) throw badRequest("Invalid log: the timestamp is no time");
    addLogEntry(store, projectId, {
      itemId: newId(),
      timeMs,
      timestamp: formatTimestamp(timeMs),
      severity: textOf(item["level"]) ?? null,
      message: textOf(item["body"]) ?? null,
      trace: textOf(item["trace_id"]) ?? null,
    });
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
