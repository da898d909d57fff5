import { assert, assertEquals } from "../../../tests/support/assert.ts";
import { pick, seeded } from "../../../tests/support/random.ts";
import { parseTraceback } from "./bash_report.ts";
import { bashScript } from "./bash_script.ts";

Deno.test("parseTraceback() reads frames, command and code, and passes over the rest", () => {
  const text = "f:a:b.sh:3\nmain:/x.sh:10\n_sentry_traceback:x.sh:1\nno frame\n:x:1\n@other:1\n" +
    "@command:grep a:b c\n@exit_code:42\n";
  assertEquals(parseTraceback(text), {
    command: "grep a:b c",
    exitCode: 42,
    frames: [
      { name: "f", file: "a:b.sh", line: 3 },
      { name: "main", file: "/x.sh", line: 10 },
      { name: "", file: "x", line: 1 },
    ],
  });
});

Deno.test("parseTraceback() of nothing", () => {
  assertEquals(parseTraceback(""), { command: "unknown", exitCode: 1, frames: [] });
});

Deno.test("parseTraceback() takes 3,000 odd texts", () => {
  const random = seeded(19);
  const parts = ["f", ":", "x.sh", "3", "\n", "@command:", "@exit_code:", "x", "\r", "ä", "-1"];
  for (let round = 0; round < 3000; round++) {
    const text = Array.from({ length: 12 }, () => pick(random, parts)).join("");
    const { frames, exitCode } = parseTraceback(text);
    assert(Number.isSafeInteger(exitCode), text);
    assert(frames.every(({ line }) => Number.isSafeInteger(line)), text);
  }
});

Deno.test("bashScript() has -e only when a failure is to end the script", () => {
  const hook = { tracebackFile: "/t", logFile: "/l", cli: ["c"], options: [] };
  assert(bashScript({ ...hook, exits: true }).startsWith("set -eE\n"));
  assert(!bashScript({ ...hook, exits: false }).includes("set -"));
});
