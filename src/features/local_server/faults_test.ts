import { assertEquals } from "../../../tests/support/assert.ts";
import { parseFaultRule } from "./fault_rule.ts";
import { Faults } from "./faults.ts";

const GET = { method: "GET", path: "/a" };

/** Which of the rules acts on each of `count` equal requests, by its number; 0 for none. */
function run(rules: readonly string[], count: number): number[] {
  const faults = new Faults();
  const parsed = rules.map(parseFaultRule);
  for (const rule of parsed) faults.add(rule);
  return Array.from({ length: count }, () => {
    const rule = faults.take(GET);
    return rule === undefined ? 0 : parsed.indexOf(rule) + 1;
  });
}

Deno.test("Faults.take() acts for ever without a count", () => {
  assertEquals(run(["GET /a: reset"], 4), [1, 1, 1, 1]);
});

Deno.test("Faults.take() lets `after` requests pass and acts `times` times", () => {
  assertEquals(run(["GET /a: reset after=2 times=2"], 6), [0, 0, 1, 1, 0, 0]);
});

Deno.test("Faults.take() goes to the next rule when the first is used up", () => {
  assertEquals(run(["* **: status=500 times=1", "GET /a: reset times=1"], 4), [1, 2, 0, 0]);
});

Deno.test("Faults.take() passes over rules for other requests without counting", () => {
  const faults = new Faults();
  faults.add(parseFaultRule("POST /a: reset times=1"));
  assertEquals(faults.take(GET), undefined);
  assertEquals(faults.list().map(({ matched, acted }) => [matched, acted]), [[0, 0]]);
  faults.take({ method: "POST", path: "/a" });
  faults.take({ method: "POST", path: "/a" });
  assertEquals(faults.list().map(({ matched, acted }) => [matched, acted]), [[2, 1]]);
});

Deno.test("Faults.clear() takes all rules away", () => {
  const faults = new Faults();
  faults.add(parseFaultRule("GET /a: reset"));
  faults.clear();
  assertEquals(faults.take(GET), undefined);
  assertEquals(faults.list(), []);
});
