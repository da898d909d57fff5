import { assertEquals } from "../../../tests/support/assert.ts";
import { insertionPoint } from "./insertion.ts";

/** What stays first, and what follows; seen with the reference. */
const CASES: readonly (readonly [before: string, after: string])[] = [
  ["", "x();"],
  ["#!/bin/node\n", "x"],
  ["#!/bin/node\r\n", "x"],
  ["#!/bin/node\r", "x"],
  // A CR ends it only where no LF follows.
  ["#!x\r'a';/b;\r\n", "x\n"],
  ["", "#!x\r'use strict'\u3000\n//c\n"],
  ["// a\r// b\r", "x"],
  ["// a\r x\n", "y"],
  [" \t\v\f\r\n\x85\u00a0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000", "x"],
  ["", "\ufeff'use strict';x"],
  ["", "\u200b'use strict';x"],
  ["/* é\n */ // ü\n", "x"],
  ["", "/* open\n"],
  ["", "//open"],
  ['/**/"a\nb";', "'use strict';x"],
  ["'💥';\n", "\nx"],
  ["'a';\r", "\nx"],
  ['"a";', "\nx"],
  ["", '"a" ;x'],
  ["", "'a"],
  ["", '"use strict";'],
  ["", "#!x\n/* only */\n"],
];

Deno.test("insertionPoint() is behind what has to stay first", () => {
  for (const [before, after] of CASES) {
    const bytes = (text: string) => new TextEncoder().encode(text);
    assertEquals(insertionPoint(bytes(before + after)), bytes(before).length, before + after);
  }
});
