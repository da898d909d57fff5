/** Cron monitors; check-ins make them. */
import { hyphenated } from "../../../api/shape.ts";
import { pageReply } from "../paging.ts";
import { notFound } from "../replies.ts";
import type { ApiRequest, Route } from "../routes.ts";
import { type CheckIn, listCheckIns } from "../store/check_ins.ts";
import { findMonitorOf, listMonitors, type Monitor } from "../store/monitors.ts";
import { organizationOf } from "./scope.ts";

const MONITORS = "/api/0/organizations/{org}/monitors/";
const READ = ["org:read", "org:write", "org:admin", "org:ci", "project:read"];

export const monitorRoutes: readonly Route<ApiRequest>[] = [
  {
    method: "GET",
    path: MONITORS,
    scopes: READ,
    handle(request) {
      const { id } = organizationOf(request);
      return pageReply(request, (page) => listMonitors(request.store, id, page), showMonitor);
    },
  },
  {
    method: "GET",
    path: `${MONITORS}{monitor}/checkins/`,
    scopes: READ,
    handle(request) {
      const { id } = organizationOf(request);
      const slug = request.param("monitor");
      const found = findMonitorOf(request.store, id, slug);
      if (found === undefined) throw notFound();
      return pageReply(
        request,
        (page) => listCheckIns(request.store, found.id, page),
        showCheckIn,
      );
    },
  },
];

function showCheckIn(checkIn: CheckIn) {
  const { checkInId, status, environment, durationMs, dateAdded, dateUpdated } = checkIn;
  return {
    id: hyphenated(checkInId),
    status,
    environment,
    duration: durationMs,
    dateAdded,
    dateUpdated,
  };
}

function showMonitor({ id, slug, name, status, config, dateCreated }: Monitor) {
  return { id: String(id), slug, name, status, config: JSON.parse(config), dateCreated };
}
