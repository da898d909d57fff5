import { assertEquals } from "../support/assert.ts";
import { facetsOf, helpShape, isNow, takeApart } from "./facets.ts";
import type { Outcome } from "./model.ts";

const NOTHING: Outcome = {
  exit: 0,
  stdout: "",
  stderr: "",
  requests: [],
  files: {},
  timedOut: false,
};

Deno.test("takeApart() sorts error, causes, usage, warnings and notes", () => {
  const parts = takeApart(
    [
      "  WARN    2026-01-01 00:00:00.000000000 +00:00 careful",
      "  INFO    2026-01-01 00:00:00.000000000 +00:00 by the way",
      "a note",
      "error: no",
      "  more of it",
      "",
      "Caused by:",
      "    0: one",
      "    1: two",
      "",
      "  tip: do it",
      "",
      "Usage: x",
      "",
      "Add --log-level=[info|debug] to see more",
      "Please attach the full debug log to it",
    ].join("\n"),
    false,
  );
  assertEquals(parts, {
    warnings: ["WARN careful"],
    notes: ["a note"],
    error: ["error: no", "  more of it"],
    causes: ["0: one", "1: two"],
    usage: ["  tip: do it", "Usage: x"],
  });
});

Deno.test("takeApart() keeps finer log lines when asked", () => {
  const line = "  DEBUG   2026-01-01 00:00:00.000000000 +00:00 detail";
  assertEquals(takeApart(line, true).warnings, ["DEBUG detail"]);
  assertEquals(takeApart(line, false).warnings, []);
});

Deno.test("helpShape() keeps names and drops words", () => {
  const text = (words: string) =>
    `${words}\n\nUsage: x [OPTIONS] <COMMAND>\n\nCommands:\n  go   ${words} [aliases: g]\n\n` +
    `Options:\n  -o, --org <ORG>  ${words}\n      --raw        ${words}\n`;
  assertEquals(helpShape(text("One.")), helpShape(text("Quite another.")));
  assertEquals(
    helpShape(text("One.")).split("\n"),
    [
      "command go",
      "command go = g",
      "option --raw",
      "option -o --org",
      "usage x [OPTIONS] <COMMAND>",
    ],
  );
});

Deno.test("facetsOf() shows a request without header order, form headers and the time", () => {
  const now = Date.parse("2026-05-05T05:05:05Z");
  const request = {
    server: "S",
    connection: 1,
    method: "POST",
    target: "/x",
    headers: [["User-Agent", "sentry-cli/9.9.9 p"], ["Connection", "keep-alive"], [
      "Accept",
      "*/*",
    ]],
    body: '{"b":[],"a":"2026-05-05T05:05:09.1234567Z","t":"2026-05-05T05:05:09.123456Z"}',
    atMs: 0,
  } as const;
  const facets = facetsOf({ ...NOTHING, requests: [request] }, { name: "", args: [] }, now);
  assertEquals(facets.requests.split("\n"), [
    "S: POST /x",
    "  accept: */*",
    "  user-agent: sentry-cli/<version> p",
    '  body.a = "2026-05-05T05:05:09.1234567Z"',
    "  body.b = []",
    "  body.t = <now>",
  ]);
});

Deno.test("isNow() takes times near now in the form the server gets", () => {
  const now = Date.parse("2026-05-05T05:05:05Z");
  assertEquals(isNow("2026-05-05T05:05:05Z", now), true);
  assertEquals(isNow("2026-05-05T05:05:05.123Z", now), true);
  assertEquals(isNow("2026-05-05T05:05:05.12Z", now), false);
  assertEquals(isNow("2026-05-05T05:25:05Z", now), false);
  assertEquals(isNow("2026-05-05T05:05:05+00:00", now), false);
});
