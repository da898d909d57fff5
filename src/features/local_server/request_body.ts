/** The bytes of one connection, as heads and bodies. Nothing is read before somebody asks. */
import { concatBytes } from "../../base/bytes.ts";
import { type BodyFraming, ChunkedDecoder, findHeadEnd, Http1Error } from "../../formats/http1.ts";

/** Where the bytes come from: a connection under an idle limit. */
export interface ByteInput {
  /** The next piece; `undefined` at the end. */
  read(): Promise<Uint8Array | undefined>;
}

/** A connection's input with what was read too far. */
export class ConnectionReader {
  #rest = new Uint8Array(0);

  constructor(readonly input: ByteInput) {}

  /**
   * The next request head with its blank line, `undefined` when the other side ended before it began.
   * `started` is called at its first byte. Throws {@linkcode Http1Error}.
   */
  async head(maxBytes: number, started: () => void): Promise<Uint8Array | undefined> {
    let seen = 0;
    if (this.#rest.length > 0) started();
    for (;;) {
      this.#rest = withoutLeadingLines(this.#rest);
      const end = findHeadEnd(this.#rest, seen);
      if (end !== undefined && end <= maxBytes) {
        const head = this.#rest.subarray(0, end);
        this.#rest = this.#rest.slice(end);
        return head;
      }
      if (this.#rest.length > maxBytes) {
        throw new Http1Error(431, `Request head has more than ${maxBytes} bytes`);
      }
      seen = this.#rest.length;
      const piece = await this.input.read();
      if (piece === undefined) {
        if (seen === 0) return undefined;
        throw new Http1Error(400, "Request head ended before its blank line");
      }
      started();
      this.#rest = concatBytes([this.#rest, piece]);
    }
  }

  /** The next piece, what was read too far first. */
  async piece(): Promise<Uint8Array | undefined> {
    if (this.#rest.length === 0) return await this.input.read();
    const rest = this.#rest;
    this.#rest = new Uint8Array(0);
    return rest;
  }

  /** Gives back what belongs to the next request. */
  giveBack(bytes: Uint8Array): void {
    this.#rest = concatBytes([bytes, this.#rest]);
  }
}

/** RFC 9112 section 2.2: empty lines before a request line are to be ignored. */
function withoutLeadingLines(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  let at = 0;
  while (bytes[at] === 13 && bytes[at + 1] === 10) at += 2;
  return at === 0 && bytes.buffer instanceof ArrayBuffer
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
    : bytes.slice(at);
}

/** The body of one request: in pieces, as a stream, or whole up to a limit. */
export class RequestBody {
  readonly #reader: ConnectionReader;
  readonly #framing: BodyFraming;
  readonly #chunked = new ChunkedDecoder();
  readonly #ready: Uint8Array[] = [];
  readonly #taps: ((piece: Uint8Array) => void)[] = [];
  readonly #beforeFirst: (() => Promise<void>) | undefined;
  #started = false;
  #complete: boolean;
  #bytesRead = 0;
  #failure: Error | undefined;

  constructor(
    reader: ConnectionReader,
    framing: BodyFraming,
    beforeFirst?: () => Promise<void>,
  ) {
    this.#reader = reader;
    this.#framing = framing;
    this.#beforeFirst = beforeFirst;
    this.#complete = framing.kind === "none" || (framing.kind === "length" && framing.length === 0);
  }

  /** The length that the head announced, `undefined` when it did not say. */
  get declaredBytes(): number | undefined {
    if (this.#framing.kind === "chunked") return undefined;
    return this.#framing.kind === "none" ? 0 : this.#framing.length;
  }

  get bytesRead(): number {
    return this.#bytesRead;
  }

  /** Whether the whole body has arrived. */
  get isComplete(): boolean {
    return this.#complete && this.#ready.length === 0;
  }

  /** What broke the body. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Whether anybody has begun to read. */
  get isStarted(): boolean {
    return this.#started;
  }

  /** Shows every piece that is read from now on. */
  tap(see: (piece: Uint8Array) => void): void {
    this.#taps.push(see);
  }

  /** The next piece, `undefined` after the last. Throws {@linkcode Http1Error}. */
  async next(): Promise<Uint8Array | undefined> {
    while (this.#ready.length === 0 && !this.#complete) await this.#fill();
    const piece = this.#ready.shift();
    if (piece === undefined) return undefined;
    this.#bytesRead += piece.length;
    for (const see of this.#taps) see(piece);
    return piece;
  }

  /** All of it; a body of more than `limit` bytes is refused with 413. */
  async bytes(limit: number): Promise<Uint8Array> {
    const refuse = () => new Http1Error(413, `Request body has more than ${limit} bytes`);
    if ((this.declaredBytes ?? 0) > limit) throw refuse();
    const pieces: Uint8Array[] = [];
    let total = 0;
    for (let piece = await this.next(); piece !== undefined; piece = await this.next()) {
      total += piece.length;
      if (total > limit) throw refuse();
      pieces.push(piece);
    }
    return concatBytes(pieces);
  }

  /** The body as it comes in; nothing is buffered beyond one piece. */
  stream(): ReadableStream<Uint8Array> {
    return new ReadableStream({
      pull: async (controller) => {
        const piece = await this.next();
        if (piece === undefined) controller.close();
        else controller.enqueue(piece);
      },
    }, { highWaterMark: 0 });
  }

  /** Reads the rest and throws it away, as long as it is not more than `limit` bytes. */
  async drain(limit: number): Promise<void> {
    for (let left = limit; left > 0;) {
      const piece = await this.next();
      if (piece === undefined) return;
      left -= piece.length;
    }
  }

  /** Once broken, always broken: nothing after the fault can be told apart. */
  async #fill(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      await this.#readPiece();
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
      throw error;
    }
  }

  async #readPiece(): Promise<void> {
    if (!this.#started) {
      this.#started = true;
      await this.#beforeFirst?.();
    }
    const piece = await this.#reader.piece();
    if (piece === undefined) throw new Http1Error(400, this.#endedEarly());
    if (this.#framing.kind === "chunked") this.#takeChunked(piece);
    else this.#takeLength(piece);
  }

  #takeChunked(piece: Uint8Array): void {
    const { data, consumed, done } = this.#chunked.push(piece);
    this.#ready.push(...data);
    this.#complete = done;
    if (consumed < piece.length) this.#reader.giveBack(piece.subarray(consumed));
  }

  #takeLength(piece: Uint8Array): void {
    const missing = (this.declaredBytes ?? 0) - this.#bytesRead;
    this.#ready.push(piece.subarray(0, missing));
    if (piece.length >= missing) this.#complete = true;
    if (piece.length > missing) this.#reader.giveBack(piece.subarray(missing));
  }

  #endedEarly(): string {
    return this.declaredBytes === undefined
      ? "Request body ended before its last chunk"
      : `Request body ended after ${this.#bytesRead} of ${this.declaredBytes} bytes`;
  }
}
