/** How files reach a server of any age, as clients of the 2.x line choose it (specification, §8). */
import type { ChunkOptions } from "../../api/chunk_upload.ts";
import type { Api } from "../../api/client.ts";
import { ensureRelease } from "../../api/releases.ts";
import { ConfigError } from "../../base/errors.ts";

/** As one bundle: `sends all` where the server cannot tell what is missing. */
export type BundleWay = "artifact bundle" | "artifact bundle, sends all" | "release bundle";

/** Single files: one request each. */
export type UploadWay = BundleWay | "single files";

/** The best way that a server takes; `prefersBundles`: never a release bundle. */
export function uploadWay(
  { accept }: Pick<ChunkOptions, "accept">,
  { prefersBundles = false }: { readonly prefersBundles?: boolean } = {},
): UploadWay {
  const has = (what: string) => accept.includes(what);
  if (has("artifact_bundles_v2")) return "artifact bundle";
  if (has("artifact_bundles")) return "artifact bundle, sends all";
  if (!has("release_files")) return "single files";
  return prefersBundles ? "artifact bundle, sends all" : "release bundle";
}

/** Whether files belong to a release there, which has to exist first. */
export function needsRelease(way: UploadWay): boolean {
  return way === "release bundle" || way === "single files";
}

/**
 * Makes the release for a way that needs one. Says what is asked of the server's people, since what
 * such a server can do with source maps is less.
 */
export async function prepareWay(
  way: UploadWay,
  { api, facts: { org, projects, release }, warn }: {
    readonly api: Api;
    readonly facts: {
      readonly org: string;
      readonly projects: readonly string[];
      readonly release?: string | undefined;
    };
    warn(text: string): void;
  },
): Promise<void> {
  if (!needsRelease(way)) return;
  if (release === undefined || release === "") {
    throw new ConfigError(
      "This version of Sentry does not support artifact bundles. A release slug is required " +
        "(provide with --release or by setting the SENTRY_RELEASE environment variable)",
    );
  }
  await ensureRelease(api, { org, projects, version: release });
  const instead = way === "release bundle" ? "a bundle of the release" : "single files";
  warn(`The server takes no artifact bundles; uploading ${instead}, without debug ids`);
}
