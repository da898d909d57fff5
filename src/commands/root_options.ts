/** The options of the program itself. */
import { BadLogLevels, parseLogLevels } from "../base/log_levels.ts";
import {
  choice,
  flag,
  InvalidValue,
  type Options,
  parsed,
  text,
  type Values,
} from "../cli/options.ts";

/** The words stay as they are: the settings read them again, like those of a variable. */
function logLevel(words: string): string {
  try {
    parseLogLevels(words);
    return words;
  } catch (error) {
    if (!(error instanceof BadLogLevels)) throw error;
    throw new InvalidValue(
      error.problem === "area"
        ? error.message
        : "attempted to convert a string that doesn't match an existing log level",
    );
  }
}

/** Accepted before the subcommand only, since subcommands have a `--url` of their own. */
export const rootOptions = {
  url: text("Address of the Sentry server, without a path. [default: https://sentry.io/]")
    .valueName("URL").optional(),
  apiKey: text("Use an API key instead of a token (deprecated by Sentry).")
    .valueName("API_KEY").optional().hidden(),
};

/** Accepted by every command. */
export const globalOptions = {
  header: text("A header to send with every request to the Sentry server; can be repeated.")
    .valueName("KEY:VALUE").repeated(),
  authToken: text("The Sentry auth token to use.").valueName("AUTH_TOKEN").optional(),
  logLevel: parsed(
    "How much to log. [possible values: off, error, warn, info, debug, trace]",
    logLevel,
  ).valueName("LOG_LEVEL").optional(),
  logFile: text("Add the log, with all details, to a file.")
    .valueName("FILE").completes("file").optional().hidden(),
  logFormat: choice("How to write lines of the log.", ["text", "json"])
    .valueName("FORMAT").optional().hidden(),
  quiet: flag("Print nothing and answer by the exit code alone, where a command supports that.")
    .alias("silent"),
  allowFailure: flag("Exit with 0 even when the command fails.")
    .env("SENTRY_ALLOW_FAILURE", (value) => value === "1" || value === "true" ? true : undefined)
    .hidden(),
  exitCodes: choice("Which exit codes to use: those of 3.8, or one per kind of failure.", [
    "reference",
    "semantic",
  ]).valueName("KIND").optional().hidden(),
};

const allGlobals = { ...rootOptions, ...globalOptions };

/**
 * The values of the global options with their types. The parser fills them from the declarations
 * above; this is where the untyped record of the root becomes a typed one.
 */
export function readGlobals(values: Values<Options>): Values<typeof allGlobals> {
  const isGlobals = (record: Values<Options>): record is Values<typeof allGlobals> =>
    Object.keys(allGlobals).every((key) => key in record);
  if (!isGlobals(values)) throw new TypeError("the parser left out a global option");
  return values;
}
