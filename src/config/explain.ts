/**
 * Where the value of a setting comes from, and why the other places did not give it.
 *
 * The winner is asked of the same functions that commands ask; only the reasons are worked out here.
 */
import { ConfigError } from "../base/errors.ts";
import type { Config } from "./config.ts";
import { keysOf, splitKey } from "./keys.ts";
import type { FileLayer, Found, Origin, Resolved, Setting } from "./model.ts";
import { isSkippedEmpty, tryParse } from "./resolve.ts";
import { lostReason } from "./lost_reason.ts";
import { configuredCredentials, configuredTokenOrg, selectServer, type Server } from "./server.ts";
import { settings } from "./settings.ts";
import { layerKey } from "./sources.ts";
import { isOperator } from "./trust.ts";

/** What became of one place that mentions a setting. */
export interface Outcome {
  readonly found: Found;
  /** `joined`: one of several that count together; `bad`: commands fail because of it. */
  readonly fate: "used" | "joined" | "lost" | "bad";
  /** Why it lost or is bad. */
  readonly why: string | undefined;
}

export interface Explanation {
  readonly setting: Setting<unknown>;
  /** What commands use, `undefined` when there is nothing or when they fail. */
  readonly winner: Winner | undefined;
  /** What commands that need the setting fail with. */
  readonly failure: ConfigError | undefined;
  /** Every place that mentions it, strongest first; those that a repetition hides stand below it. */
  readonly outcomes: readonly Outcome[];
}

export interface Winner {
  readonly origin: Origin;
  /** As written; may be a secret. */
  readonly text: string;
  /** As it may be shown. */
  readonly shown: string;
}

/** Explains one setting. Never throws for what is wrong with the configuration. */
export function explain(config: Config, setting: Setting<unknown>): Explanation {
  const places = placesOf(config, setting);
  const { resolved, failure } = resolvedOrNot(config, setting);
  const better = override(config, setting, resolved);
  const chosen = better?.place ?? resolved?.origin;
  const outcomes = judge(setting, places, { chosen, failure, better });
  const used = outcomes.filter(({ fate }) => fate === "used" || fate === "joined");
  const texts = used.map(({ found }) => found.text);
  const winner = better?.winner ??
    (resolved === undefined || better?.nothing ? undefined : {
      origin: used[0]?.found.origin ?? resolved.origin,
      text: used.length === 0 ? defaultText(setting) : texts.join(", "),
      shown: used.length === 0 ? defaultText(setting) : texts.map(setting.shown).join(", "),
    });
  return { setting, winner, failure, outcomes };
}

/** The default as a user would write it, empty when there is none. */
export function defaultText({ defaultValue }: Setting<unknown>): string {
  return defaultValue === undefined ? "" : String(defaultValue);
}

/** The server and the token that goes there, or why commands refuse. */
export function serverOrNot(
  config: Config,
): { readonly server?: Server; readonly failure?: ConfigError } {
  try {
    return { server: selectServer(config) };
  } catch (failure) {
    if (failure instanceof ConfigError) return { failure };
    throw failure;
  }
}

/** Whether two origins are the same place. A flag can be repeated, so there only the very object. */
export function isSamePlace(one: Origin, other: Origin): boolean {
  return one === other ||
    one.kind !== "flag" && one.kind === other.kind && one.where === other.where &&
      one.name === other.name;
}

interface Place {
  readonly found: Found;
  /** Why the file it stands in does not let it count. */
  readonly hidden: string | undefined;
}

function placesOf(config: Config, setting: Setting<unknown>): readonly Place[] {
  const outside = config.all({ ...setting, operatorOnly: false, inFiles: false })
    .map((found) => ({ found, hidden: undefined }));
  const inside = setting.inFiles
    ? keysOf(setting).flatMap((key) => config.layers.flatMap((layer) => inFile(layer, key)))
    : [];
  // A home file on the way up is read twice, once as the project's file.
  const places: Place[] = [];
  for (const place of [...outside, ...inside]) {
    const at = places.findIndex((each) => isSamePlace(each.found.origin, place.found.origin));
    if (at < 0) places.push(place);
    else if (place.hidden === undefined) places[at] = place;
  }
  return places;
}

function inFile(layer: FileLayer, key: string): Place[] {
  const [section, name] = splitKey(key);
  const counting = layer.values.get(layerKey(section, name));
  const others = layer.mentions
    .filter((each) => each.section === section && each.key === name && each.found !== counting)
    .map(({ found }) => ({ found, hidden: hiddenReason(found, counting, section) }));
  return [...(counting === undefined ? [] : [{ found: counting, hidden: undefined }]), ...others];
}

function hiddenReason({ origin }: Found, counting: Found | undefined, section: string): string {
  const line = counting?.origin.line;
  if (line === undefined) {
    return `ignored: [${section}] begins a second time above it, and in the home file only the ` +
      "first section of a name counts";
  }
  return line > (origin.line ?? 0)
    ? `shadowed by line ${line}: the last one in the file counts`
    : `shadowed by line ${line}: in the home file the first one counts`;
}

function resolvedOrNot(config: Config, setting: Setting<unknown>) {
  try {
    return { resolved: config.resolve(setting), failure: undefined };
  } catch (failure) {
    if (failure instanceof ConfigError) return { resolved: undefined, failure };
    throw failure;
  }
}

/** Where the commands do not simply take the strongest place. */
interface Override {
  /** The place they take instead. */
  readonly place?: Origin;
  /** The value they take, when no place has it. */
  readonly winner?: Winner;
  /** They take none at all. */
  readonly nothing?: boolean;
  /** Why the strongest place is passed over. */
  readonly why: string;
}

function override(
  config: Config,
  setting: Setting<unknown>,
  resolved: Resolved<unknown> | undefined,
): Override | undefined {
  switch (setting.key) {
    case settings.url.key:
      return urlInToken(config);
    case settings.org.key:
      return orgInToken(config);
    case settings.authToken.key:
    case settings.apiKey.key:
      return resolved && otherCredentials(config, setting, resolved.origin);
  }
  return undefined;
}

function urlInToken(config: Config): Override | undefined {
  const { server } = serverOrNot(config);
  if (server?.urlOrigin.kind !== "token") return undefined;
  const { url: text, urlOrigin: origin } = server;
  const winner = { text, shown: settings.url.shown(text), origin };
  return { winner, why: `lost to ${origin.where}: the token names its own server` };
}

function orgInToken(config: Config): Override | undefined {
  const text = configuredTokenOrg(config);
  const credentials = configuredCredentials(config);
  if (text === undefined || credentials === undefined) return undefined;
  const where = `the auth token (${credentials.origin.where})`;
  return {
    winner: { text, shown: text, origin: { kind: "token", where } },
    why: `lost to ${where}: the token belongs to one organization`,
  };
}

function otherCredentials(
  config: Config,
  { key }: Setting<unknown>,
  strongest: Origin,
): Override | undefined {
  const used = configuredCredentials(config);
  if (used === undefined) return { nothing: true, why: "empty: no token is used" };
  const { kind, origin } = used;
  if (kind !== (key === settings.authToken.key ? "token" : "api-key")) {
    const what = kind === "token" ? "an auth token" : "an API key";
    return { nothing: true, why: `lost to ${origin.where}: ${what} is used instead` };
  }
  return isSamePlace(origin, strongest)
    ? undefined
    : { place: origin, why: "blank: counts as not set" };
}

interface Verdict {
  readonly chosen: Origin | undefined;
  readonly failure: ConfigError | undefined;
  readonly better: Override | undefined;
}

function judge(
  setting: Setting<unknown>,
  places: readonly Place[],
  { chosen, failure, better }: Verdict,
): readonly Outcome[] {
  const passedOver = better !== undefined;
  /** The place that later ones lost to. */
  let rival: Found | undefined;
  return places.map(({ found, hidden }): Outcome => {
    const lost = (why: string): Outcome => ({ found, fate: "lost", why });
    if (hidden !== undefined) return lost(hidden);
    if (setting.operatorOnly && !isOperator(found.origin)) {
      return lost("ignored: a repository cannot set it");
    }
    if (isSkippedEmpty(setting, found)) return lost("empty variable: counts as not set");
    const parsed = tryParse(setting, found);
    const invalid = "why" in parsed ? parsed.why : undefined;
    if (rival !== undefined) {
      if (invalid === undefined && joins(setting, rival, found)) {
        return { found, fate: "joined", why: undefined };
      }
      const also = invalid === undefined ? "" : `; and cannot be used: ${invalid}`;
      return lost(lostReason(setting, rival.origin, found.origin) + also);
    }
    if (invalid !== undefined && setting.onInvalid !== "fail" && setting.onInvalid !== "default") {
      return lost(`ignored: ${invalid}`);
    }
    const isChosen = chosen !== undefined && isSamePlace(found.origin, chosen);
    if (isChosen && better?.winner === undefined && !better?.nothing) {
      rival = found;
      return { found, fate: "used", why: undefined };
    }
    if (invalid !== undefined) {
      rival = found;
      return failure === undefined
        ? lost(`cannot be used, so the default counts: ${invalid}`)
        : { found, fate: "bad", why: `commands fail: ${invalid}` };
    }
    // All of them, up to the place that is taken instead.
    if (better?.place === undefined) rival = found;
    return lost(passedOver ? better.why : "not used");
  });
}

function joins(setting: Setting<unknown>, first: Found, found: Found): boolean {
  return setting.join !== undefined &&
    (setting.joins === "places" || first.origin.kind === "flag" && found.origin.kind === "flag");
}
