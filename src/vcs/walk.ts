/** The commits that lead to a commit. */
import type { CommitLinks } from "../formats/git_object.ts";

/** What a commit leads to, where the history that is there goes on. */
export type LinksOf = (id: string) => Promise<CommitLinks>;

interface Waiting {
  readonly id: string;
  readonly seconds: number;
  readonly turn: number;
  readonly parents: readonly string[];
}

/**
 * All commits from `start` on in git's order: the newest day of commit first, and of the same day the
 * one that was found first; every one after some commit that it leads to.
 */
export async function* walkHistory(linksOf: LinksOf, start: string): AsyncGenerator<string> {
  const seen = new Set([start]);
  const heap: Waiting[] = [];
  let turn = 0;
  const add = async (id: string) => {
    const { committedSeconds: seconds, parents } = await linksOf(id);
    push(heap, { id, seconds, parents, turn: turn++ });
  };
  await add(start);
  for (let next = pop(heap); next !== undefined; next = pop(heap)) {
    yield next.id;
    for (const parent of next.parents) {
      if (seen.has(parent)) continue;
      seen.add(parent);
      await add(parent);
    }
  }
}

/**
 * A nearest common ancestor of two commits, `undefined` when they share none. Of several that are
 * equally near (histories that crossed) the newest.
 */
export async function mergeBase(
  linksOf: LinksOf,
  one: string,
  other: string,
): Promise<string | undefined> {
  const [ONE, OTHER, STALE] = [1, 2, 4];
  const flags = new Map<string, number>();
  const heap: Waiting[] = [];
  const found: Waiting[] = [];
  let turn = 0;
  let fresh = 0; // how many of those waiting can still lead to something
  const mark = async (id: string, flag: number) => {
    const before = flags.get(id) ?? 0;
    if ((before & flag) === flag) return;
    flags.set(id, before | flag);
    const { committedSeconds: seconds, parents } = await linksOf(id);
    push(heap, { id, seconds, parents, turn: turn++ });
    fresh++;
  };
  await mark(one, ONE);
  await mark(other, OTHER);
  const isStale = (id: string) => ((flags.get(id) ?? 0) & STALE) !== 0;
  while (heap.some((each) => !isStale(each.id))) {
    const next = pop(heap);
    if (next === undefined) break;
    fresh--;
    let carried = flags.get(next.id) ?? 0;
    if ((carried & (ONE | OTHER)) === (ONE | OTHER)) {
      if ((carried & STALE) === 0 && !found.some((each) => each.id === next.id)) found.push(next);
      carried |= STALE;
    }
    for (const parent of next.parents) await mark(parent, carried);
  }
  const best = found.filter((each) => !isStale(each.id));
  return best.sort((a, b) => b.seconds - a.seconds)[0]?.id;
}

function isBefore(one: Waiting, other: Waiting): boolean {
  return one.seconds > other.seconds || (one.seconds === other.seconds && one.turn < other.turn);
}

function push(heap: Waiting[], item: Waiting): void {
  let at = heap.length;
  heap.push(item);
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || !isBefore(item, parent)) break;
    heap[at] = parent;
    heap[above] = item;
    at = above;
  }
}

function pop(heap: Waiting[]): Waiting | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let at = 0;
  while (true) {
    let child = 2 * at + 1;
    let below = heap[child];
    const second = heap[child + 1];
    if (second !== undefined && below !== undefined && isBefore(second, below)) {
      child++;
      below = second;
    }
    if (below === undefined || !isBefore(below, last)) break;
    heap[at] = below;
    at = child;
  }
  heap[at] = last;
  return first;
}
