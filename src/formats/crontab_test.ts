import { assert, assertEquals, assertStringIncludes } from "../../tests/support/assert.ts";
import { seeded } from "../../tests/support/random.ts";
import { crontabProblem } from "./crontab.ts";

const GOOD = [
  "* * * * *",
  "0 0 1 1 0",
  "59 23 31 12 6",
  "*/5 1-3,7 +01 JAN sun",
  "1-2/3 * * JaN *",
  "*\t*\u00a0* *  *",
  " * * * * * ",
  "007 * * * *",
  "*/+2 * * * *",
];
for (const schedule of GOOD) {
  Deno.test(`crontabProblem() takes '${schedule}'`, () => {
    assertEquals(crontabProblem(schedule), undefined);
  });
}

const BAD: readonly (readonly [string, string])[] = [
  ["", "0 fields"],
  ["* * * *", "4 fields"],
  ["* * * * * *", "6 fields"],
  ["@hourly", "1 field, not"],
  ["60 * * * *", "'60' is no minute"],
  ["* 24 * * *", "'24' is no hour"],
  ["* * 0 * *", "'0' is no day of the month"],
  ["* * * 13 *", "'13' is no month"],
  ["* * * * 7", "'7' is no day of the week: those are 0 to 6"],
  ["* * * * mon-fri", "'mon-fri'"],
  ["* * * * MON,TUE", "'MON'"],
  ["5/15 * * * *", "'5/15'"],
  ["*/0 * * * *", "'*/0'"],
  ["3-1 * * * *", "'3-1'"],
  ["1,2,* * * *", "4 fields"],
  ["1,,2 * * * *", "''"],
  ["1-2-3 * * * *", "'1-2-3'"],
  ["-1 * * * *", "'-1'"],
  ["1.5 * * * *", "'1.5'"],
  ["? * * * *", "'?'"],
  ["* * L * *", "'L'"],
];
for (const [schedule, why] of BAD) {
  Deno.test(`crontabProblem() says what is wrong with '${schedule}'`, () => {
    assertStringIncludes(crontabProblem(schedule) ?? "nothing", why);
  });
}

Deno.test("crontabProblem() takes what is made by the rules, and refuses it with one number too many", () => {
  const random = seeded(3);
  const pick = (min: number, max: number) => min + Math.floor(random() * (max - min + 1));
  const ranges = [[0, 59], [0, 23], [1, 31], [1, 12], [0, 6]] as const;
  const item = (min: number, max: number) => {
    const from = pick(min, max);
    return [
      `${from}`,
      "*",
      `*/${pick(1, 90)}`,
      `${from}-${pick(from, max)}`,
      `${from}-${pick(from, max)}/${pick(1, 9)}`,
    ][pick(0, 4)] ?? "*";
  };
  for (let round = 0; round < 2000; round++) {
    const fields = ranges.map(([min, max]) =>
      Array.from({ length: pick(1, 3) }, () => item(min, max)).join(",")
    );
    assertEquals(crontabProblem(fields.join(" ")), undefined, fields.join(" "));
    const at = pick(0, 4);
    const [, max] = ranges[at] ?? [0, 0];
    const broken = fields.with(at, `${fields[at]},${max + pick(1, 1000)}`).join(" ");
    assert(crontabProblem(broken) !== undefined, broken);
  }
});
