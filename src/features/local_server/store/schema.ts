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
  // Records of releases and of what clients report.
  `
  -- Commits as a client sent them, newest first by position.
  CREATE TABLE release_commits (
    release_id INTEGER NOT NULL REFERENCES releases (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    commit_id TEXT NOT NULL,
    repository TEXT,
    message TEXT,
    author_name TEXT,
    author_email TEXT,
    timestamp TEXT,
    patch_set TEXT NOT NULL,
    PRIMARY KEY (release_id, position)
  ) WITHOUT ROWID;
  -- Revisions that a real server would look up with the repository's provider.
  CREATE TABLE release_refs (
    release_id INTEGER NOT NULL REFERENCES releases (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    repository TEXT NOT NULL,
    "commit" TEXT NOT NULL,
    previous_commit TEXT,
    PRIMARY KEY (release_id, position)
  ) WITHOUT ROWID;
  CREATE TABLE deploys (
    id INTEGER PRIMARY KEY,
    release_id INTEGER NOT NULL REFERENCES releases (id) ON DELETE CASCADE,
    environment TEXT NOT NULL,
    name TEXT,
    url TEXT,
    date_started TEXT,
    date_finished TEXT NOT NULL,
    projects TEXT NOT NULL
  );
  CREATE TABLE issues (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    -- What events are told apart by.
    grouping TEXT NOT NULL,
    number INTEGER NOT NULL,
    title TEXT NOT NULL,
    level TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'unresolved',
    status_details TEXT NOT NULL DEFAULT '{}',
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    event_count INTEGER NOT NULL DEFAULT 0,
    UNIQUE (project_id, grouping),
    UNIQUE (project_id, number)
  );
  CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    issue_id INTEGER NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
    -- 32 hexadecimal digits.
    event_id TEXT NOT NULL,
    date_created TEXT NOT NULL,
    title TEXT NOT NULL,
    level TEXT NOT NULL,
    "user" TEXT,
    tags TEXT NOT NULL DEFAULT '[]',
    -- The event as it came.
    payload TEXT NOT NULL DEFAULT '{}',
    UNIQUE (project_id, event_id)
  );
  CREATE INDEX events_by_date ON events (project_id, date_created);
  CREATE TABLE log_entries (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    item_id TEXT NOT NULL UNIQUE,
    time_ms INTEGER NOT NULL,
    timestamp TEXT NOT NULL,
    severity TEXT,
    message TEXT,
    trace TEXT
  );
  CREATE INDEX log_entries_by_time ON log_entries (project_id, time_ms);
  CREATE TABLE monitors (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'active',
    config TEXT NOT NULL DEFAULT '{}',
    date_created TEXT NOT NULL,
    UNIQUE (project_id, slug)
  );
  CREATE TABLE code_mappings (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    repo_id INTEGER NOT NULL REFERENCES repos (id) ON DELETE CASCADE,
    stack_root TEXT NOT NULL,
    source_root TEXT NOT NULL,
    default_branch TEXT NOT NULL,
    UNIQUE (project_id, stack_root)
  );
  `,
  `
  CREATE TABLE project_keys (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL UNIQUE REFERENCES projects (id) ON DELETE CASCADE,
    public_key TEXT NOT NULL UNIQUE,
    date_created TEXT NOT NULL
  );
  `,
  // What comes in through those keys.
  `
  CREATE TABLE check_ins (
    id INTEGER PRIMARY KEY,
    monitor_id INTEGER NOT NULL REFERENCES monitors (id) ON DELETE CASCADE,
    check_in_id TEXT NOT NULL,
    status TEXT NOT NULL,
    environment TEXT NOT NULL,
    duration_ms INTEGER,
    date_added TEXT NOT NULL,
    date_updated TEXT NOT NULL,
    UNIQUE (monitor_id, check_in_id)
  );
  CREATE TABLE envelopes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    date_received TEXT NOT NULL,
    body BLOB NOT NULL
  );
  `,
];

/** `PRAGMA application_id` of our files: "sCLI" in ASCII. */
export const APPLICATION_ID = 0x73434c49;
