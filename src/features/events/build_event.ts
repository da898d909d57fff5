/** An event from the words of a command line. */
import { isIpAddress, type JsonObject, LEVELS } from "../../api/event_model.ts";
import { InputError } from "../../base/errors.ts";
import { withoutNothing } from "./surroundings.ts";
import type { Breadcrumb } from "./log_file.ts";

/** Who sends it and from where; the same for every kind of event. */
export interface EventFrame {
  /** With hyphens. */
  readonly eventId: string;
  readonly nowMs: number;
  readonly serverName: string | undefined;
  readonly release: string | undefined;
  readonly environment: string;
  /** What the user is when nobody says so. */
  readonly user: JsonObject | undefined;
  readonly contexts: JsonObject;
  readonly sdk: JsonObject;
}

/** What `send-event` says. Pairs are written `key:value`. */
export interface EventWords {
  readonly level: string | undefined;
  readonly timestamp: number | undefined;
  readonly dist: string | undefined;
  readonly messages: readonly string[];
  readonly messageArgs: readonly string[];
  readonly platform: string | undefined;
  readonly tags: readonly string[];
  readonly extra: readonly string[];
  readonly user: readonly string[];
  readonly fingerprint: readonly string[];
  readonly breadcrumbs: readonly Breadcrumb[];
  readonly environ: JsonObject | undefined;
}

/** Whether a word is the name of a level. */
export function isLevel(word: string): boolean {
  return LEVELS.some((level) => level === word);
}

/** Puts the event together. Throws an {@linkcode InputError} for a pair that is none. */
export function buildEvent(words: EventWords, frame: EventFrame): JsonObject {
  const { messages, messageArgs, fingerprint, breadcrumbs, environ } = words;
  const level = words.level === "log" ? "info" : words.level;
  const isDefault = fingerprint.length === 1 && fingerprint[0] === "{{ default }}";
  const extra = { ...(environ && { environ }), ...pairs(words.extra, "extra") };
  const tags = pairs(words.tags, "tag");
  return withoutNothing({
    event_id: frame.eventId.replaceAll("-", ""),
    // The server takes an event without a level for an error.
    level: level !== undefined && isLevel(level) && level !== "error" ? level : undefined,
    fingerprint: fingerprint.length === 0 || isDefault ? undefined : fingerprint,
    logentry: messages.length === 0 ? undefined : withoutNothing({
      message: messages.join("\n"),
      params: messageArgs.length === 0 ? undefined : messageArgs,
    }),
    platform: words.platform === undefined || words.platform === "other"
      ? "native"
      : words.platform,
    timestamp: words.timestamp ?? frame.nowMs / 1000,
    server_name: frame.serverName,
    release: frame.release,
    dist: words.dist,
    environment: frame.environment,
    user: words.user.length === 0 ? frame.user : userOf(words.user),
    contexts: frame.contexts,
    breadcrumbs: breadcrumbs.length === 0 ? undefined : { values: breadcrumbs },
    tags: Object.keys(tags).length === 0 ? undefined : tags,
    extra: Object.keys(extra).length === 0 ? undefined : extra,
    sdk: frame.sdk,
  });
}

/** `key:value` words as a record; the last mention of a key counts. */
export function pairs(
  words: readonly string[],
  what: "tag" | "extra" | "user",
): Record<string, string> {
  return Object.fromEntries(words.map((word) => {
    const colon = word.indexOf(":");
    if (colon < 0) {
      throw new InputError(`missing ${what} value`, {
        hint: `Write it as 'KEY:VALUE'; '${word}' has no ':'`,
      });
    }
    return [word.slice(0, colon), word.slice(colon + 1)];
  }));
}

function userOf(words: readonly string[]): JsonObject {
  const given = pairs(words, "user");
  const address = given["ip_address"] ?? "{{auto}}";
  if (!isIpAddress(address)) {
    throw new InputError("invalid IP address syntax", {
      hint: "Write an IPv4 or IPv6 address, or '{{auto}}' for that of the sender",
    });
  }
  return { ...given, ip_address: address };
}
