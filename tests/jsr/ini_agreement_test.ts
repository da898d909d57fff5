/**
 * Holds our readers of settings against `@std/ini` and `@std/dotenv` where the grammars meet, and lists
 * where they part, each with its reason. Both packages are on JSR only: this runs under
 * `scripts/jsr.import_map.json` (`deno task test:jsr`) and is no part of the normal run.
 */
import { parse as parseStdDotenv } from "@std/dotenv";
import { parse as parseStdIni } from "@std/ini";
import { readDotenv } from "../../src/config/dotenv.ts";
import { IniDocument } from "../../src/config/ini.ts";
import { assertEquals, assertNotEquals } from "../support/assert.ts";
import { pick, seeded } from "../support/random.ts";

/** What a reader makes of a text; the word `refused` when it throws. */
type Reading = Record<string, unknown> | "refused";

function reading(read: () => Record<string, unknown>): Reading {
  try {
    return read();
  } catch {
    return "refused";
  }
}

function ourIni(text: string): Reading {
  return reading(() => {
    const root: Record<string, Record<string, string>> = {};
    for (const { section, key, value } of IniDocument.parse(text).values("last")) {
      root[section] = { ...root[section], [key]: value };
    }
    return root;
  });
}

function stdIni(text: string): Reading {
  return reading(() => parseStdIni<Record<string, unknown>>(text));
}

/** The same, told to leave every value a text. */
function stdIniTexts(text: string): Reading {
  return reading(() =>
    parseStdIni<Record<string, unknown>>(text, { reviver: (_, value: string) => value })
  );
}

function ourDotenv(text: string): Reading {
  return reading(() => {
    const bytes = new TextEncoder().encode(text);
    const variables = [...readDotenv(bytes, () => undefined)];
    return Object.fromEntries(variables.map(({ name, value }) => [name, value]));
  });
}

function stdDotenv(text: string): Reading {
  return reading(() => parseStdDotenv(text));
}

const SAME_INI = [
  "[defaults]\norg=my-org\nproject = my-project\n",
  "; note\n# note\n[auth]\ntoken=sntrys_abc==\n\n[defaults]\nurl=https://sentry.io/\n",
  "[a]\r\nx=1a\r\n[b]\r\ny=two words\r\n",
  "[a]\nx=a=b\ny=a # b\nz=it's\n",
  "[a]\nx=old\nx=new\n",
  "",
];

for (const text of SAME_INI) {
  Deno.test(`ini: both read ${JSON.stringify(text)} alike`, () => {
    assertEquals(ourIni(text), stdIni(text));
  });
}

Deno.test("ini: both read 2000 generated files of the common grammar alike", () => {
  const random = seeded(51);
  const names = ["org", "project", "url", "token", "max_retries"];
  const values = ["a", "my-org", "https://sentry.io/", "two words", "a=b", "x # y", "it's", "ünï"];
  for (let i = 0; i < 2000; i++) {
    let text = random() < 0.5 ? "# first\n" : "";
    for (const section of ["defaults", "auth", "http"].slice(0, 1 + Math.floor(random() * 3))) {
      text += `[${section}]\n`;
      for (let line = Math.floor(random() * 4); line >= 0; line--) {
        const separator = pick(random, ["=", " = ", "= "]);
        text += `${pick(random, names)}${separator}${pick(random, values)}\n`;
        if (random() < 0.2) text += pick(random, ["; note\n", "\n", "# note\n"]);
      }
    }
    assertEquals(ourIni(text), stdIniTexts(text), text);
  }
});

/** A text, our reading, theirs, and why we differ. */
interface Divergence {
  readonly why: string;
  readonly text: string;
  readonly ours: Reading;
  readonly theirs: Reading;
}

const INI_DIVERGENCES: readonly Divergence[] = [
  {
    why: "a slug of digits is a text, not a number",
    text: "[d]\norg=0042",
    ours: { d: { org: "0042" } },
    theirs: { d: { org: 42 } },
  },
  {
    why: "true is a text until its setting says what it means",
    text: "[d]\nx=true\ny=null",
    ours: { d: { x: "true", y: "null" } },
    theirs: { d: { x: true, y: null } },
  },
  {
    why: "an empty value is an empty text",
    text: "[d]\norg=",
    ours: { d: { org: "" } },
    theirs: { d: { org: 0 } },
  },
  {
    why: "a repeated section adds to the first",
    text: "[d]\na=x\n[d]\nb=y",
    ours: { d: { a: "x", b: "y" } },
    theirs: { d: { b: "y" } },
  },
  {
    why: "a colon separates, too",
    text: "[d]\norg: a",
    ours: { d: { org: "a" } },
    theirs: "refused",
  },
  {
    why: "escapes apply, as in the reference",
    text: "[d]\na=x\\ty",
    ours: { d: { a: "x\ty" } },
    theirs: { d: { a: "x\\ty" } },
  },
  {
    why: "single quotes quote, too",
    text: "[d]\na='x'",
    ours: { d: { a: "x" } },
    theirs: { d: { a: "'x'" } },
  },
  {
    why: "text after a quoted value belongs to it",
    text: '[d]\na="x" y',
    ours: { d: { a: "x y" } },
    theirs: { d: { a: '"x" y' } },
  },
  {
    why: "a quoted value may span lines",
    text: '[d]\na="x\ny"',
    ours: { d: { a: "x\ny" } },
    theirs: "refused",
  },
  {
    why: "blanks around a section name do not count",
    text: "[ d ]\na=x",
    ours: { d: { a: "x" } },
    theirs: { " d ": { a: "x" } },
  },
  {
    why: "a key may stand beside its header",
    text: "[d] a=x",
    ours: { d: { a: "x" } },
    theirs: "refused",
  },
  {
    why: "two slashes begin no comment",
    text: "[d]\n//a=x",
    ours: { d: { "//a": "x" } },
    theirs: { d: {} },
  },
  {
    why: "keys before any section are in the unnamed one",
    text: "a=x",
    ours: { "": { a: "x" } },
    theirs: { a: "x" },
  },
  {
    why: "a byte order mark is not part of the first header",
    text: "\uFEFF[d]\na=x",
    ours: { d: { a: "x" } },
    theirs: "refused",
  },
  {
    why: "a section without keys has nothing to tell",
    text: "[d]",
    ours: {},
    theirs: { d: {} },
  },
];

for (const { why, text, ours, theirs } of INI_DIVERGENCES) {
  Deno.test(`ini: we differ because ${why}`, () => {
    assertEquals(ourIni(text), ours);
    assertEquals(stdIni(text), theirs);
    assertNotEquals(ours, theirs);
  });
}

const SAME_DOTENV = [
  "A=1\nB=two\n",
  "# note\n\nexport A=1\n  B = 2 # note\n",
  "A='single $X \\n'\nB=\"double\\nline\"\n",
  "A='a\nb'\nB=\"c\nd\"\n",
  "A=\nB=''\n",
  "A=1\r\nB=2\r\n",
  "A=1\nB=$A\nC=${A}2\n",
  "A=old\nA=new\n",
  "\uFEFFA=1\n",
  "",
];

for (const text of SAME_DOTENV) {
  Deno.test(`dotenv: both read ${JSON.stringify(text)} alike`, () => {
    assertEquals(ourDotenv(text), stdDotenv(text));
  });
}

const DOTENV_DIVERGENCES: readonly Divergence[] = [
  {
    why: "a malformed line is refused, so that it can be named, not skipped",
    text: "A=1\nB C\n",
    ours: "refused",
    theirs: { A: "1" },
  },
  {
    why: "a blank ends a value; what follows is a mistake",
    text: "A=a b",
    ours: "refused",
    theirs: { A: "a b" },
  },
  {
    why: "a number sign inside of a value is text",
    text: "A=a#b",
    ours: { A: "a#b" },
    theirs: { A: "a" },
  },
  {
    why: "substitution works in double quotes, too",
    text: 'A=1\nB="<${A}>"',
    ours: { A: "1", B: "<1>" },
    theirs: { A: "1", B: "<${A}>" },
  },
  {
    why: "pieces that touch are one value",
    text: "A=\"a\"'b'c",
    ours: { A: "abc" },
    theirs: { A: "a" },
  },
  {
    why: "there are no defaults in braces, as in the reference",
    text: "A=${B:-c}",
    ours: { A: "" },
    theirs: { A: "c" },
  },
  {
    why: "an underscore ends a name after the dollar sign, as in the reference",
    text: "A=1\nA_B=2\nC=$A_B",
    ours: { A: "1", A_B: "2", C: "1_B" },
    theirs: { A: "1", A_B: "2", C: "2" },
  },
  {
    why: "a line may only use lines above it",
    text: "A=$B\nB=1",
    ours: { A: "", B: "1" },
    theirs: { A: "1", B: "1" },
  },
  {
    why: "a backslash escapes outside of quotes",
    text: "A=a\\ b",
    ours: { A: "a b" },
    theirs: { A: "a\\ b" },
  },
  {
    why: "a line end inside of quotes belongs to the value, also at its ends",
    text: "A='\na\n'",
    ours: { A: "\na\n" },
    theirs: { A: "a" },
  },
  {
    why: "dots are allowed in names, as in the reference",
    text: "A.B=1",
    ours: { "A.B": "1" },
    theirs: {},
  },
];

for (const { why, text, ours, theirs } of DOTENV_DIVERGENCES) {
  Deno.test(`dotenv: we differ because ${why}`, () => {
    assertEquals(ourDotenv(text), ours);
    assertEquals(stdDotenv(text), theirs);
    assertNotEquals(ours, theirs);
  });
}
