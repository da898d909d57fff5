import { assertEquals } from "../tests/support/assert.ts";
import { planJson, planText } from "./dry_run.ts";
import { createPlan, type PlannedRequest } from "./http/plan.ts";

const REQUEST: PlannedRequest = {
  method: "PUT",
  url: "http://h/x/",
  headers: [["Content-Type", "application/json"]],
  body: { kind: "text", text: '{"a":1}' },
  assumed: "success",
};
const planOf = (...requests: Partial<PlannedRequest>[]) => ({
  ...createPlan({ redact: (text) => text }),
  requests: requests.map((each) => ({ ...REQUEST, ...each })),
});

Deno.test("planText() is a block a request, with the assumptions that matter", () => {
  assertEquals(
    planText(planOf(
      { method: "GET", headers: [], body: undefined, assumed: "no repositories" },
      {},
      { body: { kind: "bytes", sizeBytes: 7 }, assumed: undefined },
    )),
    "GET http://h/x/\n\n# Assumed answer: no repositories\n\n\n" +
      'PUT http://h/x/\nContent-Type: application/json\n\n{"a":1}\n\n\n' +
      "PUT http://h/x/\nContent-Type: application/json\n\n# 7 bytes",
  );
});

Deno.test("planText() says when there is nothing to send, and steers no terminal", () => {
  assertEquals(planText(planOf()), "No requests.");
  assertEquals(
    planText(planOf({ body: { kind: "text", text: "a\u001b[2Jb" } })).split("\n").at(-1),
    "a[2Jb",
  );
});

Deno.test("planJson() shows a body as JSON only where that says exactly the same", () => {
  const bodies = (text: string) => {
    const { method: _m, url: _u, headers: _h, assumed: _a, ...body } =
      planJson(planOf({ body: { kind: "text", text } }), true).requests[0] ?? {};
    return body;
  };
  assertEquals(bodies('{"a":[1,"x"]}'), { body: { a: [1, "x"] } });
  assertEquals(bodies('{"id":9223372036854775807}'), { bodyText: '{"id":9223372036854775807}' });
  assertEquals(bodies('{"a": 1}'), { bodyText: '{"a": 1}' });
  assertEquals(bodies("{}\n"), { bodyText: "{}\n" });
});

Deno.test("planJson() tells an assumption from an answer that ends the plan", () => {
  const { requests, complete } = planJson(
    planOf({ assumed: "none" }, { assumed: undefined }),
    false,
  );
  assertEquals(requests.map(({ assumed }) => assumed), ["none", null]);
  assertEquals(complete, false);
});
