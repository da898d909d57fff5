/** Issues and events of a project. */
import type { Reply } from "../http_server.ts";
import { pageReply } from "../paging.ts";
import { badRequest, emptyReply, jsonReply } from "../replies.ts";
import type { ApiRequest, Route } from "../routes.ts";
import type { Project } from "../store/accounts.ts";
import {
  type Issue,
  type IssueFilter,
  type IssueStatus,
  listEvents,
  listIssues,
  type StoredEvent,
  updateIssues,
} from "../store/events.ts";
import { readFields } from "../validation.ts";
import { organizationOf, projectOf } from "./scope.ts";

const READ = ["event:read", "event:write", "event:admin"];
const WRITE = ["event:write", "event:admin"];
const ISSUES = "/api/0/projects/{org}/{project}/issues/";

export const issueRoutes: readonly Route<ApiRequest>[] = [
  { method: "GET", path: ISSUES, scopes: READ, handle: list },
  { method: "PUT", path: ISSUES, scopes: WRITE, handle: update },
  {
    method: "GET",
    path: "/api/0/projects/{org}/{project}/events/",
    scopes: READ,
    handle(request) {
      const { id } = project(request);
      return pageReply(request, (page) => listEvents(request.store, id, page), showEvent);
    },
  },
];

function project(request: ApiRequest): Project {
  return projectOf(request, organizationOf(request));
}

function list(request: ApiRequest): Reply {
  const owner = project(request);
  const filter = { ...readQuery(request.query.get("query") ?? ""), projectId: owner.id, ids: [] };
  return pageReply(
    request,
    (page) => listIssues(request.store, filter, page),
    (issue) => showIssue(issue, owner),
  );
}

/** Words that people write, and what is kept. */
const STATUSES: Readonly<Record<string, IssueStatus>> = {
  unresolved: "unresolved",
  resolved: "resolved",
  ignored: "ignored",
  muted: "ignored",
  archived: "ignored",
};

/** `is:…`, `level:…` and words of the title; anything else is refused rather than left out. */
function readQuery(text: string): Pick<IssueFilter, "status" | "level" | "words"> {
  let status: IssueStatus | undefined;
  let level: string | undefined;
  const words: string[] = [];
  for (const word of text.match(/\S*"[^"]*"|\S+/g) ?? []) {
    const [, key, quoted = ""] = /^([\w.!-]+):(.*)$/s.exec(word) ?? [];
    const value = quoted.replace(/^"(.*)"$/s, "$1");
    if (key === undefined) words.push(word.replace(/^"(.*)"$/s, "$1"));
    else if (key === "is") status = readStatus(value);
    else if (key === "level") level = value;
    else throw badRequest(`Invalid query: this server does not search by "${key}".`);
  }
  return { status, level, words };
}

function readStatus(word: string): IssueStatus {
  const status = STATUSES[word];
  if (status === undefined) throw badRequest(`Invalid value for status: "${word}"`);
  return status;
}

async function update(request: ApiRequest): Promise<Reply> {
  const { id: projectId } = project(request);
  const fields = await readFields(request.request);
  const status = fields.choice("status", [
    ...["unresolved", "resolved", "resolvedInNextRelease", "ignored", "muted"] as const,
  ]);
  if (!fields.has("status")) fields.fail("status", "This field is required.");
  fields.settle();
  if (status === undefined) throw new Error("A status that passed is gone");
  const { query } = request;
  const given = query.get("status");
  const ids = query.getAll("id").map((text) => {
    if (!/^\d{1,15}$/.test(text)) throw badRequest("Invalid group id.");
    return Number(text);
  });
  const filter = {
    projectId,
    ids,
    status: given === null ? undefined : readStatus(given),
    level: undefined,
    words: [],
  };
  const inNextRelease = status === "resolvedInNextRelease";
  const statusDetails = inNextRelease ? { inNextRelease: true } : {};
  const kept = inNextRelease ? "resolved" : readStatus(status);
  const count = updateIssues(request.store, filter, {
    status: kept,
    statusDetails: JSON.stringify(statusDetails),
  });
  // As Sentry answers when an id is none of the project's.
  if (count === 0 && ids.length > 0) return emptyReply();
  return jsonReply({ status: kept, statusDetails });
}

function showIssue(issue: Issue, { slug, id, name }: Project) {
  return {
    id: String(issue.id),
    shortId: `${slug.toUpperCase()}-${issue.number}`,
    title: issue.title,
    level: issue.level,
    status: issue.status,
    statusDetails: JSON.parse(issue.statusDetails),
    firstSeen: issue.firstSeen,
    lastSeen: issue.lastSeen,
    count: String(issue.eventCount),
    project: { id: String(id), slug, name },
  };
}

function showEvent(event: StoredEvent) {
  return {
    id: event.eventId,
    eventID: event.eventId,
    dateCreated: event.dateCreated,
    title: event.title,
    user: event.user === null ? null : JSON.parse(event.user),
    tags: JSON.parse(event.tags),
  };
}
