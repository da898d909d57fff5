/** The options of `sourcemaps upload`, which the spellings of the 2.x line share. */
import { flag, text } from "../cli/options.ts";
import { distOption, waitOptions } from "./wait_options.ts";
import { changeOptions, projectScope, releaseOption } from "./shared_options.ts";

/** Which URLs files get. */
export const urlOptions = {
  urlPrefix: text("What stands before the path of each file in its URL. [default: ~]")
    .short("u").valueName("PREFIX").optional(),
  urlSuffix: text("What stands behind it.").valueName("SUFFIX").optional(),
};

/** Which files of a directory are taken. */
export const fileOptions = {
  ignore: text("Leave out files and folders that match the pattern; can be repeated.")
    .short("i").valueName("IGNORE").repeated(),
  ignoreFile: text("Leave out what the patterns of a file such as .gitignore match.")
    .short("I").valueName("IGNORE_FILE").completes("file").optional(),
};

export const uploadArgs = {
  paths: text("Files and directories to upload.").valueName("PATHS").completes("file").rest()
    .requiredUnless("bundle", "bundleSourcemap"),
};

export const uploadOptions = {
  ...projectScope,
  release: releaseOption,
  version: releaseOption.long("version").hidden(),
  dist: distOption,
  note: text("A note in the bundle.").valueName("NOTE").optional(),
  ...urlOptions,
  ...fileOptions,
  ext: text(
    "Extension of files to take; can be repeated, and replaces the list. " +
      "[default: js cjs mjs map jsbundle bundle]",
  ).short("x").valueName("EXT").repeated(),
  validate: flag("Look for maps that do not work before uploading."),
  decompress: flag("Unpack files that are gzip."),
  ...waitOptions,
  noSourcemapReference: flag("Do not say for scripts which map is theirs."),
  debugIdReference: flag("Give a script without a debug id that of its map."),
  noRewrite: flag(
    "Upload maps as they are: neither flatten indexed ones nor add missing sources.",
  ).conflictsWith("stripPrefix", "stripCommonPrefix"),
  stripPrefix: text("Take a prefix off the sources that maps name; can be repeated.")
    .valueName("PREFIX").repeated(),
  stripCommonPrefix: flag("Take off what the absolute sources of a map have in common."),
  bundle: text("A React Native bundle, with '--bundle-sourcemap' in place of paths.")
    .valueName("BUNDLE").completes("file").optional().requires("bundleSourcemap")
    .conflictsWith("paths"),
  bundleSourcemap: text("The source map of the bundle.")
    .valueName("BUNDLE_SOURCEMAP").completes("file").optional().requires("bundle")
    .conflictsWith("paths"),
  strict: flag("Fail when there is nothing to upload.").short("s"),
  rewrite: flag("Accepted for old scripts; has no effect.").hidden(),
  verbose: flag("Accepted for old scripts; has no effect.").short("v").hidden(),
  noDedupe: flag("Accepted for old scripts; has no effect.").hidden(),
  ...changeOptions,
};

/** What decides how files travel: 3.x always sends bundles, 2.x asks what the server takes. */
export interface UploadStyle {
  readonly suits: "3.x" | "the server" | "bundles";
}
