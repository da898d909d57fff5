/** Code mappings, many at once. */
import type { Reply } from "../http_server.ts";
import { jsonReply } from "../replies.ts";
import type { ApiRequest, Route } from "../routes.ts";
import { findProject, findRepo } from "../store/accounts.ts";
import { putCodeMapping } from "../store/code_mappings.ts";
import { isRecord } from "../../../base/is_record.ts";
import { readFields } from "../validation.ts";
import { organizationOf } from "./scope.ts";

/** As many as clients send at once. */
const MAX_MAPPINGS = 300;

export const codeMappingRoutes: readonly Route<ApiRequest>[] = [{
  method: "POST",
  path: "/api/0/organizations/{org}/code-mappings/bulk/",
  scopes: ["org:read", "org:write", "org:admin", "org:ci"],
  handle: upload,
}];

interface Result {
  readonly stackRoot: string;
  readonly sourceRoot: string;
  readonly status: "created" | "updated" | "error";
  readonly detail?: string;
}

async function upload(request: ApiRequest): Promise<Reply> {
  const { store } = request;
  const organization = organizationOf(request);
  const fields = await readFields(request.request);
  const project = findProject(store, organization.id, fields.requiredText("project"));
  const repo = findRepo(store, organization.id, fields.requiredText("repository"));
  const defaultBranch = fields.requiredText("defaultBranch", {
    maxLength: 255,
    check: (name) => /\s/.test(name) ? "Branch name may only have letters, numbers …" : undefined,
  });
  const mappings = fields.list("mappings", (item) => {
    const { stackRoot, sourceRoot } = isRecord(item) ? item : {};
    if (typeof stackRoot === "string" && typeof sourceRoot === "string") {
      return { stackRoot, sourceRoot };
    }
    return fields.fail("mappings", "stackRoot and sourceRoot are required.");
  });
  if (!fields.has("mappings")) fields.fail("mappings", "This field is required.");
  if (mappings?.length === 0) fields.fail("mappings", "This list may not be empty.");
  if ((mappings?.length ?? 0) > MAX_MAPPINGS) {
    fields.fail("mappings", `Ensure this field has no more than ${MAX_MAPPINGS} elements.`);
  }
  if (project === undefined) fields.fail("project", "Project not found.");
  if (repo === undefined) fields.fail("repository", "Repository not found.");
  fields.settle();
  if (project === undefined || repo === undefined) throw new Error("What passed is gone");
  const results = store.change(() =>
    (mappings ?? []).map((mapping): Result => {
      const detail = problemOf(mapping);
      if (detail !== undefined) return { ...mapping, status: "error", detail };
      const ids = { projectId: project.id, repoId: repo.id, defaultBranch };
      return { ...mapping, status: putCodeMapping(store, { ...mapping, ...ids }) };
    })
  );
  const count = (status: Result["status"]) =>
    results.filter((result) => result.status === status).length;
  return jsonReply({
    created: count("created"),
    updated: count("updated"),
    errors: count("error"),
    mappings: results,
  });
}

function problemOf(
  { stackRoot, sourceRoot }: { readonly stackRoot: string; readonly sourceRoot: string },
): string | undefined {
  const odd = [stackRoot, sourceRoot].find((root) => root === "" || /[\s"'`]/.test(root));
  return odd === undefined ? undefined : "Path may not be empty or contain spaces or quotations";
}
