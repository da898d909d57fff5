/** How long lists are cut and what is said when they are. */
import type { PageLimit } from "../api/pages.ts";
import type { Context } from "../context.ts";

/**
 * The first rows of a list. For people all pages are fetched, as the reference does; a program that reads
 * JSON gets its rows without asking the server for more than those.
 */
export async function* atMost<Row>(
  ctx: Context,
  rows: AsyncIterable<Row>,
  max: number | undefined,
): AsyncGenerator<Row, void> {
  let count = 0;
  if (max === 0 && ctx.out.isJson) return;
  for await (const row of rows) {
    if (max === undefined || count < max) yield row;
    count++;
    if (max !== undefined && count >= max && ctx.out.isJson) return;
  }
}

/** What `pages` takes for `--pages` and `--max-rows`, with a note for when the list goes on. */
export function pageLimit(
  ctx: Context,
  { pages: count, maxRows }: { readonly pages: number; readonly maxRows?: number | undefined },
): PageLimit {
  return {
    maxPages: count === 0 ? Infinity : count,
    // Unless it may be left early; see `atMost`.
    ahead: maxRows === undefined || !ctx.out.isJson,
    onMore: () => {
      const what = count === 1 ? "The first page was" : `The first ${count} pages were`;
      ctx.out.note(`${what} fetched, there are more: '--pages 0' fetches all.`);
    },
  };
}

/** Says on a terminal that a list is empty, where the reference prints nothing at all. */
export function noneFound(ctx: Context, what: string): void {
  if (ctx.terminal.stdout.isTerminal) ctx.out.note(`No ${what} found`);
}
