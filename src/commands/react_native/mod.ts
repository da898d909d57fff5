import { defineGroup } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { appcenterCommand } from "./appcenter.ts";
import { gradleCommand } from "./gradle.ts";
import { xcodeCommand } from "./xcode.ts";

const ELSEWHERE = { appcenter: appcenterCommand, gradle: gradleCommand };

export const reactNativeGroup = defineGroup<Context>({
  summary: "Upload bundles and source maps from the builds of React Native apps.",
  commands: { ...ELSEWHERE, xcode: xcodeCommand },
});

/** The same where there is no Xcode: the command is unknown there, as in the reference. */
export const reactNativeOffMacs = { ...reactNativeGroup, commands: ELSEWHERE };
