/** Settings by the names people know them by. */
import { jaro } from "../base/similar_names.ts";
import type { Setting } from "./model.ts";
import { CATALOGUE } from "./settings.ts";

/** What a name stands for, or else the name that was probably meant. */
export type FoundSetting =
  | { readonly setting: Setting<unknown> }
  | { readonly setting: undefined; readonly meant: string | undefined };

/** The setting of a key (an older one, too) or of an environment variable. */
export function findSetting(name: string): FoundSetting {
  const setting = CATALOGUE.find((each) => each.inFiles && keysOf(each).includes(name)) ??
    CATALOGUE.find((each) => each.variables.includes(name)) ??
    CATALOGUE.find((each) => each.key === name);
  return setting === undefined ? { setting, meant: meantName(name) } : { setting };
}

/** The name to call a setting by: what only a variable carries is known by the variable's name. */
export function nameOf(setting: Setting<unknown>): string {
  return setting.inFiles ? setting.key : setting.variables[0] ?? setting.key;
}

/** All keys of a setting in files, the current one first. */
export function keysOf(setting: Pick<Setting<unknown>, "key" | "legacyKeys">): readonly string[] {
  return [setting.key, ...setting.legacyKeys];
}

/** Section and name of a key: split at the last dot. */
export function splitKey(key: string): readonly [section: string, name: string] {
  const dot = key.lastIndexOf(".");
  return [key.slice(0, dot), key.slice(dot + 1)];
}

/** The names a shell offers: settings with an effect. */
export const SETTING_NAMES: readonly string[] = CATALOGUE.filter(({ ignored }) => !ignored)
  .map(nameOf);

/** The names of those that can stand in a file. */
export const FILE_KEYS: readonly string[] = CATALOGUE
  .filter(({ ignored, inFiles }) => inFiles && !ignored).map(({ key }) => key);

/**
 * The words that settings with a choice take, each once. Written down, because asking the parsers means
 * to throw errors, and the first error of a run has V8 parse the whole bundle for its line numbers: 13 ms
 * of every start. The test asks them.
 */
export const VALUE_WORDS: readonly string[] = [
  ...["true", "false"],
  ...["off", "error", "warn", "info", "debug", "trace"],
  ...["text", "json"],
  ...["reference", "semantic"],
];

/** All keys that files may hold, old ones and those without effect included. */
const ALL_FILE_KEYS: readonly string[] = CATALOGUE.filter(({ inFiles }) => inFiles)
  .flatMap(keysOf);

const SECTIONS: readonly string[] = [...new Set(ALL_FILE_KEYS.map((key) => splitKey(key)[0]))];

/** Whether files may hold a section of that name. */
export function isSection(name: string): boolean {
  return SECTIONS.includes(name);
}

/** The section that was probably meant. */
export function meantSection(name: string): string | undefined {
  return sameButForCase(name, SECTIONS) ?? closeName(name.toLowerCase(), SECTIONS);
}

/** The setting of a file that was probably meant by a key in a section. */
export function meantKey(section: string, name: string): string | undefined {
  const key = section === "" ? name : `${section}.${name}`;
  const exact = sameButForCase(key, ALL_FILE_KEYS);
  if (exact !== undefined) return exact;
  // The right name in the wrong section, or in none.
  const elsewhere = FILE_KEYS.filter((each) => splitKey(each)[1] === name.toLowerCase());
  if (elsewhere[0] !== undefined) return elsewhere[0];
  const inSection = FILE_KEYS.filter((each) => splitKey(each)[0] === section);
  const here = closeName(name.toLowerCase(), inSection.map((each) => splitKey(each)[1]));
  if (here !== undefined) return `${section}.${here}`;
  return WORDS[name.toLowerCase()] ?? closeName(key.toLowerCase(), FILE_KEYS);
}

function meantName(name: string): string | undefined {
  const all = [...SETTING_NAMES, ...CATALOGUE.flatMap(({ variables }) => variables)];
  const exact = sameButForCase(name, all);
  if (exact !== undefined) return exact;
  const lower = name.toLowerCase();
  const last = lower.slice(lower.lastIndexOf(".") + 1);
  const byLast = FILE_KEYS.find((key) => splitKey(key)[1] === last);
  return byLast ?? WORDS[last] ??
    closeName(lower, FILE_KEYS) ?? closeName(name, all) ??
    // `tokn` for `auth.token`.
    (lower.includes(".") ? undefined : byName(lower));
}

function byName(name: string): string | undefined {
  const meant = closeName(name, FILE_KEYS.map((key) => splitKey(key)[1]));
  return FILE_KEYS.find((key) => splitKey(key)[1] === meant);
}

/** What people write that does not look like the name. */
const WORDS: Readonly<Record<string, string>> = {
  organization: "defaults.org",
  organisation: "defaults.org",
  server: "defaults.url",
  host: "defaults.url",
  env: "defaults.environment",
  proxy: "http.proxy_url",
  retries: "http.max_retries",
  ssl_verify: "http.verify_ssl",
  verify: "http.verify_ssl",
  ca: "http.ca_file",
};

function sameButForCase(name: string, names: readonly string[]): string | undefined {
  return names.find((each) => each.toLowerCase() === name.toLowerCase());
}

/** Nearer than what the command line offers: a wrong guess about a file sends its author astray. */
const LEAST_LIKENESS = 0.8;

function closeName(word: string, names: readonly string[]): string | undefined {
  const likeness = (name: string) => jaro(word, name);
  const best = names.toSorted((a, b) => likeness(b) - likeness(a))[0];
  return best !== undefined && likeness(best) > LEAST_LIKENESS ? best : undefined;
}
