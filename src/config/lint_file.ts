/** What looks wrong with one configuration file. Pure: text to problems. Never quotes a secret. */
import { type DuplicateRule, IniDocument } from "./ini.ts";
import { type IniEntry, type IniSyntax, parseIniSyntax } from "./ini_parser.ts";
import { findSetting, isSection, meantKey, meantSection, nameOf, splitKey } from "./keys.ts";
import { lintValue } from "./lint_value.ts";
import type { OriginKind, Setting } from "./model.ts";
import type { Problem } from "./problem.ts";
import {
  decodeProperties,
  parseProperties,
  type Property,
  splitPropertyName,
} from "./properties.ts";
import { ConfigSyntaxError, decodeUtf8 } from "./syntax_error.ts";

/** A file and the part it plays. */
export interface FileRole {
  readonly file: string;
  readonly kind: OriginKind;
  /** Which of repeated values counts. */
  readonly rule: DuplicateRule;
}

/** Problems of an INI file, in the order of its lines. */
export function lintIni(bytes: Uint8Array, role: FileRole): readonly Problem[] {
  return collected(role, bytes, () => {
    const text = decodeUtf8(bytes);
    const syntax = parseIniSyntax(text);
    const entries = syntax.entries.map((entry) => ({ ...entry, keyLine: keyLine(text, entry) }));
    const lines = { text, syntax, entries, role };
    return [
      ...byteOrderMark(text),
      ...swallowedLines(lines),
      ...asProperties(lines),
      ...sections(lines),
      ...entries.flatMap((entry) => entryProblems(entry, lines)),
      ...duplicates(lines),
    ];
  });
}

/** Problems of a Java properties file. */
export function lintProperties(bytes: Uint8Array, role: FileRole): readonly Problem[] {
  return collected(role, bytes, () => {
    const properties = parseProperties(decodeProperties(bytes));
    const headers = properties.filter(({ name, value }) => /^\[.*\]$/.test(name + value));
    return [
      ...headers.slice(0, 1).map(({ line }): Problem => ({
        level: "warning",
        line,
        message: "this is written like an INI file, but read as Java properties: sections do " +
          "not count",
        hint: "write section.name=value on each line",
      })),
      ...properties.filter((each) => !headers.includes(each))
        .flatMap((each) => propertyProblems(each, { role, isIni: headers.length > 0 })),
      ...repeatedProperties(properties),
    ];
  });
}

/** Sorts what `read` finds and adds the file; a broken grammar becomes an error. */
function collected(
  { file }: FileRole,
  bytes: Uint8Array,
  read: () => readonly Problem[],
): readonly Problem[] {
  try {
    return read().toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0))
      .map((problem) => ({ ...problem, file }));
  } catch (error) {
    if (!(error instanceof ConfigSyntaxError)) throw error;
    const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) ||
      (bytes[0] === 0xfe && bytes[1] === 0xff);
    return [{
      level: "error",
      isFatal: true,
      file,
      line: error.line,
      message: error.message,
      hint: isUtf16 ? "the file is UTF-16; store it as UTF-8" : undefined,
    }];
  }
}

interface Entry extends IniEntry {
  /** 1-based line on which the key starts. */
  readonly keyLine: number;
}

interface Lines {
  readonly text: string;
  readonly syntax: IniSyntax;
  readonly entries: readonly Entry[];
  readonly role: FileRole;
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split(/\r\n|\n|\r/).length;
}

function keyLine(text: string, { keyStart, key, line }: IniEntry): number {
  // Only a key with a line break in it begins on another line than its value.
  return /[\r\n]/.test(key) || key.includes("\\") ? lineAt(text, keyStart) : line;
}

function byteOrderMark(text: string): Problem[] {
  if (!text.startsWith("\uFEFF")) return [];
  return [{
    level: "warning",
    line: 1,
    message: "the file begins with a byte-order mark, with which other versions of sentry-cli " +
      "lose the first section or key",
    hint: "store it as UTF-8 without a mark",
  }];
}

/** Only a line feed ends a comment: with the line ends of old Macs it goes on to the end. */
function swallowedLines({ text, syntax }: Lines): Problem[] {
  return syntax.comments
    .filter(({ start, end }) => /\r[^\r]/.test(text.slice(start, end)))
    .map(({ start }) => ({
      level: "warning" as const,
      line: lineAt(text, start),
      message: "the lines below this comment are part of it: only a line feed ends a comment",
      hint: "store the file with LF or CRLF line ends",
    }));
}

/** `defaults.org=acme` where `[defaults]` and `org=acme` are expected. */
function asProperties({ syntax, entries }: Lines): Problem[] {
  const [first] = entries;
  if (first === undefined || syntax.sections.length > 0) return [];
  if (!entries.some(({ key }) => isFileKey(key))) return [];
  return [{
    level: "warning",
    line: first.keyLine,
    message: "this is written like Java properties, but read as an INI file: nothing in it counts",
    hint: `write ${example(first.key)}, or name the file in SENTRY_PROPERTIES`,
  }];
}

function example(key: string): string {
  const [section, name] = splitKey(findSetting(key).setting?.key ?? "defaults.org");
  return `[${section}] and below it ${name}=...`;
}

function sections({ text, syntax, role }: Lines): Problem[] {
  const lines = new Map<string, number>();
  return syntax.sections.flatMap(({ name, start }): Problem[] => {
    const line = lineAt(text, start);
    const earlier = lines.get(name);
    if (earlier === undefined) lines.set(name, line);
    if (!isSection(name)) {
      const meant = isPlainName(name) ? meantSection(name) : undefined;
      return [{
        level: "warning",
        line,
        message: `unknown section${quotedName(name)}: nothing in it counts`,
        hint: meant === undefined ? undefined : `did you mean [${meant}]?`,
      }];
    }
    if (earlier === undefined) return [];
    return [{
      level: "warning",
      line,
      message: `section [${name}] begins a second time, after line ${earlier}` +
        (role.rule === "first"
          ? "; in the home file only the first one counts"
          : "; in the home file only the first one would count"),
      hint: "put the settings into one section",
    }];
  });
}

function entryProblems(entry: Entry, { role, syntax, text }: Lines): Problem[] {
  const { section, key, keyLine: line } = entry;
  if (/[\r\n]/.test(key)) return [glued(entry, text)];
  if (entry.sectionIndex < 0) {
    // Already said of the file as a whole.
    if (syntax.sections.length === 0 && isFileKey(key)) return [];
    const meant = findSetting(key).setting?.key ??
      (isPlainName(key) ? meantKey("", key) : undefined);
    return [{
      level: "warning",
      line,
      message: `${named(key)} stands before any [section] and does not count`,
      hint: meant === undefined ? undefined : `did you mean ${asLines(meant)}?`,
    }];
  }
  if (!isSection(section)) return [];
  const { setting } = findSetting(`${section}.${key}`);
  if (setting === undefined || !setting.inFiles) return [unknownKey(section, key, line)];
  return valueProblems(setting, entry.value, { ...role, line: entry.line });
}

/** A line without a separator, which the grammar joins with the next. */
function glued({ key, keyLine: line, section }: Entry, text: string): Problem {
  const last = key.split(/[\r\n]+/).at(-1)?.trim() ?? "";
  const isKnown = findSetting(`${section}.${last}`).setting !== undefined;
  const isJunk = /\]/.test(text.split(/\r\n|\n|\r/)[line - 1] ?? "");
  return {
    level: "warning",
    line,
    message: (isJunk ? "the text after the section header" : 'the line has no "="') +
      ": it was read as one key together with the next line" +
      (isKnown ? `, so ${section}.${last} is not set` : ""),
    hint: 'give it a value after "=", or make it a comment with #',
  };
}

function unknownKey(section: string, key: string, line: number): Problem {
  const meant = isPlainName(key) ? meantKey(section, key) : undefined;
  return {
    level: "warning",
    line,
    message: `${isPlainName(key) ? `unknown setting ${section}.${key}` : "unknown setting"}` +
      ": it does not count",
    hint: meant === undefined ? undefined : `did you mean ${asLines(meant)}?`,
  };
}

/** `auth.token` as it stands in the file. */
function asLines(key: string): string {
  const [section, name] = splitKey(key);
  return `${name} in [${section}]`;
}

interface ValuePlace extends FileRole {
  readonly line: number;
}

function valueProblems(setting: Setting<unknown>, text: string, place: ValuePlace): Problem[] {
  const { file, kind, line } = place;
  const origin = { kind, where: `${file}:${line}`, file, line, name: setting.key };
  const problems: Problem[] = lintValue(setting, text, origin)
    .map((finding) => ({ ...finding, line }));
  if (setting.operatorOnly && kind !== "global") {
    problems.push({
      level: "warning",
      line,
      message: `${setting.key} does not count here: a repository cannot set it`,
      hint: "set it in the home file, with sentry-cli config set --global",
      isLogged: true,
    });
  }
  return problems;
}

function duplicates({ text, entries, role }: Lines): Problem[] {
  const counting = new Map(
    IniDocument.parse(text).values(role.rule).map((each) => [idOf(each), each]),
  );
  return entries.flatMap((entry): Problem[] => {
    const { section, key, line } = entry;
    const winner = counting.get(idOf(entry));
    const isKnown = isPlainName(key) && findSetting(`${section}.${key}`).setting !== undefined;
    if (winner?.line === line || !isKnown) return [];
    const why = winner === undefined
      ? `only the first [${section}] counts in the home file`
      : `line ${winner.line} sets it as well, and the ${role.rule} one counts`;
    return [{
      level: "warning",
      line,
      message: `this ${section}.${key} has no effect: ${why}`,
      hint: "keep one of them",
    }];
  });
}

function idOf({ section, key }: { readonly section: string; readonly key: string }): string {
  return `${section}\0${key}`;
}

function propertyProblems(
  { name, value, line }: Property,
  { role, isIni }: { readonly role: FileRole; readonly isIni: boolean },
): Problem[] {
  const { section, key } = splitPropertyName(name);
  const { setting } = findSetting(name);
  if (setting === undefined || !setting.inFiles || !name.includes(".")) {
    if (isIni && !name.includes(".")) return []; // already said of the file as a whole
    // Other tools keep their own properties in the same file.
    if (!isSection(section) && meantKey(section, key) === undefined) return [];
    const meant = isPlainName(name) ? meantKey(section, key) : undefined;
    return [{
      level: "warning",
      line,
      message: `${isPlainName(name) ? `unknown setting ${name}` : "unknown setting"}: ` +
        "it does not count",
      hint: meant === undefined ? undefined : `did you mean ${meant}?`,
    }];
  }
  const blanks: Problem[] = value === value.trimEnd() ? [] : [{
    level: "warning",
    line,
    message: `the blanks at the end are part of the value of ${nameOf(setting)}`,
    hint: "take them out",
  }];
  return [...valueProblems(setting, value, { ...role, line }), ...blanks];
}

function repeatedProperties(properties: readonly Property[]): Problem[] {
  return properties.flatMap(({ name, line }, at): Problem[] => {
    const later = properties.findLast((each, index) => index > at && each.name === name);
    if (later === undefined || findSetting(name).setting === undefined) return [];
    return [{
      level: "warning",
      line,
      message: `this ${name} has no effect: line ${later.line} sets it as well, and the last ` +
        "one counts",
      hint: "keep one of them",
    }];
  });
}

function isFileKey(key: string): boolean {
  return key.includes(".") && findSetting(key).setting?.inFiles === true;
}

/** A name that can be quoted: what a line without a key looks like may be a token. */
function isPlainName(text: string): boolean {
  if (!/^[A-Za-z][\w.-]{0,39}$/.test(text) || /^sntry/i.test(text)) return false;
  return !(/[0-9]{3}/.test(text) || /[a-z].*[A-Z].*[0-9]|[0-9].*[A-Z]/.test(text));
}

function quotedName(name: string): string {
  return isPlainName(name) ? ` [${name}]` : "";
}

function named(key: string): string {
  return isPlainName(key) ? `"${key}"` : "this key";
}
