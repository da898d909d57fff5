/** Settles every setting from the sources. Pure: precedence is the order of {@linkcode found}. */
import { ConfigError } from "../base/errors.ts";
import type { Config } from "./config.ts";
import type { ConfigNote, Found, Origin, Resolved, Setting } from "./model.ts";
import { configuredUrl } from "./server.ts";
import { layerKey, type Sources } from "./sources.ts";
import { isOperator } from "./trust.ts";

/** Lays the sources over each other. Never throws; a bad value is reported when it is read. */
export function resolve(catalogue: readonly Setting<unknown>[], sources: Sources): Config {
  const notes: ConfigNote[] = [...sources.notes];
  for (const setting of catalogue) notes.push(...notesOn(setting, sources));
  const config: Config = {
    resolve: (setting) => resolveSetting(setting, found(setting, sources)),
    get: (setting) => config.resolve(setting)?.value,
    raw: (setting) => found(setting, sources)[0],
    all: (setting) => found(setting, sources),
    each: (setting) => usable(setting, found(setting, sources)),
    layers: sources.layers,
    serverUrl: () => configuredUrl(config),
    notes,
    loadError: sources.errors[0],
    loadErrors: sources.errors,
    files: sources.files,
  };
  return config;
}

/** All places that mention a setting, strongest first: this function is the cascade. */
function found(setting: Setting<unknown>, sources: Sources): readonly Found[] {
  const files = (key: string) =>
    sources.layers.flatMap((layer) => {
      const dot = key.lastIndexOf(".");
      const one = layer.values.get(layerKey(key.slice(0, dot), key.slice(dot + 1)));
      return one === undefined ? [] : [one];
    });
  const all = [
    ...sources.flags.filter(({ origin }) => origin.name === setting.key),
    ...setting.variables.flatMap((name) => sources.variables.mentions(name)),
    // An older key gives way to the new one wherever that stands.
    ...(setting.inFiles ? [setting.key, ...setting.legacyKeys].flatMap(files) : []),
  ];
  return setting.operatorOnly ? all.filter(({ origin }) => isOperator(origin)) : all;
}

/** Whether an empty variable lets the next place speak. */
export function isSkippedEmpty(setting: Setting<unknown>, { text, origin }: Found): boolean {
  const isVariable = origin.kind === "env" || origin.kind === "dotenv";
  return text === "" && isVariable && setting.emptyVariable === "unset";
}

/** The parsed value, or why there is none. */
export function tryParse<T>(
  setting: Setting<T>,
  { text, origin }: Found,
): { value: T } | { why: string } {
  try {
    return { value: setting.parse(text, origin) };
  } catch (error) {
    if (error instanceof Error) return { why: error.message };
    throw error;
  }
}

function usable<T>(
  setting: Setting<T>,
  all: readonly Found[],
): readonly { readonly value: T; readonly origin: Origin }[] {
  return all.flatMap((each) => {
    const parsed = isSkippedEmpty(setting, each) ? { why: "" } : tryParse(setting, each);
    return "value" in parsed ? [{ value: parsed.value, origin: each.origin }] : [];
  });
}

function resolveSetting<T>(setting: Setting<T>, all: readonly Found[]): Resolved<T> | undefined {
  for (const [index, each] of all.entries()) {
    if (isSkippedEmpty(setting, each)) continue;
    const parsed = tryParse(setting, each);
    if ("value" in parsed) {
      const rest = usable(setting, all.slice(index + 1));
      return settled(setting, [{ value: parsed.value, origin: each.origin }, ...rest]);
    }
    if (setting.onInvalid === "fail") throw invalid(setting, each, parsed.why);
    if (setting.onInvalid === "default") break;
  }
  return setting.defaultValue === undefined
    ? undefined
    : { value: setting.defaultValue, origin: DEFAULT, shadowed: [] };
}

const DEFAULT: Origin = { kind: "default", where: "the default" };

/** The first value, or several joined where the setting takes more than one. */
function settled<T>(
  setting: Setting<T>,
  values: readonly { readonly value: T; readonly origin: Origin }[],
): Resolved<T> | undefined {
  const [first] = values;
  if (first === undefined) return undefined;
  const isPart = ({ origin }: { readonly origin: Origin }) =>
    origin === first.origin || setting.join !== undefined &&
      (setting.joins === "places" || first.origin.kind === "flag" && origin.kind === "flag");
  const parts = values.filter(isPart).map(({ value }) => value);
  return {
    value: setting.join?.(parts) ?? first.value,
    origin: first.origin,
    shadowed: values.filter((each) => !isPart(each)).map(({ origin }) => origin),
  };
}

function invalid(setting: Setting<unknown>, { text, origin }: Found, why: string): ConfigError {
  const shown = setting.secret ? "" : ` ${JSON.stringify(setting.shown(text))}`;
  return new ConfigError(`Invalid value${shown} for ${setting.key} in ${origin.where}: ${why}`, {
    hint: `Correct or remove it; expected: ${setting.form}`,
  });
}

/** What is worth telling about a setting before anybody reads it. */
function notesOn(setting: Setting<unknown>, sources: Sources): ConfigNote[] {
  const notes: ConfigNote[] = [];
  if (setting.operatorOnly) {
    for (const { origin } of found({ ...setting, operatorOnly: false }, sources)) {
      if (isOperator(origin)) continue;
      notes.push({
        level: "warn",
        message: `Ignoring ${setting.key} in ${origin.where}: a repository cannot set it`,
      });
    }
  }
  if (setting.onInvalid === "warn") {
    for (const each of found(setting, sources)) {
      if (isSkippedEmpty(setting, each)) continue;
      const parsed = tryParse(setting, each);
      if ("value" in parsed) break;
      notes.push({ level: "warn", message: `Ignoring invalid ${named(each)}: ${parsed.why}` });
    }
  }
  return notes;
}

function named({ origin }: Found): string {
  switch (origin.kind) {
    case "flag":
      return `value of ${origin.where}`;
    case "env":
    case "dotenv":
      return `${origin.name} environment variable`;
    default:
      return `${origin.name?.split(".").at(-1)} ini key`;
  }
}
