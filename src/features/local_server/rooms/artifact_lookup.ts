/** Uploaded files by debug id, or by release and address, as a symbolicator asks for them. */
import type { Reply } from "../http_server.ts";
import { badRequest, jsonReply, notFound } from "../replies.ts";
import type { ApiRequest, Route } from "../routes.ts";
import {
  type Artifact,
  findArtifactByDebugId,
  findArtifactById,
  findArtifactByUrl,
  readArtifact,
} from "../store/artifacts.ts";
import { organizationOf, projectOf } from "./scope.ts";

export const artifactLookupRoutes: readonly Route<ApiRequest>[] = [
  {
    method: "GET",
    path: "/api/0/projects/{org}/{project}/artifact-lookup/",
    scopes: ["project:read", "project:write", "project:admin", "project:releases", "org:ci"],
    handle: lookup,
  },
];

async function lookup(request: ApiRequest): Promise<Reply> {
  const project = projectOf(request, organizationOf(request));
  const { query, store } = request;
  const download = query.get("download");
  if (download !== null) return await send(request, project.id, download);
  const debugId = query.get("debug_id");
  const url = query.get("url");
  const found: Artifact[] = [];
  if (debugId !== null) {
    for (const type of ["minified_source", "source_map"]) {
      const artifact = findArtifactByDebugId(store, project.id, { debugId, type });
      if (artifact !== undefined) found.push(artifact);
    }
  } else if (url !== null) {
    const use = {
      projectId: project.id,
      release: query.get("release") ?? "",
      dist: query.get("dist") ?? "",
    };
    const artifact = findArtifactByUrl(store, use, [url]);
    if (artifact !== undefined) found.push(artifact);
  } else throw badRequest("Either 'debug_id' or 'url' is needed");
  const resolvedWith = debugId === null ? "release" : "debug-id";
  return jsonReply(found.map((each) => show(request, each, resolvedWith)));
}

function show({ path, baseUrl }: ApiRequest, artifact: Artifact, resolvedWith: string) {
  const id = `artifact/${artifact.id}`;
  const { debugId, headers } = artifact;
  return {
    id,
    type: "file",
    url: `${baseUrl}${path}?download=${encodeURIComponent(id)}`,
    abs_path: artifact.url,
    headers: { ...headers, ...(debugId === null ? {} : { "debug-id": debugId }) },
    resolved_with: resolvedWith,
  };
}

async function send(request: ApiRequest, projectId: number, id: string): Promise<Reply> {
  const number = /^artifact\/(\d{1,15})$/.exec(id)?.[1];
  const artifact = number && findArtifactById(request.store, projectId, Number(number));
  if (!artifact) throw notFound();
  return {
    status: 200,
    headers: [["Content-Type", "application/octet-stream"]],
    body: readArtifact(request.store, artifact.id, await request.codecs()),
  };
}
