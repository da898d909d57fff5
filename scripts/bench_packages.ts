/** What the benchmarks over real packages share: their tree, and measuring a process. */
import { capture, type CommandOptions, ScriptError } from "./command.ts";

export const PACKAGES = [
  "rxjs@7.8.1",
  "@sentry/browser@8.55.0",
  "@angular/core@19.2.0",
  "three@0.172.0",
  "monaco-editor@0.52.2",
];
export const REFERENCE = "@sentry/cli-linux-x64@3.8.0";

/** The program inside the reference's package. */
const REFERENCE_BIN = "node_modules/@sentry/cli-linux-x64/bin/sentry-cli";

/** One run of a program. */
export interface Measured {
  readonly seconds: number;
  /** Of all its threads and children. */
  readonly cpu: number;
  /** The most that its largest process held. */
  readonly mib: number;
}

/** Peak memory of a child needs its resource usage, which only a parent process can ask for. */
const MEASURE = `
import json, resource, subprocess, sys, time
start = time.time()
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
seconds = time.time() - start
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"code": done.returncode, "said": done.stderr.decode(errors="replace"), "seconds": seconds, "cpu": usage.ru_utime + usage.ru_stime, "mib": usage.ru_maxrss / 1024}))
`;

/** Runs a program to its end. Throws when it fails. */
export async function measure(
  command: readonly string[],
  options: CommandOptions,
): Promise<Measured> {
  const { code: ended, stdout, stderr } = await capture(
    "python3",
    ["-c", MEASURE, ...command],
    options,
  );
  if (ended !== 0) throw new ScriptError(`python3 cannot measure: ${stderr}`);
  const found: Measured & { code: number; said: string } = JSON.parse(stdout);
  if (found.code === 0) return found;
  throw new ScriptError(`${command.join(" ")} ended with ${found.code}: ${found.said.slice(-800)}`);
}

/** The middle of several runs, with the most memory of all. */
export function summary(all: readonly Measured[]): Measured {
  return {
    seconds: median(all.map(({ seconds }) => seconds)),
    cpu: median(all.map(({ cpu }) => cpu)),
    mib: Math.max(...all.map(({ mib }) => mib)),
  };
}

/** The middle value; the mean of the two in the middle of an even number. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(at) - 1] ?? NaN, sorted[Math.floor(at)] ?? NaN];
  return (low + high) / 2;
}

/** A table of both programs; with a goal for the speed, whether it and that for memory are met. */
export function comparison(ours: Measured, reference: Measured, leastSpeed?: number): string {
  const row = (name: string, { seconds, cpu, mib }: Measured) =>
    `| ${name} | ${seconds.toFixed(2)} | ${cpu.toFixed(2)} | ${mib.toFixed(0)} |`;
  const table = `| Program | Seconds | CPU seconds | Memory MiB |
| --- | --- | --- | --- |
${row("ours", ours)}
${row("reference", reference)}`;
  if (leastSpeed === undefined) return table;
  const speed = reference.seconds / ours.seconds;
  const memory = ours.mib / reference.mib;
  return `${table}

- ${speed.toFixed(1)}× as fast as the reference (goal: at least ${leastSpeed}×), ${
    speed >= leastSpeed ? "met" : "not met"
  }
- ${memory.toFixed(2)}× its memory (goal: at most 1×), ${memory <= 1 ? "met" : "not met"}`;
}

/** This machine and the versions, for the text above a table. */
export function setting(): string {
  return `${navigator.hardwareConcurrency} cores, Deno ${Deno.version.deno}, ${REFERENCE}`;
}

/** Our program as a bundle, without limits to what it may do. */
export function bundleCommand(path: string): readonly string[] {
  return [Deno.execPath(), "run", "--quiet", "--no-config", "-A", path];
}

/** Packages and reference as npm installs them, in a folder of their own per set. */
export async function installPackages(
  name: string,
  packages: readonly string[] = PACKAGES,
): Promise<{ readonly tree: string; readonly reference: string }> {
  const home = Deno.env.get("HOME") ?? ".";
  const cache = `${Deno.env.get("XDG_CACHE_HOME") || `${home}/.cache`}/sentry-cli-bench-${name}`;
  // The reference beside the packages, so that it is no part of the tree.
  const [sources, programs] = [`${cache}/packages`, `${cache}/reference`];
  await install(sources, packages);
  await install(programs, [REFERENCE]);
  return { tree: `${sources}/node_modules`, reference: `${programs}/${REFERENCE_BIN}` };
}

async function install(folder: string, packages: readonly string[]): Promise<void> {
  const manifest = `${JSON.stringify({ private: true, description: packages.join(" ") })}\n`;
  const before = await Deno.readTextFile(`${folder}/done`).catch(() => "");
  if (before === manifest) return;
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(`${folder}/package.json`, manifest);
  const args = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--force"];
  const { code, stderr } = await capture("npm", [...args, ...packages], { cwd: folder });
  if (code !== 0) throw new ScriptError(`npm could not install the packages: ${stderr}`);
  await Deno.writeTextFile(`${folder}/done`, manifest);
}
