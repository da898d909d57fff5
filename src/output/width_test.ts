import { assertEquals } from "../../tests/support/assert.ts";
import { displayWidth } from "./width.ts";

/** Seen in the tables of the reference (3.8.0, `organizations list`), but for the last three. */
const WIDTHS: readonly (readonly [string, number])[] = [
  ["plain", 5],
  ["日本", 4],
  ["·", 1],
  ["e\u0301", 1], // combining accent
  ["\u1112\u1161\u11ab", 2], // one Korean syllable out of three parts
  ["\uff76\uff9e", 1], // half-width kana with its voiced mark
  ["soft\u00adhy", 6], // soft hyphen
  ["\u200bz", 1], // zero width space
  ["\u2764\ufe0f", 2], // heart in its emoji form
  ["1\ufe0f\u20e3", 2], // keycap
  ["\u{1f1e9}\u{1f1ea}", 2], // flag
  ["\u{1f44d}\u{1f3fd}", 2], // thumb with a skin tone
  ["\u{1f469}\u200d\u{1f469}\u200d\u{1f467}", 2], // family
  ["", 0],
  ["\u2764", 1],
  ["\x1b[31m日\x1b[0mx", 3],
];

for (const [text, width] of WIDTHS) {
  Deno.test(`displayWidth() gives ${width} for ${JSON.stringify(text)}`, () => {
    assertEquals(displayWidth(text), width);
  });
}

Deno.test("displayWidth() adds up: neighbours do not change each other", () => {
  assertEquals(displayWidth("a日\u2764\ufe0fe\u0301z"), 1 + 2 + 2 + 1 + 1);
  assertEquals(displayWidth("日\u{1f3fd}"), 4, "a skin tone after a letter stands alone");
  assertEquals(displayWidth("\u0915\u200d\u0937"), 2, "a joiner between letters joins no emoji");
});
