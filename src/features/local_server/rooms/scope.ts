/** From the names in a path to the records they stand for. */
import { notFound } from "../replies.ts";
import type { ApiRequest } from "../routes.ts";
import {
  findOrganization,
  findProject,
  type Organization,
  type Project,
} from "../store/accounts.ts";

/** The organization at `{org}`, by slug or number. One that the token is not for is not there. */
export function organizationOf(request: ApiRequest): Organization {
  const found = findOrganization(request.store, request.param("org"));
  if (found === undefined || found.id !== request.token.organizationId) throw notFound();
  return found;
}

/** The project at `{project}` of an organization, by slug or number. */
export function projectOf(request: ApiRequest, organization: Organization): Project {
  const found = findProject(request.store, organization.id, request.param("project"));
  if (found === undefined) throw notFound();
  return found;
}
