/** Ends an attempt that takes too long: no answer, a body that stalls, or too long altogether. */
import {
  type Clock,
  type HttpBody,
  type HttpRequest,
  type Timeouts,
  TransportError,
} from "../system/mod.ts";
import { isReadAtOnce } from "../system/small_answer.ts";
import { bodySize } from "./body_size.ts";
import { type Middleware, withBody } from "./middleware.ts";

/** Generous, since a slow answer is better than none; but nothing may hang for ever. */
export const DEFAULT_TIMEOUTS: Timeouts = {
  answerMs: 120_000,
  idleMs: 60_000,
  totalMs: 60 * 60_000,
};

/** The slowest line we wait for: sending a body may take this long beside the wait for the answer. */
const SLOWEST_BYTES_PER_MS = 16;

/** What the policy needs. */
export interface TimeoutOptions {
  readonly clock: Pick<Clock, "alarm">;
  readonly defaults?: Partial<Timeouts> | undefined;
}

/** The policy. Covers reading the body, too: the limits end when its last byte was read. */
export function timeout({ clock, defaults }: TimeoutOptions): Middleware {
  return (next) => async (request) => {
    const limits = { ...DEFAULT_TIMEOUTS, ...defaults, ...request.timeouts };
    const controller = new AbortController();
    const given = request.signal;
    const follow = () => controller.abort(given?.reason);
    if (given?.aborted) follow();
    else given?.addEventListener("abort", follow, { once: true });

    // The promise that loses a race stays pending for ever, so a limit also rejects on its own: not
    // every transport notices an aborted signal in time.
    const { promise: expired, reject } = Promise.withResolvers<never>();
    expired.catch(() => {});
    const expire = (what: string, ms: number) => () => {
      const error = new TransportError(`${what} within ${seconds(ms)}`, "timeout");
      reject(error);
      controller.abort(error);
    };
    controller.signal.addEventListener(
      "abort",
      () => reject(toTransportError(controller.signal.reason)),
      { once: true },
    );
    if (controller.signal.aborted) throw toTransportError(given?.reason);

    const body = request.body?.();
    const answerMs = limits.answerMs + allowance(body);
    const stopTotal = clock.alarm(
      limits.totalMs,
      expire("the exchange did not end", limits.totalMs),
    );
    const stopAnswer = clock.alarm(answerMs, expire("no answer", answerMs));
    const finish = () => {
      stopTotal();
      given?.removeEventListener("abort", follow);
    };
    try {
      const attempt: HttpRequest = {
        ...request,
        signal: controller.signal,
        ...(body === undefined ? {} : { body: () => body }),
      };
      const response = await Promise.race([next(attempt), expired]);
      if (isReadAtOnce(request, response) || response.body === null) {
        finish();
        return response;
      }
      const idle = (ring: () => void) => clock.alarm(limits.idleMs, ring);
      const watched = watch(response.body, {
        expired,
        startIdle: () => idle(expire("no more of the answer came", limits.idleMs)),
        finish,
      });
      return withBody(response, watched);
    } catch (error) {
      finish();
      throw error;
    } finally {
      stopAnswer();
    }
  };
}

interface WatchOptions {
  readonly expired: Promise<never>;
  /** Starts the clock for the next piece; gives the function that stops it. */
  startIdle(): () => void;
  finish(): void;
}

function watch(
  body: ReadableStream<Uint8Array>,
  { expired, startIdle, finish }: WatchOptions,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  return new ReadableStream({
    async pull(controller) {
      const stopIdle = startIdle();
      try {
        const { done, value } = await Promise.race([reader.read(), expired]);
        if (!done) return controller.enqueue(new Uint8Array(value));
        finish();
        controller.close();
      } catch (error) {
        finish();
        // The reader may be the very thing that does not answer: not waited for.
        reader.cancel(error).catch(() => {});
        throw error;
      } finally {
        stopIdle();
      }
    },
    async cancel(reason) {
      finish();
      await reader.cancel(reason);
    },
    // Pull only when somebody reads: the idle limit measures the server, not our own pace.
  }, { highWaterMark: 0 });
}

function allowance(body: HttpBody | undefined): number {
  return Math.ceil((bodySize(body) ?? 0) / SLOWEST_BYTES_PER_MS);
}

function toTransportError(reason: unknown): TransportError {
  return reason instanceof TransportError
    ? reason
    : new TransportError("the request was stopped", "aborted", { cause: reason });
}

function seconds(ms: number): string {
  const rounded = Math.round(ms / 100) / 10;
  return `${rounded} second${rounded === 1 ? "" : "s"}`;
}
