/** Single files of a release: what clients of the 2.x line list, upload and delete. */
import { headerValue } from "../../../formats/http1.ts";
import { hex } from "../bytes.ts";
import { readForm } from "../form.ts";
import type { Reply } from "../http_server.ts";
import { pageReply } from "../paging.ts";
import { badRequest, detailReply, emptyReply, jsonReply, notFound, Refusal } from "../replies.ts";
import type { ApiRequest, Route } from "../routes.ts";
import {
  addReleaseFile,
  deleteArtifactsOfRelease,
  deleteReleaseFile,
  findReleaseFile,
  listReleaseFiles,
  type ReleaseFile,
} from "../store/release_files.ts";
import { findRelease, type Release } from "../store/releases.ts";
import { formatTimestamp } from "../timestamps.ts";
import { organizationOf, projectOf } from "./scope.ts";

const READ = ["project:read", "project:write", "project:admin", "project:releases", "org:ci"];
const WRITE = ["project:write", "project:admin", "project:releases", "org:ci"];
const MAX_FILE_BYTES = 64 * 1024 * 1024;

const FILES = "/api/0/projects/{org}/{project}/releases/{version}/files/";

export const releaseFileRoutes: readonly Route<ApiRequest>[] = [
  { method: "GET", path: FILES, scopes: READ, handle: listFiles },
  { method: "POST", path: FILES, scopes: WRITE, handle: addFile },
  { method: "DELETE", path: `${FILES}{id}/`, scopes: WRITE, handle: deleteFile },
  {
    method: "DELETE",
    path: "/api/0/projects/{org}/{project}/files/source-maps/",
    scopes: WRITE,
    handle: deleteAll,
  },
];

function releaseOf(request: ApiRequest): Release {
  const organization = organizationOf(request);
  projectOf(request, organization);
  const found = findRelease(request.store, organization.id, request.param("version"));
  if (found === undefined) throw notFound();
  return found;
}

function listFiles(request: ApiRequest): Reply {
  const { id } = releaseOf(request);
  return pageReply(request, (page) => listReleaseFiles(request.store, id, page), show);
}

function show({ id, name, dist, headers, sha1, sizeBytes, dateCreated }: ReleaseFile) {
  return {
    id: String(id),
    name,
    dist: dist === "" ? null : dist,
    headers,
    sha1,
    size: sizeBytes,
    dateCreated,
  };
}

async function addFile(request: ApiRequest): Promise<Reply> {
  const release = releaseOf(request);
  const { head, body } = request.request;
  const bytes = await body.bytes(MAX_FILE_BYTES);
  const parts = await readForm(bytes, headerValue(head.headers, "content-type") ?? "");
  const upload = parts.find(({ name }) => name === "file")?.file;
  if (upload === undefined || typeof upload === "string") throw badRequest("Missing uploaded file");
  const text = (wanted: string) => {
    const found = parts.find(({ name }) => name === wanted)?.file;
    return typeof found === "string" ? found : undefined;
  };
  const headers: Record<string, string> = {};
  for (const { name, file } of parts) {
    if (name !== "header") continue;
    const [, key, value] = typeof file === "string" ? /^([^:]+):(.*)$/s.exec(file) ?? [] : [];
    if (key === undefined || value === undefined) {
      throw badRequest("header value was not formatted correctly");
    }
    headers[key.trim()] = value.trim();
  }
  const data = new Uint8Array(await upload.arrayBuffer());
  const hash = (await request.codecs()).sha1();
  hash.update(data);
  const id = addReleaseFile(request.store, release.id, {
    name: text("name") || upload.name,
    dist: text("dist") ?? "",
    headers,
    sha1: hex(hash.digest()),
    dateCreated: formatTimestamp(request.nowMs),
    data,
  });
  if (id === undefined) {
    throw new Refusal(detailReply(409, "A file matching one of the upload names already exists"));
  }
  const added = findReleaseFile(request.store, release.id, id);
  if (added === undefined) throw notFound();
  return jsonReply(show(added), 201);
}

function deleteFile(request: ApiRequest): Reply {
  const { id } = releaseOf(request);
  const wanted = Number(request.param("id"));
  const found = Number.isSafeInteger(wanted) && findReleaseFile(request.store, id, wanted);
  if (!found) throw notFound();
  deleteReleaseFile(request.store, found.id);
  return emptyReply();
}

function deleteAll(request: ApiRequest): Reply {
  const organization = organizationOf(request);
  const project = projectOf(request, organization);
  const version = request.query.get("name") ?? "";
  const release = findRelease(request.store, organization.id, version);
  if (release === undefined) throw notFound();
  request.store.change(() =>
    deleteArtifactsOfRelease(request.store, {
      releaseId: release.id,
      version,
      projectId: project.id,
    })
  );
  return emptyReply();
}
