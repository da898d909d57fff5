/** The uploads of a project on a server, as a place where the maps of frames are looked for. */
import {
  downloadArtifact,
  type FoundArtifact,
  lookupArtifacts,
} from "../../api/artifact_lookup.ts";
import type { Api } from "../../api/client.ts";
import type { ProjectKey } from "../../api/projects.ts";
import { InputError } from "../../base/errors.ts";
import { isRecord } from "../../base/is_record.ts";
import {
  BadBundle,
  type PackedEntry,
  readBundle,
} from "../../formats/artifact_bundle/read_bundle.ts";
import type { Artifact, ArtifactKind, ArtifactSource } from "../../symbolicate/model.ts";
import type { Codecs } from "../../system/mod.ts";

/** The most that a file of a bundle may grow to. */
const MAX_FILE_BYTES = 1024 * 1024 * 1024;

/** A file of a bundle or one on its own. */
interface Candidate extends Artifact {
  readonly kind: ArtifactKind;
}

export interface ApiArtifactsOptions {
  readonly api: Api;
  readonly project: ProjectKey;
  codecs(): Promise<Codecs>;
}

/** Everything is downloaded once, however many frames ask for it. */
export function apiArtifacts({ api, project, codecs }: ApiArtifactsOptions): ArtifactSource {
  const downloads = new Map<string, Promise<Candidate[]>>();
  const lookups = new Map<string, Promise<readonly FoundArtifact[]>>();
  const open = (found: FoundArtifact): Promise<Candidate[]> => {
    const known = downloads.get(found.id) ?? candidatesOf(found, { api, codecs });
    downloads.set(found.id, known);
    return known;
  };
  const search = async (
    query: Parameters<typeof lookupArtifacts>[2],
    fits: (candidate: Candidate) => boolean,
  ): Promise<Artifact | undefined> => {
    const key = JSON.stringify(query);
    const answer = lookups.get(key) ?? lookupArtifacts(api, project, query);
    lookups.set(key, answer);
    for (const found of await answer) {
      const candidate = (await open(found)).find(fits);
      if (candidate !== undefined) return candidate;
    }
    return undefined;
  };
  return {
    byDebugId: (debugId, kind) =>
      search({ debugId }, (each) => each.debugId === debugId && each.kind === kind),
    async byUrl(urls, { release, dist }) {
      for (const url of urls) {
        const found = await search({ url, release, dist }, (each) => each.url === url);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}

async function candidatesOf(
  found: FoundArtifact,
  { api, codecs }: Pick<ApiArtifactsOptions, "api" | "codecs">,
): Promise<Candidate[]> {
  const bytes = await downloadArtifact(api, found);
  if (found.kind === "bundle") return await bundleFiles(found, bytes, await codecs());
  const { absPath = "", headers } = found;
  return [{
    url: absPath,
    debugId: headers["debug-id"]?.toLowerCase(),
    headers,
    kind: looksLikeMap(bytes) ? "source_map" : "minified_source",
    content: () => Promise.resolve(bytes),
  }];
}

/** A script is no JSON object; what a map lacks is said when it is read. */
function looksLikeMap(bytes: Uint8Array): boolean {
  const start = new TextDecoder().decode(bytes.subarray(0, 200));
  return /^\s*\{|^[)\]}']/.test(start);
}

async function bundleFiles(
  { id }: FoundArtifact,
  bytes: Uint8Array,
  codecs: Codecs,
): Promise<Candidate[]> {
  try {
    const entries = new Map(readBundle(bytes).map((entry) => [entry.path, entry]));
    const manifest = entries.get("manifest.json");
    if (manifest === undefined) throw new BadBundle("there is no manifest.json");
    const text = new TextDecoder().decode(await contentOf(manifest, codecs));
    const json: unknown = JSON.parse(text);
    const files = isRecord(json) && isRecord(json["files"]) ? Object.entries(json["files"]) : [];
    return files.flatMap(([path, file]) => {
      const entry = entries.get(path);
      return entry === undefined || !isRecord(file) ? [] : fileOf(file, entry, codecs);
    });
  } catch (error) {
    if (!(error instanceof BadBundle || error instanceof SyntaxError)) throw error;
    throw new InputError(`The server's bundle '${id}' cannot be read: ${error.message}`);
  }
}

function fileOf(file: Record<string, unknown>, entry: PackedEntry, codecs: Codecs): Candidate[] {
  const { type, url } = file;
  if (typeof url !== "string" || (type !== "minified_source" && type !== "source_map")) return [];
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(isRecord(file["headers"]) ? file["headers"] : {})) {
    if (typeof value === "string") headers[name.toLowerCase()] = value;
  }
  return [{
    url,
    kind: type,
    headers,
    debugId: headers["debug-id"]?.toLowerCase(),
    content: () => contentOf(entry, codecs),
  }];
}

async function contentOf(entry: PackedEntry, codecs: Codecs): Promise<Uint8Array> {
  if (entry.method === "stored") return entry.packed;
  const limit = Math.min(entry.sizeBytes, MAX_FILE_BYTES);
  return await codecs.unpack("deflate-raw", new Uint8Array(entry.packed), limit);
}
