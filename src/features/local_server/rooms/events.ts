/** Looking at events: their frames are resolved with what is uploaded at that moment. */
import { isRecord } from "../../../base/is_record.ts";
import { applyVerdicts } from "../../../symbolicate/apply.ts";
import { readEvent } from "../../../symbolicate/read_event.ts";
import { resolveFrames } from "../../../symbolicate/resolve_frames.ts";
import type { Codecs } from "../../../system/mod.ts";
import type { Reply } from "../http_server.ts";
import { jsonReply, notFound } from "../replies.ts";
import type { ApiRequest, Route } from "../routes.ts";
import { storedArtifacts } from "../stored_artifacts.ts";
import { findEvents, type WholeEvent } from "../store/events.ts";
import { projectKey } from "../store/project_keys.ts";
import type { Store } from "../store/store.ts";
import { organizationOf, projectOf } from "./scope.ts";
import { showKey, showWholeEvent } from "./event_views.ts";

const READ = ["event:read", "event:write", "event:admin"];

export const eventRoutes: readonly Route<ApiRequest>[] = [
  {
    method: "GET",
    path: "/api/0/projects/{org}/{project}/keys/",
    scopes: ["project:read", "project:write", "project:admin"],
    handle: listKeys,
  },
  {
    method: "GET",
    path: "/api/0/projects/{org}/{project}/events/{event}/",
    scopes: READ,
    handle: getEvent,
  },
];

function listKeys(request: ApiRequest): Reply {
  const project = projectOf(request, organizationOf(request));
  const key = projectKey(request.store, project.id);
  return jsonReply(key === undefined ? [] : [showKey(key, project, request.baseUrl)]);
}

async function getEvent(request: ApiRequest): Promise<Reply> {
  const project = projectOf(request, organizationOf(request));
  const wanted = { eventId: request.param("event"), projectId: project.id, limit: 1 };
  const [event] = findEvents(request.store, wanted);
  if (event === undefined) throw notFound();
  return jsonReply(showWholeEvent(event, await resolvedData(request, event), project));
}

/** The event with original places in its frames. */
export async function resolvedData(
  { store, codecs }: { readonly store: Store; codecs(): Promise<Codecs> },
  { data, projectId }: WholeEvent,
): Promise<Record<string, unknown>> {
  const copy: unknown = structuredClone(data);
  if (!isRecord(copy)) return data;
  const { scope, frames } = readEvent(copy);
  const artifacts = storedArtifacts(store, projectId, codecs);
  applyVerdicts(frames, await resolveFrames(frames.map(({ frame }) => frame), scope, artifacts));
  return copy;
}
