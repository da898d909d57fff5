/** What a new database begins with: one organization, two projects, one user. */
import { formatTimestamp } from "../timestamps.ts";
import {
  addOrganization,
  addProject,
  addTeam,
  addUser,
  findOrganization,
  type Organization,
} from "./accounts.ts";
import type { Store } from "./store.ts";

const ORGANIZATION = "demo";
const PROJECTS = [
  { slug: "web", name: "Web", platform: "javascript" },
  { slug: "mobile", name: "Mobile", platform: "android" },
];

/** Gives the organization of the seed, which is made when the database is new. */
export function seed(store: Store, nowMs: number): Organization {
  store.change(() => {
    if (findOrganization(store, ORGANIZATION) !== undefined) return;
    const dateCreated = formatTimestamp(nowMs);
    const organizationId = addOrganization(store, {
      slug: ORGANIZATION,
      name: "Demo",
      dateCreated,
    });
    const teamId = addTeam(store, { organizationId, slug: ORGANIZATION, name: "Demo" });
    for (const project of PROJECTS) {
      addProject(store, { ...project, organizationId, teamId, dateCreated });
    }
    addUser(store, { name: "Demo", email: "demo@localhost" });
  });
  const organization = findOrganization(store, ORGANIZATION);
  if (organization === undefined) throw new Error("The organization of the seed is missing");
  return organization;
}
