import { defineGroup } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { gradleCommand } from "./gradle.ts";

export const reactNativeGroup = defineGroup<Context>({
  summary: "Upload bundles and source maps from the builds of React Native apps.",
  commands: { gradle: gradleCommand },
});
