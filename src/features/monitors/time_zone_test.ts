import { assertEquals } from "../../../tests/support/assert.ts";
import { isTimeZone } from "./time_zone.ts";

const GOOD = ["UTC", "Europe/Vienna", "US/Eastern", "EST", "GMT+0", "Etc/GMT+5"].concat(
  ["America/Argentina/Buenos_Aires", "America/Port-au-Prince", "Asia/Calcutta"],
);
for (const name of GOOD) {
  Deno.test(`isTimeZone() knows ${name}`, () => assertEquals(isTimeZone(name), true));
}
for (
  const name of [
    "",
    "utc",
    "europe/vienna",
    "Europe/vienna",
    "PST",
    "+01:00",
    "Mars/Base",
    "Europe",
  ]
) {
  Deno.test(`isTimeZone() does not know '${name}'`, () => assertEquals(isTimeZone(name), false));
}
