/** Events and keys as the API shows them. */
import { isRecord } from "../../../base/is_record.ts";
import type { Project } from "../store/accounts.ts";
import type { WholeEvent } from "../store/events.ts";

/** A client key, with the DSN that it makes. */
export function showKey(publicKey: string, project: Project, baseUrl: string) {
  return {
    id: publicKey,
    name: "Default",
    label: "Default",
    public: publicKey,
    projectId: project.id,
    isActive: true,
    dsn: { public: dsnOf(publicKey, project.id, baseUrl) },
  };
}

/** `http://KEY@127.0.0.1:9777/1` */
export function dsnOf(publicKey: string, projectId: number, baseUrl: string): string {
  return baseUrl.replace("://", `://${publicKey}@`) + `/${projectId}`;
}

/** One event: what was sent, and beside each minified trace the resolved one. */
export function showWholeEvent(
  event: WholeEvent,
  resolved: Record<string, unknown>,
  project: Project,
) {
  const { data, eventId, title, dateCreated } = event;
  const release = textOf(data["release"]);
  const originals = valuesOf(data["exception"]);
  const values = valuesOf(resolved["exception"]).map((value, at) => ({
    ...value,
    stacktrace: showTrace(value["stacktrace"]),
    rawStacktrace: showTrace(originals[at]?.["stacktrace"]),
  }));
  const meta = data["debug_meta"];
  return {
    id: eventId,
    eventID: eventId,
    projectID: String(project.id),
    title,
    message: textOf(data["message"]) ?? "",
    platform: textOf(data["platform"]) ?? "other",
    dateCreated,
    user: isRecord(data["user"]) ? data["user"] : null,
    tags: tagsOf(data["tags"]),
    release: release === undefined ? null : { version: release },
    dist: textOf(data["dist"]) ?? null,
    entries: [
      ...(values.length === 0 ? [] : [{ type: "exception", data: { values } }]),
      ...(isRecord(meta) ? [{ type: "debugmeta", data: meta }] : []),
    ],
    contexts: isRecord(data["contexts"]) ? data["contexts"] : {},
    errors: [],
  };
}

function showTrace(trace: unknown) {
  if (!isRecord(trace)) return null;
  const frames = Array.isArray(trace["frames"]) ? trace["frames"].filter(isRecord) : [];
  return { frames: frames.map(showFrame) };
}

/** The API's names for a frame, and its lines with their numbers. */
function showFrame(frame: Record<string, unknown>) {
  const line = frame["lineno"];
  const [before, after] = [linesOf(frame["pre_context"]), linesOf(frame["post_context"])];
  const first = typeof line === "number" ? line - before.length : 1;
  const current = textOf(frame["context_line"]);
  const lines = current === undefined ? [] : [...before, current, ...after];
  return {
    filename: frame["filename"] ?? null,
    absPath: frame["abs_path"] ?? null,
    function: frame["function"] ?? null,
    lineNo: line ?? null,
    colNo: frame["colno"] ?? null,
    inApp: frame["in_app"] ?? null,
    context: lines.map((text, at) => [first + at, text]),
    data: frame["data"] ?? null,
  };
}

/** Tags as an object or as pairs. */
export function tagsOf(tags: unknown): { key: string; value: string }[] {
  const pairs: unknown[] = isRecord(tags) ? Object.entries(tags) : Array.isArray(tags) ? tags : [];
  return pairs.flatMap((pair) => {
    const [key, value] = Array.isArray(pair) ? pair : [];
    return typeof key === "string" && typeof value === "string" ? [{ key, value }] : [];
  });
}

export function valuesOf(value: unknown): Record<string, unknown>[] {
  const list: unknown = isRecord(value) ? value["values"] : value;
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

function linesOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
