import { defineCommand } from "../../cli/command.ts";
import { flag } from "../../cli/options.ts";
import type { Context } from "../../context.ts";
import { releaseBefore } from "../release_scope.ts";
import { runUpload } from "../source_upload.ts";
import { uploadArgs, uploadOptions } from "../source_upload_options.ts";
import { sayOld } from "./old_spelling.ts";

const declaration = {
  summary: "Old spelling of 'sourcemaps upload --release VERSION'.",
  args: uploadArgs,
  options: {
    ...uploadOptions,
    useArtifactBundle: flag("Upload an artifact bundle even where the server does not offer it.")
      .hidden(),
  },
};

/** `files upload-sourcemaps`. */
export const uploadSourcemapsCommand = defineCommand({
  ...declaration,
  hidden: true,
  run: ({ args: { paths }, options }, ctx: Context) => upload(ctx, paths, options),
});

/** `releases files [VERSION] upload-sourcemaps`. */
export const uploadSourcemapsOfReleaseCommand = defineCommand({
  ...declaration,
  fromGroups: releaseBefore,
  run({ args: { paths }, options }, ctx: Context) {
    return upload(ctx, paths, { ...options, version: options.version ?? options.ofRelease });
  },
});

function upload(
  ctx: Context,
  paths: readonly string[],
  { useArtifactBundle, ...options }:
    & Parameters<typeof runUpload>[2]
    & { readonly useArtifactBundle: boolean },
): Promise<void> {
  sayOld(ctx, "files upload-sourcemaps", "use 'sourcemaps upload --release VERSION' in its place");
  const isForced = useArtifactBundle || ctx.env.get("SENTRY_FORCE_ARTIFACT_BUNDLES") === "1";
  if (isForced) {
    ctx.log.warn(
      "'--use-artifact-bundle' and SENTRY_FORCE_ARTIFACT_BUNDLES are old; " +
        "'sourcemaps upload' always sends artifact bundles",
    );
  }
  return runUpload(ctx, paths, options, { suits: isForced ? "bundles" : "the server" });
}
