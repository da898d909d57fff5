/** The report as text. */
import { stripControl } from "../../output/sanitise.ts";
import type { Style } from "../../output/style.ts";
import type { CheckResult, Status } from "./model.ts";

const MARKS: Readonly<Record<Status, readonly [unicode: string, ascii: string]>> = {
  ok: ["✓", "[ok]"],
  warning: ["!", "[!!]"],
  failure: ["✗", "[XX]"],
  skipped: ["-", "[--]"],
};

/** Whether a terminal shows more than ASCII, by its locale; Windows always does. */
export function showsUnicode(os: string, env: (name: string) => string | undefined): boolean {
  if (os === "windows") return true;
  const locale = env("LC_ALL") || env("LC_CTYPE") || env("LANG") || "";
  return /utf-?8/i.test(locale);
}

/** One check: its line, and below it what to do. */
export function renderResult(
  { status, title, message, fix }: CheckResult,
  { style, unicode }: { readonly style: Style; readonly unicode: boolean },
): string {
  const [mark, ascii] = MARKS[status];
  const shown = unicode ? mark : ascii;
  const indent = " ".repeat(shown.length + 1);
  const first = `${colour(status, style)(shown)} ${title}: ${flat(message)}`;
  return fix === undefined ? first : `${first}\n${indent}fix: ${flat(fix)}`;
}

/** The last lines: what was not tried, and how it went. */
export function renderSummary(
  results: readonly CheckResult[],
  look: { readonly style: Style; readonly unicode: boolean },
): string {
  const lost = results.filter(({ becauseOf }) => becauseOf !== undefined);
  const lines = [...Map.groupBy(lost, ({ becauseOf }) => becauseOf)].map(([reason, group]) =>
    renderResult({
      id: "config",
      status: "skipped",
      title: `Not tried, because of '${reason}'`,
      message: group.map(({ title }) => title).join(", "),
    }, look)
  );
  return [...lines, "", verdict(results)].join("\n");
}

function verdict(results: readonly CheckResult[]): string {
  const count = (status: Status) => results.filter((each) => each.status === status).length;
  const failures = count("failure");
  const warnings = count("warning");
  const say = (number: number, what: string) => `${number} ${what}${number === 1 ? "" : "s"}`;
  if (failures === 0 && warnings === 0) return "Everything is in order.";
  return `${say(failures, "failure")}, ${say(warnings, "warning")}.`;
}

function colour(status: Status, style: Style): (text: string) => string {
  switch (status) {
    case "ok":
      return style.green;
    case "warning":
      return style.yellow;
    case "failure":
      return style.red;
    default:
      return style.dim;
  }
}

function flat(text: string): string {
  return stripControl(text).replace(/\s+/g, " ").trim();
}
