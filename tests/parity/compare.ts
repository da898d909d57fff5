/** Holds two outcomes side by side and judges them against the differences that a case names. */
import type { Case, Expected, Facet, Outcome } from "./model.ts";
import { FACETS } from "./model.ts";
import type { Facets } from "./facets.ts";
import { facetsOf } from "./facets.ts";

export interface Verdict {
  /** What is wrong, empty when the case passes. */
  readonly problems: readonly string[];
  /** Facets in which the two differ. */
  readonly differing: readonly Facet[];
  readonly reference: Facets;
  readonly ours: Facets;
}

/** Judges a case. `known` holds the ids of all differences on purpose. */
export function judge(
  parityCase: Case,
  outcomes: { readonly reference: Outcome; readonly ours: Outcome },
  { known, nowMs }: { readonly known: ReadonlySet<string>; readonly nowMs: number },
): Verdict {
  const reference = facetsOf(outcomes.reference, parityCase, nowMs);
  const ours = facetsOf(outcomes.ours, parityCase, nowMs);
  const problems: string[] = [];
  const differing = FACETS.filter((facet) => reference[facet] !== ours[facet]);
  const allowed = new Set<Facet>();

  for (const [id, shown] of Object.entries(parityCase.differs ?? {})) {
    if (!known.has(id)) problems.push(`the difference "${id}" is not in differences.ts`);
    for (const facet of FACETS) {
      const expected = shown[facet];
      if (expected === undefined) continue;
      allowed.add(facet);
      if (!differing.includes(facet)) {
        problems.push(`"${id}" expects a different ${facet}, but both are the same now`);
      }
      const missing = whatIsMissing(ours[facet], expected);
      if (missing !== undefined) {
        problems.push(`"${id}" expects ${missing} in our ${facet}, found:\n${indent(ours[facet])}`);
      }
    }
  }
  for (const facet of differing) {
    if (allowed.has(facet)) continue;
    problems.push(
      `${facet} differs\n  reference:\n${indent(reference[facet])}\n  ours:\n${
        indent(ours[facet])
      }`,
    );
  }
  for (const side of ["reference", "ours"] as const) {
    if (outcomes[side].timedOut) problems.push(`${side} did not end in time`);
    problems.push(...gapProblems(side, outcomes[side], parityCase));
  }
  problems.push(...mannersOf(outcomes.ours));
  return { problems, differing, reference, ours };
}

function whatIsMissing(text: string, expected: Expected): string | undefined {
  if (expected === true) return undefined;
  if (expected === "") return text === "" ? undefined : "nothing";
  if (typeof expected === "number") {
    return text === String(expected) ? undefined : String(expected);
  }
  if (expected instanceof RegExp) return expected.test(text) ? undefined : String(expected);
  const parts = typeof expected === "string" ? [expected] : expected;
  const missing = parts.find((part) => !text.includes(part));
  return missing === undefined ? undefined : JSON.stringify(missing);
}

function gapProblems(side: string, { requests }: Outcome, { gapMs }: Case): string[] {
  if (gapMs === undefined) return [];
  const [from, to] = gapMs;
  const problems: string[] = [];
  for (const [index, request] of requests.entries()) {
    const next = requests[index + 1];
    if (next === undefined) break;
    const gap = Math.round(next.atMs - request.atMs);
    if (gap < from || gap > to) {
      problems.push(`${side} let ${gap} ms pass before request ${index + 2}, not ${from} to ${to}`);
    }
  }
  return problems;
}

/** What must hold for every run of ours, whatever the reference does. */
function mannersOf({ stdout, stderr }: Outcome): string[] {
  const problems: string[] = [];
  const leaked = /\{(?:T2?|UT|OT[^}]*)\}/.exec(stdout + stderr);
  if (leaked !== null) problems.push(`a token (${leaked[0]}) stands in our output`);
  if (/^ +at .+[:(]\d+:\d+|Uncaught|panicked/m.test(stderr)) {
    problems.push(`a stack trace stands in our stderr:\n${indent(stderr)}`);
  }
  return problems;
}

function indent(text: string): string {
  return text === "" ? "    (nothing)" : text.split("\n").map((line) => `    ${line}`).join("\n");
}
