import { assertEquals, assertThrows } from "../../tests/support/assert.ts";
import { seeded } from "../../tests/support/random.ts";
import { gitBoolean, GitConfigError, parseGitConfig } from "./git_config.ts";

/** As `section.subsection.key=value`. */
function flat(text: string): string[] {
  return parseGitConfig(text).map(({ section, subsection, key, value }) =>
    `${section}.${subsection}.${key}=${value ?? "(true)"}`
  );
}

// Each was read by the reference the same way, as the address of a remote.
const ROWS: readonly (readonly [name: string, text: string, settings: readonly string[]])[] = [
  ["a section in quotes", '[remote "Up"]\n\turl = a\n', ["remote.Up.url=a"]],
  ["names without case", '[Remote "o"]\nURL = a\n', ["remote.o.url=a"]],
  ["the old form of a section", "[remote.Origin]\nurl=a\n", ["remote.origin.url=a"]],
  ["a key behind its section", '[remote "o"] url = a\n', ["remote.o.url=a"]],
  ["comments", "# x\n[a] ; y\nb = c # z\n;d = e\n", ["a..b=c"]],
  ["quotes inside of a value", '[a]\nb = x" ; y "z ; w\n', ["a..b=x ; y z"]],
  ["blanks at the ends", "[a]\nb =   c  d  \n", ["a..b=c  d"]],
  ["a line that goes on", "[a]\nb = c\\\nd\n", ["a..b=cd"]],
  ["escapes", '[a]\nb = "\\"\\\\\\n\\t\\b"\n', ['a..b="\\\n\t\b']],
  ["escapes in a section", '[a "x\\"y\\z"]\nb = c\n', ['a.x"yz.b=c']],
  ["a bare key", "[a]\nb\n", ["a..b=(true)"]],
  ["an empty value", "[a]\nb =\n", ["a..b="]],
  ["line ends of Windows", "[a]\r\nb = c\r\n", ["a..b=c"]],
  ["a mark of byte order", "\ufeff[a]\nb = c\n", ["a..b=c"]],
  ["quotes left open", '[a]\nb = "c\nd = e\n', ["a..b=c", "a..d=e"]],
  ["nothing", "", []],
];

for (const [name, text, settings] of ROWS) {
  Deno.test(`parseGitConfig() reads ${name}`, () => assertEquals(flat(text), settings));
}

for (
  const [text, line] of [
    ["[broken\n", 1],
    ["key = 1\n", 1],
    ["[a]\n\n=5\n", 3],
    ["[a]\nb = \\q\n", 2],
    ["[a]\nb c\n", 2],
    ["[a]\n\ufeffb = c\n", 2],
  ] as const
) {
  Deno.test(`parseGitConfig() names line ${line} of ${JSON.stringify(text)}`, () => {
    assertEquals(assertThrows(() => parseGitConfig(text), GitConfigError).line, line);
  });
}

Deno.test("parseGitConfig() reads or refuses everything", () => {
  const random = seeded(7);
  const parts = ["[a]", '[b "c"]', "\n", "k", " = ", "v", '"', "\\", "#", ";", "]", "[", "\t", "é"];
  for (let round = 0; round < 3000; round++) {
    const text = Array.from(
      { length: Math.floor(random() * 14) },
      () => parts[Math.floor(random() * parts.length)] ?? "",
    ).join("");
    try {
      for (const { section, key } of parseGitConfig(text)) {
        assertEquals(section !== "" && key !== "", true);
      }
    } catch (error) {
      if (!(error instanceof GitConfigError)) throw error;
      assertEquals(error.line >= 1 && error.line <= text.split("\n").length, true, text);
    }
  }
});

Deno.test("gitBoolean() knows git's words", () => {
  for (const yes of [undefined, "true", "Yes", "on", "1", "-2"]) {
    assertEquals(gitBoolean(yes), true);
  }
  for (const no of ["false", "NO", "off", "0", ""]) assertEquals(gitBoolean(no), false);
  assertEquals(gitBoolean("maybe"), undefined);
});
