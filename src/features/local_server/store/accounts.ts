/** Organizations, their projects and repositories, users and tokens. */
import {
  readNumber,
  readOptionalNumber,
  readOptionalText,
  readText,
  type Row,
  type Store,
} from "./store.ts";

export interface Organization {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly dateCreated: string;
  readonly isEarlyAdopter: boolean;
  readonly require2FA: boolean;
}

export interface Team {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
}

export interface Project {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly platform: string | null;
  readonly dateCreated: string;
  readonly team: Team | undefined;
}

export interface Repo {
  readonly id: number;
  readonly name: string;
  readonly providerId: string;
  readonly providerName: string;
  readonly url: string | null;
  readonly dateCreated: string;
}

export interface User {
  readonly id: number;
  readonly name: string;
  readonly email: string;
}

export interface Token {
  readonly id: number;
  readonly organizationId: number;
  /** `undefined` for a token of the organization itself. */
  readonly user: User | undefined;
  readonly scopes: readonly string[];
}

export interface NewToken {
  readonly hash: string;
  readonly organizationId: number;
  readonly userId: number | null;
  readonly scopes: readonly string[];
  readonly dateCreated: string;
}

/** One page of rows. */
export interface PageRequest {
  readonly offset: number;
  readonly limit: number;
}

export function findOrganization(store: Store, slugOrId: string): Organization | undefined {
  const [row] = store.db.all(
    "SELECT * FROM organizations WHERE slug = ? OR CAST(id AS TEXT) = ? ORDER BY slug = ? DESC",
    slugOrId,
    slugOrId,
    slugOrId,
  );
  return row && toOrganization(row);
}

/** The organizations that a token sees: its own. */
export function listOrganizations(
  store: Store,
  organizationId: number,
  page: PageRequest,
): Organization[] {
  return store.db.all(
    "SELECT * FROM organizations WHERE id = ? ORDER BY slug LIMIT ? OFFSET ?",
    organizationId,
    page.limit,
    page.offset,
  ).map(toOrganization);
}

export function addOrganization(
  store: Store,
  { slug, name, dateCreated }: Pick<Organization, "slug" | "name" | "dateCreated">,
): number {
  return store.db.run(
    "INSERT INTO organizations (slug, name, date_created) VALUES (?, ?, ?)",
    slug,
    name,
    dateCreated,
  ).lastId;
}

const PROJECT = `
  SELECT projects.*, teams.slug AS team_slug, teams.name AS team_name
  FROM projects LEFT JOIN teams ON teams.id = projects.team_id
`;

export function listProjects(store: Store, organizationId: number, page: PageRequest): Project[] {
  return store.db.all(
    `${PROJECT} WHERE projects.organization_id = ? ORDER BY projects.slug LIMIT ? OFFSET ?`,
    organizationId,
    page.limit,
    page.offset,
  ).map(toProject);
}

/** Finds by slug, else by number. */
export function findProject(
  store: Store,
  organizationId: number,
  slugOrId: string,
): Project | undefined {
  const [row] = store.db.all(
    `${PROJECT} WHERE projects.organization_id = ?
       AND (projects.slug = ? OR CAST(projects.id AS TEXT) = ?) ORDER BY projects.slug = ? DESC`,
    organizationId,
    slugOrId,
    slugOrId,
    slugOrId,
  );
  return row && toProject(row);
}

export function projectsOfRelease(store: Store, releaseId: number): Project[] {
  return store.db.all(
    `${PROJECT} JOIN release_projects ON release_projects.project_id = projects.id
     WHERE release_projects.release_id = ? ORDER BY projects.slug`,
    releaseId,
  ).map(toProject);
}

export function addTeam(
  store: Store,
  { organizationId, slug, name }: { organizationId: number; slug: string; name: string },
): number {
  return store.db.run(
    "INSERT INTO teams (organization_id, slug, name) VALUES (?, ?, ?)",
    organizationId,
    slug,
    name,
  ).lastId;
}

export function addProject(
  store: Store,
  project: {
    readonly organizationId: number;
    readonly teamId: number | null;
    readonly slug: string;
    readonly name: string;
    readonly platform: string | null;
    readonly dateCreated: string;
  },
): number {
  return store.db.run(
    `INSERT INTO projects (organization_id, team_id, slug, name, platform, date_created)
     VALUES (?, ?, ?, ?, ?, ?)`,
    project.organizationId,
    project.teamId,
    project.slug,
    project.name,
    project.platform,
    project.dateCreated,
  ).lastId;
}

export function listRepos(store: Store, organizationId: number, page: PageRequest): Repo[] {
  return store.db.all(
    "SELECT * FROM repos WHERE organization_id = ? ORDER BY name LIMIT ? OFFSET ?",
    organizationId,
    page.limit,
    page.offset,
  ).map(toRepo);
}

/** A repository by its name, whatever the case. */
export function findRepo(store: Store, organizationId: number, name: string): Repo | undefined {
  const [row] = store.db.all(
    "SELECT * FROM repos WHERE organization_id = ? AND lower(name) = lower(?)",
    organizationId,
    name,
  );
  return row && toRepo(row);
}

export function addRepo(
  store: Store,
  organizationId: number,
  repo: Omit<Repo, "id">,
): number {
  return store.db.run(
    `INSERT INTO repos (organization_id, name, provider_id, provider_name, url, date_created)
     VALUES (?, ?, ?, ?, ?, ?)`,
    organizationId,
    repo.name,
    repo.providerId,
    repo.providerName,
    repo.url,
    repo.dateCreated,
  ).lastId;
}

function toRepo(row: Row): Repo {
  return {
    id: readNumber(row, "id"),
    name: readText(row, "name"),
    providerId: readText(row, "provider_id"),
    providerName: readText(row, "provider_name"),
    url: readOptionalText(row, "url"),
    dateCreated: readText(row, "date_created"),
  };
}

export function addUser(store: Store, { name, email }: Omit<User, "id">): number {
  return store.db.run("INSERT INTO users (name, email) VALUES (?, ?)", name, email).lastId;
}

/** The user of the seed. */
export function firstUser(store: Store): User | undefined {
  const [row] = store.db.all("SELECT * FROM users ORDER BY id LIMIT 1");
  return row && {
    id: readNumber(row, "id"),
    name: readText(row, "name"),
    email: readText(row, "email"),
  };
}

/** Adds a token; one that is there already gets the new scopes and owner. */
export function putToken(store: Store, token: NewToken): number {
  store.db.run(
    `INSERT INTO tokens (hash, organization_id, user_id, scopes, date_created)
     VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (hash) DO UPDATE SET organization_id = excluded.organization_id,
       user_id = excluded.user_id, scopes = excluded.scopes`,
    token.hash,
    token.organizationId,
    token.userId,
    JSON.stringify(token.scopes),
    token.dateCreated,
  );
  return findToken(store, token.hash)?.id ?? 0;
}

export function findToken(store: Store, hash: string): Token | undefined {
  const [row] = store.db.all(
    `SELECT tokens.*, users.name AS user_name, users.email AS user_email
     FROM tokens LEFT JOIN users ON users.id = tokens.user_id WHERE hash = ?`,
    hash,
  );
  if (row === undefined) return undefined;
  const userId = readOptionalNumber(row, "user_id");
  const scopes: unknown = JSON.parse(readText(row, "scopes"));
  return {
    id: readNumber(row, "id"),
    organizationId: readNumber(row, "organization_id"),
    user: userId === null
      ? undefined
      : { id: userId, name: readText(row, "user_name"), email: readText(row, "user_email") },
    scopes: Array.isArray(scopes) ? scopes.map(String) : [],
  };
}

function toOrganization(row: Row): Organization {
  return {
    id: readNumber(row, "id"),
    slug: readText(row, "slug"),
    name: readText(row, "name"),
    dateCreated: readText(row, "date_created"),
    isEarlyAdopter: readNumber(row, "is_early_adopter") === 1,
    require2FA: readNumber(row, "require_2fa") === 1,
  };
}

function toProject(row: Row): Project {
  const teamId = readOptionalNumber(row, "team_id");
  return {
    id: readNumber(row, "id"),
    slug: readText(row, "slug"),
    name: readText(row, "name"),
    platform: readOptionalText(row, "platform"),
    dateCreated: readText(row, "date_created"),
    team: teamId === null
      ? undefined
      : { id: teamId, slug: readText(row, "team_slug"), name: readText(row, "team_name") },
  };
}
