/** Ends an attempt that takes too long: no answer, a body that stalls, or too long altogether. */
import {
  type Clock,
  type HttpBody,
  type HttpRequest,
  type Timeouts,
  TransportError,
} from "../system/mod.ts";
import { isRead } from "../system/read_answer.ts";
import { bodySize } from "./body_size.ts";
import { type Middleware, withBody } from "./middleware.ts";

/** Generous, since a slow answer is better than none; but nothing may hang for ever. */
export const DEFAULT_TIMEOUTS: Timeouts = {
  answerMs: 120_000,
  idleMs: 60_000,
  totalMs: 60 * 60_000,
};

/** The slowest line we wait for: a body may take this long beside the other limits, either way. */
const SLOWEST_BYTES_PER_MS = 16;

/** What the policy needs. */
export interface TimeoutOptions {
  readonly clock: Pick<Clock, "alarm" | "monotonic">;
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
    const idleOver = expire("no more of the answer came", limits.idleMs);
    const idle = restartable(clock, idleOver);
    const finish = () => {
      stopTotal();
      idle.stop();
      given?.removeEventListener("abort", follow);
    };
    try {
      const attempt: HttpRequest = {
        ...request,
        signal: controller.signal,
        ...(body === undefined ? {} : { body: () => body }),
        onHead(head) {
          stopAnswer();
          if (request.buffered) idle.start(limits.idleMs + allowanceFor(lengthOf(head.headers)));
          request.onHead?.(head);
        },
        onPiece: idle.restart,
      };
      const response = await Promise.race([next(attempt), expired]);
      if (isRead(response) || response.body === null) {
        finish();
        return response;
      }
      idle.stop();
      const watched = watch(response.body, {
        expired,
        startIdle: () => clock.alarm(limits.idleMs, idleOver),
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

/** An alarm that begins anew with each piece; set again only when it rings, as pieces are many. */
function restartable({ alarm, monotonic }: TimeoutOptions["clock"], ring: () => void) {
  let [since, ms] = [0, 0];
  let stop: (() => void) | undefined;
  const look = () => {
    const left = since + ms - monotonic();
    if (left <= 0) return ring();
    stop = alarm(left, look);
  };
  return {
    start(limitMs: number) {
      [since, ms] = [monotonic(), limitMs];
      stop ??= alarm(ms, look);
    },
    restart() {
      since = monotonic();
    },
    stop() {
      stop?.();
      stop = undefined;
    },
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
  return allowanceFor(bodySize(body) ?? 0);
}

function allowanceFor(bytes: number): number {
  return Math.ceil(bytes / SLOWEST_BYTES_PER_MS);
}

/** What is read in one go is waited for as long as its length says. */
function lengthOf(headers: Headers): number {
  const length = Number(headers.get("content-length") ?? 0);
  return Number.isSafeInteger(length) && length > 0 ? length : 0;
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
