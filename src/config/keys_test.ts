import type { Setting } from "./model.ts";
import { assert, assertEquals } from "../../tests/support/assert.ts";
import {
  FILE_KEYS,
  findSetting,
  keysOf,
  meantKey,
  meantSection,
  nameOf,
  SETTING_NAMES,
  VALUE_WORDS,
} from "./keys.ts";
import { CATALOGUE } from "./settings.ts";

Deno.test("findSetting() finds every setting by each of its keys, variables and its name", () => {
  for (const setting of CATALOGUE) {
    const names = [
      ...(setting.inFiles ? keysOf(setting) : []),
      ...setting.variables,
      nameOf(setting),
    ];
    for (const name of names) assertEquals(findSetting(name).setting?.key, setting.key, name);
  }
});

const MEANT: readonly (readonly [word: string, meant: string | undefined])[] = [
  ["default.org", "defaults.org"],
  ["defaults.organization", "defaults.org"],
  ["Defaults.Org", "defaults.org"],
  ["org", "defaults.org"],
  ["organisation", "defaults.org"],
  ["tokn", "auth.token"],
  ["token", "auth.token"],
  ["sentry_org", "SENTRY_ORG"],
  ["SENTRY_ORGS", "SENTRY_ORG"],
  ["server", "defaults.url"],
  ["http.proxy", "http.proxy_url"],
  ["http.ssl_verify", "http.verify_ssl"],
  ["log.levl", "log.level"],
  ["qqq", undefined],
  ["", undefined],
];

for (const [word, meant] of MEANT) {
  Deno.test(`findSetting() takes ${JSON.stringify(word)} for ${meant ?? "nothing"}`, () => {
    const found = findSetting(word);
    assert(found.setting === undefined, found.setting?.key);
    assertEquals(found.meant, meant);
  });
}

const SECTIONS: readonly (readonly [word: string, meant: string | undefined])[] = [
  ["default", "defaults"],
  ["DEFAULTS", "defaults"],
  ["htp", "http"],
  ["athu", "auth"],
  ["kubernetes", undefined],
  ["a", undefined],
];

for (const [word, meant] of SECTIONS) {
  Deno.test(`meantSection() takes ${word} for ${meant ?? "nothing"}`, () => {
    assertEquals(meantSection(word), meant);
  });
}

Deno.test("meantKey() looks for the right name in the wrong section, then for a name like it", () => {
  assertEquals(meantKey("http", "token"), "auth.token");
  assertEquals(meantKey("", "org"), "defaults.org");
  assertEquals(meantKey("http", "max_retry"), "http.max_retries");
  assertEquals(meantKey("http", "proxy"), "http.proxy_url");
  assertEquals(meantKey("http", "zzz"), undefined);
});

Deno.test("a shell is offered every setting with an effect once, and for files those of files", () => {
  const wanted = CATALOGUE.filter(({ ignored }) => !ignored);
  assertEquals(new Set(SETTING_NAMES).size, wanted.length);
  assertEquals(FILE_KEYS.length, wanted.filter(({ inFiles }) => inFiles).length);
  assert(SETTING_NAMES.every((name) => findSetting(name).setting !== undefined));
});

/** Asks the parser of a setting whether its form is a choice of words. */
// `text or json` is a choice; `slug or id` describes what is free.
function choicesOf({ form, parse }: Setting<unknown>): readonly string[] {
  const words = form.split(/, | or /);
  if (words.length < 2 || words.some((word) => !/^[a-z]+$/.test(word))) return [];
  if (form === "true or false") return words; // takes other words, too, but not as one thinks
  try {
    parse("no such word", { kind: "flag", where: "" });
    return [];
  } catch {
    return words;
  }
}

Deno.test("VALUE_WORDS are the words of the choices, and nothing of what is free", () => {
  const wanted = CATALOGUE.flatMap((setting) => setting.inFiles ? choicesOf(setting) : []);
  assertEquals(VALUE_WORDS, [...new Set(wanted)]);
  for (const word of ["true", "json", "semantic"]) assert(VALUE_WORDS.includes(word), word);
});
