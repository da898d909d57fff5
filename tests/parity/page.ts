/** `docs/parity.md`, made from the tables. */
import { DIFFERENCES } from "./differences.ts";
import { LEAVES, OLD_SPELLINGS } from "./leaves.ts";
import { NOTES } from "./notes.ts";
import { AREAS } from "./cases/mod.ts";

/** The text of the page. */
export function parityPage(): string {
  const namedBy = new Map<string, number>();
  for (const { cases } of AREAS) {
    for (const { differs } of cases) {
      for (const id of Object.keys(differs ?? {})) namedBy.set(id, (namedBy.get(id) ?? 0) + 1);
    }
  }
  const count = AREAS.reduce((sum, { cases }) => sum + cases.length, 0);
  return [
    "# Parity with the reference",
    "",
    "Made by `deno task parity --docs` from the tables in `tests/parity/`; do not edit by hand.",
    "",
    `\`deno task parity\` runs the reference binary (3.8.0) and ours side by side in ${count} cases: the`,
    "same command line, files, environment and server. It compares exit code, stdout, the first error",
    "with its causes, warnings, the requests (method, path, headers, body field by field) and the files",
    "left behind. It fails on any difference that is not listed below, and on any listed one that no",
    "longer shows.",
    "",
    "## Commands",
    "",
    "| Command | State | What is left |",
    "| --- | --- | --- |",
    ...LEAVES.map(({ command, status, note }) =>
      `| \`${command}\` | ${status} | ${cell(note ?? "")} |`
    ),
    "",
    "## Spellings of the 2.x line",
    "",
    "3.x dropped these; scripts that call them go on. The cases whose area says 2.x hold them against",
    "the reference 2.58.6.",
    "",
    "| Command | Ours |",
    "| --- | --- |",
    ...OLD_SPELLINGS.map(({ command, gone }) =>
      `| \`${command}\` | ${
        gone === undefined ? "works" : `says what to do in its place: ${gone}`
      } |`
    ),
    "",
    "## Differences on purpose",
    "",
    "| Id | The reference | Ours | Why | Decided | Cases |",
    "| --- | --- | --- | --- | --- | --- |",
    ...DIFFERENCES.map((each) =>
      `| ${
        [
          `\`${each.id}\``,
          each.reference,
          each.ours,
          each.reason,
          each.decided,
          each.everywhere ? "all" : String(namedBy.get(each.id) ?? 0),
        ].map(cell).join(" | ")
      } |`
    ),
    "",
    "## Where the reference and its description disagree",
    "",
    "The binary is right; ours follows it.",
    "",
    ...NOTES.map((note) => `- ${note}`),
    "",
    "## Cases",
    "",
    "| Area | Cases |",
    "| --- | --- |",
    ...AREAS.map(({ area, cases }) => `| ${area} | ${cases.length} |`),
    "",
  ].join("\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
