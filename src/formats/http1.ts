/**
 * HTTP/1.1 messages as bytes (RFC 9112): request heads, chunked bodies, response heads.
 *
 * Strict where leniency is known to hurt (RFC 9112 sections 2.2, 5.1, 6.1): bare LF, folded lines,
 * blanks before the colon and contradicting lengths are refused, not guessed at.
 */

/** A request broke the rules; `status` is what to answer. */
export class Http1Error extends Error {
  override readonly name = "Http1Error";
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

/** Header fields as received: names in their own case, in order. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

export interface RequestHead {
  readonly method: string;
  /** The request target as sent. */
  readonly target: string;
  /** Path of the target, still percent-encoded; `*` for the asterisk form. */
  readonly path: string;
  /** Text after the first `?`, without it; empty when there is none. */
  readonly query: string;
  readonly version: "1.0" | "1.1";
  readonly headers: HeaderList;
}

/** How a request says where its body ends. */
export type BodyFraming =
  | { readonly kind: "none" }
  | { readonly kind: "length"; readonly length: number }
  | { readonly kind: "chunked" };

export interface HeadLimits {
  readonly maxTargetBytes: number;
  readonly maxHeaders: number;
}

export const DEFAULT_HEAD_LIMITS: HeadLimits = { maxTargetBytes: 16 * 1024, maxHeaders: 200 };

const CR = 13;
const LF = 10;
/** RFC 9110 section 5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** RFC 9110 section 5.5: visible characters, obs-text, blanks and tabs inside. */
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Where the head ends: the index after the blank line, `undefined` when there is more to come.
 * `from` is how far an earlier call has looked.
 */
export function findHeadEnd(bytes: Uint8Array, from = 0): number | undefined {
  // The blank line may begin up to three bytes before what is new.
  for (let at = bytes.indexOf(CR, Math.max(0, from - 3)); at >= 0; at = bytes.indexOf(CR, at + 1)) {
    if (bytes[at + 1] === LF && bytes[at + 2] === CR && bytes[at + 3] === LF) return at + 4;
  }
  return undefined;
}

/** Reads the head of a request, its closing blank line included. Throws {@linkcode Http1Error}. */
export function parseRequestHead(
  bytes: Uint8Array,
  limits: HeadLimits = DEFAULT_HEAD_LIMITS,
): RequestHead {
  const text = latin1(bytes);
  if (!text.endsWith("\r\n\r\n")) throw new Http1Error(400, "Request head has no end");
  const lines = text.slice(0, -4).split("\r\n");
  const { method, target, version } = parseRequestLine(lines[0] ?? "", limits);
  if (lines.length - 1 > limits.maxHeaders) {
    throw new Http1Error(431, `Request has more than ${limits.maxHeaders} header fields`);
  }
  const headers = lines.slice(1).map(parseField);
  checkHost(headers, version);
  return { method, target, ...splitTarget(method, target), version, headers };
}

/** The value of a header, several joined with commas; `undefined` when it is absent. */
export function headerValue(headers: HeaderList, name: string): string | undefined {
  const wanted = name.toLowerCase();
  const values = headers.filter(([each]) => each.toLowerCase() === wanted).map(([, value]) =>
    value
  );
  return values.length === 0 ? undefined : values.join(", ");
}

/** How the body of a request is framed. Throws {@linkcode Http1Error} where the rules forbid it. */
export function bodyFraming(head: RequestHead): BodyFraming {
  const coding = headerValue(head.headers, "transfer-encoding");
  const length = headerValue(head.headers, "content-length");
  if (coding !== undefined) {
    // Both together are how requests are smuggled past a proxy (RFC 9112 section 6.1).
    if (length !== undefined) {
      throw new Http1Error(400, "Request has both Transfer-Encoding and Content-Length");
    }
    if (head.version === "1.0") {
      throw new Http1Error(400, "Transfer-Encoding is not known to HTTP/1.0");
    }
    if (coding.trim().toLowerCase() !== "chunked") {
      throw new Http1Error(501, `Transfer coding ${quote(coding)} is not supported`);
    }
    return { kind: "chunked" };
  }
  if (length === undefined) return { kind: "none" };
  const values = new Set(length.split(",").map((each) => each.trim()));
  const [only = ""] = values;
  if (values.size !== 1 || !/^\d{1,15}$/.test(only)) {
    throw new Http1Error(400, `Content-Length ${quote(length)} is not one whole number`);
  }
  return { kind: "length", length: Number(only) };
}

/** Whether the connection may carry another request after this one. */
export function wantsKeepAlive(head: RequestHead): boolean {
  const options = (headerValue(head.headers, "connection") ?? "").toLowerCase().split(",")
    .map((each) => each.trim());
  if (options.includes("close")) return false;
  return head.version === "1.1" || options.includes("keep-alive");
}

/** What a chunked body has given so far. */
export interface ChunkedOutput {
  /** Pieces of the body, views into what was pushed. */
  readonly data: readonly Uint8Array[];
  /** How many of the pushed bytes belong to this body. */
  readonly consumed: number;
  readonly done: boolean;
}

/** Longest chunk-size line with extensions, and all trailer fields together. */
const MAX_CHUNK_LINE = 4096;
const MAX_TRAILER_BYTES = 16 * 1024;

/** Takes the chunked coding apart, fed in any pieces (RFC 9112 section 7.1). */
export class ChunkedDecoder {
  #state: "size" | "data" | "data-end" | "trailer" | "done" = "size";
  #line = "";
  #remaining = 0;
  #trailerBytes = 0;

  /** Throws {@linkcode Http1Error} at the first byte that does not fit. */
  push(bytes: Uint8Array): ChunkedOutput {
    const data: Uint8Array[] = [];
    let at = 0;
    while (at < bytes.length && this.#state !== "done") {
      if (this.#state === "data") {
        const piece = bytes.subarray(at, at + Math.min(this.#remaining, bytes.length - at));
        data.push(piece);
        at += piece.length;
        this.#remaining -= piece.length;
        if (this.#remaining === 0) this.#state = "data-end";
      } else {
        at = this.#takeLine(bytes, at);
      }
    }
    return { data, consumed: at, done: this.#state === "done" };
  }

  /** Gathers one line that ends with CRLF, then acts on it; gives the index after what it took. */
  #takeLine(bytes: Uint8Array, from: number): number {
    const end = bytes.indexOf(LF, from);
    const stop = end < 0 ? bytes.length : end + 1;
    if (this.#line.length + stop - from > MAX_CHUNK_LINE) {
      throw new Http1Error(400, "Line of the chunked coding is too long");
    }
    this.#line += latin1(bytes.subarray(from, stop));
    if (end >= 0) {
      if (!this.#line.endsWith("\r\n")) {
        throw new Http1Error(400, "Line of the chunked coding does not end with CR LF");
      }
      const line = this.#line.slice(0, -2);
      this.#line = "";
      this.#actOn(line);
    } else if (this.#state === "data-end" && !"\r\n".startsWith(this.#line)) {
      throw new Http1Error(400, "Chunk is longer than its size says");
    }
    return stop;
  }

  #actOn(line: string): void {
    if (this.#state === "data-end") {
      if (line !== "") throw new Http1Error(400, "Chunk is longer than its size says");
      this.#state = "size";
    } else if (this.#state === "size") {
      const size = /^([0-9A-Fa-f]{1,12})(?:[\t ]*;[\t\x20-\x7e\x80-\xff]*)?$/.exec(line)?.[1];
      if (size === undefined) {
        throw new Http1Error(400, `Chunk size ${quote(line)} is not a number`);
      }
      this.#remaining = Number.parseInt(size, 16);
      this.#state = this.#remaining === 0 ? "trailer" : "data";
    } else if (line === "") {
      this.#state = "done";
    } else {
      this.#trailerBytes += line.length;
      if (this.#trailerBytes > MAX_TRAILER_BYTES) throw new Http1Error(431, "Trailer is too long");
      parseField(line);
    }
  }
}

/** One piece of a chunked body; an empty piece is the end of the body. */
export function encodeChunk(data: Uint8Array): Uint8Array {
  if (data.length === 0) return ascii("0\r\n\r\n");
  const head = ascii(`${data.length.toString(16)}\r\n`);
  const chunk = new Uint8Array(head.length + data.length + 2);
  chunk.set(head);
  chunk.set(data, head.length);
  chunk.set([CR, LF], head.length + data.length);
  return chunk;
}

/** The head of a response. Throws `TypeError` for a header that would break out of its line. */
export function writeResponseHead(status: number, headers: HeaderList): Uint8Array {
  const lines = [`HTTP/1.1 ${status} ${reasonPhrase(status)}`];
  for (const [name, value] of headers) {
    if (!TOKEN.test(name) || !FIELD_VALUE.test(value)) {
      throw new TypeError(`Header ${quote(name)} cannot be written`);
    }
    lines.push(`${name}: ${value}`);
  }
  return ascii(`${lines.join("\r\n")}\r\n\r\n`);
}

/** Whether a response of that status never has a body (RFC 9110 section 6.4.1). */
export function isBodiless(status: number): boolean {
  return status < 200 || status === 204 || status === 304;
}

/** The words after a status number (RFC 9110 section 15 and the IANA list); empty when unknown. */
export function reasonPhrase(status: number): string {
  return REASONS[status] ?? "";
}

const REASONS: Readonly<Record<number, string>> = {
  100: "Continue",
  200: "OK",
  201: "Created",
  202: "Accepted",
  204: "No Content",
  206: "Partial Content",
  208: "Already Reported",
  301: "Moved Permanently",
  302: "Found",
  303: "See Other",
  304: "Not Modified",
  307: "Temporary Redirect",
  308: "Permanent Redirect",
  400: "Bad Request",
  401: "Unauthorized",
  402: "Payment Required",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  406: "Not Acceptable",
  408: "Request Timeout",
  409: "Conflict",
  410: "Gone",
  411: "Length Required",
  413: "Content Too Large",
  414: "URI Too Long",
  415: "Unsupported Media Type",
  417: "Expectation Failed",
  421: "Misdirected Request",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
  505: "HTTP Version Not Supported",
  507: "Insufficient Storage",
};

function parseRequestLine(
  line: string,
  limits: HeadLimits,
): Pick<RequestHead, "method" | "target" | "version"> {
  const [method, target, version, ...rest] = line.split(" ");
  if (method === undefined || target === undefined || version === undefined || rest.length > 0) {
    throw new Http1Error(400, `Request line ${quote(line)} is not "METHOD TARGET VERSION"`);
  }
  if (!/^HTTP\/\d\.\d$/.test(version)) {
    throw new Http1Error(400, `Protocol version ${quote(version)} is malformed`);
  }
  if (version !== "HTTP/1.1" && version !== "HTTP/1.0") {
    throw new Http1Error(505, `Protocol version ${quote(version)} is not supported`);
  }
  if (!TOKEN.test(method)) throw new Http1Error(400, `Method ${quote(method)} is malformed`);
  if (target.length > limits.maxTargetBytes) {
    throw new Http1Error(414, `Request target has more than ${limits.maxTargetBytes} bytes`);
  }
  // Raw bytes above 0x7f do occur in the wild; controls and a fragment do not.
  if (!/^[\x21\x22\x24-\x7e\x80-\xff]+$/.test(target)) {
    throw new Http1Error(400, `Request target ${quote(target)} is malformed`);
  }
  return { method, target, version: version === "HTTP/1.0" ? "1.0" : "1.1" };
}

/** Origin, absolute or asterisk form (RFC 9112 section 3.2) to path and query. */
function splitTarget(method: string, target: string): Pick<RequestHead, "path" | "query"> {
  if (target === "*" && method === "OPTIONS") return { path: "*", query: "" };
  const local = target.startsWith("/") ? target : /^https?:\/\/[^/?]+(.*)$/i.exec(target)?.[1];
  if (local === undefined) {
    throw new Http1Error(400, `Request target ${quote(target)} is not a path`);
  }
  const mark = local.indexOf("?");
  const path = mark < 0 ? local : local.slice(0, mark);
  return { path: path || "/", query: mark < 0 ? "" : local.slice(mark + 1) };
}

function parseField(line: string): readonly [string, string] {
  if (/^[\t ]/.test(line)) throw new Http1Error(400, "Folded header lines are not allowed");
  const colon = line.indexOf(":");
  const name = line.slice(0, Math.max(colon, 0));
  // Only the name is shown: what stands in the value may be a secret.
  if (!TOKEN.test(name)) throw new Http1Error(400, `Header name ${quote(name)} is malformed`);
  const value = line.slice(colon + 1).replace(/^[\t ]+|[\t ]+$/g, "");
  if (!FIELD_VALUE.test(value)) {
    throw new Http1Error(400, `Value of header ${quote(name)} has control characters`);
  }
  return [name, value];
}

function checkHost(headers: HeaderList, version: string): void {
  const hosts = headers.filter(([name]) => name.toLowerCase() === "host");
  if (hosts.length > 1 || (hosts.length === 0 && version === "1.1")) {
    throw new Http1Error(400, "Request needs exactly one Host header");
  }
}

/** Text for a message: short, quoted. */
function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}

/** Each byte as the character of that number, as RFC 9112 section 2.2 wants heads read. */
function latin1(bytes: Uint8Array): string {
  let text = "";
  // In slices: the argument list of a call has a limit.
  for (let at = 0; at < bytes.length; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return text;
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
