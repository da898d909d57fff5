import { assertEquals } from "../../tests/support/assert.ts";
import type { Fetch, HttpRequest } from "../system/mod.ts";
import { compose, headerOf, type Middleware, withBody, withoutHeader } from "./middleware.ts";

const REQUEST: HttpRequest = {
  method: "GET",
  url: "http://h/",
  headers: [["X-A", "1"], ["x-a", "2"], ["B", "3"]],
};

Deno.test("compose() puts the first policy outermost", async () => {
  const order: string[] = [];
  const policy = (name: string): Middleware => (next) => async (request) => {
    order.push(`${name} in`);
    const response = await next(request);
    order.push(`${name} out`);
    return response;
  };
  const end: Fetch = () => Promise.resolve(new Response());
  await compose([policy("a"), policy("b")], end)(REQUEST);
  assertEquals(order, ["a in", "b in", "b out", "a out"]);
});

Deno.test("headerOf() ignores case and gives the last", () => {
  assertEquals([headerOf(REQUEST, "x-A"), headerOf(REQUEST, "c")], ["2", undefined]);
});

Deno.test("withoutHeader() takes all of a name away", () => {
  assertEquals(withoutHeader(REQUEST, "X-a").headers, [["B", "3"]]);
});

Deno.test("withBody() keeps status, headers and address, also of a status without a body", async () => {
  const first = withBody(new Response("a", { status: 201, headers: { "X-B": "c" } }), "b");
  assertEquals([first.status, first.headers.get("x-b"), await first.text()], [201, "c", "b"]);
  assertEquals(withBody(new Response(null, { status: 204 }), null).status, 204);
  const odd = new Response("x");
  Object.defineProperty(odd, "status", { value: 799 });
  assertEquals(withBody(odd, "z").status, 799);
});
