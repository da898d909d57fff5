/** What of an event stands in lists, and which events are the same issue. */
import { isRecord } from "../../base/is_record.ts";
import { tagsOf, textOf, valuesOf } from "./rooms/event_views.ts";
import type { NewEvent } from "./store/events.ts";

const LEVELS = ["fatal", "error", "warning", "info", "debug"];

/** The fields that are kept beside the event itself. */
export function describeEvent(
  data: Record<string, unknown>,
): Pick<NewEvent, "title" | "level" | "user" | "tags" | "grouping" | "payload"> {
  const title = titleOf(data);
  const level = textOf(data["level"]) ?? "error";
  return {
    title,
    level: LEVELS.includes(level) ? level : "error",
    user: isRecord(data["user"]) ? JSON.stringify(data["user"]) : null,
    tags: JSON.stringify(tagsOf(data["tags"])),
    grouping: groupingOf(data, title),
    payload: JSON.stringify(data),
  };
}

function titleOf(data: Record<string, unknown>): string {
  const exception = valuesOf(data["exception"]).at(-1);
  const [type, value] = [textOf(exception?.["type"]), textOf(exception?.["value"])];
  if (type !== undefined) return value === undefined ? type : `${type}: ${value}`;
  return textOf(data["message"]) ?? logEntry(data) ?? "<unlabeled event>";
}

function logEntry(data: Record<string, unknown>): string | undefined {
  const entry = data["logentry"];
  return isRecord(entry) ? textOf(entry["formatted"]) ?? textOf(entry["message"]) : undefined;
}

/** By the fingerprint that the client gives, else by kind and place of the error, else by title. */
function groupingOf(data: Record<string, unknown>, title: string): string {
  const { fingerprint } = data;
  if (Array.isArray(fingerprint) && fingerprint.every((each) => typeof each === "string")) {
    if (!fingerprint.includes("{{ default }}")) return JSON.stringify(fingerprint);
  }
  const exception = valuesOf(data["exception"]).at(-1);
  const trace = exception?.["stacktrace"];
  const frames: unknown = isRecord(trace) ? trace["frames"] : undefined;
  const last: unknown = Array.isArray(frames) ? frames.at(-1) : undefined;
  if (!isRecord(last)) return title;
  const { filename, function: name, lineno } = last;
  return JSON.stringify([exception?.["type"], filename, name, lineno]);
}
