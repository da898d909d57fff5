/** One project. */
import { jsonReply } from "../replies.ts";
import type { ApiRequest, Route } from "../routes.ts";
import { organizationOf, projectOf } from "./scope.ts";
import { showProject } from "./views.ts";

export const projectRoutes: readonly Route<ApiRequest>[] = [
  {
    method: "GET",
    path: "/api/0/projects/{org}/{project}/",
    scopes: ["project:read", "project:write", "project:admin", "org:ci"],
    handle: (request) => jsonReply(showProject(projectOf(request, organizationOf(request)))),
  },
];
