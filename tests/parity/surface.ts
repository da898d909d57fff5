/** Walks the commands of both programs by their help texts and holds `leaves.ts` against them. */
import { helpShape } from "./facets.ts";
import { LEAVES, OLD_SPELLINGS } from "./leaves.ts";
import { runSide, type Side } from "./side.ts";

/** What is not as `leaves.ts` says. */
export async function checkLeaves(reference: Side, ours: Side): Promise<string[]> {
  const [there, here] = [await leavesOf(reference), await leavesOf(ours)];
  const problems: string[] = [];
  const listed = new Map(LEAVES.map((leaf) => [leaf.command, leaf]));
  for (const leaf of there) {
    if (!listed.has(leaf)) problems.push(`leaves.ts does not list the reference's "${leaf}"`);
  }
  for (const { command, status, hidden } of LEAVES) {
    if (hidden ? !await answers(reference, command) : !there.has(command)) {
      problems.push(`leaves.ts lists "${command}", unknown to the reference`);
    }
    const exists = hidden ? await answers(ours, command) : here.has(command);
    if (exists && status === "missing") problems.push(`"${command}" is missing in leaves.ts only`);
    if (!exists && status !== "missing") {
      problems.push(`"${command}" is ${status} in leaves.ts only`);
    }
  }
  return problems;
}

/** What is not as `leaves.ts` says of the spellings that only the 2.x line has. */
export async function checkOldSpellings(older: Side, ours: Side): Promise<string[]> {
  const problems: string[] = [];
  for (const { command, gone } of OLD_SPELLINGS) {
    if (!await answers(older, command)) problems.push(`the 2.x line does not know "${command}"`);
    if (gone !== undefined) {
      const args = command.split(" ");
      const run = { name: "surface", args: [...args, "x", "y", "z"] };
      const { exit, stderr } = await runSide(ours, run, { timeoutMs: 30_000 });
      const says = stderr.includes("is gone");
      if (exit !== 2 || !says) problems.push(`ours does not say that "${command}" is gone`);
    } else if (!await answers(ours, command)) problems.push(`ours does not know "${command}"`);
  }
  return problems;
}

/** All leaf commands that help names, e.g. `releases new`. */
export async function leavesOf(side: Side): Promise<Set<string>> {
  const leaves = new Set<string>();
  const walk = async (path: readonly string[]): Promise<void> => {
    const { stdout } = await runSide(side, { name: "surface", args: [...path, "--help"] }, {
      timeoutMs: 30_000,
    });
    const commands = helpShape(stdout).split("\n")
      .map((line) => /^command ([\w-]+)$/.exec(line)?.[1])
      .filter((name) => name !== undefined && name !== "help");
    if (commands.length === 0) leaves.add(path.join(" "));
    for (const name of commands) if (name !== undefined) await walk([...path, name]);
  };
  await walk([]);
  return leaves;
}

/** Whether a command has a help text of its own. */
async function answers(side: Side, command: string): Promise<boolean> {
  const { exit } = await runSide(side, {
    name: "surface",
    args: [...command.split(" "), "--help"],
  }, { timeoutMs: 30_000 });
  return exit === 0;
}
