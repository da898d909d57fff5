import { UsageError } from "../../base/errors.ts";
import {
  assert,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "../../../tests/support/assert.ts";
import { pick, seeded } from "../../../tests/support/random.ts";
import { matchesFault, parseFaultRule } from "./fault_rule.ts";

const ANSWER = {
  kind: "answer",
  instead: undefined,
  half: false,
  truncateBytes: undefined,
  bytesPerSecond: undefined,
  twice: false,
} as const;

Deno.test("parseFaultRule() reads the rule of the manual", () => {
  const text = "POST /api/0/organizations/*/releases/: status=503 times=2 retry-after=1";
  assertEquals(parseFaultRule(text), {
    text,
    method: "POST",
    path: "/api/0/organizations/*/releases/",
    after: 0,
    times: 2,
    delayMs: 0,
    action: {
      ...ANSWER,
      instead: {
        status: 503,
        headers: [["Retry-After", "1"]],
        contentType: "application/json",
        body: undefined,
      },
    },
  });
});

/** What the words do, beside the counters. */
function action(words: string): unknown {
  return parseFaultRule(`* /**: ${words}`).action;
}

function instead(words: string): unknown {
  const parsed = parseFaultRule(`* /**: ${words}`).action;
  return parsed.kind === "answer" ? parsed.instead : undefined;
}

Deno.test("parseFaultRule() knows reset and silence", () => {
  assertEquals(action("reset"), { kind: "reset" });
  assertEquals(action("silence"), { kind: "silence" });
});

Deno.test("parseFaultRule() reads delay, counters, truncate, slow and halfjson", () => {
  const rule = parseFaultRule("get|PUT /a: delay=250 after=3 times=1 truncate=0 slow=100 halfjson");
  assertEquals([rule.method, rule.delayMs, rule.after, rule.times], ["GET|PUT", 250, 3, 1]);
  assertEquals(rule.action as unknown, {
    ...ANSWER,
    half: true,
    truncateBytes: 0,
    bytesPerSecond: 100,
  });
});

Deno.test("parseFaultRule() reads twice, which goes with an answer only", () => {
  assertEquals(action("twice"), { ...ANSWER, twice: true });
  assertThrows(() => action("reset twice"), UsageError, "exclude each other");
});

Deno.test("parseFaultRule() takes a delay alone", () => {
  assertEquals(action("delay=5"), ANSWER);
});

Deno.test("parseFaultRule() reads a quoted body", () => {
  const expected = {
    status: 200,
    headers: [],
    contentType: "text/plain; charset=utf-8",
    body: `it's "a" \\ b`,
  };
  assertEquals(instead(`body="it's \\"a\\" \\\\ b"`), expected);
});

Deno.test("parseFaultRule() reads JSON, bare or in single quotes", () => {
  const expected = {
    status: 418,
    headers: [],
    contentType: "application/json",
    body: '{"detail":"no way"}',
  };
  assertEquals(instead(`status=418 json={"detail":"no way"}`), expected);
  assertEquals(instead(`json='{"detail":"no way"}' status=418`), expected);
});

Deno.test("parseFaultRule() reads headers and both forms of retry-after", () => {
  const date = "Wed, 21 Oct 2026 07:28:00 GMT";
  assertEquals(instead(`status=429 header="X-A: b c" header=X-D:e retry-after="${date}"`), {
    status: 429,
    headers: [["X-A", "b c"], ["X-D", "e"], ["Retry-After", date]],
    contentType: "application/json",
    body: undefined,
  });
});

Deno.test("parseFaultRule() gives an HTML page with 200 or the status beside it", () => {
  const parsed = parseFaultRule("GET /: html status=502").action;
  assert(parsed.kind === "answer" && parsed.instead !== undefined);
  assertEquals(parsed.instead.status, 502);
  assertStringIncludes(parsed.instead.contentType, "text/html");
  assertStringIncludes(parsed.instead.body ?? "", "<html>");
});

const WRONG: readonly (readonly [string, string])[] = [
  ["", "expected METHOD PATH"],
  ["GET /", "expected METHOD PATH"],
  ["/: reset", "expected METHOD PATH"],
  ["G-T /: reset", "'G-T' is not a method pattern"],
  ["GET a: reset", "'a' does not begin with '/'"],
  ["GET /:", "nothing to do"],
  ["GET /: times=2", "nothing to do"],
  ["GET /: explode", "'explode' is not a known word"],
  ["GET /: toString", "'toString' is not a known word"],
  ["GET /: status", "'status' needs a whole number"],
  ["GET /: status=abc", "'status' needs a whole number"],
  ["GET /: status=199", "'status=199' is not in 200..599"],
  ["GET /: status=600", "'status=600' is not in 200..599"],
  ["GET /: reset times=0", "'times=0' is not in 1.."],
  ["GET /: delay=-1", "'delay' needs a whole number"],
  ["GET /: truncate=", "'truncate' needs a whole number"],
  ["GET /: slow=0", "'slow=0' is not in 1.."],
  ["GET /: reset=1", "'reset' takes no value"],
  ["GET /: reset silence", "'reset' and 'silence' exclude each other"],
  ["GET /: silence status=500", "'silence' and 'status' exclude each other"],
  ["GET /: status=500 status=501", "'status' is given twice"],
  ["GET /: html body=x", "'html' and 'body' exclude each other"],
  ["GET /: json={", "'json={' is not JSON"],
  ["GET /: body", "'body' needs a value"],
  ["GET /: body='x", "quotes in 'body='x' are not closed"],
  ["GET /: header=x", "'x' is not a header NAME:VALUE"],
  ["GET /: header=A:b", "a header needs a status"],
  ["GET /: status=500 header=Content-Length:1", "'Content-Length' is set by the server"],
  ["GET /: status=503 retry-after=soon", "'retry-after=soon' is neither"],
  ["GET /: status=503 retry-after=1.5", "'retry-after=1.5' is neither"],
];
for (const [text, part] of WRONG) {
  Deno.test(`parseFaultRule() names what is wrong in '${text}'`, () => {
    const error = assertThrows(() => parseFaultRule(text), UsageError);
    assertStringIncludes(error.message, part);
    assert(error.hint !== undefined);
  });
}

const MATCHES: readonly (readonly [string, string, string, boolean])[] = [
  ["POST", "/a/*/b/", "POST /a/x/b/", true],
  ["POST", "/a/*/b/", "GET /a/x/b/", false],
  ["POST", "/a/*/b/", "POST /a/x/y/b/", false],
  ["POST", "/a/**/b/", "POST /a/x/y/b/", true],
  ["*", "**", "PUT /any/thing", true],
  ["*", "*", "PUT /any", false],
  ["GET|HEAD", "/", "HEAD /", true],
  ["P*", "/", "PATCH /", true],
  ["P?T", "/", "POST /", false],
  ["GET", "/a?c", "GET /abc", true],
  ["GET", "/a?c", "GET /a/c", false],
  ["GET", "/a.c(+)[x]$", "GET /a.c(+)[x]$", true],
  ["GET", "/a.c", "GET /abc", false],
];
for (const [method, path, request, expected] of MATCHES) {
  Deno.test(`matchesFault() ${method} ${path} on ${request}: ${expected}`, () => {
    const [asked = "", at = ""] = request.split(" ");
    assertEquals(matchesFault({ method, path }, { method: asked, path: at }), expected);
  });
}

Deno.test("parseFaultRule() answers generated rules with a rule or a UsageError", () => {
  const random = seeded(21);
  const parts = [
    "GET",
    "*",
    "/a/**",
    "/",
    ":",
    ": ",
    " ",
    "status=503",
    "times=2",
    "reset",
    "silence",
    "html",
    "halfjson",
    "body='a b'",
    'json={"a":1}',
    "header=A:b",
    "retry-after=1",
    "delay=5",
    "'",
    '"',
    "\\",
    "=",
    "truncate=3",
    "slow=9",
    "after=1",
    "\n",
    "\u0000",
    "é",
  ];
  let accepted = 0;
  for (let round = 0; round < 5000; round++) {
    const words = Array.from({ length: Math.floor(random() * 5) }, () => pick(random, parts));
    const text = random() < 0.5 ? `GET /a: ${words.join(" ")}` : words.join("");
    try {
      const rule = parseFaultRule(text);
      assert(rule.times === undefined || rule.times >= 1, text);
      matchesFault(rule, { method: "GET", path: "/a/b/c" });
      accepted++;
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      assertStringIncludes(error.message, text);
    }
  }
  assert(accepted > 200 && accepted < 4800, String(accepted));
});
