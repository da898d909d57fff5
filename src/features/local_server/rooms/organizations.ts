/** Organizations, and the lists that hang directly on one. */
import { pageReply } from "../paging.ts";
import { jsonReply } from "../replies.ts";
import type { ApiRequest, Route } from "../routes.ts";
import { listOrganizations, listProjects, listRepos } from "../store/accounts.ts";
import { organizationOf } from "./scope.ts";
import { showOrganization, showProject, showRepo } from "./views.ts";

const READ = ["org:read", "org:write", "org:admin", "org:ci"];

export const organizationRoutes: readonly Route<ApiRequest>[] = [
  {
    method: "GET",
    path: "/api/0/organizations/",
    scopes: READ,
    handle: (request) =>
      pageReply(
        request,
        (page) => listOrganizations(request.store, request.token.organizationId, page),
        showOrganization,
      ),
  },
  {
    method: "GET",
    path: "/api/0/organizations/{org}/",
    scopes: READ,
    handle: (request) => jsonReply(showOrganization(organizationOf(request))),
  },
  {
    method: "GET",
    path: "/api/0/organizations/{org}/projects/",
    scopes: [...READ, "project:read"],
    handle(request) {
      const { id } = organizationOf(request);
      return pageReply(request, (page) => listProjects(request.store, id, page), showProject);
    },
  },
  {
    method: "GET",
    path: "/api/0/organizations/{org}/repos/",
    scopes: READ,
    handle(request) {
      const { id } = organizationOf(request);
      return pageReply(request, (page) => listRepos(request.store, id, page), showRepo);
    },
  },
];
