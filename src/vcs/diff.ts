/** What differs between two trees. */
import { MODE, type TreeEntry } from "../formats/git_object.ts";
import type { Objects } from "./objects.ts";

/** One path that differs; what was not there before or is not there after has no mode. */
export interface TreeChange {
  /** From the root, as bytes: git does not know what characters they mean. */
  readonly path: Uint8Array;
  readonly before: number | undefined;
  readonly after: number | undefined;
}

/**
 * The files, links and submodules that differ, in the byte order of their paths, without renames.
 * What changed its kind (a file that became a link) is listed twice: gone, then new.
 */
export async function diffTrees(
  objects: Pick<Objects, "tree">,
  before: string | undefined,
  after: string | undefined,
): Promise<TreeChange[]> {
  const changes: TreeChange[] = [];
  await compare(objects, { before, after, prefix: new Uint8Array(0), changes });
  return changes;
}

interface Level {
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly prefix: Uint8Array;
  readonly changes: TreeChange[];
}

async function compare(objects: Pick<Objects, "tree">, level: Level): Promise<void> {
  const { before, after } = level;
  if (before === after) return;
  const old = before === undefined ? [] : await objects.tree(before);
  const now = after === undefined ? [] : await objects.tree(after);
  for (let [left, right] = [0, 0]; left < old.length || right < now.length;) {
    const [one, other] = [old[left], now[right]];
    const order = one === undefined ? 1 : other === undefined ? -1 : compareEntries(one, other);
    if (order <= 0) left++;
    if (order >= 0) right++;
    await compareOne(objects, level, order <= 0 ? one : undefined, order >= 0 ? other : undefined);
  }
}

async function compareOne(
  objects: Pick<Objects, "tree">,
  { prefix, changes }: Level,
  old: TreeEntry | undefined,
  now: TreeEntry | undefined,
): Promise<void> {
  if (old !== undefined && now?.hasSameContent(old)) return;
  const path = join(prefix, (old ?? now)?.name ?? new Uint8Array(0));
  const isTree = (entry: TreeEntry | undefined) => entry?.mode === MODE.tree;
  if (isTree(old) || isTree(now)) {
    // Entries of one name are both trees or both not: git sorts a tree as if "/" followed its name.
    const inside = join(path, new Uint8Array([0x2f]));
    return await compare(objects, { before: old?.id, after: now?.id, prefix: inside, changes });
  }
  const [before, after] = [old?.mode, now?.mode];
  if (before !== undefined && after !== undefined && (before >> 12) !== (after >> 12)) {
    changes.push({ path, before, after: undefined }, { path, before: undefined, after });
  } else {
    changes.push({ path, before, after });
  }
}

/** Git's order of entries: by bytes, a folder as if its name ended in a slash. */
function compareEntries(one: TreeEntry, other: TreeEntry): number {
  const shorter = Math.min(one.name.length, other.name.length);
  for (let at = 0; at < shorter; at++) {
    const difference = (one.name[at] ?? 0) - (other.name[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return charAfter(one, shorter) - charAfter(other, shorter);
}

function charAfter({ name, mode }: TreeEntry, at: number): number {
  return name[at] ?? (mode === MODE.tree ? 0x2f : 0);
}

function join(prefix: Uint8Array, name: Uint8Array): Uint8Array {
  const path = new Uint8Array(prefix.length + name.length);
  path.set(prefix);
  path.set(name, prefix.length);
  return path;
}
