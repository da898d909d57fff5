/** Cron monitors. */
import type { Api } from "./client.ts";
import { type Decode, record, text } from "./decode.ts";
import { pages } from "./pages.ts";
import { path } from "./path.ts";

export interface Monitor {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly status: string;
}

const monitor: Decode<Monitor> = record((it) => ({
  id: it.get("id", text),
  slug: it.get("slug", text),
  name: it.get("name", text),
  status: it.get("status", text),
}));

/** All monitors of an organization. */
export function listMonitors(api: Api, org: string): AsyncIterable<Monitor> {
  return pages(api, path`/organizations/${org}/monitors/`, monitor, {
    missing: "resource",
    ahead: true,
  });
}
