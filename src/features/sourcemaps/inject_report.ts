/** The report of `sourcemaps inject` (§2.12), for people and as JSON. */
import { oneLine } from "../../output/sanitise.ts";
import type { Style } from "../../output/style.ts";
import { byPath } from "./discover.ts";
import type { ScriptRow } from "./inject.ts";

interface Row {
  readonly path: string;
  readonly debugId: string | undefined;
  readonly warnings: readonly string[];
}

/** The text, with a blank line before and after; `undefined` when nothing was done. */
export function injectReport(rows: readonly ScriptRow[], style: Style): string | undefined {
  const sections: readonly (readonly [title: string, rows: readonly Row[]])[] = [
    [
      "Modified: The following source files have been modified to have debug ids",
      rows.filter((
        { status },
      ) => status === "injected"),
    ],
    [
      "Modified: The following sourcemap files have been modified to have debug ids",
      mapRows(rows, "modified"),
    ],
    [
      "Ignored: The following source files already have debug ids",
      rows.filter(({ status }) => status === "kept"),
    ],
    [
      "Ignored: The following sourcemap files already have debug ids",
      mapRows(rows, "reused"),
    ],
  ];
  const filled = sections.filter(([, list]) => list.length > 0);
  const failures = rows.flatMap(({ failure }) => failure === undefined ? [] : [failure]);
  if (filled.length === 0 && failures.length === 0) return undefined;
  const lines = filled.flatMap(([title, list]) => [
    `  ${style.bold(style.yellow(title))}`,
    ...list.flatMap(({ debugId, path, warnings }) => [
      `    ${style.yellow(debugId ?? "")} - ${oneLine(path)}`,
      ...warnings.map((warning) => `        - ${style.red("warning")}: ${oneLine(warning)}`),
    ]),
  ]);
  if (failures.length > 0) {
    lines.push(`  ${style.bold(style.yellow("Failed: The following files stay as they were"))}`);
    for (const { message, causes } of failures) {
      lines.push(`    ${oneLine([message, ...causes].join(": "))}`);
    }
  }
  return ["", style.dim(style.bold("Source Map Debug ID Injection Report")), ...lines, ""].join(
    "\n",
  );
}

/** Maps of one status, each once. */
function mapRows(rows: readonly ScriptRow[], wanted: "modified" | "reused"): Row[] {
  const found = new Map<string, Row>();
  for (const { map, debugId } of rows) {
    if (map?.status === wanted) found.set(map.path, { path: map.path, debugId, warnings: [] });
  }
  return [...found.values()].sort((a, b) => byPath(a.path, b.path));
}

/** The same for programs: one entry per script. */
export function injectJson(rows: readonly ScriptRow[], dryRun: boolean) {
  return {
    dryRun,
    files: rows.map(({ path, debugId, status, map, warnings, failure }) => ({
      path,
      status,
      debugId: debugId ?? null,
      map: map === undefined ? null : { path: map.path, status: map.status },
      warnings,
      error: failure === undefined ? null : [failure.message, ...failure.causes].join(": "),
    })),
  };
}
