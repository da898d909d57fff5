/** Events, and the issues that they are grouped into. */
import { isRecord } from "../../../base/is_record.ts";
import type { PageRequest } from "./accounts.ts";
import { readNumber, readOptionalText, readText, type Row, type Store } from "./store.ts";

export interface StoredEvent {
  /** 32 hexadecimal digits. */
  readonly eventId: string;
  readonly dateCreated: string;
  readonly title: string;
  readonly level: string;
  /** JSON, as Sentry's lists have it. */
  readonly user: string | null;
  /** JSON: `[{"key", "value"}]`. */
  readonly tags: string;
}

export interface NewEvent extends StoredEvent {
  readonly projectId: number;
  /** Events of one grouping make one issue. */
  readonly grouping: string;
  /** The event as it came, as JSON. */
  readonly payload: string;
}

export interface Issue {
  readonly id: number;
  readonly projectId: number;
  /** Counts within the project. */
  readonly number: number;
  readonly title: string;
  readonly level: string;
  readonly status: IssueStatus;
  /** JSON. */
  readonly statusDetails: string;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly eventCount: number;
}

export const ISSUE_STATUSES = ["unresolved", "resolved", "ignored"] as const;
export type IssueStatus = (typeof ISSUE_STATUSES)[number];

/** Stores an event with its issue; `false` when an event of that id is there already. */
export function addEvent(store: Store, event: NewEvent): boolean {
  const [known] = store.db.all(
    "SELECT 1 AS found FROM events WHERE project_id = ? AND event_id = ?",
    event.projectId,
    event.eventId,
  );
  if (known !== undefined) return false;
  const issueId = issueOf(store, event);
  store.db.run(
    `INSERT INTO events (project_id, issue_id, event_id, date_created, title, level, "user", tags,
       payload) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    event.projectId,
    issueId,
    event.eventId,
    event.dateCreated,
    event.title,
    event.level,
    event.user,
    event.tags,
    event.payload,
  );
  return true;
}

/** The issue of an event, made or brought up to date. What was resolved comes back. */
function issueOf(store: Store, event: NewEvent): number {
  const [found] = store.db.all(
    "SELECT id FROM issues WHERE project_id = ? AND grouping = ?",
    event.projectId,
    event.grouping,
  );
  if (found === undefined) {
    return store.db.run(
      `INSERT INTO issues (project_id, grouping, number, title, level, first_seen, last_seen,
         event_count)
       SELECT project, ?, coalesce(max(number), 0) + 1, ?, ?, ?, ?, 1
       FROM (SELECT ? AS project) LEFT JOIN issues ON project_id = project`,
      event.grouping,
      event.title,
      event.level,
      event.dateCreated,
      event.dateCreated,
      event.projectId,
    ).lastId;
  }
  const id = readNumber(found, "id");
  store.db.run(
    `UPDATE issues SET event_count = event_count + 1, last_seen = max(last_seen, ?),
       status = CASE status WHEN 'resolved' THEN 'unresolved' ELSE status END WHERE id = ?`,
    event.dateCreated,
    id,
  );
  return id;
}

/** Newest first. */
export function listEvents(store: Store, projectId: number, page: PageRequest): StoredEvent[] {
  return store.db.all(
    `SELECT * FROM events WHERE project_id = ? ORDER BY date_created DESC, id DESC
     LIMIT ? OFFSET ?`,
    projectId,
    page.limit,
    page.offset,
  ).map(toEvent);
}

/** An event with all that was sent. */
export interface WholeEvent extends StoredEvent {
  readonly projectId: number;
  readonly data: Record<string, unknown>;
}

/** The events with an id, or all of them; newest first, of one project or of all. */
export function findEvents(
  store: Store,
  { eventId, projectId, limit }: {
    readonly eventId?: string | undefined;
    readonly projectId?: number | undefined;
    readonly limit: number;
  },
): WholeEvent[] {
  return store.db.all(
    `WITH wanted (id, project) AS (SELECT ?, ?) SELECT events.* FROM events, wanted
     WHERE (wanted.id IS NULL OR events.event_id = wanted.id)
       AND (wanted.project IS NULL OR events.project_id = wanted.project)
     ORDER BY events.id DESC LIMIT ?`,
    eventId?.replaceAll("-", "").toLowerCase() ?? null,
    projectId ?? null,
    limit,
  ).map((row) => {
    const data: unknown = JSON.parse(readText(row, "payload"));
    return {
      ...toEvent(row),
      projectId: readNumber(row, "project_id"),
      data: isRecord(data) ? data : {},
    };
  });
}

function toEvent(row: Row): StoredEvent {
  return {
    eventId: readText(row, "event_id"),
    dateCreated: readText(row, "date_created"),
    title: readText(row, "title"),
    level: readText(row, "level"),
    user: readOptionalText(row, "user"),
    tags: readText(row, "tags"),
  };
}

/** Which issues; empty parts do not filter. */
export interface IssueFilter {
  readonly projectId: number;
  readonly ids: readonly number[];
  readonly status: IssueStatus | undefined;
  readonly level: string | undefined;
  /** Parts of the title. */
  readonly words: readonly string[];
}

const FILTERED = `WITH filter (project, ids, status, level, words) AS (SELECT ?, ?, ?, ?, ?)
  SELECT issues.id FROM issues, filter
  WHERE issues.project_id = filter.project
    AND (filter.ids = '[]' OR issues.id IN (SELECT value FROM json_each(filter.ids)))
    AND (filter.status IS NULL OR issues.status = filter.status)
    AND (filter.level IS NULL OR issues.level = filter.level)
    AND NOT EXISTS (SELECT 1 FROM json_each(filter.words)
                    WHERE instr(lower(issues.title), lower(value)) = 0)`;

function filterValues({ projectId, ids, status, level, words }: IssueFilter) {
  return [
    projectId,
    JSON.stringify(ids),
    status ?? null,
    level ?? null,
    JSON.stringify(words),
  ] as const;
}

/** Last seen first. */
export function listIssues(store: Store, filter: IssueFilter, page: PageRequest): Issue[] {
  return store.db.all(
    `SELECT * FROM issues WHERE id IN (${FILTERED}) ORDER BY last_seen DESC, id DESC
     LIMIT ? OFFSET ?`,
    ...filterValues(filter),
    page.limit,
    page.offset,
  ).map(toIssue);
}

/** Gives how many issues were found. */
export function updateIssues(
  store: Store,
  filter: IssueFilter,
  { status, statusDetails }: Pick<Issue, "status" | "statusDetails">,
): number {
  return store.db.run(
    `UPDATE issues SET status = ?, status_details = ? WHERE id IN (${FILTERED})`,
    status,
    statusDetails,
    ...filterValues(filter),
  ).changes;
}

function toIssue(row: Row): Issue {
  const status = readText(row, "status");
  return {
    id: readNumber(row, "id"),
    projectId: readNumber(row, "project_id"),
    number: readNumber(row, "number"),
    title: readText(row, "title"),
    level: readText(row, "level"),
    status: ISSUE_STATUSES.find((each) => each === status) ?? "unresolved",
    statusDetails: readText(row, "status_details"),
    firstSeen: readText(row, "first_seen"),
    lastSeen: readText(row, "last_seen"),
    eventCount: readNumber(row, "event_count"),
  };
}
