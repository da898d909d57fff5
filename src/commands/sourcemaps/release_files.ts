/** `releases files VERSION …`: what build scripts of the 2.x line still call (specification, §8). */
import { defineCommand, defineGroup } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { projectScope, versionArgument } from "../shared_options.ts";
import { runUpload } from "./upload.ts";
import { uploadArgs, uploadOptions } from "./upload_options.ts";

/** Says which command has taken the place of an old one. */
function deprecated(ctx: Context, old: string, now: string): void {
  ctx.log.warn(`'${old}' is an old spelling; use '${now}' in its place`);
}

const ofGroup = { ofRelease: versionArgument };

/** `releases files VERSION upload-sourcemaps`. */
export const uploadSourcemapsCommand = defineCommand({
  summary: "Old spelling of 'sourcemaps upload --release VERSION'.",
  args: uploadArgs,
  options: uploadOptions,
  fromGroups: ofGroup,
  run({ args: { paths }, options }, ctx: Context) {
    const release = options.ofRelease;
    deprecated(
      ctx,
      "releases files VERSION upload-sourcemaps",
      "sourcemaps upload --release VERSION",
    );
    return runUpload(ctx, paths, { ...options, release, version: undefined });
  },
});

export const releaseFilesGroup = defineGroup<Context>({
  summary: "Old spellings of commands about the files of a release.",
  hidden: true,
  args: ofGroup,
  inherited: projectScope,
  commands: { "upload-sourcemaps": uploadSourcemapsCommand },
});
