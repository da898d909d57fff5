import { assertEquals, assertRejects } from "../../tests/support/assert.ts";
import { type Fetch, type HttpRequest, TransportError } from "../system/mod.ts";
import { logRequests } from "./log.ts";
import { redactShapes } from "./redact.ts";

const REQUEST: HttpRequest = {
  method: "POST",
  url: "http://127.0.0.1:8000/api/0/?token=secret",
  headers: [
    ["Accept", "*/*"],
    ["X-Mine", "mine"],
    ["Authorization", "Bearer secret"],
    ["Content-Type", "application/json"],
  ],
  body: () => new TextEncoder().encode("{}"),
};

async function logged(
  answer: Response | Error,
  request: Partial<HttpRequest> = {},
  enabled = true,
): Promise<{ lines: string[]; text: string }> {
  const lines: string[] = [];
  const next: Fetch = (each) => {
    each.body?.();
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const fetch = logRequests({
    log: { enabled: () => enabled, debug: (line) => lines.push(line) },
    redact: redactShapes,
    customNames: ["x-mine"],
  })(next);
  const response = await fetch({ ...REQUEST, ...request }).catch((error: unknown) => {
    if (error !== answer) throw error;
  });
  return { lines, text: await response?.text() ?? "" };
}

Deno.test("logRequests() shows request and answer in the reference's form, without secrets", async () => {
  const answer = new Response('{"a":1,"password":"secret"}', {
    status: 201,
    statusText: "Created",
    headers: { "content-type": "application/json", "set-cookie": "sid=secret" },
  });
  const { lines, text } = await logged(answer, { buffered: true });
  assertEquals(lines, [
    "> POST /api/0/?token=[REDACTED] HTTP/1.1",
    "> Host: 127.0.0.1:8000",
    "> Accept: */*",
    "> X-Mine: [REDACTED]",
    "> Authorization: [REDACTED]",
    "> Content-Type: application/json",
    "> Content-Length: 2",
    "< HTTP/1.1 201 Created",
    "< Content-Type: application/json",
    "< Set-Cookie: [REDACTED]",
    'body: {"a":1,"password":"[REDACTED]"}',
  ]);
  assertEquals(text, '{"a":1,"password":"secret"}');
});

Deno.test("logRequests() leaves a streamed or binary body alone", async () => {
  const json = { headers: { "content-type": "application/json" } };
  assertEquals((await logged(new Response("{}", json))).lines.at(-1)?.slice(0, 5), "< Con");
  const binary = { headers: { "content-type": "application/zip" } };
  const { lines } = await logged(new Response("PK", binary), { buffered: true });
  assertEquals(lines.some((line) => line.startsWith("body:")), false);
});

Deno.test("logRequests() shows the user's own Host once", async () => {
  const { lines } = await logged(new Response(), { headers: [["Host", "other"]] });
  assertEquals(lines.filter((line) => line.startsWith("> Host")), ["> Host: other"]);
});

Deno.test("logRequests() says that there was no answer and passes the failure on", async () => {
  const error = new TransportError("refused by http://u:p@h/", "refused");
  const { lines } = await logged(error);
  assertEquals(lines.at(-1), "no answer: refused by http://[REDACTED]@h/");
  const fetch = logRequests({
    log: { enabled: () => true, debug() {} },
    redact: redactShapes,
    customNames: [],
  })(() => Promise.reject(error));
  assertEquals(await assertRejects(() => fetch(REQUEST), TransportError), error);
});

Deno.test("logRequests() does nothing unless debug is shown", async () => {
  assertEquals((await logged(new Response("x"), { buffered: true }, false)).lines, []);
});
