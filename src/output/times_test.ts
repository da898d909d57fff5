import { assertEquals } from "../../tests/support/assert.ts";
import { ago, utcTimestamp } from "./times.ts";

const NOW = Date.UTC(2026, 0, 3, 0, 0, 0);

for (
  const [from, expected] of [
    ["2026-01-03T00:00:00Z", "0 seconds"],
    ["2026-01-02T23:59:59Z", "1 second"],
    ["2026-01-02T23:59:00Z", "1 minute"],
    ["2026-01-02T23:00:00Z", "1 hour"],
    ["2025-12-31T23:00:00Z", "49 hours"],
    ["2026-01-04T00:00:00Z", "0 seconds"],
  ] as const
) {
  Deno.test(`ago() says ${expected} for ${from}`, () => assertEquals(ago(from, NOW), expected));
}

for (
  const [given, expected] of [
    ["2020-10-29T21:43:43.245609Z", "2020-10-29 21:43:43.245609 UTC"],
    ["2020-10-29T21:43:43Z", "2020-10-29 21:43:43 UTC"],
    ["2020-10-29T21:43:43.5Z", "2020-10-29 21:43:43.500 UTC"],
    ["2020-10-29T23:43:43.123456789+02:00", "2020-10-29 21:43:43.123456789 UTC"],
    ["2020-10-29T21:43:43.000Z", "2020-10-29 21:43:43 UTC"],
  ] as const
) {
  Deno.test(`utcTimestamp() turns ${given} into ${expected}`, () => {
    assertEquals(utcTimestamp(given), expected);
  });
}
