/** Deploys of a release. */
import type { Reply } from "../http_server.ts";
import { pageReply } from "../paging.ts";
import { jsonReply, notFound } from "../replies.ts";
import type { ApiRequest, Route } from "../routes.ts";
import { findProject } from "../store/accounts.ts";
import { addDeploy, type Deploy, listDeploys } from "../store/deploys.ts";
import { findRelease } from "../store/releases.ts";
import { formatTimestamp } from "../timestamps.ts";
import { readFields } from "../validation.ts";
import { organizationOf } from "./scope.ts";

const PATH = "/api/0/organizations/{org}/releases/{version}/deploys/";
const READ = ["project:read", "project:write", "project:admin", "project:releases", "org:ci"];

export const deployRoutes: readonly Route<ApiRequest>[] = [
  { method: "GET", path: PATH, scopes: READ, handle: list },
  { method: "POST", path: PATH, scopes: READ, handle: create },
];

function releaseIn(request: ApiRequest): { readonly id: number; readonly organizationId: number } {
  const { id: organizationId } = organizationOf(request);
  const release = findRelease(request.store, organizationId, request.param("version"));
  if (release === undefined) throw notFound();
  return { id: release.id, organizationId };
}

function list(request: ApiRequest): Reply {
  const { id } = releaseIn(request);
  return pageReply(request, (page) => listDeploys(request.store, id, page), showDeploy);
}

async function create(request: ApiRequest): Promise<Reply> {
  const { id, organizationId } = releaseIn(request);
  const fields = await readFields(request.request);
  const environment = fields.requiredText("environment", {
    maxLength: 64,
    check: (text) => /[\n\r\f/]/.test(text) ? "Invalid value for environment" : undefined,
  });
  const name = fields.text("name", { allowBlank: true, maxLength: 64 }) ?? null;
  const url = fields.text("url", { allowBlank: true }) ?? null;
  const dateStarted = fields.timestamp("dateStarted") ?? null;
  const dateFinished = fields.timestamp("dateFinished") ?? formatTimestamp(request.nowMs);
  const projects = fields.list("projects", (item) => {
    const found = typeof item === "string"
      ? findProject(request.store, organizationId, item)
      : undefined;
    return found?.slug ?? fields.fail("projects", "Invalid project ids or slugs");
  });
  fields.settle();
  const deploy = {
    environment,
    name,
    url,
    dateStarted,
    dateFinished,
    projects: (projects ?? []).join(","),
  };
  return jsonReply(showDeploy({ id: addDeploy(request.store, id, deploy), ...deploy }), 201);
}

/** A deploy as answers have it. */
export function showDeploy({ id, projects: _kept, ...deploy }: Deploy) {
  return { id: String(id), ...deploy };
}
