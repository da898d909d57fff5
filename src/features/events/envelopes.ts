/** From events to envelopes, and from files to either. */
import { DecodeError, type JsonPath } from "../../api/decode.ts";
import { payloadKind, shapeHeader, shapePayload } from "../../api/envelope_model.ts";
import { type JsonObject, shapeEvent } from "../../api/event_model.ts";
import { placeOfValue, syntaxProblem } from "../../api/json_text.ts";
import { parseJsonExactly } from "../../api/parse_json.ts";
import { hyphenated } from "../../api/shape.ts";
import { toJson } from "../../api/to_json.ts";
import { InputError } from "../../base/errors.ts";
import { isRecord } from "../../base/is_record.ts";
import { EnvelopeError, type EnvelopeItem, parseEnvelope } from "../../formats/envelope/parse.ts";
import { type NewItem, writeEnvelope } from "../../formats/envelope/write.ts";
import { stripControl } from "../../output/sanitise.ts";
import type { EventFrame } from "./build_event.ts";

const NO_ID = "00000000-0000-0000-0000-000000000000";

/** An envelope with the id under which it can be found, when it has one. */
export interface ReadyEnvelope {
  /** With hyphens. */
  readonly eventId: string;
  readonly bytes: Uint8Array;
}

/** One event as an envelope. */
export function eventEnvelope(event: JsonObject): ReadyEnvelope {
  const eventId = hyphenated(String(event["event_id"])) ?? NO_ID;
  const payload = encode(toJson(event));
  const bytes = writeEnvelope({ event_id: eventId }, [{ header: { type: "event" }, payload }]);
  return { eventId, bytes };
}

/** The bytes of an event file as they are. Throws an {@linkcode InputError} when they are no JSON. */
export function rawEventEnvelope(bytes: Uint8Array, path: string): ReadyEnvelope {
  const value = readJson(bytes, path);
  const id = typeof value === "object" && value !== null && "event_id" in value
    ? value.event_id
    : undefined;
  const eventId = (typeof id === "string" ? hyphenated(id) : undefined) ?? NO_ID;
  const item = { header: { type: "event" }, payload: bytes };
  return { eventId, bytes: writeEnvelope({ event_id: eventId }, [item], { bareEnd: true }) };
}

/** An event file, checked, and completed with what every event has. */
export function readEventFile(bytes: Uint8Array, path: string, frame: EventFrame): JsonObject {
  const value = readJson(bytes, path);
  const given = checked(() => shapeEvent(value), { text: decode(bytes), path });
  const contexts = isRecord(given["contexts"]) ? given["contexts"] : {};
  return {
    event_id: frame.eventId.replaceAll("-", ""),
    platform: "native",
    timestamp: frame.nowMs / 1000,
    ...(frame.serverName === undefined ? {} : { server_name: frame.serverName }),
    ...(frame.release === undefined ? {} : { release: frame.release }),
    environment: frame.environment,
    sdk: frame.sdk,
    ...given,
    contexts: { ...frame.contexts, ...contexts },
  };
}

/** What it takes to complete an envelope. */
export interface CompleteOptions {
  readonly nowMs: number;
  /** A new id, with hyphens. */
  readonly newId: () => string;
}

/**
 * An envelope file, checked item by item and written in the usual form: ids in their spelling, lengths
 * and names of attachments filled in. Nothing that it holds is dropped. Throws an {@linkcode InputError}.
 */
export function readEnvelopeFile(
  bytes: Uint8Array,
  path: string,
  options: CompleteOptions,
): Uint8Array {
  try {
    const envelope = parseEnvelope(bytes);
    const { headerText } = envelope;
    const header = checked(
      () => shapeHeader(parseJsonExactly(headerText)),
      { text: headerText, path, what: "invalid envelope header" },
    );
    let eventId: unknown = header["event_id"];
    const items = envelope.items.map((item) => {
      const { written, id } = readItem(item, path, options);
      eventId ??= id;
      return written;
    });
    const { event_id: _, ...rest } = header;
    return writeEnvelope(eventId === undefined ? rest : { event_id: eventId, ...rest }, items);
  } catch (error) {
    if (error instanceof EnvelopeError) throw framingProblem(error, path);
    throw error;
  }
}

interface ReadItem {
  readonly written: NewItem;
  /** The id of an event or transaction. */
  readonly id?: string | undefined;
}

function readItem(item: EnvelopeItem, path: string, options: CompleteOptions): ReadItem {
  const { headerText: text } = item;
  const { type, length: _, ...rest } = item.header;
  const where = { text, path, what: "invalid item header" };
  if (typeof type !== "string") {
    throw problem("missing field `type`", { ...where, at: [], kind: "missing" });
  }
  const kind = payloadKind(type);
  if (kind === undefined) {
    throw problem(`unknown variant \`${type}\``, { ...where, at: ["type"], kind: "type" });
  }
  if (kind === "binary") {
    const defaults = type === "attachment"
      ? {
        filename: "",
        attachment_type: "event.attachment",
        content_type: "application/octet-stream",
      }
      : {};
    return { written: { header: { type, ...defaults, ...rest }, payload: item.payload } };
  }
  const payloadText = decode(item.payload);
  const payloadAt = { text: payloadText, path, what: "invalid item payload" };
  const value = checked(() => parseJsonExactly(payloadText), payloadAt);
  // What no model describes goes on byte by byte.
  if (kind === "json") return { written: { header: { type, ...rest }, payload: item.payload } };
  const shaped = checked(() => shapePayload(type, value), payloadAt);
  const full = type === "event" || type === "transaction"
    ? withIdentity(shaped, type, options)
    : shaped;
  const id = full["event_id"];
  return {
    written: {
      header: { type, ...rest },
      payload: encode(toJson(full)),
      // As SDKs send it: the number of records stands in its place.
      withoutLength: type === "log" && "item_count" in rest,
    },
    id: typeof id === "string" && full !== shaped ? hyphenated(id) : undefined,
  };
}

/** An event has an id and a time, a transaction an id. */
function withIdentity(
  payload: JsonObject,
  type: "event" | "transaction",
  { nowMs, newId }: CompleteOptions,
): JsonObject {
  return {
    event_id: newId().replaceAll("-", ""),
    ...(type === "event" ? { timestamp: nowMs / 1000 } : {}),
    ...payload,
  };
}

function readJson(bytes: Uint8Array, path: string): unknown {
  const text = decode(bytes);
  const value = checked(() => parseJsonExactly(text), { text, path });
  const place = placeOfBadText(bytes, text);
  if (place === undefined) return value;
  throw inputError(`invalid unicode code point at ${place}`, { text, path });
}

/** Where the first text of a JSON ends that is not UTF-8, counted in bytes, as the reference does. */
function placeOfBadText(bytes: Uint8Array, decoded: string): string | undefined {
  const proper = encode(decoded);
  let at = bytes.findIndex((byte, index) => byte !== proper[index]);
  if (at < 0 || (at === 0 && bytes[0] === 0xef)) return undefined; // the same, or a byte order mark
  // In JSON such bytes can only stand inside of quotes.
  const QUOTE = 0x22, BACKSLASH = 0x5c;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  const before = bytes.subarray(0, at);
  const line = before.filter((byte) => byte === 10).length + 1;
  return `line ${line} column ${at - before.lastIndexOf(10)}`;
}

interface Place {
  /** The JSON that is wrong. */
  readonly text: string;
  readonly path: string;
  /** What it is, when the problem alone does not say so. */
  readonly what?: string;
}

/** Turns what is wrong with JSON into an error that says where. */
function checked<T>(read: () => T, place: Place): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxError) throw inputError(syntaxProblem(place.text), place);
    if (!(error instanceof DecodeError)) throw error;
    throw problem(error.problem, { ...place, at: error.path, kind: error.kind });
  }
}

function problem(
  text: string,
  place: Place & { readonly at: JsonPath; readonly kind: "missing" | "type" },
): InputError {
  return inputError(text + placeOfValue(place.text, place.at, place.kind), place);
}

function framingProblem(error: EnvelopeError, path: string): InputError {
  const hint = `'${path}', at byte ${error.offset}`;
  if (error.line === undefined) return new InputError(error.message, { hint });
  const cause = error.why === undefined
    ? syntaxProblem(error.line)
    : error.why.text + placeOfValue(error.line, error.why.path, "type");
  return new InputError(error.message, { hint, cause: new Error(stripControl(cause)) });
}

function inputError(message: string, { what, path }: Place): InputError {
  const text = stripControl(message);
  const hint = `Correct '${path}'`;
  return what === undefined
    ? new InputError(text, { hint })
    : new InputError(what, { hint, cause: new Error(text) });
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
