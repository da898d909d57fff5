/** Releases. */
import type { AssumedAnswer } from "../system/mod.ts";
import { ensureOk, readJson } from "./answers.ts";
import type { Api } from "./client.ts";
import { count, type Decode, list, record, text, timestamp } from "./decode.ts";
import { type PageLimit, pages } from "./pages.ts";
import { path } from "./path.ts";

export interface Release {
  readonly version: string;
  readonly url: string | undefined;
  /** RFC 3339, like every date here. */
  readonly dateCreated: string;
  readonly dateReleased: string | undefined;
  readonly lastEvent: string | undefined;
  /** Number of new issues. */
  readonly newGroups: number;
  readonly projects: readonly { readonly slug: string; readonly name: string }[];
  readonly lastCommit: { readonly id: string } | undefined;
}

const release: Decode<Release> = record((it) => ({
  version: it.get("version", text),
  url: it.maybe("url", text),
  dateCreated: it.get("dateCreated", timestamp),
  dateReleased: it.maybe("dateReleased", timestamp),
  lastEvent: it.maybe("lastEvent", timestamp),
  newGroups: it.maybe("newGroups", count) ?? 0,
  projects: it.maybe(
    "projects",
    list(
      record((project) => ({ slug: project.get("slug", text), name: project.get("name", text) })),
    ),
  ) ?? [],
  lastCommit: it.maybe("lastCommit", record((commit) => ({ id: commit.get("id", text) }))),
}));

/** Which release. */
export interface ReleaseKey {
  readonly org: string;
  readonly version: string;
}

/** What a new release is made from. */
export interface NewRelease extends ReleaseKey {
  readonly projects: readonly string[];
  readonly url?: string | undefined;
  readonly dateStarted?: string | undefined;
  readonly dateReleased?: string | undefined;
}

/** What can be changed about a release. */
export interface ReleaseChange {
  readonly projects?: readonly string[] | undefined;
  readonly url?: string | undefined;
  readonly dateStarted?: string | undefined;
  readonly dateReleased?: string | undefined;
  readonly refs?: readonly ReleaseRef[] | undefined;
  readonly commits?: readonly unknown[] | undefined;
}

/** A revision of a repository that the server knows. */
export interface ReleaseRef {
  readonly repository: string;
  readonly commit: string;
  readonly previousCommit: string | null;
}

/** A commit of a release. */
export interface ReleaseCommit {
  readonly id: string;
}

const commit: Decode<ReleaseCommit> = record((it) => ({ id: it.get("id", text) }));

const releasePath = ({ org, version }: ReleaseKey) =>
  path`/organizations/${org}/releases/${version}/`;

/** Whose releases: of an organization or of one project. */
export interface ReleaseScope {
  readonly org: string;
  readonly project?: string | undefined;
}

/** The latest releases; the first page, as the reference asks for it. */
export function listReleases(api: Api, scope: ReleaseScope): Promise<readonly Release[]> {
  const { path, missing } = releasesOf(scope);
  return api.getJson(path, list(release), { missing });
}

/** The latest releases, page by page. */
export function listReleasePages(
  api: Api,
  scope: ReleaseScope,
  limit: PageLimit,
): AsyncIterable<Release> {
  const { path, missing } = releasesOf(scope);
  return pages(api, path, release, { missing, ...limit });
}

function releasesOf({ org, project }: ReleaseScope) {
  return project === undefined
    ? { path: path`/organizations/${org}/releases/`, missing: "organization" as const }
    : { path: path`/projects/${org}/${project}/releases/`, missing: "project" as const };
}

/** One release, `undefined` when there is none of that version. */
export async function getRelease(api: Api, key: ReleaseKey): Promise<Release | undefined> {
  return await getOrNothing(api, releasePath(key), release);
}

/** Makes a release, or adds projects to one that is there. */
export function createRelease(api: Api, { org, projects, ...rest }: NewRelease): Promise<Release> {
  const { version, url, dateStarted, dateReleased } = rest;
  const body = { version, projects: projects.map(projectId), url, dateStarted, dateReleased };
  return api.sendJson("POST", path`/organizations/${org}/releases/`, body, release, {
    missing: "organization",
    assumed: madeRelease(version),
  });
}

/** Makes sure that a release is there, as clients of the 2.x line do for old servers. */
export async function ensureRelease(
  api: Api,
  { org, projects, version }: Pick<NewRelease, "org" | "projects" | "version">,
): Promise<void> {
  const [project] = projects;
  const { path, missing } = releasesOf({
    org,
    project: projects.length === 1 ? project : undefined,
  });
  await api.sendJson("POST", path, { version, projects }, release, {
    missing,
    // There once or twice is the same.
    repeatable: true,
    assumed: madeRelease(version),
  });
}

/** What a dry run takes for a release that the server would answer with. */
function madeRelease(version: string): AssumedAnswer {
  return { status: 201, json: { version, dateCreated: "1970-01-01T00:00:00Z" } };
}

/** Archives a release or restores it. */
export function setReleaseStatus(
  api: Api,
  { org, version }: ReleaseKey,
  status: "open" | "archived",
): Promise<Release> {
  const body = { version, projects: [], status };
  return api.sendJson("POST", path`/organizations/${org}/releases/`, body, release, {
    missing: "release",
    assumed: madeRelease(version),
  });
}

/** Changes a release. */
export function updateRelease(
  api: Api,
  key: ReleaseKey,
  { projects, url, dateStarted, dateReleased, refs, commits }: ReleaseChange,
): Promise<Release> {
  const body = { projects, url, dateStarted, dateReleased, refs, commits };
  return api.sendJson("PUT", releasePath(key), body, release, {
    missing: "release",
    assumed: madeRelease(key.version),
  });
}

/** Deletes a release; `false` when there was none. */
export async function deleteRelease(api: Api, key: ReleaseKey): Promise<boolean> {
  const response = await api.request({
    method: "DELETE",
    path: releasePath(key),
    assumed: { status: 204 },
  });
  if (response.status === 404) return false;
  await ensureOk(response);
  return true;
}

/** The commits of a release, the first page; `[]` when there is no such release. */
export async function listCommits(api: Api, key: ReleaseKey): Promise<readonly ReleaseCommit[]> {
  return await getOrNothing(api, `${releasePath(key)}commits/`, list(commit)) ?? [];
}

/** The release before that one that has commits; `undefined` when there is none. */
export async function getPreviousRelease(api: Api, key: ReleaseKey): Promise<Release | undefined> {
  // The server says "none" with an empty object.
  const orNone: Decode<Release | undefined> = (value, at) =>
    JSON.stringify(value) === "{}" ? undefined : release(value, at);
  return await getOrNothing(api, `${releasePath(key)}previous-with-commits/`, orNone, {
    json: {},
    says: "no earlier release",
  });
}

async function getOrNothing<T>(
  api: Api,
  path: string,
  decode: Decode<T>,
  assumed?: AssumedAnswer,
): Promise<T | undefined> {
  const response = await api.request({ method: "GET", path, assumed });
  if (response.status === 404) return undefined;
  await ensureOk(response);
  return await readJson(response, decode);
}

/** What is all digits is an id and sent as a number, as long as it fits 64 bits. */
function projectId(project: string): string | bigint {
  if (!/^\d+$/.test(project)) return project;
  const id = BigInt(project);
  return id < 2n ** 63n ? id : project;
}
