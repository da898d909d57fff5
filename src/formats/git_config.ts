/** Git's configuration files (git-config(1), "CONFIGURATION FILE"). */

/** One setting, as often as it stands there. */
export interface GitSetting {
  /** In lower case. */
  readonly section: string;
  /** What stands in quotes behind it, its case kept; empty when nothing does. */
  readonly subsection: string;
  /** In lower case. */
  readonly key: string;
  /** `undefined` for a bare key, which means true. */
  readonly value: string | undefined;
}

/** A line that is none of git's. */
export class GitConfigError extends Error {
  override readonly name = "GitConfigError";
  constructor(readonly line: number) {
    super(`line ${line} is not understood`);
  }
}

const HEADER = /^\[\s*([A-Za-z0-9.-]+)(?:\s+"((?:[^"\\\n]|\\.)*)")?\s*\][ \t]*/;
const KEY = /^([A-Za-z][A-Za-z0-9-]*)[ \t]*(=)?[ \t]*/;
const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  b: "\b",
  "\\": "\\",
  '"': '"',
};

/** Reads a file, in order. Throws {@linkcode GitConfigError}. */
export function parseGitConfig(text: string): GitSetting[] {
  const settings: GitSetting[] = [];
  let rest = text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n");
  let line = 1;
  let section = "";
  let subsection = "";
  const take = (length: number) => {
    line += rest.slice(0, length).split("\n").length - 1;
    rest = rest.slice(length);
  };
  while (true) {
    take(/^(?:[ \t\n\v\f\r]+|[#;][^\n]*)*/.exec(rest)?.[0].length ?? 0);
    if (rest === "") return settings;
    const header = HEADER.exec(rest);
    if (header) {
      const [name = "", ...dotted] = (header[1] ?? "").split(".");
      section = name.toLowerCase();
      // `[section.sub]` is the old spelling, in which case does not count.
      subsection = header[2]?.replace(/\\(.)/gs, "$1") ?? dotted.join(".").toLowerCase();
      take(header[0].length);
      continue;
    }
    const key = KEY.exec(rest);
    if (key === null || section === "") throw new GitConfigError(line);
    take(key[0].length);
    const value = key[2] === undefined ? undefined : readValue(rest, line);
    if (value !== undefined) take(value.length);
    else if (!/^(?:[#;\n]|$)/.test(rest)) throw new GitConfigError(line);
    const name = (key[1] ?? "").toLowerCase();
    settings.push({ section, subsection, key: name, value: value?.value });
  }
}

/** A value up to the end of its line, and how much text it took. */
function readValue(text: string, line: number): { value: string; length: number } {
  let value = "";
  let blanks = "";
  let isQuoted = false;
  let at = 0;
  for (; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === "\n") break; // quotes left open end there, too
    if (!isQuoted && (char === "#" || char === ";")) break;
    if (!isQuoted && (char === " " || char === "\t")) {
      blanks += char; // those at the end do not count
      continue;
    }
    value += blanks;
    blanks = "";
    if (char === '"') {
      isQuoted = !isQuoted;
    } else if (char === "\\") {
      const next = text.charAt(++at);
      if (next === "\n") continue;
      const meant = ESCAPES[next];
      if (meant === undefined) throw new GitConfigError(line);
      value += meant;
    } else {
      value += char;
    }
  }
  return { value, length: at };
}

/** What git takes for a boolean; `undefined` when it is none. */
export function gitBoolean(value: string | undefined): boolean | undefined {
  if (value === undefined) return true;
  if (/^(?:true|yes|on|[+-]?0*[1-9]\d*)$/i.test(value)) return true;
  return /^(?:false|no|off|0+|)$/i.test(value) ? false : undefined;
}
