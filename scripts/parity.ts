/**
 * Runs the reference binary and ours side by side and compares what they do (tests/parity/README.md):
 *
 *   deno task parity [words…]        only cases whose area or name holds one of the words
 *     --require-reference            fail when the reference cannot be fetched (otherwise: skip)
 *     --show                         print what the reference does in each case; ours is not run
 *     --show-both                    print both outcomes of each case, one line of JSON each
 *     --generated N                  N cases made by chance in place of the written ones
 *     --seed N                       the first of them (default 1)
 *     --docs                         rewrite docs/parity.md; without it the page is checked
 *     --jobs N                       cases at a time (default 3)
 *
 * Ours is `CLI_BIN` when set, else `main.ts` bundled into one file and run with its permissions.
 */
import { AREAS } from "../tests/parity/cases/mod.ts";
import { generatedCases } from "../tests/parity/generated/mod.ts";
import { judge } from "../tests/parity/compare.ts";
import { DIFFERENCES } from "../tests/parity/differences.ts";
import { facetsOf } from "../tests/parity/facets.ts";
import { type Area, type Case, FACETS } from "../tests/parity/model.ts";
import { prepareOurs } from "../tests/parity/ours.ts";
import { parityPage } from "../tests/parity/page.ts";
import { findReference } from "../tests/parity/reference.ts";
import { runSide, type Side, type TlsFiles } from "../tests/parity/side.ts";
import { checkLeaves, checkOldSpellings } from "../tests/parity/surface.ts";
import { makeTls } from "../tests/parity/tls.ts";
import { capture, repositoryPath, runScript, say, scriptOptions } from "./command.ts";

const TIMEOUT_MS = 30_000;
const PAGE = "docs/parity.md";
const VALUED = ["--jobs", "--generated", "--seed"];

interface Named {
  readonly title: string;
  readonly parityCase: Case;
}

await runScript(async () => {
  const words = Deno.args.filter((word, at) =>
    !isOption(word) && !VALUED.includes(Deno.args[at - 1] ?? "")
  );
  const { values, switches } = scriptOptions(Deno.args.filter((word) => !words.includes(word)), {
    values: VALUED,
    switches: ["--require-reference", "--show", "--show-both", "--docs"],
  });
  if (switches.has("--docs")) {
    await Deno.writeTextFile(repositoryPath(PAGE), parityPage());
    return say(`${PAGE} written`);
  }
  const found = await findReference();
  if ("missing" in found) {
    say(`reference not available: skipped (${found.missing})`);
    return switches.has("--require-reference") ? 1 : 0;
  }
  const scratch = await Deno.makeTempDir({ prefix: "parity-run-" });
  try {
    const tls = await makeTls(scratch);
    const generated = values["--generated"];
    const areas = generated === undefined
      ? AREAS
      : [generatedCases(Number(values["--seed"] ?? "1"), Number(generated))];
    const older = await findReference("2.x");
    const problemsOfOlder: string[] = [];
    if ("missing" in older) {
      say(
        `the reference of the 2.x line is not available: its cases are left out (${older.missing})`,
      );
      if (switches.has("--require-reference")) problemsOfOlder.push("no reference of the 2.x line");
    }
    const chosen = await runnable(casesFor(areas, words), { tls, hasOlder: "path" in older });
    const run = {
      reference: sideOf(found),
      older: "path" in older ? sideOf(older) : undefined,
      tls,
      jobs: Number(values["--jobs"] ?? "3"),
    };
    if (switches.has("--show")) return await showReference(chosen, run);
    const started = performance.now();
    const ours = await prepareOurs(scratch);
    const problems = await compareAll(chosen, {
      ...run,
      ours,
      showsBoth: switches.has("--show-both"),
    });
    problems.push(...problemsOfOlder);
    if (words.length === 0 && areas === AREAS) problems.push(...await wholeRunProblems(run, ours));
    for (const problem of problems) say(`\nFAIL ${problem}`);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    say(`\n${chosen.length} cases, ${problems.length} failures, ${seconds} s`);
    return problems.length === 0 ? 0 : 1;
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
});

function sideOf({ path }: { readonly path: string }): Side {
  return { name: "reference", command: [path], env: {} };
}

function isOption(word: string): boolean {
  return word.startsWith("--");
}

function casesFor(areas: readonly Area[], words: readonly string[]): Named[] {
  return areas.flatMap(({ area, cases }) =>
    cases.map((parityCase) => ({ title: `${area}: ${parityCase.name}`, parityCase }))
  ).filter(({ title }) => words.length === 0 || words.some((word) => title.includes(word)));
}

/** Leaves out what this machine lacks a program for, and says so. */
async function runnable(
  all: readonly Named[],
  { tls, hasOlder }: { readonly tls: TlsFiles | undefined; readonly hasOlder: boolean },
): Promise<Named[]> {
  const cases = all.filter(({ parityCase }) => hasOlder || parityCase.line === undefined);
  const hasScript = await capture("script", ["--version"]).then(() => true, () => false);
  const runnable = cases.filter(({ parityCase }) =>
    (hasScript || parityCase.terminal === undefined) &&
    (tls !== undefined || !/\{(?:TLS|CERT)/.test(JSON.stringify(parityCase)))
  );
  const left = cases.length - runnable.length;
  if (left > 0) say(`${left} cases left out: they need the programs 'openssl' and 'script'`);
  return runnable;
}

interface Run {
  readonly reference: Side;
  /** That of the 2.x line; cases that need it are there only when it is. */
  readonly older: Side | undefined;
  readonly tls: TlsFiles | undefined;
  readonly jobs: number;
}

async function showReference(
  cases: readonly Named[],
  run: Run,
): Promise<void> {
  const { tls, jobs } = run;
  await inParallel(cases, jobs, async ({ title, parityCase }) => {
    const started = performance.now();
    const outcome = await runSide(referenceOf(run, parityCase), parityCase, {
      tls,
      timeoutMs: TIMEOUT_MS,
    });
    const facets = facetsOf(outcome, parityCase, Date.now());
    say([
      `\n=== ${title} (${Math.round(performance.now() - started)} ms)`,
      commandLine(parityCase),
      ...FACETS.filter((facet) => facets[facet] !== "").map((facet) =>
        `[${facet}]\n${facets[facet]}`
      ),
    ].join("\n"));
  });
}

function referenceOf({ reference, older }: Run, { line }: Case): Side {
  return line === "2.x" ? older ?? reference : reference;
}

async function compareAll(
  cases: readonly Named[],
  { ours, showsBoth, ...run }: Run & { readonly ours: Side; readonly showsBoth: boolean },
): Promise<string[]> {
  const { tls, jobs } = run;
  const known = new Set(DIFFERENCES.map(({ id }) => id));
  const failures: string[] = [];
  await inParallel(cases, jobs, async ({ title, parityCase }) => {
    const options = { tls, timeoutMs: TIMEOUT_MS };
    const outcomes = {
      reference: await runSide(referenceOf(run, parityCase), parityCase, options),
      ours: await runSide(ours, parityCase, options),
    };
    const verdict = judge(parityCase, outcomes, { known, nowMs: Date.now() });
    if (showsBoth) say(JSON.stringify({ title, ...verdict }));
    if (verdict.problems.length === 0) return;
    const list = verdict.problems.map((problem) => `- ${problem}`);
    failures.push([title, commandLine(parityCase), ...list].join("\n"));
  });
  return failures;
}

/** What only a run of all cases can tell. */
async function wholeRunProblems({ reference, older }: Run, ours: Side): Promise<string[]> {
  const named = new Set(
    casesFor(AREAS, []).flatMap(({ parityCase }) => Object.keys(parityCase.differs ?? {})),
  );
  const idle = DIFFERENCES.filter(({ id, everywhere }) => !everywhere && !named.has(id));
  const page = await Deno.readTextFile(repositoryPath(PAGE)).catch(() => "");
  return [
    ...idle.map(({ id }) => `the difference "${id}" is named by no case: take it out or show it`),
    ...page === parityPage() ? [] : [`${PAGE} is not up to date: run deno task parity --docs`],
    ...await checkLeaves(reference, ours),
    ...(older === undefined ? [] : await checkOldSpellings(older, ours)),
  ];
}

function commandLine({ args }: Case): string {
  return `$ sentry-cli ${
    args.map((word) => /^[\w./:@=*-]+$/.test(word) ? word : JSON.stringify(word)).join(" ")
  }`;
}

async function inParallel<T>(
  items: readonly T[],
  jobs: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: jobs }, worker));
}
