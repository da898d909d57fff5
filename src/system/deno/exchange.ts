/** What the two ways of sending share. */
import type { HttpRequest } from "../mod.ts";

/** Sends over one kind of connection. Errors, also of the answer's body, are the runtime's own. */
export type Send = (request: HttpRequest, url: URL) => Promise<Response>;

/** The parts of an answer. */
export interface Answer {
  readonly status: number;
  readonly statusText: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>> | ArrayBuffer | null;
}

/** A response with any status, also one that the constructor refuses (600 and above). */
export function respond({ body, headers, status, statusText, url }: Answer): Response {
  const response = new Response(body, { headers });
  const ok = status >= 200 && status < 300;
  for (const [name, value] of Object.entries({ status, statusText, ok, url })) {
    Object.defineProperty(response, name, { value });
  }
  return response;
}
