import { defineCommand } from "../../cli/command.ts";
import { flag } from "../../cli/options.ts";
import type { Context } from "../../context.ts";
import { proposeDoors } from "../detected_release.ts";
import { formatOption, projectScope } from "../shared_options.ts";

/** `releases propose-version`: what the release of this project could be called. */
export const proposeVersionCommand = defineCommand({
  summary: "Print a name for the release of the project in this folder.",
  description: "Asks, in this order: SENTRY_RELEASE, a Cordova project, the variables of build " +
    "machines, Xcode (on macOS), a Gradle build, the event of a GitHub workflow, and git, which is " +
    "read without the git program. The first that knows a name wins. Sends nothing.",
  options: {
    ...projectScope,
    allowXcodeInfoplistPreprocessing: flag(
      "Let the C preprocessor have a look at the Info.plist where the Xcode project asks for it. " +
        "It runs with flags from the project.",
    ),
    allGradleForms: flag(
      'Also read `versionName = "…"` and build.gradle.kts in the place of Gradle. Without this, ' +
        "they count only when nothing else knows a name.",
    ),
    format: formatOption,
  },
  examples: [{
    command: 'sentry-cli releases new -p web "$(sentry-cli releases propose-version)"',
    explains: "Make a release called like the commit that is checked out",
  }],
  async run({ options }, ctx: Context) {
    const { proposeVersion } = await import("../../features/releases/propose_version.ts");
    const doors = proposeDoors(ctx, {
      allowPreprocessing: options.allowXcodeInfoplistPreprocessing,
    });
    const proposed = await proposeVersion(doors, { allGradleForms: options.allGradleForms });
    ctx.out.show({ json: proposed, text: () => proposed.version });
  },
});
