/** Cron monitors. */
import type { PageRequest } from "./accounts.ts";
import { readNumber, readText, type Row, type Store } from "./store.ts";

export interface Monitor {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly status: string;
  /** JSON. */
  readonly config: string;
  readonly dateCreated: string;
}

/** All monitors of an organization, by name. */
export function listMonitors(store: Store, organizationId: number, page: PageRequest): Monitor[] {
  return store.db.all(
    `SELECT monitors.* FROM monitors JOIN projects ON projects.id = monitors.project_id
     WHERE projects.organization_id = ? ORDER BY monitors.name, monitors.id LIMIT ? OFFSET ?`,
    organizationId,
    page.limit,
    page.offset,
  ).map(toMonitor);
}

export function findMonitor(store: Store, projectId: number, slug: string): Monitor | undefined {
  const [row] = store.db.all(
    "SELECT * FROM monitors WHERE project_id = ? AND slug = ?",
    projectId,
    slug,
  );
  return row && toMonitor(row);
}

/** A monitor of any project of an organization, by its slug. */
export function findMonitorOf(
  store: Store,
  organizationId: number,
  slug: string,
): Monitor | undefined {
  const [row] = store.db.all(
    `SELECT monitors.* FROM monitors JOIN projects ON projects.id = monitors.project_id
     WHERE projects.organization_id = ? AND monitors.slug = ? ORDER BY monitors.id`,
    organizationId,
    slug,
  );
  return row && toMonitor(row);
}

/** Makes a monitor, or gives the one of that slug another configuration. */
export function putMonitor(
  store: Store,
  projectId: number,
  { slug, name, config, dateCreated }: Pick<Monitor, "slug" | "name" | "config" | "dateCreated">,
): void {
  store.db.run(
    `INSERT INTO monitors (project_id, slug, name, config, date_created) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (project_id, slug) DO UPDATE SET config = excluded.config`,
    projectId,
    slug,
    name,
    config,
    dateCreated,
  );
}

function toMonitor(row: Row): Monitor {
  return {
    id: readNumber(row, "id"),
    slug: readText(row, "slug"),
    name: readText(row, "name"),
    status: readText(row, "status"),
    config: readText(row, "config"),
    dateCreated: readText(row, "date_created"),
  };
}
