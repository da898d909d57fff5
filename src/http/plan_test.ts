import { assert, assertEquals, assertRejects } from "../../tests/support/assert.ts";
import type { HttpRequest } from "../system/mod.ts";
import { createPlan, PlanEnd } from "./plan.ts";

const request = (more: Partial<HttpRequest> = {}): HttpRequest => ({
  method: "POST",
  url: "http://h/api/0/x/",
  headers: [],
  assumed: {},
  ...more,
});
const plan = (redact = (text: string) => text) => createPlan({ redact });
const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("createPlan() answers with what the call assumes", async () => {
  const made = plan();
  const response = await made.fetch(request({ assumed: { status: 201, json: { a: 1 } } }));
  assertEquals(response.status, 201);
  assertEquals(response.headers.get("content-type"), "application/json");
  assertEquals(await response.json(), { a: 1 });
  assertEquals(made.requests[0]?.assumed, "success");
});

Deno.test("createPlan() ends where no answer is assumed, with the request in the plan", async () => {
  const made = plan();
  await assertRejects(() => made.fetch(request({ assumed: undefined })), PlanEnd);
  assertEquals(made.requests.length, 1);
  assertEquals(made.requests[0]?.assumed, undefined);
});

Deno.test("createPlan() masks secret headers and leaves out those of the client", async () => {
  const made = plan((text) => text.replaceAll("hidden", "[REDACTED]"));
  await made.fetch(request({
    url: "http://h/?q=hidden",
    headers: [
      ["Accept", "*/*"],
      ["User-Agent", "x"],
      ["Authorization", "Bearer abc"],
      ["X-Sentry-Auth", "Sentry sentry_key=abc"],
      ["X-Mine", "hidden"],
      ["Content-Type", "text/plain"],
    ],
    body: () => bytes("so hidden"),
  }));
  assertEquals(made.requests[0], {
    method: "POST",
    url: "http://h/?q=[REDACTED]",
    headers: [
      ["Authorization", "Bearer [REDACTED]"],
      ["X-Sentry-Auth", "Sentry [REDACTED]"],
      ["X-Mine", "[REDACTED]"],
      ["Content-Type", "text/plain"],
    ],
    body: { kind: "text", text: "so [REDACTED]" },
    assumed: "success",
  });
});

Deno.test("createPlan() gives the size of what is no text", async () => {
  const made = plan();
  await made.fetch(request({ body: () => new Uint8Array([0xff, 0xfe]) }));
  await made.fetch(request({ body: () => new Uint8Array([0]) }));
  await made.fetch(request({ body: () => new Uint8Array(1024 * 1024 + 1).fill(32) }));
  assertEquals(made.requests.map(({ body }) => body), [
    { kind: "bytes", sizeBytes: 2 },
    { kind: "bytes", sizeBytes: 1 },
    { kind: "bytes", sizeBytes: 1024 * 1024 + 1 },
  ]);
});

Deno.test("createPlan() reads streams without keeping large ones", async () => {
  const made = plan();
  const stream = (parts: number, part: Uint8Array) =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < parts; at++) controller.enqueue(part);
        controller.close();
      },
    });
  await made.fetch(request({ body: () => stream(2, bytes("ab")) }));
  await made.fetch(request({ body: () => stream(40, new Uint8Array(65536).fill(97)) }));
  assertEquals(made.requests.map(({ body }) => body), [
    { kind: "text", text: "abab" },
    { kind: "bytes", sizeBytes: 40 * 65536 },
  ]);
});

Deno.test("createPlan() keeps the order of requests side by side", async () => {
  const made = plan();
  const slow = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await Promise.resolve();
      controller.enqueue(bytes("x"));
      controller.close();
    },
  });
  await Promise.all([
    made.fetch(request({ url: "http://h/1", body: () => slow })),
    made.fetch(request({ url: "http://h/2" })),
  ]);
  assertEquals(made.requests.map(({ url }) => url), ["http://h/1", "http://h/2"]);
  assert(made.requests[0]?.body?.kind === "text");
});

Deno.test("note() says each thing once", () => {
  const made = plan();
  made.note("a");
  made.note("a");
  assertEquals(made.notes, ["a"]);
});
