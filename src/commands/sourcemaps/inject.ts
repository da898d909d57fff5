import { InputError } from "../../base/errors.ts";
import { defineCommand } from "../../cli/command.ts";
import { flag, text } from "../../cli/options.ts";
import type { Context } from "../../context.ts";
import type { Obstacle } from "../../features/sourcemaps/discover.ts";
import type { ScriptRow } from "../../features/sourcemaps/inject.ts";
import { oneLine } from "../../output/sanitise.ts";
import { formatOption } from "../shared_options.ts";

const SCRIPT_EXTENSIONS = ["js", "cjs", "mjs"];

/** `sourcemaps inject`: debug ids into scripts and their maps. */
export const injectCommand = defineCommand({
  summary: "Put debug ids into scripts and their source maps.",
  description:
    "Writes the same id into a script and its map, so that a server finds the map whatever the " +
    "script's address. Needs no network. A script that has an id already is left alone, so the " +
    "command can be repeated.",
  examples: [{
    command: "sentry-cli sourcemaps inject ./dist",
    explains: "Injects every script below dist, before the upload and the deploy.",
  }],
  args: {
    paths: text("Files, or folders that are searched to the bottom.")
      .valueName("PATHS").completes("file").rest().required(),
  },
  options: {
    ext: text("Look for files with this extension instead of js, cjs and mjs; can be repeated.")
      .short("x").valueName("EXT").repeated(),
    ignore: text("Leave out what fits this pattern, as in a .gitignore; can be repeated.")
      .short("i").valueName("IGNORE").repeated(),
    ignoreFile: text("Leave out what fits the patterns in this file.")
      .short("I").valueName("IGNORE_FILE").completes("file").optional(),
    // Not `dryRun`: that is for commands that send something, and prints what they would send.
    reportOnly: flag("Tell what would be done and change nothing.").long("dry-run"),
    strict: flag("Fail when a script was left without a map or could not be injected."),
    format: formatOption,
  },
  async run({ args, options }, ctx: Context) {
    const { fs, cwd, platform: { path }, workers, out, log, signal } = ctx;
    const [discovery, rules, feature, report] = await Promise.all([
      import("../../features/sourcemaps/discover.ts"),
      import("../../features/sourcemaps/ignore_rules.ts"),
      import("../../features/sourcemaps/inject.ts"),
      import("../../features/sourcemaps/inject_report.ts"),
    ]);
    const extensions = (options.ext.length > 0 ? options.ext : SCRIPT_EXTENSIONS)
      .map((extension) => extension.replace(/^\./, ""));
    const doors = { fs, path, cwd };
    const given = { globs: options.ignore, file: options.ignoreFile };
    const paths = new Set<string>();
    const obstacles: ScriptRow[] = [];
    let found = 0;
    for (const root of args.paths) {
      out.say(`> Searching ${root}`);
      const ignore = await rules.readIgnoreRules(given, doors);
      const search = {
        extensions: [...extensions, "map"],
        ignore,
        onObstacle(obstacle: Obstacle) {
          obstacles.push(feature.obstacleRow(obstacle));
          if (obstacle.isNoFile) log.warn(`Skipping ${oneLine(obstacle.error.message)}`);
        },
      };
      const { paths: here, vanished } = await discovery.discover(root, search, doors);
      for (const each of vanished) log.warn(discovery.vanishedWarning(each));
      out.say(`> Found ${here.length} ${here.length === 1 ? "file" : "files"}`);
      for (const each of here) paths.add(each);
      found += here.length;
    }
    signal.throwIfAborted();
    if (found > 0) out.say(`> Analyzing ${found} sources`);
    out.say("> Injecting debug ids");
    const dryRun = options.reportOnly;
    const injected = await feature.inject({ paths: [...paths], extensions, dryRun }, {
      fs,
      workers,
      signal,
      warn: (line) => log.warn(line),
    });
    const rows = [...obstacles, ...injected];
    out.show({
      json: report.injectJson(rows, dryRun),
      text: (style) => report.injectReport(rows, style) ?? "> Nothing to inject",
    });
    failWhereNeeded(rows, options.strict);
  },
});

function failWhereNeeded(rows: readonly ScriptRow[], strict: boolean): void {
  const failures = rows.flatMap(({ failure }) => failure === undefined ? [] : [failure]);
  const [first, ...others] = failures;
  if (first !== undefined) {
    const cause = first.causes.reduceRight<Error | undefined>(
      (inner, message) => new Error(message, inner === undefined ? undefined : { cause: inner }),
      undefined,
    );
    throw new InputError(first.message, {
      cause,
      hint: [
        ...first.hint === undefined ? [] : [first.hint],
        others.length === 0
          ? "All other files were handled."
          : `${others.length} more could not be injected; the report names them.`,
      ].join("\n"),
    });
  }
  if (!strict) return;
  const bare = rows.filter(({ warnings, status }) => warnings.length > 0 || status === "skipped");
  if (bare.length === 0) return;
  throw new InputError(
    `${bare.length} of ${rows.length} scripts have no map of their own (strict)`,
    {
      hint: "The report says why. Leave scripts out with --ignore, or run without --strict.",
    },
  );
}
