/** Projects. */
import type { Api } from "./client.ts";
import { type Decode, record, text } from "./decode.ts";
import { pages } from "./pages.ts";
import { path } from "./path.ts";

export interface Project {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly team: Team | undefined;
}

export interface Team {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
}

const team: Decode<Team> = record((it) => ({
  id: it.get("id", text),
  slug: it.get("slug", text),
  name: it.get("name", text),
}));

const project: Decode<Project> = record((it) => ({
  id: it.get("id", text),
  slug: it.get("slug", text),
  name: it.get("name", text),
  team: it.maybe("team", team),
}));

/** Which project. */
export interface ProjectKey {
  readonly org: string;
  readonly project: string;
}

/** One project. */
export function getProject(
  api: Api,
  { org, project: name }: ProjectKey,
): Promise<Project> {
  return api.getJson(path`/projects/${org}/${name}/`, project, { missing: "project" });
}

/** All projects of an organization that the token can see. */
export function listProjects(api: Api, org: string): AsyncIterable<Project> {
  return pages(api, path`/organizations/${org}/projects/`, project, {
    missing: "organization",
    ahead: true,
  });
}
