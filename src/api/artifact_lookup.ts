/** Uploaded scripts and source maps, as a symbolicator finds them. */
import { ApiError } from "../base/errors.ts";
import { ensureOk } from "./answers.ts";
import type { Api } from "./client.ts";
import { type Decode, list, record, text } from "./decode.ts";
import { encodeQuery, path } from "./path.ts";
import type { ProjectKey } from "./projects.ts";

/** What is looked for. */
export interface ArtifactQuery {
  readonly debugId?: string | undefined;
  readonly url?: string | undefined;
  readonly release?: string | undefined;
  readonly dist?: string | undefined;
}

/** A bundle that may hold it, or the file itself. */
export interface FoundArtifact {
  readonly id: string;
  readonly kind: "bundle" | "file";
  /** Where it can be downloaded. */
  readonly url: string;
  /** Of a file: the address under which it was uploaded. */
  readonly absPath: string | undefined;
  /** Of a file; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

const headers: Decode<Record<string, string>> = (value) => {
  const found: Record<string, string> = {};
  if (typeof value !== "object" || value === null) return found;
  for (const [name, each] of Object.entries(value)) {
    if (typeof each === "string") found[name.toLowerCase()] = each;
  }
  return found;
};

const artifact: Decode<FoundArtifact> = record((it) => ({
  id: it.get("id", text),
  kind: it.get("type", text) === "bundle" ? "bundle" : "file",
  url: it.get("url", text),
  absPath: it.maybe("abs_path", text) ?? it.maybe("absPath", text),
  headers: it.maybe("headers", headers) ?? {},
}));

/** Asks for what belongs to a debug id, or to an address in a release. */
export function lookupArtifacts(
  api: Api,
  { org, project }: ProjectKey,
  query: ArtifactQuery,
): Promise<readonly FoundArtifact[]> {
  const pairs = [
    ["debug_id", query.debugId],
    ["url", query.url],
    ["release", query.release],
    ["dist", query.dist],
  ].flatMap(([name, value]) => value === undefined ? [] : [`${name}=${encodeQuery(value)}`]);
  return api.getJson(
    `${path`/projects/${org}/${project}/artifact-lookup/`}?${pairs.join("&")}`,
    list(artifact),
    { missing: "project" },
  );
}

/** The bytes of something that was found. */
export async function downloadArtifact(api: Api, { url, id }: FoundArtifact): Promise<Uint8Array> {
  const response = await api.request({ method: "GET", path: url, maxRedirects: 3 });
  await ensureOk(response);
  if (response.status >= 300) throw new ApiError(`Could not download ${id}`, response.status);
  return new Uint8Array(await response.arrayBuffer());
}
