import { assertEquals } from "../../../tests/support/assert.ts";
import { exitCodeOf } from "./exit_code.ts";

const ROWS = [
  { ending: { code: 0, signal: undefined, passedOn: undefined }, reference: 0, semantic: 0 },
  { ending: { code: 255, signal: undefined, passedOn: undefined }, reference: 255, semantic: 255 },
  { ending: { code: 7, signal: undefined, passedOn: "SIGTERM" }, reference: 7, semantic: 7 },
  { ending: { code: 137, signal: "SIGKILL", passedOn: undefined }, reference: 1, semantic: 137 },
  { ending: { code: 143, signal: "SIGTERM", passedOn: "SIGTERM" }, reference: 143, semantic: 143 },
  { ending: { code: 130, signal: "SIGINT", passedOn: "SIGINT" }, reference: 130, semantic: 130 },
];
for (const { ending, reference, semantic } of ROWS) {
  Deno.test(`exitCodeOf() of ${JSON.stringify(ending)}`, () => {
    assertEquals(exitCodeOf(ending, { semantic: false }), reference);
    assertEquals(exitCodeOf(ending, { semantic: true }), semantic);
  });
}
