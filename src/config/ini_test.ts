import { InputError } from "../base/errors.ts";
import { assertEquals, assertThrows } from "../../tests/support/assert.ts";
import { seeded } from "../../tests/support/random.ts";
import { type DuplicateRule, IniDocument } from "./ini.ts";
import { parseIniSyntax } from "./ini_parser.ts";
import { ConfigSyntaxError } from "./syntax_error.ts";

/** `section.key` to value, as the given rule for duplicates sees it. */
function read(text: string, rule: DuplicateRule = "last"): Record<string, string> {
  const values = IniDocument.parse(text).values(rule);
  return Object.fromEntries(values.map(({ section, key, value }) => [`${section}.${key}`, value]));
}

const D = "[defaults]\n";

// Each row was tried on the reference, except where the name says that we read more.
const GRAMMAR:
  readonly (readonly [name: string, text: string, expected: Record<string, string>])[] = [
    ["a key in a section", `${D}org=a\n`, { "defaults.org": "a" }],
    ["a colon as separator", `${D}org:a=b`, { "defaults.org": "a=b" }],
    ["an address after either separator", `${D}a:http://x\nb=http://y`, {
      "defaults.a": "http://x",
      "defaults.b": "http://y",
    }],
    ["a second separator as text", `${D}org==a`, { "defaults.org": "=a" }],
    ["blanks around everything", "  [ defaults ]\n  org  =  a b  \n", { "defaults.org": "a b" }],
    ["CRLF", "[defaults]\r\norg=a\r\nproject=b\r\n", {
      "defaults.org": "a",
      "defaults.project": "b",
    }],
    ["a lone CR as line end", "[defaults]\rorg=a\rproject=b", {
      "defaults.org": "a",
      "defaults.project": "b",
    }],
    ["comments in column 0", `# c\n; d\n${D}#org=x\norg=a\n`, { "defaults.org": "a" }],
    ["only a line feed as end of a comment", `${D}# c\rorg=a\nproject=p`, {
      "defaults.project": "p",
    }],
    ["more: an indented comment", `${D}  # c\n\t; d\norg=a\n`, { "defaults.org": "a" }],
    ["more: a comment beside a header", "[defaults] ; c\norg=a\n", { "defaults.org": "a" }],
    ["more: a byte order mark", `\uFEFF${D}org=a`, { "defaults.org": "a" }],
    ["a key beside the header", "[defaults] org=a", { "defaults.org": "a" }],
    ["junk beside the header as part of a key", "[defaults] junk\norg=a", {
      "defaults.junk\norg": "a",
    }],
    ["a line without separator as part of the next key", `${D}org\nproject=p`, {
      "defaults.org\nproject": "p",
    }],
    ["a header over two lines", "[defaults\n]org=a", { "defaults.org": "a" }],
    ["case in sections and keys", "[Defaults]\nOrg=a", { "Defaults.Org": "a" }],
    ["quotes around a section as text", '["defaults"]\norg=a', { '"defaults".org': "a" }],
    ["keys before any section", "org=a\n[defaults]\nproject=b", {
      ".org": "a",
      "defaults.project": "b",
    }],
    ["a quoted value", `${D}org="a b"\nproject='c d'`, {
      "defaults.org": "a b",
      "defaults.project": "c d",
    }],
    ["blanks inside of quotes as trimmed", `${D}org="  a  "`, { "defaults.org": "a" }],
    ["text after the quotes", `${D}org="foo" bar`, { "defaults.org": "foo bar" }],
    ["a second pair of quotes as text", `${D}org="a" "b"`, { "defaults.org": 'a "b"' }],
    ["a quote inside of a value as text", `${D}org=it's`, { "defaults.org": "it's" }],
    ["a quoted value over lines", `${D}org="a\nb" c`, { "defaults.org": "a\nb c" }],
    ["the other quote inside of quotes", `${D}org="it's"`, { "defaults.org": "it's" }],
    ["an empty value", `${D}org=\nproject=p`, { "defaults.org": "", "defaults.project": "p" }],
    ["an empty quoted value", `${D}org=""`, { "defaults.org": "" }],
    ["what looks like a comment in a value", `${D}a=foo # bar\nb=;foo\nc=#foo`, {
      "defaults.a": "foo # bar",
      "defaults.b": ";foo",
      "defaults.c": "#foo",
    }],
    ["what looks like a variable in a value", `${D}a=$HOME\nb=%X%`, {
      "defaults.a": "$HOME",
      "defaults.b": "%X%",
    }],
    ["a Windows path, escapes and all", `${D}org=C:\\temp\\new`, {
      "defaults.org": "C:\temp\new",
    }],
    ["the simple escapes", `${D}a=x\\\\\\'\\"\\0\\a\\b\\t\\r\\nx`, {
      "defaults.a": "x\\'\"\0\x07\b\t\r\nx",
    }],
    ["any other escaped character as itself", `${D}a=\\q\\;\\=`, { "defaults.a": "q;=" }],
    ["code points", `${D}a=\\x0041\\x00e9\\x20AC`, { "defaults.a": "Aé€" }],
    ["escapes in keys and sections", "[de\\x0066aults]\nor\\=g=a", { "defaults.or=g": "a" }],
    ["an escaped bracket in a header", "[a\\]b]\norg=a", { "a]b.org": "a" }],
    ["an escaped quote at the start of a value", `${D}org=\\"a"`, { "defaults.org": '"a"' }],
    ["a line that goes on, indent kept", `${D}org=a\\\n  b`, { "defaults.org": "a  b" }],
    ["a backslash before CRLF as no continuation", `${D}org=a\\\r\nproject=p\r\n`, {
      "defaults.org": "a",
      "defaults.project": "p",
    }],
    ["a code point as white space at the ends", `${D}org=\\x0020a\\x2028`, { "defaults.org": "a" }],
    ["other white space around a value", `${D}org=\u00a0a\u0085\u3000`, { "defaults.org": "a" }],
    ["a byte order mark in a value as text", `${D}org=\uFEFFa`, { "defaults.org": "\uFEFFa" }],
    ["an empty file", "", {}],
    ["only blanks", " \n\t\r\n", {}],
  ];

for (const [name, text, expected] of GRAMMAR) {
  Deno.test(`IniDocument reads ${name}`, () => {
    assertEquals(read(text), expected);
  });
}

const FATAL: readonly (readonly [name: string, text: string, line: number])[] = [
  ["a key without a value at the end", `${D}\norg\n`, 3],
  ["a value without a key", `${D}\n\n=a`, 4],
  ["a key of blanks", `${D}\\x0020=a`, 2],
  ["a header that is not closed", "\n[defaults", 2],
  ["a quote that is not closed", `${D}a=b\norg="x\ny\n`, 3],
  ["a backslash at the end", `${D}org=a\\`, 2],
  ["three hexadecimal digits", `${D}a=b\n\norg=\\x123g`, 4],
  ["too few hexadecimal digits before the end", `${D}org=\\x12`, 2],
  ["half of a surrogate pair", `${D}org=\\xd83d\\xde00`, 2],
  ["lines that end in CR", "[defaults]\rorg=a\r=b", 3],
  ["lines that end in CRLF", "[defaults]\r\norg=a\r\n=b", 3],
];

for (const [name, text, line] of FATAL) {
  Deno.test(`IniDocument refuses ${name} and names the line`, () => {
    const error = assertThrows(() => IniDocument.parse(text), ConfigSyntaxError);
    assertEquals(error.line, line);
  });
}

Deno.test("IniDocument.decode() refuses bytes that are not UTF-8 and names the line", () => {
  const bytes = Uint8Array.of(0x5b, 0x61, 0x5d, 0x0a, 0x62, 0x3d, 0xff, 0x0a);
  const error = assertThrows(() => IniDocument.decode(bytes), ConfigSyntaxError, "not valid UTF-8");
  assertEquals(error.line, 2);
});

Deno.test("IniDocument errors never quote the file: it may hold a token", () => {
  for (const text of ["sntrys_secret", "[sntrys_secret", 'a="sntrys_secret']) {
    const error = assertThrows(() => IniDocument.parse(text), ConfigSyntaxError);
    assertEquals(error.message.includes("secret"), false, error.message);
  }
});

Deno.test("IniDocument.entries tell the line on which each value starts", () => {
  const text = '[a]\n\nx=1\r\ny = "2\n2"\nz\n=\nlast: 3';
  const lines = IniDocument.parse(text).entries.map(({ key, line }) => [key, line]);
  assertEquals(lines, [["x", 3], ["y", 4], ["z", 7], ["last", 8]]);
});

Deno.test("IniDocument.values() takes the last of several values for a project file", () => {
  const text = "[a]\nx=1\nx=2\n[b]\n[a]\nx=3\ny=4\n";
  assertEquals(read(text, "last"), { "a.x": "3", "a.y": "4" });
});

Deno.test("IniDocument.values() takes the first section and key for the home file", () => {
  const text = "[a]\nx=1\nx=2\n[b]\n[a]\nx=3\ny=4\n";
  assertEquals(read(text, "first"), { "a.x": "1" });
  assertEquals(IniDocument.parse(text).get("a", "y", "first"), undefined);
});

const SETS: readonly (readonly [name: string, before: string, after: string])[] = [
  ["an empty file", "", "[defaults]\norg=new\n"],
  ["a value", "[defaults]\norg=old\nx=1\n", "[defaults]\norg=new\nx=1\n"],
  [
    "a value and keeps blanks before it",
    "[defaults]\n\torg =  old\n",
    "[defaults]\n\torg =  new\n",
  ],
  ["a quoted value", '[defaults]\norg="a\nb" c\nx=1', "[defaults]\norg=new\nx=1"],
  [
    "a value that is already there and keeps its form",
    '[defaults]\norg="new"\n',
    '[defaults]\norg="new"\n',
  ],
  ["a value without line end", "[defaults]\norg=old", "[defaults]\norg=new"],
  ["an empty value", "[defaults]\norg=\nx=1", "[defaults]\norg=new\nx=1"],
  [
    "a section with other keys, below the last of them",
    "# a\n[defaults]\nx=1\n# b\n\n[http]\ny=2\n",
    "# a\n[defaults]\nx=1\norg=new\n# b\n\n[http]\ny=2\n",
  ],
  [
    "a section in the style of its last key",
    "[defaults]\n  x = 1\n",
    "[defaults]\n  x = 1\n  org = new\n",
  ],
  ["an empty section", "[defaults]\n\n[http]\n", "[defaults]\norg=new\n\n[http]\n"],
  [
    "a section with a comment beside its header",
    "[defaults] # c\n[http]\n",
    "[defaults] # c\norg=new\n[http]\n",
  ],
  ["a section whose keys stand beside the header", "[defaults] x=1", "[defaults] x=1\norg=new\n"],
  [
    "a section with another header beside it",
    "[defaults] [http] x=1",
    "[defaults]\norg=new\n [http] x=1",
  ],
  ["a header at the end of the file", "[defaults]", "[defaults]\norg=new\n"],
  ["a file without the section", "[http]\nx=1\n", "[http]\nx=1\n\n[defaults]\norg=new\n"],
  ["a file without line end", "[http]\nx=1", "[http]\nx=1\n\n[defaults]\norg=new\n"],
  ["a file that ends in a comment", "# c", "# c\n\n[defaults]\norg=new\n"],
  [
    "a CRLF file with CRLF",
    "[http]\r\nx=1\r\n",
    "[http]\r\nx=1\r\n\r\n[defaults]\r\norg=new\r\n",
  ],
  [
    "a CRLF section with a comment beside its header",
    "[defaults] # c\r\nx=1\r\n",
    "[defaults] # c\r\nx=1\r\norg=new\r\n",
  ],
  ["a CR file with CR", "[defaults]\rx=1\r", "[defaults]\rx=1\rorg=new\r"],
  [
    "a file that begins with a byte order mark",
    "\uFEFF[defaults]\norg=a\n",
    "\uFEFF[defaults]\norg=new\n",
  ],
  [
    "a repeated key, in the places that count",
    "[defaults]\norg=1\norg=2\norg=3\n",
    "[defaults]\norg=new\norg=2\norg=new\n",
  ],
  [
    "a repeated section, so that both rules read it",
    "[defaults]\nx=1\n[defaults]\norg=2\n",
    "[defaults]\nx=1\norg=new\n[defaults]\norg=new\n",
  ],
];

for (const [name, before, after] of SETS) {
  Deno.test(`IniDocument.set() changes ${name}`, () => {
    const document = IniDocument.parse(before).set("defaults", "org", "new");
    assertEquals(document.toString(), after);
    assertEquals(document.get("defaults", "org", "first")?.value, "new");
    assertEquals(document.get("defaults", "org", "last")?.value, "new");
  });
}

Deno.test("IniDocument.set() uses the given line end in a file without any", () => {
  const document = IniDocument.parse("", "\r\n").set("a", "b", "c");
  assertEquals(document.toString(), "[a]\r\nb=c\r\n");
});

const UNSETS: readonly (readonly [name: string, before: string, after: string])[] = [
  ["nothing where there is nothing", "[defaults]\nx=1\n", "[defaults]\nx=1\n"],
  ["a whole line", "# a\n[defaults]\n  org=1\nx=2\n", "# a\n[defaults]\nx=2\n"],
  ["a line at the end", "[defaults]\norg=1", "[defaults]\n"],
  ["a value over several lines", '[defaults]\norg="1\n2"\nx=2', "[defaults]\nx=2"],
  ["a key beside its header", "[defaults] org=1\nx=2\n", "[defaults] \nx=2\n"],
  ["a CRLF line", "[defaults]\r\norg=1\r\nx=2\r\n", "[defaults]\r\nx=2\r\n"],
  [
    "every occurrence",
    "[defaults]\norg=1\nx=2\norg=3\n[http]\norg=4\n[defaults]\norg=5\n",
    "[defaults]\nx=2\n[http]\norg=4\n[defaults]\n",
  ],
];

for (const [name, before, after] of UNSETS) {
  Deno.test(`IniDocument.unset() takes out ${name}`, () => {
    assertEquals(IniDocument.parse(before).unset("defaults", "org").toString(), after);
  });
}

Deno.test("IniDocument.unset() leaves a byte order mark alone", () => {
  assertEquals(IniDocument.parse("\uFEFForg=1\nx=2").unset("", "org").toString(), "\uFEFFx=2");
});

// Read back by the reference, too, when these were written.
const TRICKY = [
  "",
  "a b",
  '"quoted"',
  "'quoted'",
  "it's",
  "C:\\temp\\new",
  "#a",
  ";a",
  "=a",
  "a # b",
  "[a]",
  "line\nline",
  "cr\rlf",
  "tab\tbell\x07\b\0end",
  "\\",
  "\\x0041",
  "ünï→😀",
  "a\u2028b",
];

for (const value of TRICKY) {
  Deno.test(`IniDocument.set() stores ${JSON.stringify(value)} so that it is read back`, () => {
    const text = IniDocument.parse(`${D}x=1\n`).set("defaults", "org", value).toString();
    assertEquals(read(text), { "defaults.x": "1", "defaults.org": value });
  });
}

for (const value of [" a", "a ", "\ta", "a\n", "\u00a0a", "a\ud800"]) {
  Deno.test(`IniDocument.set() refuses ${JSON.stringify(value)}, which nobody could read back`, () => {
    assertThrows(
      () => IniDocument.parse(D).set("defaults", "org", value),
      InputError,
      "defaults.org",
    );
  });
}

Deno.test("IniDocument.set() refuses a name that the format cannot hold", () => {
  assertThrows(() => IniDocument.parse("").set("a]b", "org", "x"), InputError, "a]b.org");
  assertThrows(() => IniDocument.parse("").set("a", "o=rg", "x"), InputError, "a.o=rg");
  assertThrows(() => IniDocument.parse("[a]\n").set("", "org", "x"), InputError);
});

// deno-fmt-ignore
const PIECES = [
  "[defaults]\n", "[defaults]", "[http]\r\n", "[", "]", "org", "org=1\n", "project = 2\n", "org: x",
  "\n", "\r\n", "\r", "# c\n", "; d", " ", "\t", "=", ":", '"', "'", "\\", "\\n", "\\\n", "\\x00e9",
  "\\x", "é", "\uFEFF", "\0", "token=sntrys_x\n",
];

function randomText(random: () => number, pieces: readonly string[], most: number): string {
  const pick = () => pieces[Math.floor(random() * pieces.length)] ?? "";
  return Array.from({ length: Math.floor(random() * most) }, pick).join("");
}

Deno.test("IniDocument reads or refuses 5000 generated files, and nothing else", () => {
  const random = seeded(11);
  let read = 0;
  for (let i = 0; i < 5000; i++) {
    const text = randomText(random, PIECES, 16);
    try {
      assertEquals(IniDocument.parse(text).toString(), text);
      read++;
    } catch (error) {
      if (!(error instanceof ConfigSyntaxError)) throw error;
      assertEquals(error.line >= 1 && error.line <= text.split(/\r\n|\r|\n/).length, true);
    }
  }
  assertEquals(read > 1000 && read < 4000, true, `${read} of 5000 could be read`);
});

Deno.test("IniDocument edits 3000 generated files without touching anything else", () => {
  const random = seeded(12);
  for (let done = 0; done < 3000;) {
    const text = randomText(random, PIECES, 14);
    const value = randomText(random, [...TRICKY, "'", "=", "#"], 4);
    let before: IniDocument;
    let after: IniDocument;
    try {
      before = IniDocument.parse(text);
      after = before.set("defaults", "org", value);
    } catch (error) {
      if (error instanceof ConfigSyntaxError || error instanceof InputError) continue;
      throw error;
    }
    done++;
    for (const rule of ["first", "last"] as const) {
      assertEquals(after.get("defaults", "org", rule)?.value, value, JSON.stringify(text));
    }
    assertEquals(others(after), others(before), JSON.stringify(text));
    const without = after.unset("defaults", "org");
    assertEquals(without.get("defaults", "org", "last"), undefined);
    assertEquals(others(without), others(before), JSON.stringify(text));
    assertKeepsOtherText(before, after);
  }
});

/** All entries but the edited one. */
function others(document: IniDocument): unknown {
  return document.entries.filter(({ section, key }) => section !== "defaults" || key !== "org")
    .map(({ section, key, value }) => [section, key, value]);
}

/** Of the text only the old raw value may be gone, and in one place. */
function assertKeepsOtherText(before: IniDocument, after: IniDocument): void {
  const [old, text] = [before.toString(), after.toString()];
  const { entries, sections } = parseIniSyntax(old);
  const edited = entries.filter(({ section, key }) => section === "defaults" && key === "org");
  // With repeated names several places change; `others` has compared the rest.
  if (edited.length > 1 || sections.filter(({ name }) => name === "defaults").length > 1) return;
  const gone = edited[0] === undefined ? 0 : edited[0].valueEnd - edited[0].valueStart;
  let prefix = 0;
  while (prefix < old.length && old[prefix] === text[prefix]) prefix++;
  let suffix = 0;
  while (suffix < old.length && old.at(-1 - suffix) === text.at(-1 - suffix)) suffix++;
  assertEquals(prefix + suffix >= old.length - gone, true, JSON.stringify([old, text]));
}

Deno.test("IniDocument reads and edits a file of 40,000 lines without trouble", () => {
  const lines = Array.from({ length: 40_000 }, (_, i) => `key${i} = value ${i}`);
  const document = IniDocument.parse(`[defaults]\n${lines.join("\n")}\n`);
  assertEquals(document.get("defaults", "key39999", "last")?.line, 40_001);
  assertEquals(document.set("defaults", "key20000", "new").entries.length, 40_000);
});

Deno.test("IniDocument.unset() takes out hundreds of occurrences", () => {
  const document = IniDocument.parse(`[a]\n${"x=1\n".repeat(500)}`).unset("a", "x");
  assertEquals(document.toString(), "[a]\n");
});
