import { assertEquals, assertThrows } from "../../tests/support/assert.ts";
import { pick, seeded } from "../../tests/support/random.ts";
import { readDotenv } from "./dotenv.ts";
import { ConfigSyntaxError } from "./syntax_error.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** The variables of a text as a record; `A` is `q` in the environment. */
function read(text: string): Record<string, string> {
  const variables = [...readDotenv(bytes(text), (name) => name === "A" ? "q" : undefined)];
  return Object.fromEntries(variables.map(({ name, value }) => [name, value]));
}

// Each row was tried on the reference, except where the name says that we read more.
const GRAMMAR:
  readonly (readonly [name: string, text: string, expected: Record<string, string>])[] = [
    ["plain lines", "X=1\nY=2\n", { X: "1", Y: "2" }],
    ["CRLF", "X=1\r\nY=2\r\n", { X: "1", Y: "2" }],
    ["a byte order mark", "\uFEFFX=1", { X: "1" }],
    ["blanks around name and value", "  X = 1\nY\t=\t2\n", { X: "1", Y: "2" }],
    ["export", "export X=1\n  export  Y=2", { X: "1", Y: "2" }],
    ["names with digits, dots and underscores", "_a.B9=1", { "_a.B9": "1" }],
    ["an empty value", "X=\nY=2", { X: "", Y: "2" }],
    ["comments and blank lines", "# c\n\n   # d\nX=1", { X: "1" }],
    ["a comment after a value", "X=1 # c\nY=2\t#c", { X: "1", Y: "2" }],
    ["a comment in place of a value", "X=#c\nY= # d", { X: "", Y: "" }],
    ["a number sign inside of a value", 'X=a#b\nY="a"#b', { X: "a#b", Y: "a#b" }],
    ["a number sign inside of quotes", "X='a # b'\nY=\"a # b\"", { X: "a # b", Y: "a # b" }],
    ["an unclosed quote inside of a comment", "X=a # it's\nY=2", { X: "a", Y: "2" }],
    ["single quotes literally", "X='a\\n$A\"'", { X: 'a\\n$A"' }],
    ["double quotes with escapes", 'X="\\\\\\\'\\"\\$\\n\\ "', { X: "\\'\"$\n " }],
    ["escapes without quotes", "X=a\\ b\\$\\'", { X: "a b$'" }],
    ["quotes over lines", "X='a\nb'\nY=\"c\n\nd\"", { X: "a\nb", Y: "c\n\nd" }],
    ["a CR inside of quotes", 'X="a\r\nb"', { X: "a\r\nb" }],
    ["pieces that touch", 'X=a"b c"d\nY="a"\'b\'c', { X: "ab cd", Y: "abc" }],
    ["an equals sign in a value", "X==a=b", { X: "=a=b" }],
    ["a backslash at the end of a line as nothing", "X=a\\\nY=2", { X: "a", Y: "2" }],
    ["variables of the environment", 'X=$A\nY=${A}\nZ="$A b"', { X: "q", Y: "q", Z: "q b" }],
    ["variables of earlier lines", "B=1\nX=$B${B}", { B: "1", X: "11" }],
    ["undefined variables as nothing", "X=a$Bb\nY=${C}", { X: "a", Y: "" }],
    ["the end of a variable's name at an underscore", "X=$A_B", { X: "q_B" }],
    // The blank that ends the name is text, so what follows still belongs to the value.
    ["the character after a name as text", "X=$A b", { X: "q b" }],
    ["braces with any name", "X=${A:-d}", { X: "" }],
    ["a lone dollar sign as nothing", "X=a$", { X: "a" }],
    ["two variables that touch", "X=$A$A", { X: "qq" }],
    ["no variables in single quotes or after a backslash", "X='$A'\nY=\\$A", { X: "$A", Y: "$A" }],
    ["a repeated name, the last one here", "X=1\nX=2", { X: "2" }],
    ["more: tab and return escapes", 'X="a\\tb\\rc"', { X: "a\tb\rc" }],
    ["more: a name that a quote ends", 'X="x$A"', { X: "xq" }],
    ["more: trailing blanks at the end of the file", "X=a  ", { X: "a" }],
  ];

for (const [name, text, expected] of GRAMMAR) {
  Deno.test(`readDotenv() reads ${name}`, () => {
    assertEquals(read(text), expected);
  });
}

const BAD: readonly (readonly [name: string, line: string])[] = [
  ["a bare name", "X"],
  ["export without a value", "export X"],
  ["a colon", "X: 1"],
  ["a semicolon comment", "; c"],
  ["a hyphen in a name", "a-b=1"],
  ["a digit at the start of a name", "1A=1"],
  ["a blank inside of a value", "X=a b"],
  ["an unknown escape", "X=a\\q"],
  ["a quote that is not closed", "X='a\nY=1"],
  ["a continuation inside of quotes", 'X="a\\\nb"'],
  ["junk", "%%%"],
];

for (const [name, line] of BAD) {
  Deno.test(`readDotenv() gives the variables before ${name}, then refuses it`, () => {
    const reading = readDotenv(bytes(`A=1\n\n${line}\nZ=1`), () => undefined);
    assertEquals(reading.next().value, { name: "A", value: "1", line: 1 });
    const error = assertThrows(() => reading.next(), ConfigSyntaxError);
    assertEquals(error.line, 3);
  });
}

Deno.test("readDotenv() refuses bytes that are not UTF-8 when their line comes", () => {
  const reading = readDotenv(Uint8Array.of(0x41, 0x3d, 0x31, 0x0a, 0xff), () => undefined);
  assertEquals(reading.next().value, { name: "A", value: "1", line: 1 });
  assertEquals(assertThrows(() => reading.next(), ConfigSyntaxError).line, 2);
});

Deno.test("readDotenv() tells the line of each name, also after quotes over lines", () => {
  const lines = [...readDotenv(bytes("# c\nX='a\nb'\nY=1"), () => undefined)];
  assertEquals(lines.map(({ name, line }) => [name, line]), [["X", 2], ["Y", 4]]);
});

Deno.test("readDotenv() errors never quote the file: it may hold a token", () => {
  for (
    const line of ["sntrys_secret", "X=a sntrys_secret", "X='sntrys_secret", "X=\\sntrys_secret"]
  ) {
    const error = assertThrows(() => [...readDotenv(bytes(line), () => "")], ConfigSyntaxError);
    assertEquals(error.message.includes("secret"), false, error.message);
  }
});

Deno.test("readDotenv() asks for a variable when its line comes", () => {
  const set = new Map<string, string>();
  for (const { name, value } of readDotenv(bytes("X=1\nY=$X"), (name) => set.get(name))) {
    set.set(name, `<${value}>`);
  }
  assertEquals(set.get("Y"), "<<1>>");
});

Deno.test("readDotenv() reads or refuses 5000 generated files, and nothing else", () => {
  // deno-fmt-ignore
  const pieces = [
    "SENTRY_ORG", "=", " ", "\t", "\n", "\r\n", "\\", "\\n", "\\ ", "$A", "${A}", "${", "$", "}", "#",
    " #", "'", '"', "a", "b c", "export ", "_", "é", "\nA=q\n", "\uFEFF", "\0", ":", "-",
  ];
  const random = seeded(31);
  let read = 0;
  for (let i = 0; i < 5000; i++) {
    const text = "X=" +
      Array.from({ length: Math.floor(random() * 9) }, () => pick(random, pieces)).join("");
    try {
      for (const { name, line } of readDotenv(bytes(text), () => undefined)) {
        assertEquals(/^[A-Za-z_][\w.]*$/.test(name), true);
        assertEquals(line >= 1 && line <= text.split("\n").length, true);
      }
      read++;
    } catch (error) {
      if (!(error instanceof ConfigSyntaxError)) throw error;
    }
  }
  assertEquals(read > 1000 && read < 4500, true, `${read} of 5000 could be read`);
});

Deno.test("readDotenv() reads a value of 40,000 lines, and refuses one that never ends", () => {
  const long = "line\n".repeat(40_000);
  assertEquals(read(`X="${long}"`), { X: long });
  assertThrows(() => read(`X="${long}`), ConfigSyntaxError, "not closed");
});
