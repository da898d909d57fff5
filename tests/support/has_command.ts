import type { CommandNode } from "../../src/cli/command.ts";

/** Whether a tree has a command, named by its words. */
export function hasCommand<Ctx>(root: CommandNode<Ctx>, words: readonly string[]): boolean {
  let node: CommandNode<Ctx> | undefined = root;
  for (const word of words) node = node?.kind === "group" ? node.commands[word] : undefined;
  return node !== undefined;
}
