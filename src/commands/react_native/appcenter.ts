import { commandThatIsGone } from "../gone.ts";

/** `react-native appcenter`, which 2.x had. */
export const appcenterCommand = commandThatIsGone({
  summary: "Gone: App Center was shut down.",
  message:
    "'react-native appcenter' is gone: App Center, which it asked for the release, was shut " +
    "down in March 2025",
  hint: "'sourcemaps upload --bundle BUNDLE --bundle-sourcemap MAP --release RELEASE' uploads a " +
    "bundle and its map from any build; 'react-native gradle' does within a build",
});
