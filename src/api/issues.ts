/** Issues of a project. */
import { ensureOk, refuseRedirect } from "./answers.ts";
import type { Api } from "./client.ts";
import { type Decode, record, text } from "./decode.ts";
import { type PageLimit, pages } from "./pages.ts";
import { path, withQuery } from "./path.ts";
import type { ProjectKey } from "./projects.ts";
import { toJson } from "./to_json.ts";

export interface Issue {
  readonly id: string;
  readonly shortId: string;
  readonly title: string;
  /** As the server writes it. */
  readonly lastSeen: string;
  readonly status: string;
  readonly level: string;
}

const issue: Decode<Issue> = record((it) => ({
  id: it.get("id", text),
  shortId: it.get("shortId", text),
  title: it.get("title", text),
  lastSeen: it.get("lastSeen", text),
  status: it.get("status", text),
  level: it.get("level", text),
}));

/** Which issues a change is for. */
export type IssueSelection =
  | { readonly kind: "all" }
  | { readonly kind: "status"; readonly status: string }
  | { readonly kind: "ids"; readonly ids: readonly bigint[] };

export type IssueStatus = "muted" | "resolved" | "resolvedInNextRelease" | "unresolved";

const issuesPath = ({ org, project }: ProjectKey) => path`/projects/${org}/${project}/issues/`;

/** The issues of a project that a query finds. */
export function listIssues(
  api: Api,
  key: ProjectKey,
  { query, ...limit }: { readonly query: string } & PageLimit,
): AsyncIterable<Issue> {
  return pages(api, withQuery(issuesPath(key), [["query", query]]), issue, {
    missing: "project",
    ...limit,
  });
}

/** Gives all issues of a selection another status. */
export async function setIssueStatus(
  api: Api,
  key: ProjectKey,
  { selection, status }: { readonly selection: IssueSelection; readonly status: IssueStatus },
): Promise<void> {
  const body = new TextEncoder().encode(toJson({ status, snoozeDuration: null }));
  const filtered = withQuery(issuesPath(key), filterOf(selection));
  const response = await api.request({
    method: "PUT",
    // The reference writes the question mark even when nothing follows it.
    path: filtered.includes("?") ? filtered : `${filtered}?`,
    headers: [["Content-Type", "application/json"]],
    body: () => body,
    assumed: { json: {} },
  });
  // A project under a new name: nothing was changed, whatever the status suggests.
  await refuseRedirect(response, "project");
  await ensureOk(response);
  await response.body?.cancel();
}

function filterOf(selection: IssueSelection): readonly (readonly [string, string])[] {
  switch (selection.kind) {
    case "all":
      return [];
    case "status":
      return [["status", selection.status]];
    case "ids":
      return selection.ids.map((id) => ["id", String(id)] as const);
  }
}
