/** Putting chunks together on the server, for each kind of upload (specification of uploads, §1.7-1.8). */
import type { AssumedAnswer } from "../system/mod.ts";
import type { Missing } from "./answers.ts";
import type { Api } from "./client.ts";
import { type Decode, DecodeError, type Fields, list, record, text } from "./decode.ts";
import { path } from "./path.ts";

const STATES = ["error", "not_found", "created", "assembling", "ok"] as const;

/** How far the server is. */
export type AssembleState = typeof STATES[number];

/** What the server knows of an object. */
export interface AssembleStatus {
  readonly state: AssembleState;
  /** Checksums of the chunks that it has not got. */
  readonly missingChunks: readonly string[];
  readonly detail: string | undefined;
}

/** An object in chunks, by SHA-1. */
export interface ChunkedChecksums {
  readonly checksum: string;
  readonly chunks: readonly string[];
}

const state: Decode<AssembleState> = (value, at) => {
  const name = text(value, at);
  const found = STATES.find((each) => each === name);
  if (found !== undefined) return found;
  const known = STATES.map((each) => `\`${each}\``).join(", ");
  throw new DecodeError(`unknown variant \`${name}\`, expected one of ${known}`, at, "type");
};

const checksum: Decode<string> = (value, at) => {
  const digits = text(value, at);
  if (/^[0-9a-f]{40}$/i.test(digits)) return digits.toLowerCase();
  const problem = `invalid value: string ${JSON.stringify(digits)}, expected SHA-1 hash`;
  throw new DecodeError(problem, at, "type");
};

function statusOf(it: Fields): AssembleStatus {
  return {
    state: it.get("state", state),
    missingChunks: it.get("missingChunks", list(checksum)),
    detail: it.maybe("detail", text),
  };
}

const status: Decode<AssembleStatus> = record(statusOf);

/** One call; what it means depends on what is known, see `src/upload/assemble.ts`. */
function assemble(
  api: Api,
  url: string,
  body: object,
  { chunks, missing }: { readonly chunks: readonly string[]; readonly missing: Missing },
): Promise<AssembleStatus> {
  return api.sendJson("POST", url, body, status, {
    missing,
    // Asking again changes nothing: the server knows the object by its checksum.
    repeatable: true,
    assumed: notThere(chunks),
  });
}

/** What a dry run takes for the answer: a server that has got nothing yet. */
function notThere(chunks: readonly string[]): AssumedAnswer {
  return { json: { state: "ok", missingChunks: chunks }, says: "the server has none of it" };
}

/** What an artifact bundle belongs to. */
export interface ArtifactBundleScope {
  readonly org: string;
  readonly projects: readonly string[];
  readonly release?: string | undefined;
  readonly dist?: string | undefined;
}

/** Asks for an artifact bundle. */
export function assembleArtifactBundle(
  api: Api,
  { org, projects, release, dist }: ArtifactBundleScope,
  { checksum, chunks }: ChunkedChecksums,
): Promise<AssembleStatus> {
  const body = {
    checksum,
    chunks,
    projects: projects.length === 0 ? undefined : projects,
    version: release === "" ? undefined : release,
    dist,
  };
  const url = path`/organizations/${org}/artifactbundle/assemble/`;
  return assemble(api, url, body, { chunks, missing: "release" });
}

/** Asks for a release bundle, which servers before artifact bundles take. */
export function assembleReleaseBundle(
  api: Api,
  { org, release }: { readonly org: string; readonly release: string },
  { checksum, chunks }: ChunkedChecksums,
): Promise<AssembleStatus> {
  const url = path`/organizations/${org}/releases/${release}/assemble/`;
  return assemble(api, url, { checksum, chunks }, { chunks, missing: "release" });
}

/** A debug information file. */
export interface DifRequest extends ChunkedChecksums {
  readonly name: string;
  /** Left out when unknown. */
  readonly debugId?: string | undefined;
}

/** What the server made of a debug information file; only there once it has been processed. */
export interface DifFacts {
  readonly debugId: string | undefined;
  readonly objectName: string;
  readonly cpuName: string;
  readonly symbolType: string;
}

export interface DifStatus extends AssembleStatus {
  readonly dif: DifFacts | undefined;
}

const dif: Decode<DifFacts> = record((it) => ({
  debugId: it.maybe("debugId", text) ?? it.maybe("uuid", text),
  objectName: it.maybe("objectName", text) ?? "",
  cpuName: it.maybe("cpuName", text) ?? "",
  symbolType: it.maybe("symbolType", text) ?? "",
}));

const difStatus: Decode<DifStatus> = record((it) => ({
  ...statusOf(it),
  dif: it.maybe("dif", dif),
}));

const difStatuses: Decode<ReadonlyMap<string, DifStatus>> = (value, at) => {
  // An object from checksums to states, so its keys are not known before.
  const entries = record(() => Object.entries(value ?? {}))(value, at);
  return new Map(entries.map(([key, each]) => [key.toLowerCase(), difStatus(each, [...at, key])]));
};

/** Asks for debug information files, all in one request; the answers by checksum. */
export function assembleDifs(
  api: Api,
  { org, project }: { readonly org: string; readonly project: string },
  files: readonly DifRequest[],
): Promise<ReadonlyMap<string, DifStatus>> {
  const body = Object.fromEntries(
    files.map(({ checksum, name, debugId, chunks }) => [
      checksum,
      { name, debug_id: debugId, chunks },
    ]),
  );
  const assumed = Object.fromEntries(
    files.map(({ checksum, chunks }) => [checksum, { state: "ok", missingChunks: chunks }]),
  );
  return api.sendJson(
    "POST",
    path`/projects/${org}/${project}/files/difs/assemble/`,
    body,
    difStatuses,
    {
      missing: "project",
      repeatable: true,
      assumed: { json: assumed, says: "the server has none of it" },
    },
  );
}

/** What the server says of a build. */
export interface BuildStatus extends AssembleStatus {
  /** Where to see it, once it is there. */
  readonly artifactUrl: string | undefined;
}

const buildStatus: Decode<BuildStatus> = record((it) => ({
  ...statusOf(it),
  artifactUrl: it.maybe("artifactUrl", text),
}));

/** Asks for a mobile build; `facts` are the keys that describe it. */
export function assembleBuild(
  api: Api,
  { org, project }: { readonly org: string; readonly project: string },
  { checksum, chunks, facts }: ChunkedChecksums & { readonly facts: object },
): Promise<BuildStatus> {
  const url = path`/projects/${org}/${project}/files/preprodartifacts/assemble/`;
  return api.sendJson("POST", url, { checksum, chunks, ...facts }, buildStatus, {
    missing: "project",
    repeatable: true,
    assumed: notThere(chunks),
  });
}
