/** `config set` and `config unset` on generated files: the line meant changes, every other byte stays. */
import { runApp } from "../../app.ts";
import { assert, assertEquals } from "../../../tests/support/assert.ts";
import { fakeSystem } from "../../../tests/support/fake_system.ts";
import { pick, seeded } from "../../../tests/support/random.ts";

const FILES = 500;
const PROJECT = "/work/.sentryclirc";
const HOME = "/home/me/.sentryclirc";

type Random = () => number;

/** A line of a file, a continued one with all its parts, and what the generator meant by it. */
interface Line {
  /** Up to where a value begins; the whole line where there is none. */
  readonly head: string;
  readonly value: string;
  readonly end: string;
  readonly section: string;
  readonly key?: string;
  /** A section header on the same line. */
  readonly header: string;
  /** Counts the headers, to tell sections of the same name apart. */
  readonly part: number;
}

const BLANKS = ["", "", "", " ", "  ", "\t"];
const SECTIONS = ["defaults", "defaults", "http", "auth", "Defaults", "other"];
const KEYS = ["org", "project", "pipeline", "proxy_username", "token", "Org", "note"];
const COMMENTS = [
  "# note",
  "; [defaults]",
  "#org=commented",
  '; don\'t "quote" = it',
  "#",
  "  # in",
];
const VALUES = [
  ...["acme", "", "a b", "a=b:c", "it's", "x # y", "z ; w", "C:\\\\temp", "é ü", "$HOME", "[x]"],
  ...['"quoted"', "'single'", '"a \\" b" rest', '"two\\nlines"', "\\x0041bc", "tail  ", "😀"],
];

function headerText(random: Random, name: string): string {
  return `${pick(random, BLANKS)}[${pick(random, BLANKS)}${name}${pick(random, BLANKS)}]`;
}

/** The setting that a test is about; files mention it more often than others. */
interface Target {
  readonly section: string;
  readonly key: string;
}

function generate(
  random: Random,
  target: Target,
): { readonly mark: string; readonly lines: readonly Line[] } {
  const chance = (share: number) => random() < share;
  const ends = pick(random, [["\n"], ["\n"], ["\r\n"], ["\n", "\r\n"]]);
  const lines: Line[] = [];
  let section = "";
  let part = -1;
  const count = Math.floor(random() * 16);
  for (let at = 0; at < count; at++) {
    const end = at === count - 1 && chance(0.3) ? "" : pick(random, ends);
    const here = () => ({ end, section, part, header: "", value: "" });
    const kind = random();
    if (kind < 0.2) lines.push({ ...here(), head: pick(random, COMMENTS) });
    else if (kind < 0.3) lines.push({ ...here(), head: pick(random, BLANKS) });
    else if (kind < 0.5) {
      section = chance(0.5) ? target.section : pick(random, SECTIONS);
      part++;
      const header = headerText(random, section);
      if (chance(0.8)) lines.push({ ...here(), head: header, header });
      else lines.push({ ...here(), ...entry(random, end, target), header });
    } else lines.push({ ...here(), ...entry(random, end, target), header: "" });
  }
  return { mark: chance(0.15) ? "\uFEFF" : "", lines };
}

function entry(
  random: Random,
  end: string,
  target: Target,
): Pick<Line, "head" | "value" | "key"> {
  const key = random() < 0.3 ? target.key : pick(random, KEYS);
  const separator = `${pick(random, BLANKS)}${pick(random, ["=", "=", ":"])}${
    pick(random, BLANKS)
  }`;
  const value = pick(random, VALUES);
  // A backslash joins lines before a line feed only.
  const isLong = end === "\n" && value !== "" && random() < 0.1;
  return {
    key,
    head: `${pick(random, BLANKS)}${key}${separator}`,
    value: isLong ? "a\\\n  b" : value,
  };
}

function textOf({ header, head, value, end }: Line): string {
  return (head === header ? head : header + head) + value + end;
}

/** The lines that readers of either kind of file take the value from. */
function readFrom(lines: readonly Line[], section: string, key: string): ReadonlySet<Line> {
  const named = lines.filter((line) => line.section === section && line.key === key);
  const first = lines.find((line) => line.section === section && line.part >= 0)?.part;
  const inFirst = named.find(({ part }) => part === first);
  const last = named.at(-1);
  return new Set([
    ...(inFirst === undefined ? [] : [inFirst]),
    ...(last === undefined ? [] : [last]),
  ]);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** What the file may be like afterwards. */
function allowed(lines: readonly Line[], section: string, key: string): RegExp {
  const changing = readFrom(lines, section, key);
  const inFirst = lines.find((line) => line.section === section && line.part >= 0)?.part;
  const needsLine = ![...changing].some(({ part }) => part === inFirst) || changing.size === 0;
  const added =
    `(?:\\r?\\n)*(?:\\[${section}\\]\\r?\\n)?[ \\t]*${key}[ \\t]*[=:][ \\t]*[^\\r\\n]*(?:\\r?\\n)?`;
  const gap = needsLine ? `(?:${added})?` : "";
  const pattern = lines.map((line) => {
    if (!changing.has(line)) return escaped(textOf(line));
    const value = line.value === "" ? "[^\\r\\n]*" : `(?:${escaped(line.value)}|[^\\r\\n]*)`;
    const head = escaped(line.header + line.head.trimEnd());
    return `${head}[ \\t]*${value}${escaped(line.end)}`;
  });
  return new RegExp(`^${gap}${pattern.map((each) => each + gap).join("")}$`);
}

const TOKEN = "0123456789abcdef".repeat(4);
const TARGETS = [
  { section: "defaults", key: "org", values: ["acme", "b-2"] },
  { section: "defaults", key: "project", values: ["web"] },
  {
    section: "defaults",
    key: "pipeline",
    values: ["a # b", "; c", '"q"', "'", "back\\slash", "a=b: c", "é😀", "[x]", "tab\there"],
  },
  { section: "http", key: "proxy_username", values: ["me", "m\\e", "'me'"] },
  { section: "auth", key: "token", values: [TOKEN] },
];

async function run(files: Record<string, Uint8Array>, args: readonly string[]) {
  const system = fakeSystem();
  for (const [path, bytes] of Object.entries(files)) system.fs.put(path, bytes, 0o644);
  const code = await runApp(system, args);
  return { system, code, stdout: system.written.stdout, stderr: system.written.stderr };
}

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);

Deno.test(`config set changes the line meant and no other byte of ${FILES} files`, async () => {
  const random = seeded(20_03);
  const seen = { changed: 0, added: 0, both: 0 };
  for (let at = 0; at < FILES; at++) {
    const { section, key, values } = pick(random, TARGETS);
    const { mark, lines } = generate(random, { section, key });
    const before = mark + lines.map(textOf).join("");
    const value = pick(random, values);
    const name = `${section}.${key}`;
    const context = JSON.stringify({ before, name, value });
    const done = await run({ [PROJECT]: encode(before) }, ["config", "set", name, "--", value]);
    assertEquals(done.code, 0, `${context}\n${done.stderr}`);
    const bytes = await done.system.fs.read(PROJECT);
    const after = decode(bytes);
    assert(after.startsWith(mark), `the mark: ${context}`);
    const rule = allowed(lines, section, key);
    assert(
      rule.test(after.slice(mark.length)),
      `${context}\nbecame ${JSON.stringify(after)}\n${rule}`,
    );
    assertEquals(done.system.fs.mode(PROJECT), 0o600);

    const old = readFrom(lines, section, key).size;
    if (old === 0) seen.added++;
    else if (old === 2) seen.both++;
    else seen.changed++;

    for (const [role, path] of [["project", PROJECT], ["home", HOME]] as const) {
      const read = await run({ [path]: bytes }, ["config", "get", name, "--reveal"]);
      assertEquals(
        read.stdout,
        `${value}\n`,
        `${role}: ${context}\nbecame ${JSON.stringify(after)}`,
      );
    }
  }
  assert(Math.min(seen.changed, seen.added, seen.both) > 50, JSON.stringify(seen));
});

Deno.test(`config unset takes every such line and no other byte out of ${FILES} files`, async () => {
  const random = seeded(20_04);
  let taken = 0;
  for (let at = 0; at < FILES; at++) {
    const { section, key } = pick(random, TARGETS);
    const { mark, lines } = generate(random, { section, key });
    const before = mark + lines.map(textOf).join("");
    const context = JSON.stringify({ before, key: `${section}.${key}` });
    const args = ["config", "unset", `${section}.${key}`];
    const done = await run({ [PROJECT]: encode(before) }, args);
    assertEquals(done.code, 0, `${context}\n${done.stderr}`);
    const after = decode(await done.system.fs.read(PROJECT));
    const isMeant = (line: Line) => line.section === section && line.key === key;
    const pattern = lines.map((line) => {
      if (!isMeant(line)) return escaped(textOf(line));
      // Of a line that begins with a header the header stays.
      return line.header === "" ? "" : `${escaped(line.header)}[ \\t]*${escaped(line.end)}`;
    }).join("");
    const rule = new RegExp(`^${escaped(mark)}${pattern}$`);
    assert(rule.test(after), `${context}\nbecame ${JSON.stringify(after)}`);
    if (lines.some(isMeant)) taken++;
    else assertEquals(after, before);
    const read = await run({ [PROJECT]: encode(after) }, ["config", "get", `${section}.${key}`]);
    assertEquals(read.code, 1, context);
  }
  assert(taken > 150, `${taken} files had the key`);
});
