/** Records as the API shows them: the fields of Sentry's answers that its clients read. */
import type { Organization, Project, Repo } from "../store/accounts.ts";
import type { CommitSummary } from "../store/commits.ts";
import type { summariseDeploys } from "../store/deploys.ts";
import { showDeploy } from "./deploys.ts";
import type { Release } from "../store/releases.ts";

export function showOrganization(organization: Organization) {
  return {
    id: String(organization.id),
    slug: organization.slug,
    status: { id: "active", name: "active" },
    name: organization.name,
    dateCreated: organization.dateCreated,
    isEarlyAdopter: organization.isEarlyAdopter,
    require2FA: organization.require2FA,
    requireEmailVerification: false,
    features: [],
  };
}

export function showProject(project: Project) {
  const team = project.team && {
    id: String(project.team.id),
    slug: project.team.slug,
    name: project.team.name,
  };
  return {
    id: String(project.id),
    slug: project.slug,
    name: project.name,
    platform: project.platform,
    dateCreated: project.dateCreated,
    status: "active",
    team: team ?? null,
    teams: team === undefined ? [] : [team],
  };
}

export function showRepo(repo: Repo) {
  return {
    id: String(repo.id),
    name: repo.name,
    status: "active",
    url: repo.url,
    provider: { id: repo.providerId, name: repo.providerName },
    dateCreated: repo.dateCreated,
  };
}

/** What belongs to a release. */
export interface ReleaseFacts {
  readonly projects: readonly Project[];
  readonly commits: CommitSummary;
  readonly deploys: ReturnType<typeof summariseDeploys>;
}

export function showRelease(release: Release, { projects, commits, deploys }: ReleaseFacts) {
  return {
    id: release.id,
    version: release.version,
    shortVersion: shortVersion(release.version),
    status: release.status,
    ref: release.ref,
    url: release.url,
    dateCreated: release.dateCreated,
    dateStarted: release.dateStarted,
    dateReleased: release.dateReleased,
    firstEvent: null,
    lastEvent: null,
    newGroups: 0,
    commitCount: commits.count,
    lastCommit: commits.lastId === null ? null : { id: commits.lastId },
    deployCount: deploys.count,
    lastDeploy: deploys.last === undefined ? null : showDeploy(deploys.last),
    authors: commits.authors,
    data: {},
    projects: projects.map(({ id, slug, name, platform }) => ({
      id,
      slug,
      name,
      platform,
      newGroups: 0,
    })),
  };
}

/** `package@version` without the package, a bare commit hash cut to 12 digits. */
function shortVersion(version: string): string {
  const bare = /^[^@]+@(.+)$/.exec(version)?.[1] ?? version;
  return /^[0-9a-f]{40}$/.test(bare) ? bare.slice(0, 12) : bare;
}
