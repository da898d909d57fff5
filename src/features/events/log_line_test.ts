import { assert, assertEquals } from "../../../tests/support/assert.ts";
import { seeded } from "../../../tests/support/random.ts";
import { type LocalTime, parseLogLine, splitCategory } from "./log_line.ts";

const NOW = Date.UTC(2026, 10, 25, 4, 0, 0);
const UTC: LocalTime = { now: () => NOW, utcOffsetMinutes: () => 0 };
/** Two hours east from April to October, else one. */
const VIENNA: LocalTime = {
  now: () => NOW,
  utcOffsetMinutes: (ms) => [3, 4, 5, 6, 7, 8, 9].includes(new Date(ms).getUTCMonth()) ? 120 : 60,
};

const seconds = (text: string) => Date.parse(text) / 1000;

/** Resource commands §8, checked against the reference (`send-event: log lines` of the parity cases). */
const LINES: readonly (readonly [line: string, time: string | undefined, message: string])[] = [
  ["Tue Nov 21 00:30:05 2017 msg", "2017-11-21T00:30:05Z", "msg"],
  ["[Tue Nov 21 00:30:05.123 2017] msg", "2017-11-21T00:30:05Z", "msg"],
  ["Mon Nov 21 00:30:05 2017 msg", "2017-11-21T00:30:05Z", "msg"],
  ["Tue Nov 21 00:30:05 2017", "2026-11-21T00:30:05Z", "2017"],
  ["Tue Nov 21 00:30:05 2017  x", "2017-11-21T00:30:05Z", " x"],
  ["Nov 20 21:56:01 msg", "2026-11-20T21:56:01Z", "msg"],
  ["[Mon Nov 20 21:56:01.5] msg", "2026-11-20T21:56:01Z", "msg"],
  ["Nov 5 10:00:00 one digit", "2026-11-05T10:00:00Z", "one digit"],
  ["22:07:10 msg", "2026-11-25T22:07:10Z", "msg"],
  ["2:07:10\tmsg", "2026-11-25T02:07:10Z", "msg"],
  ["2015-05-13 17:39:16 +0200 msg", "2015-05-13T15:39:16Z", "msg"],
  ["2015-05-13 17:39:16 -0330: msg", "2015-05-13T21:09:16Z", "msg"],
  ["Oct  5 11:40:10 2015 msg", "2015-10-05T11:40:10Z", "msg"],
  ["[Mon Oct    5 11:40:10.25 2015] msg", "2015-10-05T11:40:10Z", "msg"],
  ["[Sun Jan 03, 2016 22:29:55] msg", "2016-01-03T22:29:55Z", "msg"],
  ["Jan 3 2016 22:29:55.5 msg", "2016-01-03T22:29:55Z", "msg"],
  ["[2018.10.29-16.56.37:542][  0]LogInit: msg", "2018-10-29T16:56:37Z", "LogInit: msg"],
  ["Tue Nov 31 00:30:05 2017 msg", undefined, "Tue Nov 31 00:30:05 2017 msg"],
  ["Nov  5 10:00:00 two", undefined, "Nov  5 10:00:00 two"],
  ["2015-05-13T17:39:16+02:00 msg", undefined, "2015-05-13T17:39:16+02:00 msg"],
  ["25:00:00 msg", undefined, "25:00:00 msg"],
  ["22:07:60 msg", undefined, "22:07:60 msg"],
  ["22:07:10", undefined, "22:07:10"],
  ["  22:07:10 msg", undefined, "  22:07:10 msg"],
  ["", undefined, ""],
];
for (const [line, time, message] of LINES) {
  Deno.test(`parseLogLine() reads '${line}'`, () => {
    const expected = { seconds: time === undefined ? undefined : seconds(time), message };
    assertEquals(parseLogLine(line, UTC), expected);
  });
}

Deno.test("parseLogLine() takes times without a zone for local ones, summer and winter", () => {
  const at = (line: string) => parseLogLine(line, VIENNA).seconds;
  assertEquals(at("Tue Nov 21 00:30:05 2017 x"), seconds("2017-11-20T23:30:05Z"));
  assertEquals(at("Tue Jul 18 00:30:05 2017 x"), seconds("2017-07-17T22:30:05Z"));
  assertEquals(at("2015-05-13 17:39:16 +0200 x"), seconds("2015-05-13T15:39:16Z"));
  assertEquals(at("[2018.10.29-16.56.37:542][  0]x"), seconds("2018-10-29T16:56:37Z"));
});

const CATEGORIES: readonly (readonly [string, string, string])[] = [
  ["INFO: x", "INFO", "x"],
  ["INFO:x", "INFO", "x"],
  ["INFO:  x", "INFO", " x"],
  ["INFO:: x", "INFO", ": x"],
  [": x", "log", ": x"],
  ["x", "log", "x"],
  ["", "log", ""],
];
for (const [line, category, message] of CATEGORIES) {
  Deno.test(`splitCategory() of '${line}'`, () => {
    assertEquals(splitCategory(line), { category, message });
  });
}

Deno.test("parseLogLine() never loses text and never gives an impossible time, for 5,000 odd lines", () => {
  const random = seeded(13);
  const parts = LINES.flatMap(([line]) => line.split(/(?<=[ :\]])/)).concat(
    "\u0000",
    "ä",
    "99",
    "[",
  );
  for (let round = 0; round < 5000; round++) {
    const line = Array.from(
      { length: Math.floor(random() * 9) },
      () => parts[Math.floor(random() * parts.length)],
    ).join("");
    const read = parseLogLine(line, UTC);
    assert(line.endsWith(read.message), line);
    assert(read.seconds === undefined || Number.isSafeInteger(read.seconds), line);
    if (read.seconds === undefined) assertEquals(read.message, line);
  }
});
