/** Putting uploaded chunks together. Everything is checked and stored while the request waits. */
import { isRecord } from "../../../base/is_record.ts";
import { BadBundle } from "../../../formats/artifact_bundle/read_bundle.ts";
import { concatBytes } from "../../../base/bytes.ts";
import { hex } from "../bytes.ts";
import { type BundleClaims, checkBundle, type CheckedBundle } from "../check_bundle.ts";
import type { Reply } from "../http_server.ts";
import { jsonReply, notFound } from "../replies.ts";
import type { ApiRequest, Route } from "../routes.ts";
import {
  findProject,
  type Organization,
  type Project,
  projectsOfRelease,
} from "../store/accounts.ts";
import { addBundle, addBundleUse, findBundle } from "../store/artifacts.ts";
import { missingChunks, readChunk } from "../store/chunks.ts";
import { findDebugFile, putDebugFile } from "../store/debug_files.ts";
import { findRelease } from "../store/releases.ts";
import type { Store } from "../store/store.ts";
import { formatTimestamp } from "../timestamps.ts";
import { Fields, readFields } from "../validation.ts";
import { organizationOf, projectOf } from "./scope.ts";
import { versionProblem } from "./releases.ts";

const UPLOADERS = ["project:releases", "project:write", "project:admin", "org:ci"];

export const assembleRoutes: readonly Route<ApiRequest>[] = [
  {
    method: "POST",
    path: "/api/0/organizations/{org}/artifactbundle/assemble/",
    scopes: UPLOADERS,
    handle: assembleArtifactBundle,
  },
  {
    method: "POST",
    path: "/api/0/organizations/{org}/releases/{version}/assemble/",
    scopes: UPLOADERS,
    handle: assembleReleaseBundle,
  },
  {
    method: "POST",
    path: "/api/0/projects/{org}/{project}/files/difs/assemble/",
    scopes: UPLOADERS,
    handle: assembleDebugFiles,
  },
];

interface Sums {
  readonly checksum: string;
  readonly chunks: readonly string[];
}

/** What an assemble call answers. */
interface Status {
  readonly state: "ok" | "not_found" | "error";
  readonly missingChunks: readonly string[];
  readonly detail?: string | undefined;
}

const OK: Status = { state: "ok", missingChunks: [] };

async function assembleArtifactBundle(request: ApiRequest): Promise<Reply> {
  const organization = organizationOf(request);
  const fields = await readFields(request.request);
  const sums = readSums(fields);
  const names = fields.list("projects", (item) => typeof item === "string" ? item : undefined) ??
    [];
  if (names.length === 0) fields.fail("projects", "This list may not be empty.");
  const projects = names.flatMap((name) => {
    const found = findProject(request.store, organization.id, name);
    if (found === undefined) fields.fail("projects", `Unable to find project: ${name}`);
    return found === undefined ? [] : [found];
  });
  const release = fields.text("version", { check: versionProblem }) ?? undefined;
  const dist = fields.text("dist", { maxLength: 64 }) ?? undefined;
  fields.settle();
  return jsonReply(
    await assembleBundle(request, sums, {
      organization,
      projects,
      release,
      dist: { is: dist },
    }),
  );
}

async function assembleReleaseBundle(request: ApiRequest): Promise<Reply> {
  const organization = organizationOf(request);
  const release = request.param("version");
  const found = findRelease(request.store, organization.id, release);
  if (found === undefined) throw notFound();
  const fields = await readFields(request.request);
  const sums = readSums(fields);
  fields.settle();
  const projects = projectsOfRelease(request.store, found.id);
  // The dist is in the manifest only.
  return jsonReply(
    await assembleBundle(request, sums, { organization, projects, release, dist: "any" }),
  );
}

interface BundleScope {
  readonly organization: Organization;
  readonly projects: readonly Project[];
  readonly release: string | undefined;
  readonly dist: BundleClaims["dist"];
}

async function assembleBundle(
  { store, codecs, nowMs }: ApiRequest,
  sums: Sums,
  { organization, projects, release, dist }: BundleScope,
): Promise<Status> {
  const missing = missingChunks(store, organization.id, sums.chunks);
  if (missing.length > 0) return { state: "not_found", missingChunks: missing };
  const bytes = concatBytes([...piecesOf(store, organization.id, sums)]);
  const native = await codecs();
  const hash = native.sha1();
  hash.update(bytes);
  if (hex(hash.digest()) !== sums.checksum) return failed("Checksum mismatch");
  const claims: BundleClaims = {
    org: [organization.slug, String(organization.id)],
    projects: projects.flatMap(({ slug, id }) => [slug, String(id)]),
    release,
    dist,
  };
  let checked: CheckedBundle;
  try {
    checked = await checkBundle(bytes, claims, native);
  } catch (error) {
    if (!(error instanceof BadBundle)) throw error;
    return failed(`Invalid bundle: ${error.message}`);
  }
  store.change(() => {
    const bundle = findBundle(store, organization.id, sums.checksum) ?? addBundle(store, {
      organizationId: organization.id,
      checksum: sums.checksum,
      bundleId: checked.bundleId,
      sizeBytes: bytes.length,
      dateCreated: formatTimestamp(nowMs),
      files: checked.files,
    });
    for (const { id } of projects) {
      addBundleUse(store, bundle, {
        projectId: id,
        release: release ?? "",
        dist: checked.dist ?? "",
      });
    }
  });
  return OK;
}

async function assembleDebugFiles(request: ApiRequest): Promise<Reply> {
  const organization = organizationOf(request);
  const project = projectOf(request, organization);
  const files = await readDebugFiles(request);
  const answers: Record<string, Status & { readonly dif?: unknown }> = {};
  for (const { checksum, chunks, name, debugId } of files) {
    const { store } = request;
    const missing = missingChunks(store, organization.id, chunks);
    if (findDebugFile(store, project.id, checksum) === undefined && missing.length > 0) {
      answers[checksum] = { state: "not_found", missingChunks: missing };
      continue;
    }
    const hash = (await request.codecs()).sha1();
    let sizeBytes = 0;
    for (const piece of piecesOf(store, organization.id, { checksum, chunks })) {
      hash.update(piece);
      sizeBytes += piece.length;
    }
    if (hex(hash.digest()) !== checksum) {
      answers[checksum] = failed("Checksum mismatch");
      continue;
    }
    const dateCreated = formatTimestamp(request.nowMs);
    putDebugFile(store, project.id, { checksum, name, debugId, sizeBytes, chunks, dateCreated });
    answers[checksum] = {
      ...OK,
      dif: { debugId, objectName: name, cpuName: "any", sha1: checksum },
    };
  }
  return jsonReply(answers);
}

interface AskedFile extends Sums {
  readonly name: string;
  readonly debugId: string | null;
}

async function readDebugFiles(request: ApiRequest): Promise<AskedFile[]> {
  const all = await readFields(request.request);
  const files = all.names().flatMap((checksum): AskedFile[] => {
    const value = all.value(checksum);
    if (!/^[0-9a-f]{40}$/.test(checksum) || !isRecord(value)) {
      all.fail(checksum, "The key is not a SHA-1, or its value is not an object.");
      return [];
    }
    const fields = new Fields(value);
    const name = fields.requiredText("name");
    const debugId = fields.text("debug_id") ?? null;
    const chunks = readChunkList(fields);
    fields.settle();
    return [{ checksum, chunks, name, debugId }];
  });
  all.settle();
  return files;
}

/** The bytes of the chunks, one after the other. */
function* piecesOf(store: Store, organizationId: number, { chunks }: Sums): Iterable<Uint8Array> {
  for (const checksum of chunks) {
    const piece = readChunk(store, organizationId, checksum);
    if (piece === undefined) throw new Error(`the chunk ${checksum} is gone`);
    yield piece;
  }
}

function readSums(fields: Fields): Sums {
  const checksum = fields.requiredText("checksum", {
    check: (text) =>
      /^[0-9a-f]{40}$/.test(text) ? undefined : "Not a SHA-1 in lower-case hex digits.",
  });
  return { checksum, chunks: readChunkList(fields) };
}

function readChunkList(fields: Fields): readonly string[] {
  if (!fields.has("chunks")) fields.fail("chunks", "This field is required.");
  return fields.list("chunks", (item) => {
    if (typeof item === "string" && /^[0-9a-f]{40}$/.test(item)) return item;
    return fields.fail(
      "chunks",
      `${JSON.stringify(item)} is not a SHA-1 in lower-case hex digits.`,
    );
  }) ?? [];
}

function failed(detail: string): Status {
  return { state: "error", missingChunks: [], detail };
}
