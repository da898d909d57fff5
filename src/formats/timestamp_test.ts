import { assert, assertEquals } from "../../tests/support/assert.ts";
import { seeded } from "../../tests/support/random.ts";
import { readTimestamp } from "./timestamp.ts";

// Each row was held against the reference (`releases finalize --released`); those beyond its calendar make
// it crash.
const READ: readonly (readonly [text: string, expected: string | undefined])[] = [
  ["0", "1970-01-01T00:00:00Z"],
  ["-1", "1969-12-31T23:59:59Z"],
  ["+0005", "1970-01-01T00:00:05Z"],
  ["253402300800", "+10000-01-01T00:00:00Z"],
  ["8210266876799", "+262142-12-31T23:59:59Z"],
  ["8210266876800", undefined],
  ["99999999999999999999", undefined],
  ["5.5", undefined],
  [" 5", undefined],
  ["1e3", undefined],
  ["2015-05-15", undefined],
  ["2015-05-15T00:00:00", undefined],
  ["2015-05-15T00:00:00Z", "2015-05-15T00:00:00Z"],
  ["2015-05-15 02:30:00+02:00", "2015-05-15T00:30:00Z"],
  ["2015-05-15t00:00:00z", "2015-05-15T00:00:00Z"],
  ["2015-05-15T00:00:00.5Z", "2015-05-15T00:00:00.500Z"],
  ["2015-05-15T00:00:00.1234Z", "2015-05-15T00:00:00.123400Z"],
  ["2015-05-15T00:00:00.1234567891Z", "2015-05-15T00:00:00.123456789Z"],
  ["2015-05-15T00:00:00.000Z", "2015-05-15T00:00:00Z"],
  ["2016-12-31T23:59:60.5Z", "2016-12-31T23:59:60.500Z"],
  ["0000-01-01T00:00:00+01:00", "-0001-12-31T23:00:00Z"],
  ["9999-12-31T23:59:59-01:00", "+10000-01-01T00:59:59Z"],
  ["2015-05-15T00:00:00+24:00", undefined],
  ["2015-02-29T00:00:00Z", undefined],
  ["2016-02-29T00:00:00Z", "2016-02-29T00:00:00Z"],
  ["Fri, 15 May 2015 00:00:00 +0200", "2015-05-14T22:00:00Z"],
  ["Mon, 15 May 2015 00:00:00 +0200", undefined],
  ["15 May 2015 00:00 EST", "2015-05-15T05:00:00Z"],
  ["15 May 2015 00:00:00 CET", undefined],
  ["15 May 2015 00:00:00 A", "2015-05-15T00:00:00Z"],
  ["15 May 2015 00:00:00 GMT (a (b) c) (d)", "2015-05-15T00:00:00Z"],
  ["15 May 49 00:00:00 GMT", "2049-05-15T00:00:00Z"],
  ["15 May 50 00:00:00 GMT", "1950-05-15T00:00:00Z"],
  ["15 May 115 00:00:00 GMT", "2015-05-15T00:00:00Z"],
  ["31 Apr 2015 00:00:00 GMT", undefined],
  ["yesterday", undefined],
  ["", undefined],
];
for (const [text, expected] of READ) {
  Deno.test(`readTimestamp() reads ${JSON.stringify(text)}`, () => {
    assertEquals(readTimestamp(text), expected);
  });
}

Deno.test("readTimestamp() survives any text, and what it gives it reads again", () => {
  const random = seeded(7);
  const letters = "0123456789-+:.TZ ,()MayFriGMT\u2212\ue000";
  for (let run = 0; run < 20_000; run++) {
    const base = READ[Math.floor(random() * READ.length)]?.[0] ?? "";
    const at = Math.floor(random() * (base.length + 1));
    const letter = letters[Math.floor(random() * letters.length)] ?? "";
    const text = base.slice(0, at) + letter + base.slice(at + Math.floor(random() * 2));
    const read = readTimestamp(text);
    if (read === undefined) continue;
    assert(/^[+-]?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d(\.(\d{3}|\d{6}|\d{9}))?Z$/.test(read), text);
    if (/^\d{4}-/.test(read)) assertEquals(readTimestamp(read), read);
  }
});

Deno.test("readTimestamp() takes no time over deep comments", () => {
  const text = `15 May 2015 00:00:00 GMT ${"(".repeat(20_000)}${")".repeat(20_000)}`;
  const before = performance.now();
  readTimestamp(text);
  assert(performance.now() - before < 2000);
});
