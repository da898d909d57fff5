/** Pages of a list, with Sentry's cursors and `Link` header. */
import type { Reply } from "./http_server.ts";
import { badRequest, jsonReply } from "./replies.ts";

const MAX_PER_PAGE = 100;

export interface PagedRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  /** Base URL of the server, for the links. */
  readonly baseUrl: string;
}

/**
 * Answers with one page. `read` gets an offset and a limit; one more row than fits is asked for, to know
 * whether there is a next page.
 */
export function pageReply<T>(
  request: PagedRequest,
  read: (page: { readonly offset: number; readonly limit: number }) => readonly T[],
  show: (row: T) => unknown,
): Reply {
  const perPage = readPerPage(request.query.get("per_page"));
  const offset = readCursor(request.query.get("cursor"));
  const rows = read({ offset, limit: perPage + 1 });
  const links = [
    link(request, "previous", `0:${Math.max(0, offset - perPage)}:1`, offset > 0),
    link(request, "next", `0:${offset + perPage}:0`, rows.length > perPage),
  ];
  return jsonReply(rows.slice(0, perPage).map(show), 200, [["Link", links.join(", ")]]);
}

function link(request: PagedRequest, rel: string, cursor: string, results: boolean): string {
  const query = new URLSearchParams(request.query);
  query.set("cursor", cursor);
  const url = `${request.baseUrl}${request.path}?${query}`;
  return `<${url}>; rel="${rel}"; results="${results}"; cursor="${cursor}"`;
}

/** `value:offset:is_previous`; an empty text is the first page. */
function readCursor(text: string | null): number {
  if (text === null || text === "") return 0;
  const offset = /^\d{1,15}:(\d{1,15}):[01]$/.exec(text)?.[1];
  if (offset === undefined) throw badRequest("Invalid cursor parameter.");
  return Number(offset);
}

function readPerPage(text: string | null): number {
  if (text === null || text === "") return MAX_PER_PAGE;
  if (!/^\d{1,9}$/.test(text) || Number(text) < 1) throw badRequest("Invalid per_page parameter.");
  if (Number(text) > MAX_PER_PAGE) {
    throw badRequest(`Invalid per_page value. Must be between 1 and ${MAX_PER_PAGE}.`);
  }
  return Number(text);
}
