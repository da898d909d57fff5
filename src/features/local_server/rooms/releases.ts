/** Releases, under an organization and (as 2.x clients ask) under a project. */
import type { Reply } from "../http_server.ts";
import { pageReply } from "../paging.ts";
import { badRequest, emptyReply, jsonReply, notFound } from "../replies.ts";
import type { ApiRequest, Route } from "../routes.ts";
import {
  findProject,
  type Organization,
  type Project,
  projectsOfRelease,
} from "../store/accounts.ts";
import {
  addRelease,
  addReleaseProjects,
  deleteRelease,
  findPreviousWithCommits,
  findRelease,
  listReleases,
  type Release,
  type ReleaseFields,
  type ReleaseStatus,
  updateRelease,
} from "../store/releases.ts";
import { setCommits, setRefs, summariseCommits } from "../store/commits.ts";
import { summariseDeploys } from "../store/deploys.ts";
import type { Store } from "../store/store.ts";
import { formatTimestamp } from "../timestamps.ts";
import { type Fields, readFields } from "../validation.ts";
import { commitsReply, readCommits, readRefs } from "./commits.ts";
import { organizationOf, projectOf } from "./scope.ts";
import { showRelease } from "./views.ts";

const READ = ["project:read", "project:write", "project:admin", "project:releases", "org:ci"];
const WRITE = ["project:write", "project:admin", "project:releases", "org:ci"];

/** Sentry's limit on a version (docs.sentry.io, "Naming Releases"). */
const MAX_VERSION = 200;
const STATUSES = ["open", "archived"] as const;

const ORGANIZATION = "/api/0/organizations/{org}/releases/";
const PROJECT = "/api/0/projects/{org}/{project}/releases/";

export const releaseRoutes: readonly Route<ApiRequest>[] = [
  { method: "GET", path: ORGANIZATION, scopes: READ, handle: listOfOrganization },
  { method: "POST", path: ORGANIZATION, scopes: WRITE, handle: createInOrganization },
  { method: "GET", path: `${ORGANIZATION}{version}/`, scopes: READ, handle: showOne },
  { method: "PUT", path: `${ORGANIZATION}{version}/`, scopes: WRITE, handle: updateOne },
  { method: "DELETE", path: `${ORGANIZATION}{version}/`, scopes: WRITE, handle: deleteOne },
  {
    method: "GET",
    path: `${ORGANIZATION}{version}/commits/`,
    scopes: READ,
    handle: (request) => commitsReply(request, findOne(request).id),
  },
  {
    method: "GET",
    path: `${ORGANIZATION}{version}/previous-with-commits/`,
    scopes: READ,
    handle: showPrevious,
  },
  { method: "GET", path: PROJECT, scopes: READ, handle: listOfProject },
  { method: "POST", path: PROJECT, scopes: WRITE, handle: createInProject },
  { method: "GET", path: `${PROJECT}{version}/`, scopes: READ, handle: showOne },
  { method: "PUT", path: `${PROJECT}{version}/`, scopes: WRITE, handle: updateOne },
  { method: "DELETE", path: `${PROJECT}{version}/`, scopes: WRITE, handle: deleteOne },
];

/**
 * What is wrong with a version (docs.sentry.io, "Naming Releases"), `undefined` when nothing is.
 * Sentry cuts blanks at the ends; a client that sends them has a fault, so here they are refused.
 */
export function versionProblem(version: string): string | undefined {
  const bad = /[\r\n\f\v\t/\\]/.test(version) || version.trim() !== version ||
    version === "." || version === ".." || version.toLowerCase() === "latest";
  return bad ? `Release with name ${version} is not valid` : undefined;
}

function listOfOrganization(request: ApiRequest): Reply {
  const organization = organizationOf(request);
  // -1 is the web interface's "all projects".
  const numbers = request.query.getAll("project").filter((each) => each !== "-1");
  const projects = numbers.map((each) => {
    const found = /^\d{1,15}$/.test(each)
      ? findProject(request.store, organization.id, each)
      : undefined;
    if (found === undefined) throw badRequest("Invalid project parameter. Values must be numbers.");
    return found;
  });
  return list(request, organization, projects.length === 0 ? undefined : projects);
}

function listOfProject(request: ApiRequest): Reply {
  const organization = organizationOf(request);
  return list(request, organization, [projectOf(request, organization)]);
}

function list(
  request: ApiRequest,
  organization: Organization,
  projects: readonly Project[] | undefined,
): Reply {
  const { store, query } = request;
  const filter = {
    organizationId: organization.id,
    projectIds: projects?.map(({ id }) => id),
    status: readStatus(query.get("status") ?? "open"),
    query: query.get("query") ?? "",
  };
  return pageReply(
    request,
    (page) => listReleases(store, filter, page),
    (release) => view(store, release),
  );
}

/** An empty text asks for all. */
function readStatus(text: string): ReleaseStatus | undefined {
  if (text === "") return undefined;
  const found = STATUSES.find((each) => each === text);
  if (found === undefined) throw badRequest("invalid value for status");
  return found;
}

function showOne(request: ApiRequest): Reply {
  return show(request, findOne(request));
}

function show({ store }: ApiRequest, release: Release, status = 200): Reply {
  return jsonReply(view(store, release), status);
}

function view(store: Store, release: Release) {
  return showRelease(release, {
    projects: projectsOfRelease(store, release.id),
    commits: summariseCommits(store, release.id),
    deploys: summariseDeploys(store, release.id),
  });
}

/** The latest release before this one that has commits, `{}` when there is none. */
function showPrevious(request: ApiRequest): Reply {
  const previous = findPreviousWithCommits(request.store, findOne(request).id);
  return previous === undefined ? jsonReply({}) : show(request, previous);
}

/** The release in the path; under a project only when it belongs to it. */
function findOne(request: ApiRequest): Release {
  const organization = organizationOf(request);
  const found = findRelease(request.store, organization.id, request.param("version"));
  if (found === undefined) throw notFound();
  if (request.path.startsWith("/api/0/projects/")) {
    const { id } = projectOf(request, organization);
    const owners = projectsOfRelease(request.store, found.id);
    if (!owners.some((each) => each.id === id)) throw notFound();
  }
  return found;
}

function deleteOne(request: ApiRequest): Reply {
  deleteRelease(request.store, findOne(request).id);
  return emptyReply();
}

async function createInOrganization(request: ApiRequest): Promise<Reply> {
  const organization = organizationOf(request);
  const fields = await readFields(request.request);
  const projects = readProjects(fields, request, organization);
  if (projects === undefined && !fields.has("projects")) {
    fields.fail("projects", "This field is required.");
  }
  return create(request, organization, { fields, projects: projects ?? [] });
}

async function createInProject(request: ApiRequest): Promise<Reply> {
  const organization = organizationOf(request);
  const project = projectOf(request, organization);
  const fields = await readFields(request.request);
  return create(request, organization, { fields, projects: [project] });
}

/** Makes the release, or adds to the one of that version: 201 when new, 208 when nothing is. */
function create(
  request: ApiRequest,
  organization: Organization,
  { fields, projects }: { fields: Fields; projects: readonly Project[] },
): Reply {
  const { store } = request;
  const version = fields.requiredText("version", {
    maxLength: MAX_VERSION,
    check: versionProblem,
  });
  const given = readRelease(fields);
  const commits = readCommits(fields);
  const refs = readRefs(fields, store, organization.id);
  fields.settle();
  return store.change(() => {
    const before = findRelease(store, organization.id, version);
    // Archiving sends no projects, which can only mean a release that is there.
    if (before === undefined && projects.length === 0) throw notFound();
    const id = before?.id ?? addRelease(store, {
      organizationId: organization.id,
      version,
      dateCreated: formatTimestamp(request.nowMs),
      status: given.status ?? "open",
      url: given.url ?? null,
      ref: given.ref ?? null,
      dateStarted: given.dateStarted ?? null,
      dateReleased: given.dateReleased ?? null,
    });
    if (before !== undefined) {
      // A release that is out keeps its day; only `PUT` moves it.
      const dateReleased = before.dateReleased ?? given.dateReleased;
      updateRelease(store, id, merge(before, { ...given, dateReleased }));
    }
    if (commits !== undefined) setCommits(store, id, commits);
    if (refs !== undefined) setRefs(store, id, refs);
    const added = addReleaseProjects(store, id, projects.map((each) => each.id));
    const release = findRelease(store, organization.id, version);
    if (release === undefined) throw new Error("The release that was just stored is gone");
    return show(request, release, before !== undefined && added === 0 ? 208 : 201);
  });
}

async function updateOne(request: ApiRequest): Promise<Reply> {
  const organization = organizationOf(request);
  // A missing release is the same answer whatever the body says.
  findOne(request);
  const fields = await readFields(request.request);
  readProjects(fields, request, organization);
  const given = readRelease(fields);
  const commits = readCommits(fields);
  const { store } = request;
  const refs = readRefs(fields, store, organization.id);
  fields.settle();
  const release = findOne(request);
  store.change(() => {
    updateRelease(store, release.id, merge(release, given));
    if (commits !== undefined) setCommits(store, release.id, commits);
    if (refs !== undefined) setRefs(store, release.id, refs);
  });
  return showOne(request);
}

type GivenRelease = { readonly [K in keyof ReleaseFields]: ReleaseFields[K] | undefined };

/** What is given replaces what was; an explicit null takes it away. */
function merge(before: ReleaseFields, given: GivenRelease): ReleaseFields {
  const pick = <T>(value: T | undefined, old: T): T => value === undefined ? old : value;
  return {
    status: pick(given.status, before.status),
    url: pick(given.url, before.url),
    ref: pick(given.ref, before.ref),
    dateStarted: pick(given.dateStarted, before.dateStarted),
    dateReleased: pick(given.dateReleased, before.dateReleased),
  };
}

function readRelease(fields: Fields): GivenRelease {
  return {
    status: fields.choice("status", STATUSES),
    url: fields.text("url", { allowBlank: true, check: urlProblem }),
    ref: fields.text("ref", { allowBlank: true, maxLength: 250 }),
    dateStarted: fields.timestamp("dateStarted"),
    dateReleased: fields.timestamp("dateReleased"),
  };
}

function urlProblem(text: string): string | undefined {
  return text === "" || (/^https?:\/\//i.test(text) && URL.canParse(text))
    ? undefined
    : "Enter a valid URL.";
}

/** The projects named in a body, by slug or number; `undefined` when none are given. */
function readProjects(
  fields: Fields,
  request: ApiRequest,
  organization: Organization,
): readonly Project[] | undefined {
  const names = fields.list("projects", (item) => {
    if (typeof item === "string" || (typeof item === "number" && Number.isSafeInteger(item))) {
      return String(item);
    }
    return fields.fail("projects", "Not a valid string.");
  });
  const found = names?.map((name) => findProject(request.store, organization.id, name));
  if (found?.includes(undefined)) fields.fail("projects", "Invalid project ids or slugs");
  return found?.filter((each) => each !== undefined);
}
