import { defineCommand } from "../../cli/command.ts";
import { text } from "../../cli/options.ts";
import type { Context } from "../../context.ts";
import { resolveScope } from "../scope.ts";
import { changeOptions, distributionOption, orgOption, projectOption } from "../shared_options.ts";
import { waitOptions, waitSeconds } from "../wait_options.ts";

/** `react-native gradle`: the build step of the Android plugin. */
export const gradleCommand = defineCommand({
  summary: "Upload a React Native bundle and its source map, as a step of a Gradle build.",
  description:
    "Without --release, bundle and map need debug ids. With it, they are uploaded once " +
    "for each --dist.",
  options: {
    org: orgOption,
    project: projectOption,
    sourcemap: text("The source map.").valueName("PATH").completes("file"),
    bundle: text("The bundle.").valueName("PATH").completes("file"),
    release: text("The release that they belong to.").valueName("RELEASE").optional(),
    dist: distributionOption("The distribution of the release; can be repeated.").repeated(),
    ...waitOptions,
    ...changeOptions,
  },
  async run({ options }, ctx: Context) {
    const api = await ctx.api();
    const { org, projects } = resolveScope(
      ctx,
      { org: options.org, project: options.project === undefined ? [] : [options.project] },
      { projects: "required" },
    );
    const { release, dist, bundle, sourcemap } = options;
    const targets = release === undefined
      ? [{ release, dist: undefined }]
      : (dist.length === 0 ? [undefined] : dist).map((each) => ({ release, dist: each }));
    const { uploadReactNative } = await import("./upload_react_native.ts");
    await uploadReactNative(ctx, {
      api,
      org,
      projects,
      source: { bundle, sourcemap },
      stripPrefix: ctx.cwd,
      targets,
      waitSeconds: waitSeconds(options),
    });
  },
});
