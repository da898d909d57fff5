/** Deploys of releases. */
import type { PageRequest } from "./accounts.ts";
import { readNumber, readOptionalText, readText, type Row, type Store } from "./store.ts";

export interface Deploy {
  readonly id: number;
  readonly environment: string;
  readonly name: string | null;
  readonly url: string | null;
  readonly dateStarted: string | null;
  readonly dateFinished: string;
  /** Slugs. */
  readonly projects: string;
}

export function addDeploy(store: Store, releaseId: number, deploy: Omit<Deploy, "id">): number {
  return store.db.run(
    `INSERT INTO deploys (release_id, environment, name, url, date_started, date_finished, projects)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    releaseId,
    deploy.environment,
    deploy.name,
    deploy.url,
    deploy.dateStarted,
    deploy.dateFinished,
    deploy.projects,
  ).lastId;
}

/** Latest first. */
export function listDeploys(store: Store, releaseId: number, page: PageRequest): Deploy[] {
  return store.db.all(
    `SELECT * FROM deploys WHERE release_id = ? ORDER BY date_finished DESC, id DESC
     LIMIT ? OFFSET ?`,
    releaseId,
    page.limit,
    page.offset,
  ).map(toDeploy);
}

/** How many deploys a release has, and the latest one. */
export function summariseDeploys(
  store: Store,
  releaseId: number,
): { readonly count: number; readonly last: Deploy | undefined } {
  const [row] = store.db.all(
    "SELECT count(*) AS total FROM deploys WHERE release_id = ?",
    releaseId,
  );
  const [last] = listDeploys(store, releaseId, { limit: 1, offset: 0 });
  return { count: row === undefined ? 0 : readNumber(row, "total"), last };
}

function toDeploy(row: Row): Deploy {
  return {
    id: readNumber(row, "id"),
    environment: readText(row, "environment"),
    name: readOptionalText(row, "name"),
    url: readOptionalText(row, "url"),
    dateStarted: readOptionalText(row, "date_started"),
    dateFinished: readText(row, "date_finished"),
    projects: readText(row, "projects"),
  };
}
