/** Keeps what was received, so that tests and people can look at it. */
import type { Http1Error } from "../../formats/http1.ts";
import type { Clock } from "../../system/mod.ts";
import { concatBytes } from "../../base/bytes.ts";
import type { Outcome, ServerRequest } from "./http_server.ts";
import { endRequest, type RecordedAuthorization, startRequest } from "./store/requests.ts";
import type { Store } from "./store/store.ts";

/** What is kept of a body. */
export const KEPT_BODY_BYTES = 1024 * 1024;

export interface Recorder {
  /** Notes a request whose head has arrived, and watches its body. */
  start(
    request: ServerRequest,
    facts: {
      readonly authorization: RecordedAuthorization | null;
      readonly fault: string | null;
    },
  ): void;
  /** Adds the body and what was answered. Does nothing for a request that was not started. */
  end(request: ServerRequest, outcome: Outcome): void;
  /** Notes bytes that were not a request. */
  malformed(error: Http1Error): void;
}

interface Watched {
  readonly id: number;
  readonly fault: string | null;
  readonly pieces: Uint8Array[];
}

export function createRecorder(store: Store, clock: Clock): Recorder {
  const watched = new WeakMap<ServerRequest, Watched>();
  return {
    start(request, { authorization, fault }) {
      const { head, body } = request;
      const id = startRequest(store, {
        timeMs: clock.now(),
        method: head.method,
        target: head.target,
        httpVersion: head.version,
        headers: head.headers,
        authorization,
      });
      const pieces: Uint8Array[] = [];
      let room = KEPT_BODY_BYTES;
      body.tap((piece) => {
        // A copy: the piece is a view into a buffer that is used again.
        if (room > 0) pieces.push(piece.slice(0, room));
        room -= piece.length;
      });
      watched.set(request, { id, fault, pieces });
    },
    end(request, outcome) {
      const known = watched.get(request);
      if (known === undefined) return;
      endRequest(store, known.id, {
        body: concatBytes(known.pieces),
        bodyBytes: request.body.bytesRead,
        bodyComplete: request.body.isComplete,
        status: outcome.kind === "reply" ? outcome.reply.status : null,
        outcome: outcome.kind,
        fault: known.fault,
        problem: request.body.failure?.message ?? null,
        durationMs: clock.monotonic() - request.startedAt,
      });
    },
    malformed(error) {
      const id = startRequest(store, {
        timeMs: clock.now(),
        method: "",
        target: "",
        httpVersion: "",
        headers: [],
        authorization: null,
      });
      endRequest(store, id, {
        body: new Uint8Array(0),
        bodyBytes: 0,
        bodyComplete: false,
        status: error.status,
        outcome: "reply",
        fault: null,
        problem: error.message,
        durationMs: 0,
      });
    },
  };
}
