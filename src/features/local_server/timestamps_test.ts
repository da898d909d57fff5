import { assertEquals } from "../../../tests/support/assert.ts";
import { formatTimestamp, readTimestamp } from "./timestamps.ts";

Deno.test("formatTimestamp() writes UTC with microseconds", () => {
  assertEquals(formatTimestamp(Date.UTC(2026, 0, 31, 10, 0, 0, 7)), "2026-01-31T10:00:00.007000Z");
});

const READ: readonly (readonly [string, string | undefined])[] = [
  ["2026-01-31T10:00:00Z", "2026-01-31T10:00:00.000000Z"],
  ["2026-01-31t10:00:00z", "2026-01-31T10:00:00.000000Z"],
  ["2026-01-31 10:00:00.5Z", "2026-01-31T10:00:00.500000Z"],
  ["2026-01-31T10:00:00.123456789Z", "2026-01-31T10:00:00.123456Z"],
  ["2026-01-01T01:00:00+02:30", "2025-12-31T22:30:00.000000Z"],
  ["2026-01-01T00:00:00-05:00", "2026-01-01T05:00:00.000000Z"],
  ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000000Z"],
  ["2026-02-29T00:00:00Z", undefined],
  ["2026-13-01T00:00:00Z", undefined],
  ["2026-01-31T24:00:00Z", undefined],
  ["2026-01-31T10:00:00", undefined],
  ["2026-01-31", undefined],
  ["1431648000", undefined],
  ["", undefined],
];
for (const [text, expected] of READ) {
  Deno.test(`readTimestamp(${JSON.stringify(text)}) is ${expected}`, () => {
    assertEquals(readTimestamp(text), expected);
  });
}
