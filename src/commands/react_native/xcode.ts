import { defineCommand } from "../../cli/command.ts";
import { flag, InvalidValue, parsed, text } from "../../cli/options.ts";
import type { Context } from "../../context.ts";
import { changeOptions, distributionOption, orgOption, projectOption } from "../shared_options.ts";
import { waitOptions, waitSeconds } from "../wait_options.ts";

/** `react-native xcode`: the build phase of the iOS plugin, in the place of React Native's own. */
export const xcodeCommand = defineCommand({
  summary: "Bundle a React Native app in an Xcode build phase and upload bundle and source map.",
  description:
    "On macOS only. Runs React Native's build script with this program in the place of " +
    "node and of the Hermes compiler, so that it sees where bundle and source map end up. A debug " +
    "build runs the script and nothing else. Release and distribution are those of SENTRY_RELEASE " +
    "and SENTRY_DIST or, when neither is set, those of the app's Info.plist.",
  args: {
    buildScript: text(
      "The build script. [default: ../node_modules/react-native/scripts/react-native-xcode.sh]",
    ).valueName("BUILD_SCRIPT").completes("file").optional(),
    args: text("Accepted for old build phases; nobody gets them.").valueName("ARGS").rest()
      .afterDashes(),
  },
  options: {
    org: orgOption,
    project: projectOption,
    force: flag("Upload whatever is built, also for debugging and outside of Xcode.").short("f"),
    allowFetch: flag("In builds for the simulator, take both files from the running packager."),
    fetchFrom: parsed("The address of the packager.", packagerUrl).valueName("URL")
      .default("http://127.0.0.1:8081/"),
    forceForeground: flag("Accepted for old build phases; it always waits for the upload."),
    dist: distributionOption("The distribution of the release; can be repeated.").repeated(),
    ...waitOptions,
    allowXcodeInfoplistPreprocessing: flag(
      "Let the C preprocessor have a look at the Info.plist where the Xcode project asks for it. " +
        "It runs with flags from the project.",
    ),
    noAutoRelease: flag("Do not ask the Info.plist: without the variables, debug ids have to do."),
    ...changeOptions,
  },
  examples: [{
    command: "sentry-cli react-native xcode ../node_modules/react-native/scripts/" +
      "react-native-xcode.sh",
    explains: "The whole script of the build phase “Bundle React Native code and images”",
  }],
  async run({ args, options }, ctx: Context) {
    const { buildInXcode } = await import("./build_in_xcode.ts");
    return await buildInXcode(ctx, {
      ...options,
      script: args.buildScript,
      waitSeconds: waitSeconds(options),
    });
  },
});

function packagerUrl(word: string): string {
  const url = URL.parse(word);
  if (url !== null && /^https?:$/.test(url.protocol)) return url.href;
  throw new InvalidValue("not an address such as http://127.0.0.1:8081/");
}
