import type { Group } from "../../src/cli/command.ts";

/** Whether a tree has a command, named by its words. */
export function hasCommand<Ctx>(root: Group<Ctx>, words: readonly string[]): boolean {
  let node: Group<Ctx>["commands"][string] | undefined = root;
  for (const word of words) node = node?.kind === "group" ? node.commands[word] : undefined;
  return node !== undefined;
}
