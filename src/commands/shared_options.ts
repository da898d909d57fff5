/** Options that many commands share, declared once. */
import { amount, choice, flag, InvalidValue, type Option, parsed } from "../cli/options.ts";
import { readTimestamp } from "../formats/timestamp.ts";
import { checkOrg, checkProject, checkRelease } from "../config/scope.ts";

/** Turns a rule that gives a complaint into a parser of the command line. */
function checked(rule: (value: string) => string | undefined): (word: string) => string {
  return (word) => {
    const complaint = rule(word);
    if (complaint !== undefined) throw new InvalidValue(complaint);
    return word;
  };
}

/** `-o/--org`. */
export const orgOption = parsed("The organization ID or slug.", checked(checkOrg))
  .short("o").valueName("ORG").optional();

/** `-p/--project`, given once. */
export const projectOption = parsed("The project ID or slug.", checked(checkProject))
  .short("p").valueName("PROJECT").optional();

/** `-o` and a repeatable `-p`, accepted before and after the subcommand. */
export const projectScope = {
  org: orgOption,
  project: parsed("The project ID or slug; can be repeated.", checked(checkProject))
    .short("p").valueName("PROJECT").repeated(),
};

/** `<VERSION>` of a release. */
export const versionArgument: Option<string> = parsed(
  "The version of the release.",
  checked(checkRelease),
).valueName("VERSION");

/** `-r/--release`; `SENTRY_RELEASE` stands in for it, see `scope.ts`. */
export const releaseOption = parsed("The version of the release.", checked(checkRelease))
  .short("r").valueName("RELEASE").allowHyphen().optional();

/** A time: Unix seconds, RFC 3339 or RFC 2822. The value is RFC 3339 in UTC. */
export function timestamp(summary: string): Option<string> {
  return parsed(summary, (word) => {
    const time = readTimestamp(word);
    if (time !== undefined) return time;
    throw new InvalidValue(
      "Not in valid format. Unix timestamp or ISO 8601 date expected.",
    );
  }).valueName("TIMESTAMP");
}

/** How much of a long list to fetch and to show. */
export const listLimits = {
  maxRows: amount("How many rows to show at most.").valueName("MAX_ROWS").optional(),
  pages: amount("How many pages of 100 to fetch at most; 0: all.").valueName("PAGES").default(5),
};

/** `--dry-run`, on everything that changes something. What it does is a matter of `src/dry_run.ts`. */
export const dryRunOption = flag("Show the requests that would be sent, and send nothing.");

/** `--format text|json`, on everything that lists or reports. */
export const formatOption = choice("How to print the result.", ["text", "json"])
  .valueName("FORMAT").default("text");

/** The same with one JSON object a line, printed as the pages come: for lists that can be long. */
export const listFormatOption = choice("How to print the list.", ["text", "json", "ndjson"])
  .valueName("FORMAT").default("text");

/** What every command has that changes something and reports about it. */
export const changeOptions = { dryRun: dryRunOption, format: formatOption };

/** A `--dist`: at most 64 characters, none of them a blank at the ends. */
export function distributionOption(summary: string): Option<string> {
  return parsed(summary, (word) => {
    if (word.trim() !== word) {
      throw new InvalidValue(
        "Invalid distribution name. Distribution must not contain leading or trailing spaces.",
      );
    }
    if ([...word].length > 64) {
      throw new InvalidValue(
        "Invalid distribution name. Distribution name must not be longer than 64 characters.",
      );
    }
    return word;
  }).valueName("DISTRIBUTION");
}
