import { assertEquals } from "../../tests/support/assert.ts";
import { fakeSystem } from "../../tests/support/fake_system.ts";
import { createLog, localTimestamp } from "./create_log.ts";
import { createStyle, plainStyle, wantsColour } from "./style.ts";
import type { LogLevel } from "../base/log_levels.ts";

function logAt(level: LogLevel, colour = false) {
  const system = fakeSystem({ now: Date.UTC(2026, 0, 31, 10, 0, 0, 42) });
  const log = createLog({
    levels: { level, areas: {} },
    format: "text",
    stderr: system.terminal.stderr,
    clock: system.clock,
    style: colour ? createStyle({ colour, columns: 80 }) : plainStyle,
    redact: (text) => text.replaceAll("secret", "***"),
  });
  return { log, system };
}

Deno.test("createLog() writes level, local time and the redacted message to stderr", () => {
  const { log, system } = logAt("info");
  log.info("a secret word");
  assertEquals(
    system.written,
    { stdout: "", stderr: "  INFO    2026-01-31 10:00:00.042000000 +00:00 a *** word\n" },
  );
});

Deno.test("createLog() writes only what the level lets through", () => {
  const levels = ["off", "error", "warn", "info", "debug", "trace"] as const;
  const counts = levels.map((level) => {
    const { log, system } = logAt(level);
    for (const write of [log.error, log.warn, log.info, log.debug, log.trace]) write("x");
    return system.written.stderr.split("\n").length - 1;
  });
  assertEquals(counts, [0, 1, 2, 3, 4, 5]);
});

Deno.test("createLog() colours the level and dims the time", () => {
  const { log, system } = logAt("warn", true);
  log.warn("x");
  assertEquals(
    system.written.stderr,
    "  \x1b[31mWARN \x1b[0m   \x1b[2m2026-01-31 10:00:00.042000000 +00:00\x1b[0m x\n",
  );
});

Deno.test("localTimestamp() shows zones on both sides of UTC", () => {
  const at = Date.UTC(2026, 0, 31, 23, 30);
  assertEquals(localTimestamp(at, 90), "2026-02-01 01:00:00.000000000 +01:30");
  assertEquals(localTimestamp(at, -210), "2026-01-31 20:00:00.000000000 -03:30");
});

const COLOUR: [Record<string, string>, boolean, boolean][] = [
  [{ TERM: "xterm" }, true, true],
  [{ TERM: "xterm" }, false, false],
  [{}, true, false],
  [{ TERM: "dumb" }, true, false],
  [{ TERM: "xterm", NO_COLOR: "" }, true, false],
  [{ TERM: "xterm", CLICOLOR: "0" }, true, false],
  [{ CLICOLOR_FORCE: "1", NO_COLOR: "1" }, false, true],
  [{ CLICOLOR_FORCE: "0", TERM: "xterm" }, false, false],
];

for (const [variables, isTerminal, expected] of COLOUR) {
  const given = JSON.stringify(variables);
  Deno.test(`wantsColour() is ${expected} for ${given}, terminal ${isTerminal}`, () => {
    assertEquals(wantsColour({ isTerminal, env: (name) => variables[name] }), expected);
  });
}
