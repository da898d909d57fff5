/** Commits, tags and trees as git stores them (git's Documentation, "gitformat-*"; Pro Git, 10.2). */

/** Something is no object of git. */
export class GitObjectError extends Error {
  override readonly name = "GitObjectError";
}

/** Who did something, and when. */
export interface GitPerson {
  /** `undefined` where it is not UTF-8. */
  readonly name: string | undefined;
  readonly email: string | undefined;
  /** Unix time in seconds. */
  readonly seconds: number;
  /** East of Greenwich. */
  readonly offsetMinutes: number;
}

export interface GitCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: GitPerson;
  /** When it was committed, Unix time in seconds. */
  readonly committedSeconds: number;
  /** All of it; `undefined` where it is not UTF-8. */
  readonly message: string | undefined;
}

/** What a commit, a tag or a tree starts with, as far as a walk needs it. */
export interface CommitLinks {
  readonly parents: readonly string[];
  readonly committedSeconds: number;
}

const ascii = new TextDecoder("latin1");
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Text, `undefined` where the bytes are not UTF-8. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Reads a commit. Throws {@linkcode GitObjectError}. */
export function parseCommit(bytes: Uint8Array): GitCommit {
  const { head, body } = split(bytes);
  const tree = /^tree ([0-9a-f]+)$/m.exec(head)?.[1];
  const author = lineBytes(bytes, head, "author ");
  if (tree === undefined || author === undefined) {
    throw new GitObjectError("a commit without a tree or an author");
  }
  return {
    tree,
    ...linksOf(head),
    author: parsePerson(author),
    message: textOf(untilZero(withoutLeadingLines(bytes.subarray(body)))),
  };
}

/** Reads only what a walk needs. */
export function parseCommitLinks(bytes: Uint8Array): CommitLinks {
  return linksOf(split(bytes).head);
}

/** What an annotated tag points at. */
export function parseTag(bytes: Uint8Array): { readonly target: string; readonly type: string } {
  const { head } = split(bytes);
  const target = /^object ([0-9a-f]+)$/m.exec(head)?.[1];
  const type = /^type (\w+)$/m.exec(head)?.[1];
  if (target === undefined || type === undefined) throw new GitObjectError("a tag without object");
  return { target, type };
}

function linksOf(head: string): CommitLinks {
  const parents = [...head.matchAll(/^parent ([0-9a-f]+)$/gm)].map((each) => each[1] ?? "");
  const committer = /^committer .*$/m.exec(head)?.[0] ?? "";
  const seconds = /> (\d+)(?: [+-]\d+)?\s*$/.exec(committer)?.[1];
  return { parents, committedSeconds: Number(seconds ?? 0) };
}

/** The lines before the first empty one, a byte a character, and where the rest begins. */
function split(bytes: Uint8Array): { head: string; body: number } {
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) {
    if (bytes[at + 1] === 10) return { head: ascii.decode(bytes.subarray(0, at)), body: at + 2 };
  }
  return { head: ascii.decode(bytes), body: bytes.length };
}

function lineBytes(bytes: Uint8Array, head: string, key: string): Uint8Array | undefined {
  const start = head.startsWith(key) ? 0 : head.indexOf(`\n${key}`) + 1;
  if (start === 0 && !head.startsWith(key)) return undefined;
  const end = head.indexOf("\n", start);
  return bytes.subarray(start + key.length, end < 0 ? head.length : end);
}

function withoutLeadingLines(bytes: Uint8Array): Uint8Array {
  let at = 0;
  while (bytes[at] === 10) at++;
  return bytes.subarray(at);
}

/** Reads `Name <email> seconds zone`. Throws {@linkcode GitObjectError}. */
export function parsePerson(line: Uint8Array): GitPerson {
  const [open, close] = [line.lastIndexOf(0x3c), line.lastIndexOf(0x3e)];
  if (open < 0 || close < open) throw new GitObjectError("a commit without an address");
  return {
    name: textOf(trimmed(line.subarray(0, open))),
    email: textOf(trimmed(line.subarray(open + 1, close))),
    ...parseMoment(ascii.decode(line.subarray(close + 2))),
  };
}

/** Beyond this the calendar of our runtime ends. */
const MAX_SECONDS = 8.64e12;

/** Without a moment it is the beginning of time; a zone counts only right behind one blank. */
function parseMoment(text: string): { readonly seconds: number; readonly offsetMinutes: number } {
  if (text === "") return { seconds: 0, offsetMinutes: 0 };
  const [, digits, sign, zone] = /^\s*([+-]?\d+)(?:.([+-])\+?(\d+))?/s.exec(text) ?? [];
  const seconds = Number(digits);
  if (digits === undefined || Math.abs(seconds) > MAX_SECONDS) {
    throw new GitObjectError("a commit of no date that we know");
  }
  return { seconds, offsetMinutes: offsetOf(sign, Number(zone ?? 0)) };
}

function offsetOf(sign: string | undefined, digits: number): number {
  const [hours, minutes] = [Math.floor(digits / 100), digits % 100];
  if (hours > 14 || minutes > 59) return 0; // no zone of this world
  return (sign === "-" ? -1 : 1) * (hours * 60 + minutes);
}

/** What git takes off both ends of names: blanks, and marks that come from quoting. */
const CRUD = new Set([...",:;<>\"\\'"].map((char) => char.charCodeAt(0)));

function trimmed(bytes: Uint8Array): Uint8Array {
  const isCrud = (byte: number | undefined) => byte !== undefined && (byte <= 32 || CRUD.has(byte));
  let [from, to] = [0, bytes.length];
  while (from < to && isCrud(bytes[from])) from++;
  while (to > from && isCrud(bytes[to - 1])) to--;
  return untilZero(bytes.subarray(from, to));
}

/** Git's texts end at a zero byte. */
function untilZero(bytes: Uint8Array): Uint8Array {
  const zero = bytes.indexOf(0);
  return zero < 0 ? bytes : bytes.subarray(0, zero);
}

/** One line of a tree. */
export class TreeEntry {
  constructor(
    /** The kind of thing, as git writes it, with only the one permission bit that it knows. */
    readonly mode: number,
    readonly name: Uint8Array,
    /** The id as bytes: most entries are only compared. */
    readonly idBytes: Uint8Array,
  ) {}

  get id(): string {
    return toHex(this.idBytes);
  }

  /** Whether both are of one kind and have the same content. */
  hasSameContent({ mode, idBytes }: TreeEntry): boolean {
    if (mode !== this.mode) return false;
    for (let at = idBytes.length - 1; at >= 0; at--) {
      if (idBytes[at] !== this.idBytes[at]) return false;
    }
    return true;
  }
}

export const MODE = {
  tree: 0o040000,
  file: 0o100644,
  executable: 0o100755,
  link: 0o120000,
  submodule: 0o160000,
} as const;

/** Reads a tree. Throws {@linkcode GitObjectError}. */
export function parseTree(bytes: Uint8Array, idBytes: number): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < bytes.length;) {
    const blank = bytes.indexOf(0x20, at);
    const end = bytes.indexOf(0, blank);
    if (blank < 0 || end < 0 || end + 1 + idBytes > bytes.length) {
      throw new GitObjectError("a tree that is cut short");
    }
    entries.push(
      new TreeEntry(
        normalMode(octal(bytes, at, blank)),
        bytes.subarray(blank + 1, end),
        bytes.subarray(end + 1, end + 1 + idBytes),
      ),
    );
    at = end + 1 + idBytes;
  }
  return entries;
}

function octal(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 7) throw new GitObjectError("a tree with a bad mode");
    value = value * 8 + digit;
  }
  if (to === from || to - from > 7) throw new GitObjectError("a tree with a bad mode");
  return value;
}

/** Early versions of git kept more permission bits. */
function normalMode(mode: number): number {
  switch (mode & 0o170000) {
    case MODE.tree:
    case MODE.link:
    case MODE.submodule:
      return mode & 0o170000;
    default:
      return (mode & 0o100) !== 0 ? MODE.executable : MODE.file;
  }
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Bytes as hexadecimal digits. */
export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += HEX[byte];
  return text;
}

/** Hexadecimal digits as bytes. */
export function fromHex(text: string): Uint8Array {
  return Uint8Array.from(
    { length: text.length / 2 },
    (_, at) => parseInt(text.slice(2 * at, 2 * at + 2), 16),
  );
}
