/** An INI file that can be read and changed without losing anything else in it. */
import { InputError } from "../base/errors.ts";
import {
  type IniEntry,
  type IniSection,
  type IniSyntax,
  parseIniSyntax,
  trimWhitespace,
} from "./ini_parser.ts";
import { decodeUtf8 } from "./syntax_error.ts";

/**
 * Which of several values of one key counts. The reference reads its home file so that the first
 * section of a name and its first such key win, and project files so that the last one wins.
 */
export type DuplicateRule = "first" | "last";

/** A value and its place. */
export interface IniValue {
  readonly section: string;
  readonly key: string;
  readonly value: string;
  /** 1-based. */
  readonly line: number;
}

export type LineEnd = "\n" | "\r\n" | "\r";

/** Parsed INI text. Immutable: an edit gives a new document. */
export class IniDocument {
  readonly #text: string;
  readonly #syntax: IniSyntax;
  readonly #newLine: LineEnd;

  private constructor(text: string, syntax: IniSyntax, newLine: LineEnd) {
    this.#text = text;
    this.#syntax = syntax;
    this.#newLine = newLine;
  }

  /** Parses text; `newLine` is for a text that has no line end yet. Throws `ConfigSyntaxError`. */
  static parse(text: string, newLine: LineEnd = "\n"): IniDocument {
    return new IniDocument(text, parseIniSyntax(text), lineEndOf(text) ?? newLine);
  }

  /** Parses the bytes of a file. Throws `ConfigSyntaxError`, also for bytes that are not UTF-8. */
  static decode(bytes: Uint8Array, newLine: LineEnd = "\n"): IniDocument {
    return IniDocument.parse(decodeUtf8(bytes), newLine);
  }

  /** The text, byte for byte as parsed except for what was edited. */
  toString(): string {
    return this.#text;
  }

  /** All values in the order of the file, also those that a duplicate hides. */
  get entries(): readonly IniValue[] {
    return this.#syntax.entries;
  }

  /** The values that count, in the order of the file. */
  values(rule: DuplicateRule): readonly IniValue[] {
    const chosen = new Map<string, IniEntry>();
    const firstSections = new Map<string, number>();
    for (const entry of this.#syntax.entries) {
      const id = `${entry.section}\0${entry.key}`;
      if (rule === "first") {
        if (!firstSections.has(entry.section)) {
          firstSections.set(entry.section, this.#firstSection(entry.section));
        }
        if (firstSections.get(entry.section) !== entry.sectionIndex || chosen.has(id)) continue;
      }
      chosen.delete(id);
      chosen.set(id, entry);
    }
    return [...chosen.values()];
  }

  get(section: string, key: string, rule: DuplicateRule): IniValue | undefined {
    return this.#find(section, key, rule);
  }

  /**
   * Gives a key its value, whichever rule for duplicates the reader follows, and touches nothing
   * else. Throws `InputError` for a value that the format cannot hold.
   */
  set(section: string, key: string, value: string): IniDocument {
    const document = this.#setFor("last", section, key, value)
      .#setFor("first", section, key, value);
    const holds = document.get(section, key, "first")?.value === value &&
      document.get(section, key, "last")?.value === value;
    if (!holds) throw cannotHold(section, key, "its name or value does not fit the format");
    return document;
  }

  /** Takes out every occurrence of a key, so that none of them comes back to life. */
  unset(section: string, key: string): IniDocument {
    const first = this.#find(section, key, "last");
    if (first === undefined) return this;
    let document = this.#remove(first);
    for (let next = document.#find(section, key, "last"); next !== undefined;) {
      document = document.#remove(next);
      next = document.#find(section, key, "last");
    }
    return document;
  }

  #setFor(rule: DuplicateRule, section: string, key: string, value: string): IniDocument {
    const encoded = encodeValue(section, key, value);
    const entry = this.#find(section, key, rule);
    if (entry?.value === value) return this;
    return entry === undefined
      ? this.#insert(section, `${key}${this.#separator(section)}${encoded}`.trimEnd())
      : this.#splice(entry.valueStart, entry.valueEnd, encoded);
  }

  #find(section: string, key: string, rule: DuplicateRule): IniEntry | undefined {
    const entries = this.#syntax.entries;
    if (rule === "last") {
      return entries.findLast((each) => each.section === section && each.key === key);
    }
    const index = this.#firstSection(section);
    return entries.find((each) => each.sectionIndex === index && each.key === key);
  }

  /** Index of the first section of a name; the unnamed one before all headers is -1. */
  #firstSection(name: string): number {
    const index = this.#syntax.sections.findIndex((each) => each.name === name);
    // Without a header of that name only "" can have entries; -2 matches nothing.
    return name === "" && this.#syntax.entries[0]?.sectionIndex === -1
      ? -1
      : index < 0
      ? -2
      : index;
  }

  /** What stands between key and value, as the section has it already. */
  #separator(section: string): string {
    const index = this.#firstSection(section);
    const last = this.#syntax.entries.findLast((each) => each.sectionIndex === index);
    if (last === undefined) return "=";
    const raw = this.#text.slice(last.keyEnd - 1, last.valueStart);
    return /^\s=\s/.test(raw) ? " = " : "=";
  }

  #insert(sectionName: string, line: string): IniDocument {
    const index = this.#firstSection(sectionName);
    const section = this.#syntax.sections[index];
    return section === undefined
      ? this.#append(sectionName, line)
      : this.#insertInto(section, index, line);
  }

  /** Below the last value of a section, or below its header. */
  #insertInto(section: IniSection, index: number, line: string): IniDocument {
    const last = this.#syntax.entries.findLast((each) => each.sectionIndex === index);
    let at = last?.valueEnd ?? section.end;
    // A comment beside the header belongs to it.
    const comment = this.#syntax.comments.find((each) =>
      each.start >= at && /^[ \t]*$/.test(this.#text.slice(at, each.start))
    );
    if (comment !== undefined) at = comment.end;
    const indent = last === undefined ? "" : this.#indentOf(last.keyStart);
    const [rest, lineEnd] = /^[ \t]*(\r\n|\n|\r|$)/.exec(this.#text.slice(at)) ?? [];
    // Something else on the same line, such as the next header.
    if (rest === undefined) {
      return this.#splice(at, at, `${this.#newLine}${indent}${line}${this.#newLine}`);
    }
    at += rest.length;
    const openEnd = comment === undefined ? this.#newLine : commentEnd(this.#newLine);
    const before = lineEnd === "" ? openEnd : "";
    return this.#splice(at, at, `${before}${indent}${line}${this.#newLine}`);
  }

  /** As a new section at the end. */
  #append(sectionName: string, line: string): IniDocument {
    const text = this.#text;
    const end = text.length;
    const openComment = this.#syntax.comments.some((each) => each.end === end && each.start < end);
    const newLine = openComment ? commentEnd(this.#newLine) : this.#newLine;
    const bare = text === "" || text === "\uFEFF";
    const gap = bare ? "" : openComment || !/[\r\n]$/.test(text) ? newLine + newLine : newLine;
    const header = sectionName === "" ? "" : `[${encode(sectionName)}]${newLine}`;
    return this.#splice(end, end, `${gap}${header}${line}${newLine}`);
  }

  #remove(entry: IniEntry): IniDocument {
    const lineStart = this.#lineStart(entry.keyStart);
    const alone = /^\uFEFF?[ \t]*$/.test(this.#text.slice(lineStart, entry.keyStart));
    if (!alone) return this.#splice(entry.keyStart, entry.valueEnd, "");
    const start = this.#text.startsWith("\uFEFF") && lineStart === 0 ? 1 : lineStart;
    const lineEnd = /^(?:\r\n|\n|\r)/.exec(this.#text.slice(entry.valueEnd))?.[0] ?? "";
    return this.#splice(start, entry.valueEnd + lineEnd.length, "");
  }

  #lineStart(position: number): number {
    let at = position;
    while (at > 0 && this.#text[at - 1] !== "\n" && this.#text[at - 1] !== "\r") at--;
    return at;
  }

  #indentOf(position: number): string {
    const line = this.#text.slice(this.#lineStart(position), position);
    return /^[ \t]*$/.test(line) ? line : "";
  }

  #splice(start: number, end: number, replacement: string): IniDocument {
    const text = this.#text.slice(0, start) + replacement + this.#text.slice(end);
    return IniDocument.parse(text, this.#newLine);
  }
}

/** The first line end in a text. */
function lineEndOf(text: string): LineEnd | undefined {
  const found = /\r\n|\n|\r/.exec(text)?.[0];
  return found === "\n" || found === "\r\n" || found === "\r" ? found : undefined;
}

/** Only a line feed ends a comment. */
function commentEnd(newLine: LineEnd): LineEnd {
  return newLine === "\r" ? "\n" : newLine;
}

/**
 * A value in the form that we and the reference read back as it was. No quotes are needed: the
 * reference trims inside of them too, and an escaped first quote is a plain character.
 */
function encodeValue(section: string, key: string, value: string): string {
  if (trimWhitespace(value) !== value) {
    throw cannotHold(section, key, "it begins or ends with white space, which every reader drops");
  }
  if (/\p{Surrogate}/u.test(value)) throw cannotHold(section, key, "it is not valid Unicode");
  return encode(value).replace(/^["']/, "\\$&");
}

const ESCAPED: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\0": "\\0",
  "\x07": "\\a",
  "\b": "\\b",
  "\t": "\\t",
  "\r": "\\r",
  "\n": "\\n",
};

function encode(text: string): string {
  // deno-lint-ignore no-control-regex -- these are the characters the format escapes
  return text.replaceAll(/[\\\0\x07\b\t\r\n]/g, (char) => ESCAPED[char] ?? char);
}

function cannotHold(section: string, key: string, why: string): InputError {
  return new InputError(`Cannot store a value for ${section}.${key}: ${why}`);
}
