import { assert, assertEquals, assertRejects } from "../../tests/support/assert.ts";
import { ApiError, AuthError, CliError, messageChain } from "../base/errors.ts";
import { ensureOk, type Missing, readJson } from "./answers.ts";
import { boolean, count, type Decode, list, record, text } from "./decode.ts";

function answer(status: number, body: string, type = "application/json"): Response {
  const empty = [204, 304].includes(status);
  const response = new Response(empty ? null : body, { headers: { "content-type": type } });
  Object.defineProperty(response, "status", { value: status });
  return response;
}

/** Message and causes of the error, or `ok`. */
async function outcome(response: Response, missing?: Missing): Promise<string> {
  try {
    await ensureOk(response, { missing });
    return "ok";
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return messageChain(error).join(" | ");
  }
}

const failed = (cause: string) => `API request failed | sentry reported an error: ${cause}`;

for (
  const [status, body, type, expected] of [
    [200, "", "text/html", "ok"],
    [302, "", "text/html", "ok"],
    [399, "", "text/html", "ok"],
    // Above 600 counts as success for the reference.
    [601, '{"detail":"x"}', "application/json", "ok"],
    [600, '{"detail":"x"}', "application/json", failed("x (http status: 600)")],
    [400, '{"detail":"bad"}', "application/json", failed("bad (http status: 400)")],
    [400, '{"error":"bad"}', "application/json; charset=utf-8", failed("bad (http status: 400)")],
    [400, '{"detail":"bad"}', "Application/JSON", failed("bad request (http status: 400)")],
    [400, '{"detail":""}', "application/json", failed("bad request (http status: 400)")],
    [400, "{", "application/json", failed("bad request (http status: 400)")],
    [401, "", "text/html", failed("unauthorized (http status: 401)")],
    [403, "", "text/html", failed("unknown error (http status: 403)")],
    [404, "", "text/html", failed("not found (http status: 404)")],
    [500, "", "text/html", failed("internal server error (http status: 500)")],
    [502, "", "text/html", failed("bad gateway (http status: 502)")],
    [503, "", "text/html", failed("unknown error (http status: 503)")],
    [504, "", "text/html", failed("gateway timeout (http status: 504)")],
    [
      400,
      '{"b":[1,null,true],"a":{"d":"x","c":1.5}}',
      "application/json",
      failed('request failure (http status: 400)\n  {"a":{"c":1.5,"d":"x"},"b":[1,null,true]}'),
    ],
    [
      400,
      '{"detail":{"a":1}}',
      "application/json",
      failed('request failure (http status: 400)\n  {"detail":{"a":1}}'),
    ],
    [400, '"x"', "application/json", failed('request failure (http status: 400)\n  "x"')],
    [400, '["x"]', "application/json", failed('request failure (http status: 400)\n  ["x"]')],
    [400, "null", "application/json", failed("request failure (http status: 400)\n  null")],
    [
      400,
      '{"detail":"a\\u001b[31mb\\u0007"}',
      "application/json",
      failed("a[31mb (http status: 400)"),
    ],
  ] as const
) {
  Deno.test(`ensureOk() after ${status} ${type} ${body}`, async () => {
    assertEquals(await outcome(answer(status, body, type)), expected);
  });
}

for (
  const [missing, expected] of [
    ["organization", "organization not found"],
    ["resource", "resource not found"],
    [
      "project",
      "Project not found. Ensure that you configured the correct project and organization.",
    ],
    [
      "release",
      "Release not found. Ensure that you configured the correct release, project, and organization.",
    ],
    [undefined, failed("gone (http status: 404)")],
  ] as const
) {
  Deno.test(`ensureOk() says what is missing: ${missing}`, async () => {
    assertEquals(await outcome(answer(404, '{"detail":"gone"}'), missing), expected);
  });
}

Deno.test("ensureOk() takes a redirect of a project for its new name", async () => {
  const notFound =
    "Project not found. Ensure that you configured the correct project and organization.";
  const renamed = await outcome(answer(302, '{"slug":"n2"}'), "project");
  assertEquals(renamed.split("\n")[0], `${notFound} | project was renamed to 'n2'`);
  assertEquals(renamed.split("\n").length, 2);
  for (const body of ["", "[]", '{"slug":1}', "null"]) {
    assertEquals(await outcome(answer(301, body), "project"), notFound);
  }
  assertEquals(await outcome(answer(302, '{"slug":"n2"}'), "organization"), "ok");
  assertEquals(await outcome(answer(307, ""), "project"), "ok");
});

Deno.test("ensureOk() tells a refused token from other refusals", async () => {
  await assertRejects(() => ensureOk(answer(401, '{"detail":"x"}')), AuthError);
  const error = await assertRejects(() => ensureOk(answer(403, '{"detail":"x"}')), ApiError);
  assertEquals(error.status, 403);
});

const item: Decode<string> = record((it) => {
  const all = [it.get("id", text), it.get("ok", boolean), it.maybe("n", count)];
  return all.join(" ");
});

// Facts of the reference, taken from its binary.
for (
  const [body, expected] of [
    ['[{"id":1}]', "invalid type: integer `1`, expected a string at line 1 column 9"],
    ['[{"id":null}]', "invalid type: null, expected a string at line 1 column 11"],
    ['[{"id":"a","ok":"x"}]', 'invalid type: string "x", expected a boolean at line 1 column 19'],
    ['[{"id":{"a":1}}]', "invalid type: map, expected a string at line 1 column 8"],
    ['[{"id":[1,2]}]', "invalid type: sequence, expected a string at line 1 column 8"],
    ['[{"id":1.5}]', "invalid type: floating point `1.5`, expected a string at line 1 column 11"],
    ['[{"id":true}]', "invalid type: boolean `true`, expected a string at line 1 column 11"],
    ['[{"id":-3}]', "invalid type: integer `-3`, expected a string at line 1 column 10"],
    ['{"a":1}', "invalid type: map, expected a sequence at line 1 column 1"],
    ['"x"', 'invalid type: string "x", expected a sequence at line 1 column 3'],
    ['[{"id":"a"}]', "missing field `ok` at line 1 column 11"],
    [
      '[{\n "id":"a",\n "ok": 1}]',
      "invalid type: integer `1`, expected a boolean at line 3 column 9",
    ],
    [
      '[{"id":"\u00e9","ok": 1}]',
      "invalid type: integer `1`, expected a boolean at line 1 column 20",
    ],
    [
      '[{"id":"a","ok":true,"n":-1}]',
      "invalid value: integer `-1`, expected u64 at line 1 column 28",
    ],
    ["", "EOF while parsing a value at line 1 column 0"],
    ["<html>", "expected value at line 1 column 1"],
    ['[{"id":"a"', "EOF while parsing an object at line 1 column 10"],
    ["[1", "EOF while parsing a list at line 1 column 2"],
    ['[{"id":"a",}]', "trailing comma at line 1 column 12"],
    ["[1,]", "trailing comma at line 1 column 4"],
    ['[{"id" "a"}]', "expected `:` at line 1 column 8"],
    ['[{"id":"a', "EOF while parsing a string at line 1 column 9"],
    ["[] x", "trailing characters at line 1 column 4"],
    ["[tru]", "expected ident at line 1 column 5"],
    ["[01]", "invalid number at line 1 column 3"],
    ["{id:1}", "key must be a string at line 1 column 2"],
    ['["\\x"]', "invalid escape at line 1 column 4"],
    [
      '["a\nb"]',
      "control character (\\u0000-\\u001F) found while parsing a string at line 2 column 0",
    ],
  ] as const
) {
  Deno.test(`readJson() reports ${JSON.stringify(body)}`, async () => {
    const error = await assertRejects(() => readJson(answer(200, body), list(item)), ApiError);
    assertEquals(messageChain(error), ["could not parse JSON response", expected]);
  });
}

Deno.test("readJson() wants JSON by its media type", async () => {
  for (const type of ["text/html", "application/jsonx", ""]) {
    const error = await assertRejects(
      () => readJson(answer(200, "[]", type), list(item)),
      ApiError,
    );
    assertEquals(messageChain(error), ["not a JSON response"]);
  }
  assertEquals(await readJson(answer(200, "[]", "application/json;x=y"), list(item)), []);
});

Deno.test("readJson() decodes fields, absent and null ones, and ignores the rest", async () => {
  const body =
    '[{"id":"a","ok":true,"more":[]},{"ok":false,"id":"b","n":null},{"n":2,"id":"c","ok":true}]';
  assertEquals(await readJson(answer(200, body), list(item)), ["a true ", "b false ", "c true 2"]);
});

Deno.test("readJson() does not take what every object has for a field", async () => {
  const named = record((it) => it.get("toString", text));
  const error = await assertRejects(() => readJson(answer(200, "{}"), named), ApiError);
  assertEquals(messageChain(error)[1], "missing field `toString` at line 1 column 2");
  const proto = record((it) => it.get("__proto__", text));
  assertEquals(await readJson(answer(200, '{"__proto__":"x"}'), proto), "x");
});

Deno.test("readJson() reports deep nesting instead of falling over", async () => {
  const body = "[".repeat(200_000);
  const error = await assertRejects(() => readJson(answer(200, body), list(item)), ApiError);
  assertEquals(messageChain(error)[1], "recursion limit exceeded at line 1 column 129");
  const valid = `{"a":${"[".repeat(90_000)}${"]".repeat(90_000)}}`;
  const shown = await outcome(answer(400, valid));
  assert(shown.startsWith(failed("request failure (http status: 400)")), shown.slice(0, 200));
});
