/** What `sourcemaps upload` and the spellings of it that the 2.x line had begin with. */
import {
  type ChunkOptions,
  chunkOptionsOfAnyServer,
  getChunkOptions,
} from "../api/chunk_upload.ts";
import { ApiError, InputError } from "../base/errors.ts";
import type { Values } from "../cli/options.ts";
import type { Context } from "../context.ts";
import { resolveScope } from "./scope.ts";
import type { uploadOptions, UploadStyle } from "./source_upload_options.ts";
import { waitSeconds } from "./wait_options.ts";

/** Runs it; the spellings of the 2.x line end here, too. */
export async function runUpload(
  ctx: Context,
  paths: readonly string[],
  options: Values<typeof uploadOptions>,
  { suits }: UploadStyle = { suits: "3.x" },
): Promise<void> {
  if (options.noDedupe) {
    ctx.log.warn("'--no-dedupe' has no effect any more: chunks are never sent twice");
  }
  const { org, projects } = resolveScope(ctx, options, { projects: "required" });
  const api = await ctx.api();
  const { uploadFlow } = await import("./source_upload_flow.ts");
  const chunkOptions = await (suits === "3.x" ? getChunkOptions : chunkOptionsOfAnyServer)(
    api,
    org,
  );
  const flow = { api, org, projects, chunkOptions, suits, paths, options };
  const uploaded = await withHintForOldServers(
    { suits, accept: chunkOptions.accept },
    () => uploadFlow(ctx, { ...flow, waitSeconds: waitSeconds(options) }),
  );
  if (uploaded !== undefined) return;
  if (options.strict) throw new InputError("No files to upload (strict mode).");
}

/** A server that knows no artifact bundles answers as if it knew no such release. */
async function withHintForOldServers<T>(
  { suits, accept }: UploadStyle & Pick<ChunkOptions, "accept">,
  task: () => Promise<T>,
): Promise<T> {
  try {
    return await task();
  } catch (error) {
    const isMissing = error instanceof ApiError && error.status === 404;
    const takesBundles = accept.some((each) => each.startsWith("artifact_bundles"));
    if (!isMissing || suits !== "3.x" || accept.length === 0 || takesBundles) throw error;
    throw new ApiError(error.message, error.status, {
      cause: error.cause,
      hint: "The server says that it takes no artifact bundles; 'releases files VERSION " +
        "upload-sourcemaps' uploads in a way that it takes",
    });
  }
}
