/**
 * The rules of `local serve --fault`: which requests go wrong, and how.
 *
 *     METHOD PATH: WORD...
 *     POST /api/0/organizations/*\/releases/: status=503 times=2 retry-after=1
 */
import { UsageError } from "../../base/errors.ts";

export interface FaultRule {
  /** As written. */
  readonly text: string;
  readonly method: string;
  /** `*` is any text without a slash, `**` any text, `?` one character. */
  readonly path: string;
  /** How many matching requests pass before it acts. */
  readonly after: number;
  /** How often it acts; `undefined` for ever. */
  readonly times: number | undefined;
  /** Waits before anything else happens. */
  readonly delayMs: number;
  readonly action: FaultAction;
}

export type FaultAction =
  /** Closes the connection with a reset. */
  | { readonly kind: "reset" }
  /** Reads the request and never answers. */
  | { readonly kind: "silence" }
  | {
    readonly kind: "answer";
    /** What stands in for the real answer; `undefined` lets the request through to it. */
    readonly instead: FaultAnswer | undefined;
    /** Sends only the first half of the body, with a length that fits the half. */
    readonly half: boolean;
    /** Announces the whole body, sends that many bytes of it and closes. */
    readonly truncateBytes: number | undefined;
    readonly bytesPerSecond: number | undefined;
    /** Sends the same answer once more right behind it, which nobody asked for. */
    readonly twice: boolean;
  };

export interface FaultAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly contentType: string;
  /** `undefined` for the usual JSON of that status. */
  readonly body: string | undefined;
}

/** Reads a rule. Throws a `UsageError` that names the part that does not fit. */
export function parseFaultRule(text: string): FaultRule {
  const fail = (why: string): never => {
    throw new UsageError(`Invalid fault rule '${text}': ${why}`, { hint: FORM });
  };
  const [, method, path, rest] = /^\s*(\S+)\s+(\S+?):(?:\s+(.*))?$/s.exec(text) ??
    fail("expected METHOD PATH: and what to do");
  if (method === undefined || path === undefined) return fail("method or path is missing");
  if (!/^[A-Za-z*?|]+$/.test(method)) fail(`'${method}' is not a method pattern`);
  if (!/^[/*]/.test(path)) fail(`path pattern '${path}' does not begin with '/' or '*'`);
  const words = readWords(rest ?? "", fail);
  if (words.length === 0) fail("it says nothing to do");
  return { text, method: method.toUpperCase(), path, ...readAction(words, fail) };
}

/** Whether a rule is about a request. The path is taken as sent, without the query. */
export function matchesFault(
  rule: Pick<FaultRule, "method" | "path">,
  request: { readonly method: string; readonly path: string },
): boolean {
  const methods = rule.method.split("|");
  return methods.some((each) => glob(each).test(request.method.toUpperCase())) &&
    glob(rule.path).test(request.path);
}

const FORM =
  "Write it like 'POST /api/0/organizations/*/releases/: status=503 times=2'; the words " +
  "are status=N, body=TEXT, json=JSON, header=NAME:VALUE, retry-after=SECONDS, html, halfjson, " +
  "truncate=BYTES, slow=BYTES_PER_SECOND, twice, delay=MS, reset, silence, after=N, times=N.";

type Fail = (why: string) => never;

interface Word {
  readonly name: string;
  readonly value: string | undefined;
}

/** `name` or `name=value`; a value, or a part of it, may stand in single or double quotes. */
function readWords(text: string, fail: Fail): Word[] {
  const words: Word[] = [];
  const piece = /\s*((?:'[^']*'|"(?:\\.|[^"\\])*"|[^\s'"])+)(?=\s|$)/ys;
  let at = 0;
  while (text.slice(at).trim() !== "") {
    piece.lastIndex = at;
    const found = piece.exec(text)?.[1];
    if (found === undefined) return fail(`the quotes in '${text.slice(at).trim()}' are not closed`);
    at = piece.lastIndex;
    const equals = found.indexOf("=");
    words.push({
      name: equals < 0 ? found : found.slice(0, equals),
      value: equals < 0 ? undefined : unquote(found.slice(equals + 1)),
    });
  }
  return words;
}

/**
 * Takes quotes off. A value that begins with `{` or `[` is JSON, whose quotes are its own.
 */
function unquote(text: string): string {
  if (/^[{[]/.test(text)) return text;
  return text.replace(
    /'([^']*)'|"((?:\\.|[^"\\])*)"/gs,
    (_, single: string | undefined, double: string | undefined) =>
      single ?? (double ?? "").replace(/\\(.)/gs, "$1"),
  );
}

const SWITCHES = ["reset", "silence", "html", "halfjson", "twice"];
const NUMBERS = new Map(Object.entries({
  status: { min: 200, max: 599 },
  times: { min: 1, max: 1_000_000 },
  after: { min: 0, max: 1_000_000 },
  delay: { min: 0, max: 3_600_000 },
  truncate: { min: 0, max: Number.MAX_SAFE_INTEGER },
  slow: { min: 1, max: Number.MAX_SAFE_INTEGER },
}));
const TEXTS = ["body", "json", "header", "retry-after"];
/** Words that say how to answer, and so cannot stand beside `reset` and `silence`. */
const ANSWERS = [
  "status",
  "html",
  "halfjson",
  "truncate",
  "slow",
  "twice",
  "body",
  "json",
  "header",
  "retry-after",
];

function readAction(
  words: readonly Word[],
  fail: Fail,
): Pick<FaultRule, "after" | "times" | "delayMs" | "action"> {
  const given = new Map<string, string>();
  const headers: [string, string][] = [];
  for (const { name, value } of words) {
    checkWord(name, value, fail);
    if (name === "header") headers.push(readHeader(value ?? "", fail));
    else if (given.has(name)) fail(`'${name}' is given twice`);
    given.set(name, value ?? "");
  }
  const number = (name: string) => given.has(name) ? Number(given.get(name)) : undefined;
  const counters = {
    after: number("after") ?? 0,
    times: number("times"),
    delayMs: number("delay") ?? 0,
  };
  for (const kind of ["reset", "silence"] as const) {
    if (!given.has(kind)) continue;
    const other = [...ANSWERS, "reset", "silence"].find((each) => each !== kind && given.has(each));
    if (other !== undefined) fail(`'${kind}' and '${other}' exclude each other`);
    return { ...counters, action: { kind } };
  }
  if (![...ANSWERS, "delay"].some((each) => given.has(each))) fail("it says nothing to do");
  const retryAfter = given.get("retry-after");
  if (retryAfter !== undefined) headers.push(["Retry-After", checkRetryAfter(retryAfter, fail)]);
  return {
    ...counters,
    action: {
      kind: "answer",
      instead: readAnswer(given, headers, fail),
      half: given.has("halfjson"),
      truncateBytes: number("truncate"),
      bytesPerSecond: number("slow"),
      twice: given.has("twice"),
    },
  };
}

function checkWord(name: string, value: string | undefined, fail: Fail): void {
  const range = NUMBERS.get(name);
  if (range !== undefined) {
    if (value === undefined || !/^\d{1,16}$/.test(value)) fail(`'${name}' needs a whole number`);
    if (Number(value) < range.min || Number(value) > range.max) {
      fail(`'${name}=${value}' is not in ${range.min}..${range.max}`);
    }
  } else if (SWITCHES.includes(name)) {
    if (value !== undefined) fail(`'${name}' takes no value`);
  } else if (TEXTS.includes(name)) {
    if (value === undefined) fail(`'${name}' needs a value`);
  } else {
    fail(`'${name}' is not a known word`);
  }
}

function readAnswer(
  given: ReadonlyMap<string, string>,
  headers: readonly (readonly [string, string])[],
  fail: Fail,
): FaultAnswer | undefined {
  const bodies = ["html", "json", "body"].filter((each) => given.has(each));
  if (bodies.length > 1) fail(`'${bodies[0]}' and '${bodies[1]}' exclude each other`);
  if (bodies.length === 0 && !given.has("status") && headers.length > 0) {
    fail("a header needs a status, a body or html beside it");
  }
  if (bodies.length === 0 && !given.has("status")) return undefined;
  const status = Number(given.get("status") ?? 200);
  if (given.has("html")) {
    return { status, headers, contentType: "text/html; charset=utf-8", body: HTML_PAGE };
  }
  const json = given.get("json");
  if (json !== undefined) {
    return { status, headers, contentType: "application/json", body: checkJson(json, fail) };
  }
  const body = given.get("body");
  return {
    status,
    headers,
    contentType: body === undefined ? "application/json" : "text/plain; charset=utf-8",
    body,
  };
}

/** What a proxy or a captive portal answers in place of the server. */
const HTML_PAGE = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head>" +
  "<body><h1>Sign in</h1><p>This is not the page you asked for.</p></body></html>\n";

function readHeader(text: string, fail: Fail): [string, string] {
  const [, name, value] = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([\t\x20-\x7e]*)$/.exec(text) ??
    [];
  if (name === undefined || value === undefined) {
    return fail(`'${text}' is not a header NAME:VALUE`);
  }
  // These frame the message; a wrong one is what truncate and halfjson are for.
  if (["content-length", "transfer-encoding", "connection", "date"].includes(name.toLowerCase())) {
    fail(`header '${name}' is set by the server itself`);
  }
  return [name, value];
}

function checkRetryAfter(text: string, fail: Fail): string {
  if (/^\d{1,9}$/.test(text)) return text;
  if (!/^[A-Z][a-z]{2}, [\x20-\x7e]+ GMT$/.test(text) || Number.isNaN(Date.parse(text))) {
    fail(
      `'retry-after=${text}' is neither a number of seconds nor a date such as ` +
        `'Wed, 21 Oct 2026 07:28:00 GMT'`,
    );
  }
  return text;
}

function checkJson(text: string, fail: Fail): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    return fail(`'json=${text}' is not JSON`);
  }
}

/** A pattern as a regular expression over the whole text. */
function glob(pattern: string): RegExp {
  const source = pattern.replace(/\*\*|[*?]|[\\^$.+()[\]{}|]/g, (found) => {
    if (found === "**") return ".*";
    if (found === "*") return "[^/]*";
    return found === "?" ? "[^/]" : `\\${found}`;
  });
  return new RegExp(`^${source}$`, "s");
}
