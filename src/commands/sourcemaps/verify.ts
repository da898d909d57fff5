import { defineCommand } from "../../cli/command.ts";
import { flag, text } from "../../cli/options.ts";
import type { Context } from "../../context.ts";
import type { Obstacle } from "../../features/sourcemaps/discover.ts";
import type { Verified } from "../../features/sourcemaps/verify.ts";
import type { FileSystem } from "../../system/mod.ts";
import { formatOption } from "../shared_options.ts";

const SCRIPT_EXTENSIONS = ["js", "cjs", "mjs"];

/** `sourcemaps verify`: will the maps work after the deploy? */
export const verifyCommand = defineCommand({
  summary: "Check before a deploy whether the source maps will work.",
  description: "Needs no network and changes nothing: each script has a map, both carry the same " +
    "debug id, the map decodes and fits its script, the sources are there, and every position " +
    "leads to a line that exists. Ends with exit code 1 when something will not work.",
  args: {
    paths: text("Files, or folders that are searched to the bottom.")
      .valueName("PATHS").completes("file").rest().required(),
  },
  options: {
    ext: text("Look at scripts with this extension instead of js, cjs and mjs; can be repeated.")
      .short("x").valueName("EXT").repeated(),
    ignore: text("Leave out what fits this pattern, as in a .gitignore; can be repeated.")
      .short("i").valueName("IGNORE").repeated(),
    ignoreFile: text("Leave out what fits the patterns in this file.")
      .short("I").valueName("IGNORE_FILE").completes("file").optional(),
    strict: flag("Also fail for what is only a warning."),
    format: formatOption,
  },
  examples: [{
    command: "sentry-cli sourcemaps verify ./dist",
    explains: "Between 'sourcemaps inject' and the upload, or in CI after the build",
  }],
  async run({ args, options }, ctx: Context) {
    const { cwd, signal, platform: { path } } = ctx;
    const [{ discover, vanishedWarning }, { readIgnoreRules }, { obstacleResult, verify }, report] =
      await Promise
        .all([
          import("../../features/sourcemaps/discover.ts"),
          import("../../features/sourcemaps/ignore_rules.ts"),
          import("../../features/sourcemaps/verify.ts"),
          import("../../features/sourcemaps/verify_report.ts"),
        ]);
    const extensions = (options.ext.length > 0 ? options.ext : SCRIPT_EXTENSIONS)
      .map((extension) => extension.replace(/^\./, ""));
    const doors = { fs: filesFrom(ctx), path, cwd, signal };
    const rules = { globs: options.ignore, file: options.ignoreFile };
    const paths = new Set<string>();
    const obstacles: Verified[] = [];
    for (const root of args.paths) {
      const search = {
        extensions: [...extensions, "map"],
        ignore: await readIgnoreRules(rules, doors),
        onObstacle: (obstacle: Obstacle) => void obstacles.push(obstacleResult(obstacle)),
      };
      const found = await discover(root, search, doors);
      for (const each of found.vanished) ctx.log.warn(vanishedWarning(each));
      for (const each of found.paths) paths.add(each);
    }
    const results = [...obstacles, ...await verify({ paths: [...paths], extensions }, doors)];
    const summary = report.summarise(results);
    ctx.out.show({
      json: { summary, files: results },
      text: (style) => report.renderVerified(results, style),
    });
    return summary.errors > 0 || (options.strict && summary.warnings > 0) ? 1 : 0;
  },
});

/** The files, with relative paths taken from the working folder: paths are shown as they were given. */
function filesFrom({ fs, cwd, platform: { path } }: Context): FileSystem {
  const full = (given: string) => path.resolve(cwd, given);
  return {
    ...fs,
    read: (given) => fs.read(full(given)),
    stat: (given) => fs.stat(full(given)),
    lstat: (given) => fs.lstat(full(given)),
    entries: (given) => fs.entries(full(given)),
    realPath: (given) => fs.realPath(full(given)),
  };
}
