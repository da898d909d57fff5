/** Answers in the form that Sentry gives them. */
import { type HeaderList, reasonPhrase } from "../../formats/http1.ts";
import { utf8 } from "./bytes.ts";
import type { Reply } from "./http_server.ts";

/** A room says no: thrown from anywhere below, answered as it stands. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  constructor(readonly reply: Reply) {
    super(`Refused with status ${reply.status}`);
  }
}

export function jsonReply(value: unknown, status = 200, headers: HeaderList = []): Reply {
  return {
    status,
    headers: [["Content-Type", "application/json"], ...headers],
    body: utf8(JSON.stringify(value)),
  };
}

/** `{"detail": …}`, as Sentry words most of its errors. */
export function detailReply(status: number, detail: string, headers: HeaderList = []): Reply {
  return jsonReply({ detail }, status, headers);
}

export function emptyReply(status = 204): Reply {
  return { status, headers: [], body: new Uint8Array(0) };
}

/** The usual JSON of an error status. */
export function statusReply(status: number): Reply {
  return detailReply(status, reasonPhrase(status) || `Status ${status}`);
}

/** The thing named by the path is not there. */
export function notFound(): Refusal {
  return new Refusal(detailReply(404, "The requested resource does not exist"));
}

export function badRequest(detail: string): Refusal {
  return new Refusal(detailReply(400, detail));
}
