import { assert, assertEquals } from "../../tests/support/assert.ts";
import { pick, seeded } from "../../tests/support/random.ts";
import { retryAfterMs } from "./retry_after.ts";

const NOW = Date.UTC(1994, 10, 6, 8, 49, 0);

for (
  const [text, expected] of [
    ["0", 0],
    ["120", 120_000],
    [" 5 ", 5000],
    ["Sun, 06 Nov 1994 08:49:37 GMT", 37_000],
    ["Sunday, 06-Nov-94 08:49:37 GMT", 37_000],
    ["Sun Nov  6 08:49:37 1994", 37_000],
    ["Sun, 06 Nov 1994 08:48:00 GMT", 0],
    // More than 50 years ahead means the past.
    ["Friday, 06-Nov-93 08:49:37 GMT", 0],
    ["Monday, 06-Nov-00 08:49:37 GMT", Date.UTC(2000, 10, 6, 8, 49, 37) - NOW],
    ["9".repeat(400), Number.MAX_SAFE_INTEGER],
    ["", undefined],
    ["-1", undefined],
    ["1.5", undefined],
    ["5s", undefined],
    ["soon", undefined],
    ["Thu, 31 Feb 1994 08:49:37 GMT", undefined],
    ["Sun, 06 Foo 1994 08:49:37 GMT", undefined],
    ["Sun, 06 Nov 1994 25:49:37 GMT", undefined],
    ["Sun, 06 Nov 1994 08:49:37 CET", undefined],
    ["1994-11-06T08:49:37Z", undefined],
  ] as const
) {
  Deno.test(`retryAfterMs() reads ${text.slice(0, 40) || "nothing"}`, () => {
    assertEquals(retryAfterMs(text, NOW), expected);
  });
}

Deno.test("retryAfterMs() reads back every date that is written, in whole seconds", () => {
  const random = seeded(1);
  for (let n = 0; n < 3000; n++) {
    const now = Math.floor(random() * 4e12);
    const at = Math.floor(random() * 4e9) * 1000;
    assertEquals(retryAfterMs(new Date(at).toUTCString(), now), Math.max(0, at - now));
  }
});

Deno.test("retryAfterMs() gives a wait or nothing for any text", () => {
  const random = seeded(2);
  const parts = ["1", "99", " ", ",", ":", "GMT", "Sun", "Nov", "06", "-", "1994", "\u0000", "e9"];
  for (let n = 0; n < 5000; n++) {
    const text = Array.from({ length: Math.floor(random() * 9) }, () => pick(random, parts)).join(
      "",
    );
    const ms = retryAfterMs(text, NOW);
    assert(ms === undefined || (Number.isSafeInteger(ms) && ms >= 0), text);
  }
});
