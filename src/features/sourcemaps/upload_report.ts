/** What an upload or a validation has to say about each file (specification of uploads, §3.8). */
import { compareBytes } from "../../formats/artifact_bundle/manifest.ts";
import { oneLine } from "../../output/sanitise.ts";
import type { Style } from "../../output/style.ts";
import type { Artifact } from "./artifact_facts.ts";

export interface Message {
  readonly level: "warning" | "error";
  readonly text: string;
}

/** A file as the report shows it. */
export interface ReportRow {
  readonly artifact: Artifact;
  /** The source map that the script's header names. */
  readonly sourcemap: string | undefined;
  readonly debugId: string | undefined;
  readonly messages: readonly Message[];
}

const SECTIONS = [
  { type: "source", title: "Sources" },
  { type: "minified_source", title: "Scripts" },
  { type: "source_map", title: "Source Maps" },
  { type: "indexed_ram_bundle", title: "Indexed RAM Bundles (expanded)" },
] as const;

/** The report with its title; the blank line before it is part of it. */
export function renderReport(title: string, rows: readonly ReportRow[], style: Style): string {
  const lines = ["", style.dim(style.bold(title))];
  for (const section of SECTIONS) {
    const shown = rows.filter(({ artifact }) => artifact.type === section.type)
      .sort((a, b) => compareBytes(a.artifact.url, b.artifact.url));
    if (shown.length === 0) continue;
    lines.push(`  ${style.yellow(style.bold(section.title))}`);
    for (const row of shown) {
      const notes = notesOf(row, style);
      const url = oneLine(row.artifact.url);
      lines.push(`    ${url}${notes.length === 0 ? "" : ` (${notes.join(", ")})`}`);
      for (const { level, text } of row.messages) {
        lines.push(`      - ${style.red(level)}: ${oneLine(text)}`);
      }
    }
  }
  return lines.join("\n");
}

function notesOf({ artifact, sourcemap, debugId }: ReportRow, style: Style): string[] {
  const notes: string[] = [];
  if (artifact.type === "minified_source") {
    const reference = sourcemap ?? artifact.reference?.shown;
    if (reference === undefined) notes.push("no sourcemap found");
    else if (reference.startsWith("data:")) notes.push("embedded sourcemap");
    else notes.push(`sourcemap at ${style.cyan(oneLine(reference))}`);
  }
  if (debugId !== undefined) notes.push(`debug id ${style.yellow(debugId)}`);
  return notes;
}
