import { assert, assertEquals, assertThrows } from "../../tests/support/assert.ts";
import { seeded } from "../../tests/support/random.ts";
import {
  bodyFraming,
  ChunkedDecoder,
  encodeChunk,
  findHeadEnd,
  headerValue,
  Http1Error,
  isBodiless,
  parseRequestHead,
  type RequestHead,
  wantsKeepAlive,
  writeResponseHead,
} from "./http1.ts";

const bytes = (text: string) => Uint8Array.from(text, (each) => each.charCodeAt(0));
const text = (data: Uint8Array) => String.fromCharCode(...data);

function head(lines: string): RequestHead {
  return parseRequestHead(bytes(`${lines.trim().split("\n").join("\r\n")}\r\n\r\n`));
}

function statusOf(task: () => unknown): number {
  const error = assertThrows(task, Http1Error);
  return error.status;
}

Deno.test("parseRequestHead() gives method, path, query and headers as sent", () => {
  const parsed = head("POST /a%20b/?x=1?2 HTTP/1.1\nhost: h\nX-One:  a \nx-one:\tb");
  assertEquals(parsed, {
    method: "POST",
    target: "/a%20b/?x=1?2",
    path: "/a%20b/",
    query: "x=1?2",
    version: "1.1",
    headers: [["host", "h"], ["X-One", "a"], ["x-one", "b"]],
  });
  assertEquals(headerValue(parsed.headers, "X-ONE"), "a, b");
  assertEquals(headerValue(parsed.headers, "other"), undefined);
});

Deno.test("parseRequestHead() keeps bytes above 0x7f of a header value one to one", () => {
  assertEquals(head("GET / HTTP/1.1\nHost: h\nX: \xc3\xa9").headers[1], ["X", "\xc3\xa9"]);
});

const TARGETS: readonly (readonly [string, string, string, string])[] = [
  ["GET", "/", "/", ""],
  ["GET", "/?", "/", ""],
  ["GET", "http://h:1/a/?b=c", "/a/", "b=c"],
  ["GET", "HTTP://h", "/", ""],
  ["GET", "https://h?q", "/", "q"],
  ["OPTIONS", "*", "*", ""],
];
for (const [method, target, path, query] of TARGETS) {
  Deno.test(`parseRequestHead() takes ${method} ${target} for path ${path}`, () => {
    const parsed = head(`${method} ${target} HTTP/1.1\nHost: h`);
    assertEquals([parsed.path, parsed.query], [path, query]);
  });
}

const BAD_HEADS: readonly (readonly [string, string, number])[] = [
  ["a line without version", "GET /\r\nHost: h", 400],
  ["two blanks", "GET  / HTTP/1.1\r\nHost: h", 400],
  ["no method", " / HTTP/1.1\r\nHost: h", 400],
  ["a method with a colon", "G:T / HTTP/1.1\r\nHost: h", 400],
  ["a relative target", "GET a HTTP/1.1\r\nHost: h", 400],
  ["an asterisk for GET", "GET * HTTP/1.1\r\nHost: h", 400],
  ["a fragment", "GET /#a HTTP/1.1\r\nHost: h", 400],
  ["a control in the target", "GET /\x01 HTTP/1.1\r\nHost: h", 400],
  ["another scheme", "GET ftp://h/ HTTP/1.1\r\nHost: h", 400],
  ["HTTP/2", "PRI * HTTP/2.0\r\nHost: h", 505],
  ["HTTP/1.2", "GET / HTTP/1.2\r\nHost: h", 505],
  ["a malformed version", "GET / http/1.1\r\nHost: h", 400],
  ["no Host", "GET / HTTP/1.1", 400],
  ["two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a", 400],
  ["a blank before the colon", "GET / HTTP/1.1\r\nHost: h\r\nA : b", 400],
  ["no colon", "GET / HTTP/1.1\r\nHost: h\r\nA", 400],
  ["an empty name", "GET / HTTP/1.1\r\nHost: h\r\n: b", 400],
  ["a folded line", "GET / HTTP/1.1\r\nHost: h\r\n b: c", 400],
  ["a bare LF", "GET / HTTP/1.1\r\nHost: h\nA: b", 400],
  ["a bare CR in a value", "GET / HTTP/1.1\r\nHost: h\r\nA: b\rC", 400],
  ["a NUL in a value", "GET / HTTP/1.1\r\nHost: h\r\nA: \0", 400],
  ["too many fields", `GET / HTTP/1.1\r\nHost: h${"\r\nA: b".repeat(200)}`, 431],
  ["a long target", `GET /${"a".repeat(20_000)} HTTP/1.1\r\nHost: h`, 414],
];
for (const [what, lines, status] of BAD_HEADS) {
  Deno.test(`parseRequestHead() refuses ${what} with ${status}`, () => {
    assertEquals(statusOf(() => parseRequestHead(bytes(`${lines}\r\n\r\n`))), status);
  });
}

Deno.test("parseRequestHead() shows no header value in its message", () => {
  const error = assertThrows(
    () => head("GET / HTTP/1.1\nHost: h\nAuthorization : Bearer hush"),
    Http1Error,
  );
  assert(!error.message.includes("hush"), error.message);
});

Deno.test("parseRequestHead() lets HTTP/1.0 go without Host", () => {
  assertEquals(head("GET / HTTP/1.0").version, "1.0");
});

Deno.test("findHeadEnd() finds the blank line whichever way the bytes are cut", () => {
  const whole = bytes("GET / HTTP/1.1\r\nHost: h\r\n\r\nbody\r\n\r\n");
  const end = whole.indexOf("b".charCodeAt(0), 20);
  for (let cut = 0; cut <= whole.length; cut++) {
    const early = findHeadEnd(whole.subarray(0, cut));
    assertEquals(early, cut >= end ? end : undefined);
    if (early === undefined) assertEquals(findHeadEnd(whole, cut), end);
  }
});

const FRAMINGS: readonly (readonly [string, unknown])[] = [
  ["", { kind: "none" }],
  ["Content-Length: 0", { kind: "length", length: 0 }],
  ["Content-Length: 12", { kind: "length", length: 12 }],
  ["Content-Length: 12\ncontent-length: 12", { kind: "length", length: 12 }],
  ["Transfer-Encoding: Chunked", { kind: "chunked" }],
  ["Content-Length: 12\nContent-Length: 13", 400],
  ["Content-Length: -1", 400],
  ["Content-Length: +1", 400],
  ["Content-Length: 1e3", 400],
  ["Content-Length: 99999999999999999", 400],
  ["Content-Length:", 400],
  ["Content-Length: 5\nTransfer-Encoding: chunked", 400],
  ["Transfer-Encoding: gzip, chunked", 501],
  ["Transfer-Encoding: identity", 501],
];
for (const [fields, expected] of FRAMINGS) {
  Deno.test(`bodyFraming() of ${JSON.stringify(fields)}`, () => {
    const parsed = head(`POST / HTTP/1.1\nHost: h\n${fields}`);
    if (typeof expected === "number") assertEquals(statusOf(() => bodyFraming(parsed)), expected);
    else assertEquals(bodyFraming(parsed) as unknown, expected);
  });
}

Deno.test("bodyFraming() refuses chunks in HTTP/1.0", () => {
  const parsed = head("POST / HTTP/1.0\nTransfer-Encoding: chunked");
  assertEquals(statusOf(() => bodyFraming(parsed)), 400);
});

Deno.test("wantsKeepAlive() follows version and Connection header", () => {
  assertEquals(wantsKeepAlive(head("GET / HTTP/1.1\nHost: h")), true);
  assertEquals(wantsKeepAlive(head("GET / HTTP/1.1\nHost: h\nConnection: Close")), false);
  assertEquals(wantsKeepAlive(head("GET / HTTP/1.1\nHost: h\nConnection: te, close")), false);
  assertEquals(wantsKeepAlive(head("GET / HTTP/1.0")), false);
  assertEquals(wantsKeepAlive(head("GET / HTTP/1.0\nConnection: keep-alive")), true);
});

/** Feeds a coding in pieces; gives the body and what was left over. */
function decode(coded: string, cuts: readonly number[] = []) {
  const decoder = new ChunkedDecoder();
  let body = "";
  let at = 0;
  for (const cut of [...cuts, coded.length]) {
    const { data, consumed, done } = decoder.push(bytes(coded.slice(at, cut)));
    body += data.map(text).join("");
    if (done) return { body, rest: coded.slice(at + consumed), done };
    at = cut;
  }
  return { body, rest: "", done: false };
}

const CODED = '5;name="v"\r\nhello\r\n00A\r\n0123456789\r\n0\r\nX-Trailer: t\r\n\r\n';

Deno.test("ChunkedDecoder gives the body and leaves what follows it", () => {
  assertEquals(decode(`${CODED}GET /`), { body: "hello0123456789", rest: "GET /", done: true });
});

Deno.test("ChunkedDecoder does not care where the pieces are cut", () => {
  for (let first = 0; first <= CODED.length; first++) {
    for (let second = first; second <= CODED.length; second += 7) {
      assertEquals(decode(CODED, [first, second]), {
        body: "hello0123456789",
        rest: "",
        done: true,
      });
    }
  }
});

for (
  const [what, coded] of [
    ["a size that is no number", "x\r\n"],
    ["an empty size", "\r\n"],
    ["a negative size", "-1\r\n"],
    ["0x", "0x5\r\nhello\r\n"],
    ["a size beyond all bodies", "fffffffffffff\r\n"],
    ["a bare LF", "5\nhello\r\n"],
    ["a chunk that is too long", "5\r\nhello!\r\n0\r\n\r\n"],
    ["a chunk that is too short", "5\r\nhell\r\n0\r\n\r\n"],
    ["a size line without end", "1".repeat(5000)],
    ["a malformed trailer", "0\r\nno colon\r\n\r\n"],
    ["a trailer without end", `0\r\n${"A: bcdefgh\r\n".repeat(3000)}`],
  ] as const
) {
  Deno.test(`ChunkedDecoder refuses ${what}`, () => {
    assertThrows(() => decode(coded), Http1Error);
  });
}

Deno.test("ChunkedDecoder takes back what encodeChunk() wrote, generated bodies and cuts", () => {
  const random = seeded(11);
  for (let round = 0; round < 300; round++) {
    const pieces = Array.from(
      { length: Math.floor(random() * 5) },
      () => Uint8Array.from({ length: 1 + Math.floor(random() * 40) }, () => random() * 256),
    );
    const coded = [...pieces, new Uint8Array(0)].map((each) => text(encodeChunk(each))).join("");
    const cut = Math.floor(random() * coded.length);
    assertEquals(decode(coded, [cut]), { body: pieces.map(text).join(""), rest: "", done: true });
  }
});

const SEED_HEAD = "PUT /api/0/x/?a=b HTTP/1.1\r\nHost: 127.0.0.1:1\r\nContent-Length: 5\r\n" +
  "Content-Type: application/json\r\nConnection: keep-alive\r\n\r\n";

/** One text cut short, with a flipped byte, or with a part repeated. */
function mutate(seed: string, random: () => number): string {
  const at = Math.floor(random() * seed.length);
  const kind = Math.floor(random() * 3);
  if (kind === 0) return seed.slice(0, at);
  if (kind === 1) {
    return seed.slice(0, at) + String.fromCharCode(Math.floor(random() * 256)) + seed.slice(at + 1);
  }
  const end = at + Math.floor(random() * 12);
  return seed.slice(0, end) + seed.slice(at);
}

Deno.test("parseRequestHead() answers mutated heads with a value or an Http1Error", () => {
  const random = seeded(12);
  let refused = 0;
  for (let round = 0; round < 5000; round++) {
    const input = mutate(mutate(SEED_HEAD, random), random);
    try {
      const parsed = parseRequestHead(bytes(input));
      bodyFraming(parsed);
      assert(parsed.path.startsWith("/"), input);
      for (const [name, value] of parsed.headers) assert(!/[\r\n\0]/.test(name + value), input);
    } catch (error) {
      if (!(error instanceof Http1Error)) throw error;
      refused++;
    }
  }
  // Both ways must have been taken, or the test says nothing.
  assert(refused > 500 && refused < 4900, String(refused));
});

Deno.test("ChunkedDecoder answers mutated codings with data or an Http1Error", () => {
  const random = seeded(13);
  let refused = 0;
  for (let round = 0; round < 5000; round++) {
    const input = mutate(CODED, random);
    try {
      const { body } = decode(input, [Math.floor(random() * input.length)]);
      assert(body.length <= input.length, input);
    } catch (error) {
      if (!(error instanceof Http1Error)) throw error;
      refused++;
    }
  }
  assert(refused > 500 && refused < 4900, String(refused));
});

Deno.test("writeResponseHead() writes status, reason and headers", () => {
  assertEquals(
    text(writeResponseHead(404, [["A", "b"], ["C", ""]])),
    "HTTP/1.1 404 Not Found\r\nA: b\r\nC: \r\n\r\n",
  );
  assertEquals(text(writeResponseHead(599, [])), "HTTP/1.1 599 \r\n\r\n");
});

for (
  const header of [["A", "b\r\nC: d"], ["A\r\n", "b"], ["A", "b\0"], ["", "b"], ["A", "\u0100"]]
) {
  Deno.test(`writeResponseHead() refuses the header ${JSON.stringify(header)}`, () => {
    assertThrows(() => writeResponseHead(200, [[header[0] ?? "", header[1] ?? ""]]), TypeError);
  });
}

Deno.test("isBodiless() holds for 1xx, 204 and 304", () => {
  assertEquals([100, 199, 200, 204, 205, 304, 404].filter(isBodiless), [100, 199, 204, 304]);
});
