/**
 * `deno task parity`: runs the reference binary and ours side by side and compares what they do.
 *
 *   deno task parity [words…]        only cases whose area or name holds one of the words
 *     --require-reference            fail when the reference cannot be fetched (otherwise: skip)
 *     --show                         print what the reference does in each case; ours is not run
 *     --show-both                    print both outcomes of each case, one line of JSON each
 *     --docs                         rewrite docs/parity.md; without it the page is checked
 *     --jobs N                       cases at a time (default 3)
 *
 * Ours is `CLI_BIN` when set, else `main.ts` bundled into one file and run with its permissions.
 */
import { AREAS } from "../tests/parity/cases/mod.ts";
import { judge } from "../tests/parity/compare.ts";
import { facetsOf } from "../tests/parity/facets.ts";
import { DIFFERENCES } from "../tests/parity/differences.ts";
import { parityPage } from "../tests/parity/page.ts";
import { checkLeaves } from "../tests/parity/surface.ts";
import { findReference } from "../tests/parity/reference.ts";
import { makeTls } from "../tests/parity/tls.ts";
import { prepareOurs } from "../tests/parity/ours.ts";
import { runSide, type Side } from "../tests/parity/side.ts";
import { FACETS } from "../tests/parity/model.ts";

const TIMEOUT_MS = 20_000;
const PAGE = new URL("../docs/parity.md", import.meta.url);

const flags = new Set(Deno.args.filter((word) => word.startsWith("--")));
const jobsAt = Deno.args.indexOf("--jobs");
const jobs = jobsAt < 0 ? 3 : Number(Deno.args[jobsAt + 1]);
const words = Deno.args.filter((word, at) =>
  !word.startsWith("--") && (jobsAt < 0 || at !== jobsAt + 1)
);

const page = parityPage();
if (flags.has("--docs")) {
  await Deno.writeTextFile(PAGE, page);
  console.log("docs/parity.md written");
  Deno.exit(0);
}
let failures = 0;
if (await Deno.readTextFile(PAGE).catch(() => "") !== page) {
  console.error("docs/parity.md is not up to date: run `deno task parity --docs`");
  failures++;
}

const found = await findReference();
if ("missing" in found) {
  console.log(`reference not available: skipped (${found.missing})`);
  Deno.exit(flags.has("--require-reference") || failures > 0 ? 1 : 0);
}
const reference: Side = { name: "reference", command: [found.path], env: {} };
const chosen = AREAS.flatMap(({ area, cases }) => cases.map((each) => ({ area, case: each })))
  .filter(({ area, case: { name } }) =>
    words.length === 0 || words.some((word) => `${area}: ${name}`.includes(word))
  );
const titles = AREAS.flatMap(({ area, cases }) => cases.map(({ name }) => `${area}: ${name}`));
const twice = titles.find((title, at) => titles.indexOf(title) !== at);
if (twice !== undefined) throw new Error(`two cases are called "${twice}"`);

const scratch = await Deno.makeTempDir({ prefix: "parity-run-" });
try {
  const tls = await makeTls(scratch);
  const ours = flags.has("--show") ? undefined : await prepareOurs(scratch);
  const started = performance.now();
  const known = new Set(DIFFERENCES.map(({ id }) => id));
  const shownIds = new Set<string>();
  const queue = [...chosen];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { area, case: parityCase } = next;
      const options = { tls, timeoutMs: TIMEOUT_MS };
      const startedCase = performance.now();
      const first = await runSide(reference, parityCase, options);
      const title = `${area}: ${parityCase.name}`;
      if (ours === undefined) {
        const facets = facetsOf(first, parityCase, Date.now());
        const ms = Math.round(performance.now() - startedCase);
        console.log(`\n=== ${title} (${ms} ms)\n$ sentry-cli ${parityCase.args.join(" ")}`);
        for (const facet of FACETS) {
          if (facets[facet] !== "") console.log(`[${facet}]\n${facets[facet]}`);
        }
        continue;
      }
      const second = await runSide(ours, parityCase, options);
      const verdict = judge(parityCase, { reference: first, ours: second }, {
        known,
        nowMs: Date.now(),
      });
      for (const id of Object.keys(parityCase.differs ?? {})) shownIds.add(id);
      if (verdict.problems.length > 0) {
        failures++;
        console.log(`\nFAIL ${title}\n$ sentry-cli ${parityCase.args.join(" ")}`);
        for (const problem of verdict.problems) console.log(`- ${problem}`);
      }
      if (flags.has("--show-both")) console.log(JSON.stringify({ title, ...verdict }));
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  if (words.length === 0 && ours !== undefined) {
    for (const { id, everywhere } of DIFFERENCES) {
      if (everywhere || shownIds.has(id)) continue;
      failures++;
      console.log(`\nFAIL the difference "${id}" is named by no case: take it out or show it`);
    }
    for (const problem of await checkLeaves(reference, ours)) {
      failures++;
      console.log(`\nFAIL ${problem}`);
    }
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`\n${chosen.length} cases, ${failures} failures, ${seconds} s`);
} finally {
  await Deno.remove(scratch, { recursive: true });
}
Deno.exit(failures === 0 ? 0 : 1);
