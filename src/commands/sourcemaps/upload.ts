import { getChunkOptions } from "../../api/chunk_upload.ts";
import { InputError } from "../../base/errors.ts";
import { defineCommand } from "../../cli/command.ts";
import type { Values } from "../../cli/options.ts";
import type { Context } from "../../context.ts";
import { resolveScope } from "../scope.ts";
import { waitSeconds } from "../wait_options.ts";
import { uploadArgs, uploadOptions } from "./upload_options.ts";

/** `sourcemaps upload`: scripts and source maps to the server, as one bundle. */
export const uploadCommand = defineCommand({
  summary: "Upload scripts and source maps.",
  description:
    "What the server has already is not sent again, so a broken upload can be repeated. " +
    "Without a release, scripts and maps need debug ids ('sourcemaps inject').",
  args: uploadArgs,
  options: uploadOptions,
  examples: [{
    command: "sentry-cli sourcemaps upload -o acme -p web ./dist",
    explains: "Upload what 'sourcemaps inject ./dist' has prepared",
  }, {
    command: "sentry-cli sourcemaps upload -o acme -p web -r 1.4.0 --url-prefix '~/static' ./dist",
    explains: "Upload for release 1.4.0, served below /static",
  }],
  run: ({ args: { paths }, options }, ctx: Context) => runUpload(ctx, paths, options),
});

/** Runs it; the spellings of the 2.x line end here, too. */
export async function runUpload(
  ctx: Context,
  paths: readonly string[],
  options: Values<typeof uploadOptions>,
): Promise<void> {
  if (options.noDedupe) {
    ctx.log.warn("'--no-dedupe' has no effect any more: chunks are never sent twice");
  }
  const { org, projects } = resolveScope(ctx, options, { projects: "required" });
  const api = await ctx.api();
  const { uploadFlow } = await import("./upload_flow.ts");
  const chunkOptions = await getChunkOptions(api, org);
  const uploaded = await uploadFlow(ctx, {
    api,
    org,
    projects,
    chunkOptions,
    paths,
    options,
    waitSeconds: waitSeconds(options),
  });
  if (uploaded !== undefined) return;
  if (options.strict) throw new InputError("No files to upload (strict mode).");
}
