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
  // Uploads. Files of bundles stay packed as they came; `state` and `detail` are what assembling said.
  `
  CREATE TABLE chunks (
    organization_id INTEGER NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    checksum TEXT NOT NULL,
    data BLOB NOT NULL,
    UNIQUE (organization_id, checksum)
  );
  CREATE TABLE artifact_bundles (
    id INTEGER PRIMARY KEY,
    organization_id INTEGER NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    checksum TEXT NOT NULL,
    bundle_id TEXT,
    size_bytes INTEGER NOT NULL,
    date_created TEXT NOT NULL,
    UNIQUE (organization_id, checksum)
  );
  -- What a bundle was uploaded for; the empty text stands for no release and no dist.
  CREATE TABLE artifact_bundle_uses (
    bundle_id INTEGER NOT NULL REFERENCES artifact_bundles (id) ON DELETE CASCADE,
    project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    release TEXT NOT NULL,
    dist TEXT NOT NULL,
    PRIMARY KEY (bundle_id, project_id, release, dist)
  ) WITHOUT ROWID;
  CREATE TABLE artifacts (
    id INTEGER PRIMARY KEY,
    bundle_id INTEGER NOT NULL REFERENCES artifact_bundles (id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    url TEXT NOT NULL,
    type TEXT NOT NULL,
    debug_id TEXT,
    headers TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    method TEXT NOT NULL,
    packed BLOB NOT NULL,
    UNIQUE (bundle_id, path)
  );
  CREATE INDEX artifacts_by_debug_id ON artifacts (debug_id) WHERE debug_id IS NOT NULL;
  CREATE INDEX artifacts_by_url ON artifacts (url);
  CREATE TABLE release_files (
    id INTEGER PRIMARY KEY,
    release_id INTEGER NOT NULL REFERENCES releases (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    dist TEXT NOT NULL,
    headers TEXT NOT NULL,
    sha1 TEXT NOT NULL,
    date_created TEXT NOT NULL,
    data BLOB NOT NULL,
    UNIQUE (release_id, name, dist)
  );
  CREATE TABLE debug_files (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    checksum TEXT NOT NULL,
    name TEXT NOT NULL,
    debug_id TEXT,
    size_bytes INTEGER NOT NULL,
    -- The checksums of its chunks, which stay where they are.
    chunks TEXT NOT NULL,
    date_created TEXT NOT NULL,
    UNIQUE (project_id, checksum)
  );
  `,
];

/** `PRAGMA application_id` of our files: "sCLI" in ASCII. */
export const APPLICATION_ID = 0x73434c49;
