/** Cron monitors; check-ins make them. */
import { pageReply } from "../paging.ts";
import type { ApiRequest, Route } from "../routes.ts";
import { listMonitors, type Monitor } from "../store/monitors.ts";
import { organizationOf } from "./scope.ts";

export const monitorRoutes: readonly Route<ApiRequest>[] = [{
  method: "GET",
  path: "/api/0/organizations/{org}/monitors/",
  scopes: ["org:read", "org:write", "org:admin", "org:ci", "project:read"],
  handle(request) {
    const { id } = organizationOf(request);
    return pageReply(request, (page) => listMonitors(request.store, id, page), showMonitor);
  },
}];

function showMonitor({ id, slug, name, status, config, dateCreated }: Monitor) {
  return { id: String(id), slug, name, status, config: JSON.parse(config), dateCreated };
}
