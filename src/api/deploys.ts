/** Deploys of a release. */
import type { Api } from "./client.ts";
import { type Decode, list, record, text, timestamp } from "./decode.ts";
import { path } from "./path.ts";
import type { ReleaseKey } from "./releases.ts";

export interface Deploy {
  readonly environment: string;
  readonly name: string | undefined;
  readonly url: string | undefined;
  /** RFC 3339, like every date here. */
  readonly dateStarted: string | undefined;
  readonly dateFinished: string | undefined;
}

const deploy: Decode<Deploy> = record((it) => ({
  environment: it.get("environment", text),
  name: it.maybe("name", text),
  url: it.maybe("url", text),
  dateStarted: it.maybe("dateStarted", timestamp),
  dateFinished: it.maybe("dateFinished", timestamp),
}));

/** What a new deploy is made from. */
export interface NewDeploy extends ReleaseKey {
  readonly environment: string;
  readonly name: string | undefined;
  readonly url: string | undefined;
  readonly dateStarted: string | undefined;
  readonly dateFinished: string;
  readonly projects: readonly string[];
}

const deploysPath = ({ org, version }: ReleaseKey) =>
  path`/organizations/${org}/releases/${version}/deploys/`;

/** The latest deploys of a release; the first page, as the reference. */
export function listDeploys(api: Api, key: ReleaseKey): Promise<readonly Deploy[]> {
  return api.getJson(deploysPath(key), list(deploy), { missing: "release" });
}

/** Tells the server of a deploy. */
export function createDeploy(api: Api, given: NewDeploy): Promise<Deploy> {
  const { environment, projects } = given;
  const body = {
    environment,
    name: given.name ?? null,
    url: given.url ?? null,
    dateStarted: given.dateStarted ?? null,
    dateFinished: given.dateFinished,
    projects: projects.length === 0 ? undefined : projects,
  };
  return api.sendJson("POST", deploysPath(given), body, deploy, {
    missing: "release",
    assumed: { status: 201, json: { environment } },
  });
}
