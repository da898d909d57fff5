/**
 * The tables of the local server, as steps from one `user_version` to the next. A step that has been
 * released is never changed; later rooms append steps.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    email TEXT NOT NULL UNIQUE
  );
  CREATE TABLE organizations (
    id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    date_created TEXT NOT NULL,
    is_early_adopter INTEGER NOT NULL DEFAULT 0,
    require_2fa INTEGER NOT NULL DEFAULT 0
  );
  CREATE TABLE teams (
    id INTEGER PRIMARY KEY,
    organization_id INTEGER NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (organization_id, slug)
  );
  CREATE TABLE projects (
    id INTEGER PRIMARY KEY,
    organization_id INTEGER NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    team_id INTEGER REFERENCES teams (id) ON DELETE SET NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    platform TEXT,
    date_created TEXT NOT NULL,
    UNIQUE (organization_id, slug)
  );
  CREATE TABLE repos (
    id INTEGER PRIMARY KEY,
    organization_id INTEGER NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    provider_name TEXT NOT NULL,
    url TEXT,
    date_created TEXT NOT NULL,
    UNIQUE (organization_id, name)
  );
  -- A token is kept as its SHA-256 only. Without a user it belongs to the organization.
  CREATE TABLE tokens (
    id INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    organization_id INTEGER NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    user_id INTEGER REFERENCES users (id) ON DELETE CASCADE,
    scopes TEXT NOT NULL,
    date_created TEXT NOT NULL
  );
  CREATE TABLE releases (
    id INTEGER PRIMARY KEY,
    organization_id INTEGER NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    version TEXT NOT NULL,
    status TEXT NOT NULL,
    url TEXT,
    ref TEXT,
    date_created TEXT NOT NULL,
    date_started TEXT,
    date_released TEXT,
    UNIQUE (organization_id, version)
  );
  CREATE TABLE release_projects (
    release_id INTEGER NOT NULL REFERENCES releases (id) ON DELETE CASCADE,
    project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    PRIMARY KEY (release_id, project_id)
  ) WITHOUT ROWID;
  CREATE TABLE requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    time_ms INTEGER NOT NULL,
    method TEXT NOT NULL,
    target TEXT NOT NULL,
    http_version TEXT NOT NULL,
    headers TEXT NOT NULL,
    "authorization" TEXT,
    body BLOB NOT NULL DEFAULT x'',
    body_bytes INTEGER NOT NULL DEFAULT 0,
    body_complete INTEGER NOT NULL DEFAULT 0,
    status INTEGER,
    outcome TEXT,
    fault TEXT,
    problem TEXT,
    duration_ms REAL
  );
  `,
];

/** `PRAGMA application_id` of our files: "sCLI" in ASCII. */
export const APPLICATION_ID = 0x73434c49;
