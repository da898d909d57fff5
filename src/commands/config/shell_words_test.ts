import { assertEquals } from "../../../tests/support/assert.ts";
import { pick, seeded } from "../../../tests/support/random.ts";
import { shellWords } from "./shell_words.ts";

type Row = readonly [text: string, words: readonly string[]];

const POSIX: readonly Row[] = [
  ["vi", ["vi"]],
  ["code --wait", ["code", "--wait"]],
  ["  code \t --wait  ", ["code", "--wait"]],
  ["'/opt/my editor/bin' -w", ["/opt/my editor/bin", "-w"]],
  ['"/opt/my editor/bin" -w', ["/opt/my editor/bin", "-w"]],
  ["/opt/my\\ editor -w", ["/opt/my editor", "-w"]],
  ["a'b c'\"d e\"f", ["ab cd ef"]],
  ['"a\\"b" \'c\\d\'', ['a"b', "c\\d"]],
  ['"\\$HOME \\n"', ["$HOME \\n"]],
  ["'' x", ["", "x"]],
  ["", []],
  ['"never closed', ["never closed"]],
  ["'never closed", ["never closed"]],
  ["end\\", ["end"]],
];

const WINDOWS: readonly Row[] = [
  ["notepad", ["notepad"]],
  ["C:\\Tools\\edit.exe -w", ["C:\\Tools\\edit.exe", "-w"]],
  ['"C:\\Program Files\\Code\\code.exe" --wait', [
    "C:\\Program Files\\Code\\code.exe",
    "--wait",
  ]],
  ["it's fine", ["it's", "fine"]],
  ['"never closed', ["never closed"]],
];

for (const [os, rows] of [["linux", POSIX], ["darwin", POSIX], ["windows", WINDOWS]] as const) {
  Deno.test(`shellWords() splits as on ${os}`, () => {
    for (const [text, words] of rows) assertEquals(shellWords(text, os), words, text);
  });
}

Deno.test("shellWords() gives back 2,000 generated lists of quoted words", () => {
  const random = seeded(5);
  for (let at = 0; at < 2000; at++) {
    const words = Array.from(
      { length: 1 + Math.floor(random() * 4) },
      () =>
        Array.from({ length: Math.floor(random() * 6) }, () => pick(random, [..."ab \\'\"$`\n\té"]))
          .join(""),
    );
    const quoted = words.map((word) =>
      random() < 0.5
        ? `'${word.replaceAll("'", "'\\''")}'`
        : `"${word.replaceAll(/["\\$`]/g, "\\$&")}"`
    );
    assertEquals(shellWords(quoted.join(" "), "linux"), words, quoted.join(" "));
  }
});
