/** What `sourcemaps verify` found, as text and for programs. */
import { oneLine } from "../../output/sanitise.ts";
import type { Style } from "../../output/style.ts";
import type { Finding } from "./finding.ts";
import type { Verified } from "./verify.ts";

export interface VerifySummary {
  readonly scripts: number;
  readonly good: number;
  readonly errors: number;
  readonly warnings: number;
  readonly positions: number;
}

export function summarise(results: readonly Verified[]): VerifySummary {
  const count = (level: Finding["level"]) =>
    results.reduce(
      (sum, { findings }) => sum + findings.filter((f) => f.level === level).length,
      0,
    );
  const scripts = results.filter(({ path, map }) => map !== null || !path.endsWith(".map"));
  return {
    scripts: scripts.length,
    good: scripts.filter(({ findings }) => findings.length === 0).length,
    errors: count("error"),
    warnings: count("warning"),
    positions: results.reduce((sum, { positions }) => sum + positions, 0),
  };
}

export function renderVerified(results: readonly Verified[], style: Style): string {
  const rows = results.filter(({ findings }) => findings.length > 0).map(({ path, findings }) =>
    [style.bold(oneLine(path)), ...findings.flatMap((each) => findingLines(each, style))].join("\n")
  );
  return [...rows, verdict(summarise(results), style)].join("\n\n");
}

function findingLines({ level, message, hint }: Finding, style: Style): string[] {
  const colour = level === "error" ? style.red : style.yellow;
  const lines = [`  ${colour(level)}: ${oneLine(message)}`];
  if (hint !== undefined) lines.push(`    fix: ${oneLine(hint)}`);
  return lines;
}

function verdict(summary: VerifySummary, style: Style): string {
  const { scripts, good, errors, warnings, positions } = summary;
  const number = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;
  if (scripts === 0) return "There are no scripts to verify.";
  const head = `${number(scripts, "script")}, ${good} in order; ${number(positions, "position")} ` +
    "looked at.";
  if (errors === 0 && warnings === 0) return `${head} ${style.green("Everything will resolve.")}`;
  return `${head} ${number(errors, "error")}, ${number(warnings, "warning")}.`;
}
