/** Code mappings: which folder of a repository the frames of a package come from. */
import type { Api } from "./client.ts";
import { count, type Decode, list, record, text } from "./decode.ts";
import { path } from "./path.ts";

export interface CodeMapping {
  readonly stackRoot: string;
  readonly sourceRoot: string;
}

/** What became of one mapping. */
export interface MappingResult extends CodeMapping {
  /** `created`, `updated` or `error`. */
  readonly status: string;
  readonly detail: string | undefined;
}

export interface BulkResult {
  readonly created: number;
  readonly updated: number;
  readonly errors: number;
  readonly mappings: readonly MappingResult[];
}

const bulkResult: Decode<BulkResult> = record((it) => ({
  created: it.get("created", count),
  updated: it.get("updated", count),
  errors: it.get("errors", count),
  mappings: it.get(
    "mappings",
    list(record((mapping) => ({
      stackRoot: mapping.get("stackRoot", text),
      sourceRoot: mapping.get("sourceRoot", text),
      status: mapping.get("status", text),
      detail: mapping.maybe("detail", text),
    }))),
  ),
}));

/** What mappings belong to. */
export interface MappingTarget {
  readonly org: string;
  readonly project: string;
  readonly repository: string;
  readonly defaultBranch: string;
}

/** Creates mappings, or updates those that are there; at most 300 at a time. */
export function uploadCodeMappings(
  api: Api,
  { org, ...target }: MappingTarget,
  mappings: readonly CodeMapping[],
): Promise<BulkResult> {
  const body = { ...target, mappings };
  return api.sendJson("POST", path`/organizations/${org}/code-mappings/bulk/`, body, bulkResult, {
    missing: "organization",
    assumed: { json: { created: mappings.length, updated: 0, errors: 0, mappings: [] } },
  });
}
