/**
 * How many terminal columns a text takes, as the reference counts them in its tables: by character, with
 * emoji sequences as one. Widths come from Unicode's East Asian Width; segmenting into graphemes would
 * give the same and takes longer than a whole start of the program (docs/decisions/0001).
 */
import { eastAsianWidth } from "get-east-asian-width";

// deno-lint-ignore no-control-regex -- colour sequences are control characters
const COLOUR = /\x1b\[[0-9;]*m/g;

const PLAIN = /^[\x20-\x7e]*$/;
const ZERO_WIDTH_JOINER = 0x200d;
/** Asks for the coloured, wide form of the emoji before it. */
const EMOJI_VARIATION = 0xfe0f;

/** Wide CJK and emoji count 2; combining marks and colour sequences 0. */
export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  let before = "";
  let joined = false;
  for (const char of text.replace(COLOUR, "")) {
    const code = char.codePointAt(0) ?? 0;
    if (code === EMOJI_VARIATION && isNarrowEmoji(before)) width += 1;
    if (isZeroWidth(char)) {
      joined = code === ZERO_WIDTH_JOINER;
      continue;
    }
    const continues = joined && isPictographic(char) || isSkinTone(char) && takesSkinTone(before);
    if (!continues) width += eastAsianWidth(code);
    before = char;
    joined = false;
  }
  return width;
}

/** The longest beginning of a text that takes at most so many columns. */
export function fitWidth(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let fitting = "";
  for (const char of text) {
    if (displayWidth(fitting + char) > columns) break;
    fitting += char;
  }
  return fitting;
}

/** Marks, format characters, and the parts of a Korean or half-width kana syllable after its first. */
function isZeroWidth(char: string): boolean {
  return /[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff\ud7b0-\ud7ff\uff9e\uff9f]/u.test(char);
}

function isNarrowEmoji(char: string): boolean {
  return /\p{Emoji}/u.test(char) && eastAsianWidth(char.codePointAt(0) ?? 0) === 1;
}

function isPictographic(char: string): boolean {
  return /\p{Extended_Pictographic}/u.test(char);
}

function isSkinTone(char: string): boolean {
  return /\p{Emoji_Modifier}/u.test(char);
}

function takesSkinTone(char: string): boolean {
  return /\p{Emoji_Modifier_Base}/u.test(char);
}
