import { defineCommand } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { runUpload } from "../source_upload.ts";
import { uploadArgs, uploadOptions } from "../source_upload_options.ts";

/** `sourcemaps upload`: scripts and source maps to the server, as one bundle. */
export const uploadCommand = defineCommand({
  summary: "Upload scripts and source maps.",
  description:
    "What the server has already is not sent again, so a broken upload can be repeated. " +
    "Without a release, scripts and maps need debug ids ('sourcemaps inject').",
  args: uploadArgs,
  retiredOptions: {
    "use-artifact-bundle": "leave it out: uploads are artifact bundles, with or without it",
  },
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
