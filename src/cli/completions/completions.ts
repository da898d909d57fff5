/** Completion scripts by shell. */
import type { Group } from "../command.ts";
import { bashCompletions } from "./bash.ts";
import { elvishCompletions } from "./elvish.ts";
import { fishCompletions } from "./fish.ts";
import { powershellCompletions } from "./powershell.ts";
import { completionTree } from "./tree.ts";
import { zshCompletions } from "./zsh.ts";

/** The shells there are scripts for. */
export const SHELLS = ["bash", "elvish", "fish", "powershell", "zsh"] as const;
export type Shell = (typeof SHELLS)[number];

const GENERATORS = {
  bash: bashCompletions,
  elvish: elvishCompletions,
  fish: fishCompletions,
  powershell: powershellCompletions,
  zsh: zshCompletions,
};

/** The script that completes command lines of the tree in a shell. */
export function completionScript<Ctx>(
  root: Group<Ctx>,
  { shell, programName }: { readonly shell: Shell; readonly programName: string },
): string {
  return GENERATORS[shell](completionTree(root, programName));
}
