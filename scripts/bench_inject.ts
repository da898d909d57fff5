/**
 * Injecting debug ids into real packages, beside the reference:
 * `deno task bench:inject [--runs N] [--large] [--huge] [--quick]`. Writes a section of docs/benchmarks.md.
 *
 * Each run gets a fresh copy of the tree, and what the two programs leave is compared byte for byte.
 * `--large` takes a tree of twenty copies (8 GB of disk for a while), `--huge` single lines of 500 MB; each
 * has a section of its own. `--quick` takes one small package, once, and writes nothing.
 */
import { writeSection } from "./bench_page.ts";
import {
  bundleCommand,
  comparison,
  installPackages,
  measure,
  type Measured,
  PACKAGES,
  setting,
  summary,
} from "./bench_packages.ts";
import { listTree } from "./builds/prepare.ts";
import { bundle } from "./bundle.ts";
import { capture, runScript, say, ScriptError, scriptOptions } from "./command.ts";

const COPIES = 20;
const HUGE_BYTES = 500_000_000;
const SPEED_GOAL = 5;
const INJECT = ["sourcemaps", "inject", "."];

type Side = "ours" | "reference";

interface Bench {
  readonly work: string;
  readonly commands: Readonly<Record<Side, readonly string[]>>;
  readonly runs: number;
}

/** Makes a folder to be injected. */
type MakeTree = (folder: string) => Promise<void>;

/** Runs both programs in turns, each time on a tree just made, and compares the first two trees. */
async function inTurns({ work, commands, runs }: Bench, make: MakeTree) {
  const found: Record<Side, Measured[]> = { ours: [], reference: [] };
  for (let run = 0; run < runs; run++) {
    for (const side of ["ours", "reference"] as const) {
      const folder = `${work}/${side}`;
      await make(folder);
      // What the copying left to be written would be written while the program runs.
      await capture("sync", []);
      const options = { cwd: folder, env: { HOME: work } };
      found[side].push(await measure([...commands[side], ...INJECT], options));
    }
    if (run === 0) await requireSameTrees(`${work}/ours`, `${work}/reference`);
    for (const side of Object.keys(found)) {
      await Deno.remove(`${work}/${side}`, { recursive: true });
    }
  }
  return { ours: summary(found.ours), reference: summary(found.reference) };
}

async function requireSameTrees(left: string, right: string): Promise<void> {
  const { code, stdout } = await capture("diff", ["-rq", left, right]);
  if (code !== 0) throw new ScriptError(`The programs left different files:\n${stdout}`);
}

/** A tree of copies of a folder. */
function copiesOf(folder: string, copies: number): MakeTree {
  return async (to) => {
    await Deno.mkdir(to);
    for (let copy = 0; copy < copies; copy++) {
      const { code, stderr } = await capture("cp", ["-R", folder, `${to}/copy${copy}`]);
      if (code !== 0) throw new ScriptError(`The tree cannot be copied: ${stderr}`);
    }
  };
}

/** A script and a map, each a single line of that size, and each with a small other half. */
const makeHuge: MakeTree = async (folder) => {
  await Deno.mkdir(folder);
  const tail = (name: string) => `\n//# sourceMappingURL=${name}.js.map\n`;
  const map = (content: string) =>
    `{"version":3,"sources":["a.ts"],"sourcesContent":["${content}"],"names":[],"mappings":"AAAA"}`;
  await writeLong(`${folder}/script.js`, ["", "f(1);", tail("script")]);
  await Deno.writeTextFile(`${folder}/script.js.map`, map("f(1);"));
  await Deno.writeTextFile(`${folder}/map.js`, `f(1);${tail("map")}`);
  const [before = "", after = ""] = map("|").split("|");
  await writeLong(`${folder}/map.js.map`, [before, "f(1);\\n", after]);
};

/** Writes a text whose middle part is repeated until there are enough bytes. */
async function writeLong(path: string, [before, part, after]: [string, string, string]) {
  const encoder = new TextEncoder();
  const piece = encoder.encode(part.repeat(200_000));
  using file = await Deno.create(path);
  const write = async (bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
  };
  await write(encoder.encode(before));
  for (let bytes = 0; bytes < HUGE_BYTES; bytes += piece.length) await write(piece);
  await write(encoder.encode(after));
}

async function countFiles(tree: string): Promise<string> {
  const paths = await listTree(tree);
  const scripts = paths.filter((path) => /\.[cm]?js$/.test(path));
  const maps = paths.filter((path) => path.endsWith(".map"));
  const sizes = await Promise.all(
    [...scripts, ...maps].map((path) => Deno.stat(`${tree}/${path}`)),
  );
  const bytes = sizes.reduce((sum, { size }) => sum + size, 0);
  return `${scripts.length} scripts, ${maps.length} maps, ${Math.round(bytes / 1e6)} MB`;
}

async function benchTree(bench: Bench, tree: string): Promise<string> {
  const { ours, reference } = await inTurns(bench, copiesOf(tree, 1));
  return `## Injecting debug ids

Written by \`deno task bench:inject\`: \`sourcemaps inject .\` in a folder with ${
    PACKAGES.join(", ")
  } (${await countFiles(
    tree,
  )}), a fresh copy for each run; both programs leave the same bytes. Median of ${bench.runs} runs in turns, the most memory of all. ${setting()}.

${comparison(ours, reference, SPEED_GOAL)}
`;
}

async function benchLarge(bench: Bench, tree: string): Promise<string> {
  const small = await inTurns({ ...bench, runs: 3 }, copiesOf(tree, 1));
  const large = await inTurns({ ...bench, runs: 1 }, copiesOf(tree, COPIES));
  const growth = large.ours.seconds / small.ours.seconds / COPIES;
  const theirs = large.reference.seconds / small.reference.seconds / COPIES;
  return `## Injecting debug ids into a tree ${COPIES} times as large

Written by \`deno task bench:inject --large\`: the tree above ${COPIES} times, one run. ${setting()}.

${comparison(large.ours, large.reference, SPEED_GOAL)}
- ${growth.toFixed(2)}× the time per file of one copy (the reference: ${
    theirs.toFixed(2)
  }×; goal: at most 1×, and 1.1× counts as that), ${growth <= 1.1 ? "met" : "not met"}
`;
}

async function benchHuge(bench: Bench): Promise<string> {
  const { ours, reference } = await inTurns({ ...bench, runs: 1 }, makeHuge);
  return `## Injecting debug ids into single lines of ${HUGE_BYTES / 1e6} MB

Written by \`deno task bench:inject --huge\`: a script of one such line with a small map, and a small
script with a map of one such line; one run. ${setting()}.

${comparison(ours, reference, SPEED_GOAL)}
`;
}

/** One small package, to see that all of it runs and the trees are the same. */
export async function quickInject(bundled: string, work: string): Promise<string> {
  const { tree, reference } = await installPackages("quick", ["rxjs@7.8.1"]);
  const commands = { ours: bundleCommand(bundled), reference: [reference] };
  const found = await inTurns({ work, commands, runs: 1 }, copiesOf(tree, 1));
  return `\`sourcemaps inject\` over ${await countFiles(tree)}, one run:\n\n${
    comparison(found.ours, found.reference)
  }\n`;
}

async function main(): Promise<void> {
  const { values, switches } = scriptOptions(Deno.args, {
    values: ["--runs"],
    switches: ["--large", "--huge", "--quick"],
  });
  const work = await Deno.makeTempDir({ prefix: "sentry-cli-bench-" });
  try {
    const bundled = `${work}/sentry-cli.js`;
    await bundle({ output: bundled });
    if (switches.has("--quick")) return say(await quickInject(bundled, work));
    const { tree, reference } = await installPackages("packages");
    const commands = { ours: bundleCommand(bundled), reference: [reference] };
    const bench = { work, commands, runs: Number(values["--runs"] ?? 5) };
    const section = switches.has("--large")
      ? await benchLarge(bench, tree)
      : switches.has("--huge")
      ? await benchHuge(bench)
      : await benchTree(bench, tree);
    say(section);
    await writeSection(section);
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

if (import.meta.main) await runScript(main);
