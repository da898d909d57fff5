/**
 * The event as Sentry takes it (develop.sentry.dev, "Event Payloads"), as strict as the reference where
 * that matters to a server, and without its losses: keys that the model does not know stay.
 */
import { DecodeError, wrongType } from "./decode.ts";
import {
  bool,
  type Field,
  listOf,
  mapOf,
  nullable,
  number,
  object,
  oneOf,
  plain,
  required,
  seconds,
  type Shape,
  string,
  uuid,
  whatever,
} from "./shape.ts";

/** A JSON object. */
export type JsonObject = { readonly [key: string]: unknown };

export const LEVELS = ["debug", "info", "log", "warning", "error", "fatal"] as const;

const CONTEXT_TYPES = [
  "device",
  "os",
  "runtime",
  "app",
  "browser",
  "trace",
  "gpu",
  "otel",
  "response",
  "unknown",
] as const;

/** `log` is an older word for `info`. */
const level: Shape = (value, path) => {
  const word = oneOf(LEVELS, () => "invalid level")(value, path);
  return word === "log" ? "info" : word;
};

/** `other` is what an event without a platform has. */
const platform: Shape = (value, path) => {
  const word = string(value, path);
  return word === "other" ? undefined : word;
};

const DEFAULT_FINGERPRINT = "{{ default }}";

const fingerprint: Shape = (value, path) => {
  const list = listOf(string)(value, path);
  return Array.isArray(list) && list.length === 1 && list[0] === DEFAULT_FINGERPRINT
    ? undefined
    : list;
};

/** Whether a text can stand for the address of a user. */
export function isIpAddress(text: string): boolean {
  if (text === "{{auto}}") return true;
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) {
    return text.split(".").every((part) => Number(part) < 256 && String(Number(part)) === part);
  }
  return /^[\da-f:.]*:[\da-f:.]*$/i.test(text) && URL.canParse(`http://[${text}]/`);
}

const ipAddress: Shape = (value, path) => {
  const text = String(string(value, path));
  if (!isIpAddress(text)) throw new DecodeError("invalid IP address syntax", path, "type");
  return text;
};

const url: Shape = (value, path) => {
  const text = String(string(value, path));
  const parsed = URL.parse(text);
  if (parsed === null) {
    throw new DecodeError(`relative URL without a base: ${JSON.stringify(text)}`, path, "type");
  }
  return parsed.href;
};

const optional = (...names: string[]): Record<string, Field> =>
  Object.fromEntries(names.map((name) => [name, nullable(string)]));

const user = object({
  ...optional("id", "email"),
  ip_address: nullable(ipAddress),
  ...optional("username"),
});

const request = object({
  url: nullable(url),
  ...optional("method", "cookies"),
  headers: plain(mapOf(string)),
  env: plain(mapOf(string)),
});

const logentry = object({ message: required(string), params: plain(listOf(whatever)) });

const frame = object({
  ...optional("function", "symbol", "module", "package", "filename", "abs_path"),
  lineno: nullable(number),
  colno: nullable(number),
  pre_context: plain(listOf(string)),
  ...optional("context_line"),
  post_context: plain(listOf(string)),
  in_app: nullable(bool),
});

const stacktrace = object({ frames: plain(listOf(frame)) });

const exception = object({
  type: required(string),
  ...optional("value", "module"),
  stacktrace: nullable(stacktrace),
  raw_stacktrace: nullable(stacktrace),
});

const breadcrumb = object({
  timestamp: plain(seconds),
  type: plain(string),
  category: nullable(string),
  level: plain(level),
  message: nullable(string),
});

const thread = object({ ...optional("name"), stacktrace: nullable(stacktrace) });

/** `{"values": […]}`; a bare list, which older SDKs send, means the same. */
function values(shape: Shape): Shape {
  const wrapped = object({ values: required(listOf(shape)) });
  return (value, path) =>
    Array.isArray(value) ? { values: listOf(shape)(value, path) } : wrapped(value, path);
}

/** An object of texts; a list of pairs, which older SDKs send, means the same. */
const tags: Shape = (value, path) => {
  if (!Array.isArray(value)) return mapOf(string)(value, path);
  return Object.fromEntries(value.map((pair: unknown, at): [string, unknown] => {
    if (!Array.isArray(pair) || pair.length !== 2) throw wrongType(pair, "a pair", [...path, at]);
    return [String(string(pair[0], [...path, at, 0])), string(pair[1], [...path, at, 1])];
  }));
};

const contexts: Shape = (value, path) => {
  const shaped: unknown = mapOf((context, at) => {
    const words = oneOf(
      CONTEXT_TYPES,
      (word) =>
        `unknown variant \`${word}\`, expected one of ${
          CONTEXT_TYPES.map((each) => `\`${each}\``).join(", ")
        }`,
    );
    const read = object({ type: plain(words) })(context, at);
    const name = at.at(-1);
    const byName = CONTEXT_TYPES.find((each) => each === name) ?? "unknown";
    return typeof read === "object" ? { type: byName, ...read } : read;
  })(value, path);
  return shaped;
};

const event = object({
  event_id: plain(uuid("simple")),
  level: plain(level),
  fingerprint: plain(fingerprint),
  ...optional("culprit", "transaction", "message"),
  logentry: nullable(logentry),
  ...optional("logger"),
  modules: plain(mapOf(string)),
  platform: plain(platform),
  timestamp: plain(seconds),
  ...optional("server_name", "release", "dist", "environment"),
  user: nullable(user),
  request: nullable(request),
  contexts: plain(contexts),
  breadcrumbs: plain(values(breadcrumb)),
  exception: plain(values(exception)),
  stacktrace: nullable(stacktrace),
  threads: plain(values(thread)),
  tags: plain(tags),
  extra: plain(mapOf(whatever)),
  sdk: nullable(object({ name: required(string), version: required(string) })),
});

/** An event in its usual form. Throws a {@linkcode DecodeError}. */
export function shapeEvent(value: unknown): JsonObject {
  const shaped = event(value, []);
  return typeof shaped === "object" && shaped !== null ? { ...shaped } : {};
}
