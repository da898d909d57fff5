/** Log entries, through the events endpoint of an organization. Other data sets are not kept here. */
import type { Reply } from "../http_server.ts";
import { badRequest, jsonReply } from "../replies.ts";
import type { ApiRequest, Route } from "../routes.ts";
import { findProject, listProjects, type Organization } from "../store/accounts.ts";
import { listLogEntries, type LogEntry } from "../store/logs.ts";
import { organizationOf } from "./scope.ts";

const FIELDS: Readonly<Record<string, (entry: LogEntry) => string | null>> = {
  "sentry.item_id": ({ itemId }) => itemId,
  timestamp: ({ timestamp }) => timestamp,
  severity: ({ severity }) => severity,
  message: ({ message }) => message,
  trace: ({ trace }) => trace,
};

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const MAX_ROWS = 1000;

export const logRoutes: readonly Route<ApiRequest>[] = [{
  method: "GET",
  path: "/api/0/organizations/{org}/events/",
  scopes: ["org:read", "org:write", "org:admin", "org:ci", "event:read"],
  handle: list,
}];

function list(request: ApiRequest): Reply {
  const organization = organizationOf(request);
  const { query, store, nowMs } = request;
  if (query.get("dataset") !== "logs" && query.get("dataset") !== "ourlogs") {
    throw badRequest("dataset must be one of: logs (this server keeps no others)");
  }
  const fields = query.getAll("field");
  const unknown = fields.find((name) => !Object.hasOwn(FIELDS, name));
  if (fields.length === 0) throw badRequest("No columns selected");
  if (unknown !== undefined) throw badRequest(`Unknown field: ${unknown}`);
  const search = readSearch(query.get("query") ?? "");
  const entries = listLogEntries(store, {
    projectIds: projectIds(request, organization, search.project),
    sinceMs: nowMs - readPeriod(query.get("statsPeriod") ?? "90d"),
    severity: search.severity,
    words: search.words,
    newestFirst: readOrder(query.get("sort") ?? "-timestamp"),
    limit: readLimit(query.get("per_page") ?? "100"),
  });
  const show = (entry: LogEntry) =>
    Object.fromEntries(fields.map((name) => [name, FIELDS[name]?.(entry) ?? null]));
  return jsonReply({ data: entries.map(show), meta: { dataset: "logs" } });
}

function projectIds(
  { query, store }: ApiRequest,
  organization: Organization,
  slug: string | undefined,
): readonly number[] {
  const named = [
    ...query.getAll("project").filter((each) => each !== "-1"),
    ...(slug ? [slug] : []),
  ];
  if (named.length === 0) {
    return listProjects(store, organization.id, { limit: -1, offset: 0 }).map(({ id }) => id);
  }
  return named.map((name) => {
    const found = findProject(store, organization.id, name);
    if (found === undefined) throw badRequest(`Invalid query. Project(s) ${name} do not exist.`);
    return found.id;
  });
}

interface Search {
  readonly project: string | undefined;
  readonly severity: string | undefined;
  readonly words: readonly string[];
}

/** `project:…`, `severity:…` (or `level:…`) and words of the message. */
function readSearch(text: string): Search {
  let project: string | undefined;
  let severity: string | undefined;
  const words: string[] = [];
  for (const word of text.split(/\s+/).filter((each) => each !== "")) {
    const [, key, value = ""] = /^([\w.!-]+):(.*)$/.exec(word) ?? [];
    if (key === undefined) words.push(word);
    else if (key === "project") project = value;
    else if (key === "severity" || key === "level") severity = value;
    else throw badRequest(`Invalid query: this server does not search by "${key}".`);
  }
  return { project, severity, words };
}

function readPeriod(text: string): number {
  const [, amount = "", unit = ""] = /^(\d{1,9})([smhdw])$/.exec(text) ?? [];
  if (amount === "") throw badRequest(`Invalid statsPeriod: "${text}"`);
  return Number(amount) * (UNIT_MS[unit] ?? 0);
}

function readOrder(text: string): boolean {
  if (text !== "-timestamp" && text !== "timestamp") throw badRequest(`Unknown sort: ${text}`);
  return text === "-timestamp";
}

function readLimit(text: string): number {
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > MAX_ROWS) {
    throw badRequest(`Invalid per_page value. Must be between 1 and ${MAX_ROWS}.`);
  }
  return limit;
}
