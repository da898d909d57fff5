/** The parts of an event that say where its JavaScript frames come from. */
import { isRecord } from "../base/is_record.ts";
import type { EventScope, JsFrame } from "./model.ts";

/** A frame, and the object in the event that it was read from. */
export interface EventFrame {
  readonly frame: JsFrame;
  readonly json: Record<string, unknown>;
}

/** What came with an event. */
export interface ReadEvent {
  readonly scope: EventScope;
  /** JavaScript frames of all exceptions and threads, in the order of the event. */
  readonly frames: readonly EventFrame[];
}

/** Platforms whose frames are resolved with source maps. */
const PLATFORMS = ["javascript", "node"];

/** Reads an event as SDKs send it, or as the API of a server gives it (`entries`). */
export function readEvent(event: Record<string, unknown>): ReadEvent {
  const platform = textOf(event["platform"]);
  const traces = [
    ...[...exceptionsOf(event), ...threadsOf(event)].map(minifiedTrace),
    event["stacktrace"],
  ].filter(isRecord);
  const frames = traces.flatMap((trace) => listOf(trace["frames"])).filter((json) =>
    PLATFORMS.includes(textOf(json["platform"]) ?? platform ?? "")
  ).map((json) => ({ frame: readFrame(json), json }));
  return { scope: readScope(event), frames };
}

/** A server keeps the minified trace beside the one it has resolved. */
function minifiedTrace(holder: Record<string, unknown>): unknown {
  return holder["rawStacktrace"] ?? holder["raw_stacktrace"] ?? holder["stacktrace"];
}

function readScope(event: Record<string, unknown>): EventScope {
  const release = event["release"];
  const meta = event["debug_meta"] ?? entryOf(event, "debugmeta");
  const debugIds = new Map<string, string>();
  for (const image of isRecord(meta) ? listOf(meta["images"]) : []) {
    const file = textOf(image["code_file"] ?? image["codeFile"]);
    const id = textOf(image["debug_id"] ?? image["debugId"]);
    if (image["type"] !== "sourcemap" || file === undefined || id === undefined) continue;
    debugIds.set(file, id.toLowerCase());
  }
  return {
    release: textOf(isRecord(release) ? release["version"] : release),
    dist: textOf(event["dist"]),
    debugIds,
  };
}

function exceptionsOf(event: Record<string, unknown>): Record<string, unknown>[] {
  return valuesOf(event["exception"] ?? entryOf(event, "exception"));
}

function threadsOf(event: Record<string, unknown>): Record<string, unknown>[] {
  return valuesOf(event["threads"] ?? entryOf(event, "threads"));
}

/** `{"values": […]}`, or the list itself as old clients send it. */
function valuesOf(value: unknown): Record<string, unknown>[] {
  return listOf(isRecord(value) ? value["values"] : value);
}

/** The data of an entry of an event from the API. */
function entryOf(event: Record<string, unknown>, type: string): unknown {
  return listOf(event["entries"]).find((each) => each["type"] === type)?.["data"];
}

function readFrame(json: Record<string, unknown>): JsFrame {
  return {
    absPath: textOf(json["abs_path"] ?? json["absPath"]) ?? textOf(json["filename"]) ?? "",
    function: textOf(json["function"]),
    line: countOf(json["lineno"] ?? json["lineNo"]),
    column: countOf(json["colno"] ?? json["colNo"]),
  };
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function countOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value > 0 ? value : undefined;
}
