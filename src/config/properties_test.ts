import { assertEquals, assertThrows } from "../../tests/support/assert.ts";
import { pick, seeded } from "../../tests/support/random.ts";
import { decodeProperties, parseProperties, splitPropertyName } from "./properties.ts";
import { ConfigSyntaxError } from "./syntax_error.ts";

function read(text: string): readonly (readonly [string, string])[] {
  return parseProperties(text).map(({ name, value }) => [name, value]);
}

// Each row was tried on the reference, except where the name says that we read more.
const GRAMMAR: readonly (readonly [
  name: string,
  text: string,
  expected: readonly (readonly [string, string])[],
])[] = [
  ["the three separators", "a=1\nb:2\nc 3\n", [["a", "1"], ["b", "2"], ["c", "3"]]],
  ["blanks around a separator", "a \t= 1\nb\f:\t2\n", [["a", "1"], ["b", "2"]]],
  ["one separator only", "a==1\nb x=1\nc= :2", [["a", "=1"], ["b", "x=1"], ["c", ":2"]]],
  ["a key alone", "a\nb=\n", [["a", ""], ["b", ""]]],
  ["an empty key", "=a", [["", "a"]]],
  ["trailing blanks as part of the value", "a=1 \t\n", [["a", "1 \t"]]],
  ["quotes as text", "a=\"x\"\nb='y'", [["a", '"x"'], ["b", "'y'"]]],
  ["LF, CRLF and CR", "a=1\r\nb=2\rc=3\n", [["a", "1"], ["b", "2"], ["c", "3"]]],
  ["indented lines", " \t\fa=1", [["a", "1"]]],
  ["comments and blank lines", "# x\n ! y\n\n  \na=1 # z\n", [["a", "1 # z"]]],
  ["a comment that a backslash does not continue", "# x\\\na=1", [["a", "1"]]],
  ["a line that goes on without its indent", "a=1\\\n   2\\\r\n\t3", [["a", "123"]]],
  ["a continuation that looks like a comment", "a=1\\\n# 2", [["a", "1# 2"]]],
  ["a key over two lines", "ab\\\n  c=1", [["abc", "1"]]],
  ["two backslashes as no continuation", "a=1\\\\\nb=2", [["a", "1\\"], ["b", "2"]]],
  ["a continuation with an empty line after it", "a=1\\\n", [["a", "1"]]],
  ["nothing of a last line that ends in a backslash", "a=1\nb=2\\", [["a", "1"]]],
  ["escapes", "a=\\t\\n\\r\\f\\q\\:\\ x", [["a", "\t\n\r\fq: x"]]],
  ["escaped separators in keys", "a\\=b\\ c\\:d=1", [["a=b c:d", "1"]]],
  ["code points", "a=\\u0041\\u00e9\\u20AC\\U0041", [["a", "Aé€U0041"]]],
  ["more: surrogate pairs", "a=\\ud83d\\ude00", [["a", "😀"]]],
  ["more: a bad escape in a comment", "# \\u12\na=1", [["a", "1"]]],
  ["repeated keys in order", "a=1\na=2", [["a", "1"], ["a", "2"]]],
];

for (const [name, text, expected] of GRAMMAR) {
  Deno.test(`parseProperties() reads ${name}`, () => {
    assertEquals(read(text), expected);
  });
}

for (const text of ["\\u12", "\\u12x4", "\\u", "\\ud83d", "\\ud83dx", "\\ude00"]) {
  Deno.test(`parseProperties() refuses ${text} and names the line`, () => {
    const error = assertThrows(() => parseProperties(`a=1\n\nb=${text}`), ConfigSyntaxError);
    assertEquals(error.line, 3);
  });
}

Deno.test("parseProperties() gives the line on which each property starts", () => {
  const lines = parseProperties("#\na=1\\\n 2\n\rb=3").map(({ name, line }) => [name, line]);
  assertEquals(lines, [["a", 2], ["b", 5]]);
});

Deno.test("splitPropertyName() splits at the last dot", () => {
  assertEquals(splitPropertyName("defaults.org"), { section: "defaults", key: "org" });
  assertEquals(splitPropertyName("a.b.c"), { section: "a.b", key: "c" });
  assertEquals(splitPropertyName("org"), { section: "", key: "org" });
  assertEquals(splitPropertyName(".org"), { section: "", key: "org" });
});

Deno.test("decodeProperties() reads UTF-8 without its byte order mark, else Windows-1252", () => {
  assertEquals(decodeProperties(new TextEncoder().encode("\uFEFFé€")), "é€");
  assertEquals(decodeProperties(Uint8Array.of(0xe9, 0x80)), "é€");
});

Deno.test("parseProperties() reads or refuses 5000 generated files, and nothing else", () => {
  // deno-fmt-ignore
  const pieces = [
    "defaults.org", "=", ":", " ", "\t", "\f", "\n", "\r\n", "\r", "\\", "\\\n", "\\u0041", "\\u00",
    "\\ud83d\\ude00", "\\ud800", "#", "!", "a", "b c", ".", "é", "\0", "😀",
  ];
  const random = seeded(21);
  let read = 0;
  for (let i = 0; i < 5000; i++) {
    const text = Array.from({ length: 1 + Math.floor(random() * 14) }, () => pick(random, pieces))
      .join("");
    try {
      for (const { line, name, value } of parseProperties(text)) {
        assertEquals(line >= 1 && line <= text.split(/\r\n|\r|\n/).length, true);
        assertEquals((name + value).isWellFormed(), true);
      }
      read++;
    } catch (error) {
      if (!(error instanceof ConfigSyntaxError)) throw error;
    }
  }
  assertEquals(read > 1000 && read < 4900, true, `${read} of 5000 could be read`);
});
