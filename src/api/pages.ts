/** Lists that come in pages. */
import type { AssumedAnswer } from "../system/mod.ts";
import { ensureOk, type Missing, readJson } from "./answers.ts";
import type { Api } from "./client.ts";
import { type Decode, list } from "./decode.ts";
import { nextCursor } from "./link.ts";
import { withQuery } from "./path.ts";

/** How a list is read. */
export interface PagesOptions {
  /** What a 404 on the first page means. */
  readonly missing?: Missing | undefined;
  /** `nothing`: a 404 on the first page means an empty list. */
  readonly whenMissing?: "error" | "nothing";
  /** Is told of a 404 on the first page that means an empty list. */
  readonly onMissing?: (() => void) | undefined;
  /** A 400 on a later page is an error, too (default: it ends the list, as an old cursor gives one). */
  readonly strictCursor?: boolean;
  /** The largest number of pages; default: all. */
  readonly maxPages?: number | undefined;
  /**
   * Asks for the next page as soon as this one is there, before its items are used; for lists that will be
   * read to their end. Not sooner: the next page could then not take the same connection.
   */
  readonly ahead?: boolean | undefined;
  /** Is told when there are more pages than `maxPages`. */
  readonly onMore?: (() => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** What a dry run takes for the answer. */
  readonly assumed?: AssumedAnswer | undefined;
}

/** How much of a list is wanted. */
export type PageLimit = Pick<PagesOptions, "maxPages" | "onMore" | "ahead">;

/** The items of all pages, one after the other; asks for the next page when the last is used up. */
export async function* pages<T>(
  api: Api,
  path: string,
  item: Decode<T>,
  options: PagesOptions = {},
): AsyncGenerator<T, void> {
  const { maxPages = Infinity, ahead = false } = options;
  const ask = (cursor: string): Promise<Response> => {
    const answer = api.request({
      method: "GET",
      path: withQuery(path, [["cursor", cursor]]),
      signal: options.signal,
      assumed: options.assumed,
    });
    answer.catch(() => {}); // its failure is reported when its turn comes
    return answer;
  };
  const seen = new Set<string>();
  const after = (response: Response): string | undefined => {
    const next = nextCursor(utf8(response.headers.get("link")));
    // A server that sends us in a circle would keep us there for ever.
    return next === undefined || seen.has(next) ? undefined : next;
  };
  let cursor: string | undefined = "";
  let upcoming: Promise<Response> | undefined;
  for (let page = 0; cursor !== undefined && page < maxPages; page++) {
    seen.add(cursor);
    const response = await (upcoming ?? ask(cursor));
    const isLater = page > 0;
    const endsQuietly = response.status === 404
      ? isLater || options.whenMissing === "nothing"
      : response.status === 400 && isLater && !options.strictCursor;
    if (endsQuietly) {
      await response.body?.cancel();
      if (!isLater) options.onMissing?.();
      return;
    }
    await ensureOk(response, { missing: options.missing });
    cursor = after(response);
    upcoming = ahead && cursor !== undefined && page + 1 < maxPages ? ask(cursor) : undefined;
    yield* await readJson(response, list(item));
  }
  if (cursor !== undefined) options.onMore?.();
}

/** `Headers` reads each byte as one character; servers write UTF-8. */
function utf8(header: string | null): string | null {
  if (header === null || !/[\x80-\xff]/.test(header)) return header;
  const bytes = Uint8Array.from(header, (character) => character.charCodeAt(0));
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return header;
  }
}
