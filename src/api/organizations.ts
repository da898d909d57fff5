/** Organizations. */
import type { Api } from "./client.ts";
import { boolean, type Decode, record, text, timestamp } from "./decode.ts";
import { pages } from "./pages.ts";
import { path } from "./path.ts";

export interface Organization {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  /** RFC 3339. */
  readonly dateCreated: string;
  readonly isEarlyAdopter: boolean;
  readonly require2FA: boolean;
}

const organization: Decode<Organization> = record((it) => ({
  id: it.get("id", text),
  slug: it.get("slug", text),
  name: it.get("name", text),
  dateCreated: it.get("dateCreated", timestamp),
  isEarlyAdopter: it.get("isEarlyAdopter", boolean),
  require2FA: it.get("require2FA", boolean),
}));

/** All organizations that the token can see. */
export function listOrganizations(api: Api): AsyncIterable<Organization> {
  return pages(api, "/organizations/", organization, { missing: "resource", ahead: true });
}

/** One organization, by slug or id. */
export function getOrganization(api: Api, org: string): Promise<{ readonly slug: string }> {
  const slugOnly = record((it) => ({ slug: it.get("slug", text) }));
  return api.getJson(path`/organizations/${org}/`, slugOnly, { missing: "organization" });
}
