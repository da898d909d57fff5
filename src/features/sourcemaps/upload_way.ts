/** How files reach a server of any age, as clients of the 2.x line choose it (specification, §8). */
import type { ChunkOptions } from "../../api/chunk_upload.ts";
import type { Api } from "../../api/client.ts";
import { ensureRelease } from "../../api/releases.ts";
import { ConfigError } from "../../base/errors.ts";

/** As one bundle: `sends all` where the server cannot tell what is missing. */
export type BundleWay = "artifact bundle" | "artifact bundle, sends all" | "release bundle";

/** Single files: one request each. */
export type UploadWay = BundleWay | "single files";

/** The best way that a server takes for files of some projects; artifact bundles belong to projects. */
export function uploadWay(
  { accept }: Pick<ChunkOptions, "accept">,
  { projects, prefersArtifactBundles = false }: {
    readonly projects: readonly string[];
    /** Even where the server does not offer them. */
    readonly prefersArtifactBundles?: boolean;
  },
): UploadWay {
  const has = (what: string) => accept.includes(what);
  if (projects.length > 0) {
    if (has("artifact_bundles_v2")) return "artifact bundle";
    if (has("artifact_bundles")) return "artifact bundle, sends all";
  }
  if (!has("release_files")) return "single files";
  return prefersArtifactBundles ? "artifact bundle, sends all" : "release bundle";
}

/** Whether files belong to a release there, which has to exist first. */
export function needsRelease(way: UploadWay): boolean {
  return way === "release bundle" || way === "single files";
}

/** What a release is asked for. */
interface WayFacts {
  readonly org: string;
  readonly projects: readonly string[];
  readonly release?: string | undefined;
}

/** Throws for a way that needs a release when there is none. */
export function requireReleaseFor(way: UploadWay, { release }: Pick<WayFacts, "release">): void {
  if (!needsRelease(way) || (release !== undefined && release !== "")) return;
  throw new ConfigError(
    "This version of Sentry does not support artifact bundles. A release slug is required " +
      "(provide with --release or by setting the SENTRY_RELEASE environment variable)",
  );
}

/** Makes the release for a way that needs one; it may be there already. */
export async function makeReleaseFor(
  way: UploadWay,
  { org, projects, release = "" }: WayFacts,
  { api, warn }: { readonly api: Api; warn(text: string): void },
): Promise<void> {
  if (!needsRelease(way)) return;
  if (projects.length === 0) warn("No project is named: hardly anybody looks for the files there");
  await ensureRelease(api, { org, projects, version: release });
}

/** What to say of a server that can do less with source maps than those of today. */
export function oldServerNotice(way: UploadWay): string | undefined {
  if (!needsRelease(way)) return undefined;
  const instead = way === "release bundle" ? "a bundle of the release" : "single files";
  return `The server takes no artifact bundles; uploading ${instead}, without debug ids`;
}
