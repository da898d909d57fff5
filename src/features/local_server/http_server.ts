/**
 * A small HTTP/1.1 server over the listener door, made so that failures can be real: an answer can be
 * cut, slowed, withheld, or replaced by a reset of the connection.
 */
import {
  bodyFraming,
  encodeChunk,
  type HeaderList,
  headerValue,
  Http1Error,
  isBodiless,
  parseRequestHead,
  type RequestHead,
  wantsKeepAlive,
  writeResponseHead,
} from "../../formats/http1.ts";
import type { Clock, Connection, Listener } from "../../system/mod.ts";
import { concatBytes } from "../../base/bytes.ts";
import { ConnectionReader, RequestBody } from "./request_body.ts";

export interface ServerRequest {
  readonly head: RequestHead;
  readonly body: RequestBody;
  /** Monotonic reading when the head was complete. */
  readonly startedAt: number;
}

export interface Reply {
  readonly status: number;
  readonly headers: HeaderList;
  /** A whole body, or pieces that are sent in chunks as they come. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
}

/** What to do about a request. */
export type Outcome =
  | {
    readonly kind: "reply";
    readonly reply: Reply;
    /** Close the connection after that many bytes of the body. */
    readonly cutAfterBytes?: number | undefined;
    readonly bytesPerSecond?: number | undefined;
    /** Sends it again, right behind the first. */
    readonly twice?: boolean | undefined;
  }
  | { readonly kind: "reset" }
  | { readonly kind: "silence" };

/** What stands behind the server. */
export interface HttpApp {
  /** Never rejects but for the end of the server. */
  handle(request: ServerRequest): Promise<Outcome>;
  /** The answer to bytes that are no request. */
  malformed(error: Http1Error): Reply;
  /** The answer to a request whose body broke the rules of HTTP. */
  refuse(error: Http1Error): Reply;
  /** Called when the outcome is settled and the body has been read, before anything is sent. */
  settled(request: ServerRequest, outcome: Outcome): void;
}

export interface HttpServerOptions {
  readonly clock: Clock;
  /** Ends the server: idle connections at once, busy ones after `graceMs` at the latest. */
  readonly signal: AbortSignal;
  readonly idleMs?: number | undefined;
  readonly graceMs?: number | undefined;
}

/** What is read of a body that nobody wanted, so that the connection can go on. */
const DRAIN_BYTES = 8 * 1024 * 1024;
/** How often a slowed answer sends a piece. */
const SLOW_STEPS_PER_SECOND = 10;

/** The longest request head that is taken. */
const MAX_HEAD_BYTES = 64 * 1024;

interface Limits {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly idleMs: number;
  readonly graceMs: number;
}

/** Serves until the signal; resolves when the last connection is closed. */
export async function serveHttp(
  listener: Listener,
  app: HttpApp,
  options: HttpServerOptions,
): Promise<void> {
  const { signal, clock, idleMs = 60_000, graceMs = 2_000 } = options;
  const limits: Limits = { clock, signal, idleMs, graceMs };
  const open = new Set<ServedConnection>();
  const done = new Set<Promise<void>>();
  let closed: Promise<void> | undefined;
  const stop = () => {
    closed = listener.close();
    for (const each of open) each.closeIfIdle();
  };
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });
  for await (const connection of listener) {
    const served = new ServedConnection(connection, app, limits);
    open.add(served);
    const task: Promise<void> = served.run().finally(() => {
      open.delete(served);
      done.delete(task);
    });
    done.add(task);
  }
  const cancel = clock.alarm(graceMs, () => open.forEach((each) => each.close()));
  await Promise.all(done);
  cancel();
  await closed;
}

/** One connection: requests one after another. */
class ServedConnection {
  readonly #connection: Connection;
  readonly #app: HttpApp;
  readonly #limits: Limits;
  readonly #reader: ConnectionReader;
  #idle = true;

  constructor(connection: Connection, app: HttpApp, limits: Limits) {
    this.#connection = connection;
    this.#app = app;
    this.#limits = limits;
    this.#reader = new ConnectionReader({
      read: () => this.#withinIdleLimit(() => connection.read()),
    });
  }

  close(): void {
    this.#connection.close();
  }

  closeIfIdle(): void {
    if (this.#idle) this.close();
  }

  async run(): Promise<void> {
    try {
      while (!this.#limits.signal.aborted && await this.#serveOne());
    } catch {
      // The connection broke or timed out, or the server ends: there is nobody left to tell.
    } finally {
      this.close();
    }
  }

  /** Gives whether the connection may carry another request. */
  async #serveOne(): Promise<boolean> {
    this.#idle = true;
    let head: RequestHead;
    let body: RequestBody;
    try {
      const bytes = await this.#reader.head(MAX_HEAD_BYTES, () => this.#idle = false);
      if (bytes === undefined) return false;
      head = parseRequestHead(bytes);
      body = this.#bodyOf(head);
    } catch (error) {
      if (!(error instanceof Http1Error)) throw error;
      await this.#send(this.#app.malformed(error), { method: "GET", keepAlive: false });
      await this.#linger();
      return false;
    }
    return await this.#answer({ head, body, startedAt: this.#limits.clock.monotonic() });
  }

  #bodyOf(head: RequestHead): RequestBody {
    const expectation = headerValue(head.headers, "expect");
    if (expectation === undefined || head.version === "1.0") {
      return new RequestBody(this.#reader, bodyFraming(head));
    }
    if (expectation.toLowerCase() !== "100-continue") {
      throw new Http1Error(417, "Only the expectation 100-continue is supported");
    }
    return new RequestBody(
      this.#reader,
      bodyFraming(head),
      () => this.#write(writeResponseHead(100, [])),
    );
  }

  async #answer(request: ServerRequest): Promise<boolean> {
    const { head, body } = request;
    let outcome = await this.#app.handle(request);
    // A client that waits for "100 Continue" and gets another answer does not send the body.
    const waits = headerValue(head.headers, "expect") !== undefined && !body.isStarted;
    if (!waits) {
      try {
        await body.drain(DRAIN_BYTES);
      } catch (error) {
        if (!(error instanceof Http1Error)) throw error;
        if (outcome.kind === "reply") outcome = { ...outcome, reply: this.#app.refuse(error) };
      }
    }
    this.#app.settled(request, outcome);
    if (outcome.kind === "reset") {
      this.#connection.reset();
      return false;
    }
    if (outcome.kind === "silence") {
      // Idle from here on: only the other side, or the end of the server, ends it.
      this.#idle = true;
      if (this.#limits.signal.aborted) return false;
      while (await this.#connection.read() !== undefined);
      return false;
    }
    const keepAlive = body.isComplete && wantsKeepAlive(head) && !this.#limits.signal.aborted;
    const how = { ...outcome, method: head.method, keepAlive };
    const whole = await this.#send(outcome.reply, how);
    if (outcome.twice === true && whole) await this.#send(outcome.reply, how);
    if (whole && !body.isComplete) await this.#linger();
    return keepAlive && whole;
  }

  /** Gives whether all of it was sent. */
  async #send(reply: Reply, how: SendOptions): Promise<boolean> {
    const { status, body } = reply;
    const whole = body instanceof Uint8Array;
    const headers: [string, string][] = [
      ["Date", new Date(this.#limits.clock.now()).toUTCString()],
      ...reply.headers.map(([name, value]): [string, string] => [name, value]),
      ["Connection", how.keepAlive ? "keep-alive" : "close"],
    ];
    if (!isBodiless(status)) {
      headers.push(
        whole ? ["Content-Length", String(body.length)] : ["Transfer-Encoding", "chunked"],
      );
    }
    const head = writeResponseHead(status, headers);
    if (isBodiless(status) || how.method === "HEAD") {
      await this.#write(head);
      return true;
    }
    const cutAt = how.cutAfterBytes ?? Number.POSITIVE_INFINITY;
    if (!whole) return await this.#sendChunks(head, body, cutAt);
    const sent = body.subarray(0, Math.min(cutAt, body.length));
    if (how.bytesPerSecond === undefined) {
      await this.#write(concatBytes([head, sent]));
    } else {
      await this.#write(head);
      await this.#writeSlowly(sent, how.bytesPerSecond);
    }
    return cutAt === Number.POSITIVE_INFINITY;
  }

  async #sendChunks(
    head: Uint8Array,
    body: AsyncIterable<Uint8Array>,
    cutAt: number,
  ): Promise<boolean> {
    await this.#write(head);
    let left = cutAt;
    for await (const piece of body) {
      const sent = piece.subarray(0, Math.min(left, piece.length));
      left -= sent.length;
      // An empty piece would be the end of the body.
      if (sent.length > 0) await this.#write(encodeChunk(sent));
      if (left <= 0) return false;
    }
    if (cutAt !== Number.POSITIVE_INFINITY) return false;
    await this.#write(encodeChunk(new Uint8Array(0)));
    return true;
  }

  async #writeSlowly(data: Uint8Array, bytesPerSecond: number): Promise<void> {
    const step = Math.max(1, Math.floor(bytesPerSecond / SLOW_STEPS_PER_SECOND));
    for (let at = 0; at < data.length; at += step) {
      const piece = data.subarray(at, at + step);
      await this.#write(piece);
      if (at + step < data.length) {
        await this.#limits.clock.sleep(1000 * piece.length / bytesPerSecond);
      }
    }
  }

  /**
   * Reads on for a while after the last answer: closing with unread data would reset the connection
   * and could take the answer with it (RFC 9112 section 9.6).
   */
  async #linger(): Promise<void> {
    await this.#connection.closeWrite();
    for (let left = DRAIN_BYTES; left > 0;) {
      const piece = await this.#reader.piece();
      if (piece === undefined) return;
      left -= piece.length;
    }
  }

  async #write(data: Uint8Array): Promise<void> {
    await this.#withinIdleLimit(() => this.#connection.write(data));
  }

  /** Closes the connection when a step takes longer than the idle limit; the step then fails. */
  async #withinIdleLimit<T>(step: () => Promise<T>): Promise<T> {
    const cancel = this.#limits.clock.alarm(this.#limits.idleMs, () => this.close());
    try {
      return await step();
    } finally {
      cancel();
    }
  }
}

interface SendOptions {
  readonly method: string;
  readonly keepAlive: boolean;
  readonly cutAfterBytes?: number | undefined;
  readonly bytesPerSecond?: number | undefined;
}
