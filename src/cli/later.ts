/**
 * Parts of the tree that are loaded when a command line names them. Until then a node is known by what
 * help says of it beside its siblings.
 */
import type { CommandNode, Described, Group, LaterNode } from "./command.ts";

/**
 * Thrown where a node is needed that was not loaded. No `Error`: making one has the runtime look for
 * line numbers, which takes longer than loading most commands.
 */
export class NotLoaded {
  constructor(readonly summary: string) {}
}

/** Nodes that are loaded later, in the order of their loaders. */
export function later<Ctx, Name extends string>(
  described: { readonly [K in Name]: Described },
  loaders: { readonly [K in Name]: () => Promise<CommandNode<Ctx>> },
): { readonly [name: string]: LaterNode<Ctx> } {
  const names: Readonly<Record<string, Described>> = described;
  return Object.fromEntries(
    Object.entries<() => Promise<CommandNode<Ctx>>>(loaders).map(([name, load]) =>
      [name, { ...(names[name] ?? { summary: "" }), kind: "later" as const, load }] as const
    ),
  );
}

/**
 * The tree in which the command that some words name is loaded: the first word that is a command's name
 * anywhere stands for it, as nearly always. Else whoever needs another one meets {@linkcode NotLoaded}.
 */
export async function loadNamed<Ctx>(
  root: Group<Ctx>,
  words: readonly string[],
): Promise<Group<Ctx>> {
  for (const word of words) {
    const found = Object.entries(root.commands).find(([name, { aliases, hiddenAliases }]) =>
      name === word || aliases?.includes(word) || hiddenAliases?.includes(word)
    );
    if (found === undefined) continue;
    const [name, node] = found;
    if (node.kind !== "later") return root;
    return { ...root, commands: { ...root.commands, [name]: await node.load() } };
  }
  return root;
}

/** The tree with all that is in it. */
export async function loadWhole<Ctx>(root: Group<Ctx>): Promise<Group<Ctx>> {
  const commands = await Promise.all(
    Object.entries(root.commands).map(async ([name, node]) => {
      const loaded = node.kind === "later" ? await node.load() : node;
      return [name, loaded.kind === "group" ? await loadWhole(loaded) : loaded] as const;
    }),
  );
  return { ...root, commands: Object.fromEntries(commands) };
}
