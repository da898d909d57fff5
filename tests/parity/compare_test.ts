import { assertEquals, assertStringIncludes } from "../support/assert.ts";
import { judge } from "./compare.ts";
import type { Case, Outcome } from "./model.ts";

const RUN: Outcome = {
  exit: 0,
  stdout: "a\n",
  stderr: "",
  requests: [],
  files: {},
  timedOut: false,
};
const CONTEXT = { known: new Set(["why"]), nowMs: 0 };

function problems(ours: Partial<Outcome>, differs?: Case["differs"]): readonly string[] {
  const parityCase: Case = { name: "c", args: [], ...(differs === undefined ? {} : { differs }) };
  return judge(parityCase, { reference: RUN, ours: { ...RUN, ...ours } }, CONTEXT).problems;
}

Deno.test("judge() passes two equal runs", () => assertEquals(problems({}), []));

Deno.test("judge() fails a facet that differs and is not named", () => {
  assertStringIncludes(problems({ exit: 1 }).join(), "exit differs");
  assertStringIncludes(problems({ stdout: "b\n" }).join(), "stdout differs");
  assertStringIncludes(problems({ files: { "{HOME}/x": "0600\n" } }).join(), "files differs");
});

Deno.test("judge() passes a difference that is named and looks as written", () => {
  assertEquals(problems({ exit: 1, stdout: "" }, { why: { exit: 1, stdout: "" } }), []);
  assertEquals(problems({ stdout: "bcd" }, { why: { stdout: ["b", "d"] } }), []);
});

Deno.test("judge() fails a named difference that looks otherwise", () => {
  assertStringIncludes(problems({ exit: 2 }, { why: { exit: 1 } }).join(), "expects 1");
  assertStringIncludes(problems({ stdout: "b" }, { why: { stdout: "c" } }).join(), '"c"');
});

Deno.test("judge() fails a named difference that is gone", () => {
  assertStringIncludes(problems({}, { why: { exit: true } }).join(), "both are the same");
});

Deno.test("judge() fails an id that is not in the table", () => {
  assertStringIncludes(
    problems({ exit: 1 }, { other: { exit: 1 } }).join(),
    "not in differences.ts",
  );
});

Deno.test("judge() fails tokens, stack traces and timeouts of ours", () => {
  assertStringIncludes(problems({ stderr: "x {T} y" }).join(), "a token ({T})");
  assertStringIncludes(problems({ stderr: "    at run (main.ts:1:2)" }).join(), "stack trace");
  assertStringIncludes(problems({ timedOut: true }).join(), "did not end in time");
});

Deno.test("judge() measures the time between requests", () => {
  const at = (atMs: number) => ({
    server: "S",
    connection: 1,
    method: "GET",
    target: "/",
    headers: [],
    body: "",
    atMs,
  });
  const run = (gap: number) => ({ ...RUN, requests: [at(0), at(gap)] });
  const parityCase: Case = { name: "c", args: [], gapMs: [100, 200] };
  const judged = (gap: number) =>
    judge(parityCase, { reference: run(150), ours: run(gap) }, CONTEXT).problems;
  assertEquals(judged(120), []);
  assertStringIncludes(judged(50).join(), "ours let 50 ms pass");
});
