/** Masks what must not be seen, in any text that leaves the program. */
import { MASK } from "../base/secret.ts";

/** Masks texts; knows the secrets of this run besides what secrets generally look like. */
export interface Redactor {
  redact(text: string): string;
  /** From now on this text is masked wherever it appears, also percent- or base64-encoded. */
  add(secret: string): void;
}

/** Shorter than this, a text is too common to be masked by its mere content. */
const SHORTEST = 4;

const HEADER_NAMES =
  "(?:proxy-)?authorization|set-cookie2?|cookie|x-api-key|x-auth-token|x-sentry-auth|x-sentry-token";
const SECRET_WORDS = "token|secret|password|passwd|passphrase|api[_-]?key|signature|credential";

/** What a secret looks like; the group `secret` is masked, or else the whole match. */
const SHAPES: readonly RegExp[] = [
  // Tokens of Sentry, old and new.
  /sntry[a-z]_[^\s"'\\<>&]+/gi,
  /[0-9a-f]{64,}/gi,
  // `Authorization: …` up to the end of its line.
  new RegExp(`(?<![\\w-])(?:${HEADER_NAMES})[ \\t]*:[ \\t]*(?<secret>[^\\r\\n]+)`, "gi"),
  // `"Authorization": "…"` and `["Authorization", "…"]`, whatever the escapes.
  new RegExp(
    `["'](?:${HEADER_NAMES}|[\\w-]*(?:${SECRET_WORDS}))["']\\s*[:,]\\s*"(?<secret>(?:[^"\\\\]|\\\\.)+)`,
    "gi",
  ),
  // `token=…`, `sentry_secret=…`, `X-Amz-Signature=…`.
  new RegExp(`(?:${SECRET_WORDS}|\\bsig)\\s*=\\s*(?<secret>[^\\s&;,"'<>]+)`, "gi"),
  /\b(?:bearer|basic|digest|negotiate)\s+(?<secret>[\w.~+/=-]{16,})/gi,
  // `auth.token 1a2b…`, `password: …`: a settings line that ended up inside another value.
  new RegExp(
    `(?:${SECRET_WORDS})[ \\t]*[: \\t][ \\t]*(?=[^\\s"']*\\d)(?<secret>[^\\s"']{12,})`,
    "gi",
  ),
  // User and password of a URL; a DSN's key and secret are the same thing.
  /\b[a-z][a-z0-9+.-]*:\/\/(?<secret>[^\s/?#"'<>]+)@/gi,
];

/** A redactor that knows the given secrets from the start. */
export function createRedactor(secrets: Iterable<string> = []): Redactor {
  // Patterns are made when the first text comes: most runs print nothing that has to be looked at.
  const known = new Map<string, readonly RegExp[] | undefined>();
  const add = (secret: string) => {
    for (const text of [secret, secret.trim()]) {
      if (text.length >= SHORTEST && !known.has(text)) known.set(text, undefined);
    }
  };
  for (const secret of secrets) add(secret);
  return {
    add,
    redact(text) {
      const spans: Span[] = [];
      for (const [secret, made] of known) {
        const forms = made ?? formsOf(secret);
        if (made === undefined) known.set(secret, forms);
        for (const form of forms) collect(form, text, spans, true);
      }
      for (const shape of SHAPES) collect(shape, text, spans, false);
      return mask(text, spans);
    },
  };
}

/** Without a list of known secrets: by shape alone. */
export function redactShapes(text: string): string {
  return createRedactor().redact(text);
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function collect(pattern: RegExp, text: string, spans: Span[], overlapping: boolean): void {
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const secret = match.groups?.["secret"];
    const offset = secret === undefined ? 0 : match[0].lastIndexOf(secret);
    const start = match.index + offset;
    spans.push({ start, end: start + (secret ?? match[0]).length });
    // A secret that repeats itself ("abcabc" in "abcabcabc") may begin inside its own match.
    if (overlapping) pattern.lastIndex = match.index + 1;
  }
}

/** Overlapping and touching spans become one mask, so that no end of a longer secret looks out. */
function mask(text: string, spans: readonly Span[]): string {
  if (spans.length === 0) return text;
  let result = "";
  let at = 0;
  let end = -1;
  for (const span of spans.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (span.start > end) {
      result += text.slice(Math.max(at, end), span.start) + MASK;
      at = span.start;
    }
    end = Math.max(end, span.end);
  }
  return result + text.slice(end);
}

/** Patterns for a secret as it is, percent- or JSON-escaped, and inside base64 at any offset. */
function formsOf(secret: string): RegExp[] {
  const bytes = new TextEncoder().encode(secret);
  const plain = [...secret].map(anyEscape).join("");
  const forms = [new RegExp(plain, "g")];
  if (bytes.length >= 6) {
    for (const core of base64Cores(bytes)) {
      const around = "[A-Za-z0-9+/_-]{0,3}";
      const pattern = [...core].map(anyBase64).join("");
      forms.push(new RegExp(`${around}${pattern}${around}(?:(?:=|%3[dD]){1,2})?`, "g"));
    }
  }
  return forms;
}

/** One character in each of its spellings. */
function anyEscape(char: string): string {
  const spellings = new Set([literal(char)]);
  const percent = [...new TextEncoder().encode(char)].map((byte) => `%${hexAnyCase(byte, 2)}`);
  spellings.add(percent.join(""));
  // A URL inside a URL is encoded twice.
  spellings.add(percent.join("").replaceAll("%", "%25"));
  spellings.add(
    char.split("").map((unit) => `\\\\u${hexAnyCase(unit.charCodeAt(0), 4)}`).join(""),
  );
  if (char === " ") spellings.add("\\+");
  if (char === '"' || char === "\\" || char === "/" || char === "'") {
    spellings.add(`\\\\${literal(char)}`);
  }
  return `(?:${[...spellings].join("|")})`;
}

function anyBase64(char: string): string {
  if (char === "+") return "(?:[+-]|%2[bB])";
  if (char === "/") return "(?:[/_]|%2[fF]|\\\\/)";
  return char;
}

function literal(char: string): string {
  return char.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

function hexAnyCase(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0").replace(
    /[a-f]/g,
    (digit) => `[${digit}${digit.toUpperCase()}]`,
  );
}

/** What base64 makes of the bytes whatever stands before and after them. */
function base64Cores(bytes: Uint8Array): string[] {
  return [0, 1, 2].map((offset) => {
    const padded = "\0".repeat(offset) + String.fromCharCode(...bytes);
    const encoded = btoa(padded).replace(/=+$/, "");
    // Characters that share bits with the neighbours differ from place to place.
    const head = offset === 0 ? 0 : offset + 1;
    const tail = padded.length % 3 === 0 ? 0 : 1;
    return encoded.slice(head, encoded.length - tail);
  });
}
