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
import { type Organization, type Project, projectsOfRelease } from "../store/accounts.ts";
import { formatTimestamp } from "../timestamps.ts";
import { organizationOf, projectOf } from "./scope.ts";

const READ = ["project:read", "project:write", "project:admin", "project:releases", "org:ci"];
const WRITE = ["project:write", "project:admin", "project:releases", "org:ci"];
const MAX_FILE_BYTES = 64 * 1024 * 1024;

const PROJECT = "/api/0/projects/{org}/{project}/";
/** Where a client names no project. */
const ORGANIZATION = "/api/0/organizations/{org}/";

export const releaseFileRoutes: readonly Route<ApiRequest>[] = [PROJECT, ORGANIZATION].flatMap(
  (owner): Route<ApiRequest>[] => {
    const files = `${owner}releases/{version}/files/`;
    /** The organization, and the project that the path names. */
    const ownerOf = (request: ApiRequest): Owner => {
      const organization = organizationOf(request);
      return {
        organization,
        project: owner === PROJECT ? projectOf(request, organization) : undefined,
      };
    };
    const ofRelease =
      (handle: (request: ApiRequest, release: Release) => Reply | Promise<Reply>) =>
      (request: ApiRequest) =>
        handle(request, releaseOf(request, ownerOf(request), request.param("version")));
    return [
      { method: "GET", path: files, scopes: READ, handle: ofRelease(listFiles) },
      { method: "POST", path: files, scopes: WRITE, handle: ofRelease(addFile) },
      { method: "DELETE", path: `${files}{id}/`, scopes: WRITE, handle: ofRelease(deleteFile) },
      {
        method: "DELETE",
        path: `${owner}files/source-maps/`,
        scopes: WRITE,
        handle: (request) => deleteAll(request, ownerOf(request)),
      },
    ];
  },
);

interface Owner {
  readonly organization: Organization;
  readonly project: Project | undefined;
}

function releaseOf({ store }: ApiRequest, { organization }: Owner, version: string): Release {
  const found = findRelease(store, organization.id, version);
  if (found === undefined) throw notFound();
  return found;
}

function listFiles(request: ApiRequest, { id }: Release): Reply {
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

async function addFile(request: ApiRequest, release: Release): Promise<Reply> {
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

function deleteFile(request: ApiRequest, { id }: Release): Reply {
  const wanted = Number(request.param("id"));
  const found = Number.isSafeInteger(wanted) && findReleaseFile(request.store, id, wanted);
  if (!found) throw notFound();
  deleteReleaseFile(request.store, found.id);
  return emptyReply();
}

function deleteAll(request: ApiRequest, owner: Owner): Reply {
  const version = request.query.get("name") ?? "";
  const release = releaseOf(request, owner, version);
  request.store.change(() =>
    deleteArtifactsOfRelease(request.store, {
      releaseId: release.id,
      version,
      projectIds: owner.project === undefined
        ? projectsOfRelease(request.store, release.id).map(({ id }) => id)
        : [owner.project.id],
    })
  );
  return emptyReply();
}
