/** The rooms, asked over a real loopback socket. */
import { assert, assertEquals, assertMatch } from "../../../../tests/support/assert.ts";
import {
  realClock,
  startTestServer,
  type TestServer,
} from "../../../../tests/support/local_server.ts";
import { rawConnect } from "../../../../tests/support/raw_http.ts";

const JSON_TYPE = { "content-type": "application/json" };

interface Answer {
  readonly status: number;
  readonly json: unknown;
  readonly headers: Headers;
}

async function ask(
  server: TestServer,
  request: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: unknown } = {},
): Promise<Answer> {
  const [method = "", path = ""] = request.split(" ");
  const answer = await server.fetch(path, {
    method,
    headers: body === undefined ? headers : { ...JSON_TYPE, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  assertEquals(server.bugs, []);
  return {
    status: answer.status,
    json: text === "" ? undefined : JSON.parse(text),
    headers: answer.headers,
  };
}

/** The named fields of a JSON object. */
function fields(value: unknown, ...names: string[]): unknown[] {
  assert(typeof value === "object" && value !== null);
  const entries = new Map(Object.entries(value));
  return names.map((name) => entries.get(name));
}

function column(rows: unknown, name: string): unknown[] {
  assert(Array.isArray(rows));
  return rows.map((row: unknown) => fields(row, name)[0]);
}

const detail = (text: string) => ({ detail: text });
const RELEASES = "/api/0/organizations/demo/releases/";

Deno.test("GET /api/0/ tells user and scopes of the token", async () => {
  await using server = await startTestServer();
  const { status, json, headers } = await ask(server, "GET /api/0/");
  assertEquals([status, headers.get("content-type")], [200, "application/json"]);
  const [auth, user] = fields(json, "auth", "user");
  assertEquals(fields(user, "id", "email"), ["1", "demo@localhost"]);
  assertEquals(column([auth], "scopes")[0], [
    "event:admin",
    "event:read",
    "member:read",
    "org:ci",
    "org:read",
    "project:read",
    "project:releases",
    "project:write",
    "team:read",
  ]);
});

Deno.test("GET /api/0/ knows no user for an organization's token", async () => {
  await using server = await startTestServer();
  await server.addToken("sntrys_e30=_abc");
  const { json } = await ask(server, "GET /api/0/", {
    headers: { authorization: "Bearer sntrys_e30=_abc" },
  });
  assertEquals(json, { version: "0", auth: { scopes: ["org:ci"] }, user: null });
});

const CREDENTIALS: readonly (readonly [string, number, string | undefined])[] = [
  ["Bearer tok", 200, undefined],
  ["bearer tok", 200, undefined],
  [`Basic ${btoa("tok:")}`, 200, undefined],
  ["Bearer other", 401, "Invalid token"],
  ["Bearer tok tok", 401, "Invalid token header. Token string should not contain spaces."],
  ["Bearer", 401, "Invalid token header. No credentials provided."],
  [`Basic ${btoa("other:")}`, 401, "Invalid token"],
  ["Basic !", 401, "Authentication credentials were not provided."],
  ["Digest tok", 401, "Authentication credentials were not provided."],
];
for (const [value, status, text] of CREDENTIALS) {
  Deno.test(`'Authorization: ${value}' gives ${status}`, async () => {
    await using server = await startTestServer({ token: "tok" });
    const answer = await ask(server, "GET /api/0/", { headers: { authorization: value } });
    assertEquals(answer.status, status);
    if (text !== undefined) assertEquals(answer.json, detail(text));
    const [recorded] = server.requests();
    assertEquals(recorded?.authorization?.known, status === 200);
    assert(!/tok|other/.test(JSON.stringify(recorded?.headers)));
  });
}

Deno.test("no Authorization gives 401 in every room", async () => {
  await using server = await startTestServer();
  for (const path of ["/api/0/", "/api/0/organizations/", RELEASES]) {
    const answer = await fetch(`${server.url}${path}`);
    assertEquals(answer.status, 401);
    assertMatch(answer.headers.get("www-authenticate") ?? "", /^Bearer/);
    assertEquals(await answer.json(), detail("Authentication credentials were not provided."));
  }
});

Deno.test("a token without the scope gets 403", async () => {
  await using server = await startTestServer();
  await server.addToken("reader", { scopes: ["project:read"] });
  const headers = { authorization: "Bearer reader" };
  assertEquals((await ask(server, `GET ${RELEASES}`, { headers })).status, 200);
  const answer = await ask(server, `POST ${RELEASES}`, { headers, body: {} });
  assertEquals(answer.status, 403);
  assertEquals(answer.json, detail("You do not have permission to perform this action."));
});

Deno.test("organizations, projects and repos are listed with a Link header", async () => {
  await using server = await startTestServer();
  const organizations = await ask(server, "GET /api/0/organizations/?cursor=");
  assertEquals(column(organizations.json, "slug"), ["demo"]);
  assertEquals(column(organizations.json, "require2FA"), [false]);
  assertMatch(
    organizations.headers.get("link") ?? "",
    /rel="previous"; results="false".*rel="next"; results="false"; cursor="0:100:0"$/,
  );
  const projects = await ask(server, "GET /api/0/organizations/demo/projects/?cursor=");
  assertEquals(column(projects.json, "slug"), ["mobile", "web"]);
  assertEquals(column(column(projects.json, "team"), "slug"), ["demo", "demo"]);
  const repos = await ask(server, "GET /api/0/organizations/demo/repos/?cursor=");
  assertEquals([repos.status, repos.json], [200, []]);
});

Deno.test("an organization and a project are found by slug or number", async () => {
  await using server = await startTestServer();
  for (const path of ["organizations/demo/", "organizations/1/"]) {
    assertEquals(fields((await ask(server, `GET /api/0/${path}`)).json, "slug"), ["demo"]);
  }
  for (const path of ["projects/demo/web/", "projects/1/1/"]) {
    assertEquals(fields((await ask(server, `GET /api/0/${path}`)).json, "slug"), ["web"]);
  }
});

for (
  const path of [
    "/api/0/organizations/other/",
    "/api/0/organizations/other/projects/",
    "/api/0/projects/demo/other/",
    "/api/0/organizations/other/chunk-upload/",
    `${RELEASES}none/`,
  ]
) {
  Deno.test(`GET ${path} gives 404`, async () => {
    await using server = await startTestServer();
    const { status, json } = await ask(server, `GET ${path}`);
    assertEquals([status, json], [404, detail("The requested resource does not exist")]);
  });
}

Deno.test("an unknown path gives 404, an unknown method 405", async () => {
  await using server = await startTestServer();
  assertEquals((await ask(server, "GET /api/1/")).json, detail("Not found"));
  const slash = await ask(server, "GET /api/0/organizations");
  assertEquals([slash.status, slash.json], [
    404,
    detail("Not found: the path needs a trailing slash"),
  ]);
  const method = await ask(server, "DELETE /api/0/organizations/");
  assertEquals([method.status, method.headers.get("allow")], [405, "GET"]);
  assertEquals((await ask(server, "GET /api/0/organizations/%ff/")).status, 400);
});

Deno.test("chunk-upload options have what clients need", async () => {
  await using server = await startTestServer();
  const { json } = await ask(server, "GET /api/0/organizations/demo/chunk-upload/");
  assertEquals(json, {
    url: "/api/0/organizations/demo/chunk-upload/",
    chunkSize: 8388608,
    chunksPerRequest: 64,
    maxFileSize: 2147483648,
    maxRequestSize: 33554432,
    concurrency: 8,
    hashAlgorithm: "sha1",
    compression: ["gzip"],
    maxWait: 0,
    accept: ["debug_files", "release_files", "artifact_bundles", "artifact_bundles_v2"],
  });
});

Deno.test("a release is made, seen, changed, archived, restored and deleted", async () => {
  await using server = await startTestServer();
  const made = await ask(server, `POST ${RELEASES}`, {
    body: {
      version: "app@1.0+#",
      projects: ["web", 2],
      url: "https://x.test/1",
      dateStarted: "2026-01-31T11:00:00.123456789+01:00",
    },
  });
  assertEquals(made.status, 201);
  assertEquals(
    fields(made.json, "version", "shortVersion", "status", "url", "dateStarted", "dateReleased"),
    ["app@1.0+#", "1.0+#", "open", "https://x.test/1", "2026-01-31T10:00:00.123456Z", null],
  );
  assertEquals(column(fields(made.json, "projects")[0], "slug"), ["mobile", "web"]);

  const path = `${RELEASES}app@1.0%2B%23/`;
  const finalized = await ask(server, `PUT ${path}`, {
    body: { projects: ["web"], dateReleased: "2026-02-01T00:00:00Z" },
  });
  assertEquals([finalized.status, ...fields(finalized.json, "dateReleased", "url")], [
    200,
    "2026-02-01T00:00:00.000000Z",
    "https://x.test/1",
  ]);

  const status = { version: "app@1.0+#", projects: [] };
  const archived = await ask(server, `POST ${RELEASES}`, {
    body: { ...status, status: "archived" },
  });
  assertEquals([archived.status, ...fields(archived.json, "status")], [208, "archived"]);
  assertEquals((await ask(server, `GET ${RELEASES}`)).json, []);
  assertEquals(column((await ask(server, `GET ${RELEASES}?status=archived`)).json, "version"), [
    "app@1.0+#",
  ]);
  await ask(server, `POST ${RELEASES}`, { body: { ...status, status: "open" } });
  assertEquals(fields((await ask(server, `GET ${path}`)).json, "status"), ["open"]);

  assertEquals((await ask(server, `DELETE ${path}`)).status, 204);
  assertEquals((await ask(server, `DELETE ${path}`)).status, 404);
});

Deno.test("POST of a known release adds projects and keeps the day it went out", async () => {
  await using server = await startTestServer();
  const post = (body: Record<string, unknown>) =>
    ask(server, `POST ${RELEASES}`, { body: { version: "1", ...body } });
  await post({ projects: ["web"], dateReleased: "2026-01-01T00:00:00Z" });
  const again = await post({ projects: ["web"], dateReleased: "2026-02-02T00:00:00Z" });
  assertEquals([again.status, ...fields(again.json, "dateReleased")], [
    208,
    "2026-01-01T00:00:00.000000Z",
  ]);
  const more = await post({ projects: ["mobile"], url: "https://x.test" });
  assertEquals([more.status, ...fields(more.json, "url")], [201, "https://x.test"]);
  assertEquals(column(fields(more.json, "projects")[0], "slug"), ["mobile", "web"]);
});

Deno.test("releases under a project are those of the project", async () => {
  await using server = await startTestServer();
  const made = await ask(server, "POST /api/0/projects/demo/web/releases/", {
    body: { version: "1", projects: ["web"] },
  });
  assertEquals(made.status, 201);
  const of = async (project: string) =>
    column((await ask(server, `GET /api/0/projects/demo/${project}/releases/`)).json, "version");
  assertEquals([await of("web"), await of("mobile")], [["1"], []]);
  assertEquals((await ask(server, "GET /api/0/projects/demo/web/releases/1/")).status, 200);
  assertEquals((await ask(server, "GET /api/0/projects/demo/mobile/releases/1/")).status, 404);
});

Deno.test("releases are listed newest first, in pages", async () => {
  let now = Date.UTC(2026, 0, 1);
  await using server = await startTestServer({ clock: { ...realClock, now: () => now += 1000 } });
  for (const version of ["a", "b", "c", "d", "e"]) {
    await ask(server, `POST ${RELEASES}`, { body: { version, projects: ["web"] } });
  }
  await ask(server, `PUT ${RELEASES}a/`, { body: { dateReleased: "2027-01-01T00:00:00Z" } });
  const seen: unknown[] = [];
  let next: string | undefined = `${RELEASES}?per_page=2`;
  while (next !== undefined) {
    const page: Answer = await ask(server, `GET ${next}`);
    seen.push(column(page.json, "version"));
    const url: string | undefined = /<[^>]*?:\d+(\/[^>]+)>; rel="next"; results="true"/
      .exec(page.headers.get("link") ?? "")?.[1];
    next = url;
  }
  assertEquals(seen, [["a", "e"], ["d", "c"], ["b"]]);
  assertEquals(column((await ask(server, `GET ${RELEASES}?query=C`)).json, "version"), ["c"]);
  assertEquals((await ask(server, `GET ${RELEASES}?cursor=x`)).status, 400);
  assertEquals((await ask(server, `GET ${RELEASES}?per_page=0`)).status, 400);
  assertEquals((await ask(server, `GET ${RELEASES}?per_page=101`)).status, 400);
  assertEquals((await ask(server, `GET ${RELEASES}?status=odd`)).status, 400);
  assertEquals((await ask(server, `GET ${RELEASES}?project=2`)).json, []);
  assertEquals((await ask(server, `GET ${RELEASES}?project=web`)).status, 400);
});

const BAD_VERSIONS = [
  "",
  ".",
  "..",
  "a/b",
  "a\\b",
  "a\nb",
  "a\tb",
  " a",
  "a ",
  "LATEST",
  "x".repeat(201),
];
for (const version of BAD_VERSIONS) {
  Deno.test(`POST refuses the version ${JSON.stringify(version.slice(0, 20))}`, async () => {
    await using server = await startTestServer();
    const answer = await ask(server, `POST ${RELEASES}`, { body: { version, projects: ["web"] } });
    assertEquals(answer.status, 400);
    assertEquals(typeof fields(answer.json, "version")[0], "object");
    assertEquals((await ask(server, `GET ${RELEASES}`)).json, []);
  });
}

const REQUIRED = ["This field is required."];
const DATE = "Datetime has wrong format. Use one of these formats instead: " +
  "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].";
const BAD_BODIES: readonly (readonly [unknown, unknown])[] = [
  [{}, { version: REQUIRED, projects: REQUIRED }],
  [{ version: null, projects: null }, {
    version: ["This field may not be null."],
    projects: ["This field may not be null."],
  }],
  [{ version: 1, projects: "web" }, {
    version: ["Not a valid string."],
    projects: ['Expected a list of items but got type "str".'],
  }],
  [{ version: "1", projects: ["web", "none"] }, { projects: ["Invalid project ids or slugs"] }],
  [{ version: "1", projects: [true] }, { projects: ["Not a valid string."] }],
  [{ version: "1", projects: ["web"], status: "x" }, { status: ['"x" is not a valid choice.'] }],
  [{ version: "1", projects: ["web"], url: "x" }, { url: ["Enter a valid URL."] }],
  [{ version: "1", projects: ["web"], dateReleased: "2026-02-31T00:00:00Z" }, {
    dateReleased: [DATE],
  }],
  [{ version: "1", projects: ["web"], dateStarted: 5 }, { dateStarted: [DATE] }],
  [{ version: "1", projects: ["web"], commits: [{}] }, {
    commits: ["id: This field is required."],
  }],
  [[], { non_field_errors: ["Invalid data. Expected a dictionary, but got list."] }],
  [null, { non_field_errors: ["Invalid data. Expected a dictionary, but got NoneType."] }],
  [1.5, { non_field_errors: ["Invalid data. Expected a dictionary, but got float."] }],
];
for (const [body, expected] of BAD_BODIES) {
  Deno.test(`POST of ${JSON.stringify(body)} names each wrong field`, async () => {
    await using server = await startTestServer();
    const { status, json } = await ask(server, `POST ${RELEASES}`, { body });
    assertEquals([status, json], [400, expected]);
    assertEquals((await ask(server, `GET ${RELEASES}`)).json, []);
  });
}

Deno.test("POST without projects is only for a release that is there", async () => {
  await using server = await startTestServer();
  const answer = await ask(server, `POST ${RELEASES}`, { body: { version: "1", projects: [] } });
  assertEquals([answer.status, answer.json], [
    404,
    detail("The requested resource does not exist"),
  ]);
});

Deno.test("a body that is not JSON gives 400, another type 415", async () => {
  await using server = await startTestServer();
  const send = (body: string | Uint8Array<ArrayBuffer>, type: string) =>
    server.fetch(RELEASES, { method: "POST", headers: { "content-type": type }, body });
  for (const body of ["", "{", new Uint8Array([0x22, 0xff, 0x22])]) {
    const answer = await send(body, "application/json");
    assertEquals(answer.status, 400);
    const json: { detail: string } = await answer.json();
    assertMatch(json.detail, /^JSON parse error - /);
  }
  const answer = await send("{}", "text/plain");
  assertEquals([answer.status, await answer.json()], [
    415,
    detail('Unsupported media type "text/plain" in request.'),
  ]);
});

Deno.test("/_local/requests shows what was received, with secrets masked", async () => {
  await using server = await startTestServer({ token: "hush" });
  await ask(server, `POST ${RELEASES}?a=b%20c`, {
    headers: { "X-Custom": "y", cookie: "s=1" },
    body: { version: "1", projects: ["web"] },
  });
  const answer = await fetch(`${server.url}/_local/requests`);
  const text = await answer.text();
  assert(!text.includes("hush") && !text.includes("s=1"), text);
  const [row] = JSON.parse(text);
  assertEquals(
    fields(row, "id", "method", "path", "query", "body", "status", "outcome", "fault", "problem"),
    [
      1,
      "POST",
      RELEASES,
      "a=b%20c",
      '{"version":"1","projects":["web"]}',
      201,
      "reply",
      null,
      null,
    ],
  );
  assertEquals(fields(fields(row, "authorization")[0], "scheme", "known"), ["Bearer", true]);
  const headers = fields(row, "headers")[0];
  assert(Array.isArray(headers));
  assert(headers.some(([name, value]) => name.toLowerCase() === "x-custom" && value === "y"));
});

Deno.test("/_local/requests?since= gives what came after, DELETE forgets, numbers go on", async () => {
  await using server = await startTestServer();
  for (let count = 0; count < 3; count++) await ask(server, "GET /api/0/");
  assertEquals(column((await ask(server, "GET /_local/requests?since=1")).json, "id"), [2, 3]);
  assertEquals((await ask(server, "GET /_local/requests?since=x")).status, 400);
  assertEquals((await ask(server, "DELETE /_local/requests")).json, { deleted: 3 });
  await ask(server, "GET /api/0/");
  assertEquals(column((await ask(server, "GET /_local/requests")).json, "id"), [4]);
});

Deno.test("/_local/faults adds, shows and clears rules", async () => {
  await using server = await startTestServer();
  const rule = "GET /api/0/: status=502 times=1";
  const added = await ask(server, "POST /_local/faults", { body: { rule } });
  assertEquals([added.status, added.json], [201, [{ id: 1, rule, matched: 0, acted: 0 }]]);
  assertEquals((await ask(server, "GET /api/0/")).status, 502);
  assertEquals((await ask(server, "GET /api/0/")).status, 200);
  assertEquals((await ask(server, "GET /_local/faults")).json, [
    { id: 1, rule, matched: 2, acted: 1 },
  ]);
  assertEquals((await ask(server, "DELETE /_local/faults")).status, 204);
  assertEquals((await ask(server, "GET /_local/faults")).json, []);
});

Deno.test("/_local/faults takes all rules of a list or none", async () => {
  await using server = await startTestServer();
  const answer = await ask(server, "POST /_local/faults", {
    body: { rules: ["GET /: reset", "GET /: explode"] },
  });
  assertEquals(answer.status, 400);
  assertMatch(String(fields(answer.json, "detail")[0]), /'explode' is not a known word/);
  assertEquals((await ask(server, "GET /_local/faults")).json, []);
  assertEquals((await ask(server, "POST /_local/faults", { body: {} })).status, 400);
});

Deno.test("/_local/tokens makes a token with fewer scopes", async () => {
  await using server = await startTestServer();
  const made = await ask(server, "POST /_local/tokens", { body: { scopes: ["project:read"] } });
  const token = String(fields(made.json, "token")[0]);
  assertMatch(token, /^sntryu_[0-9a-f]{64}$/);
  const headers = { authorization: `Bearer ${token}` };
  const { json } = await ask(server, "GET /api/0/", { headers });
  assertEquals(fields(fields(json, "auth")[0], "scopes"), [["project:read"]]);
  assertEquals((await ask(server, `POST ${RELEASES}`, { headers, body: {} })).status, 403);
});

const LOCAL_HEADERS: readonly (readonly [string, number])[] = [
  ["Host: 127.0.0.1:PORT", 200],
  ["Host: localhost:PORT", 200],
  ["Host: [::1]:PORT", 200],
  ["Host: evil.test:PORT", 403],
  ["Host: 127.0.0.1.evil.test", 403],
  ["Host: localhost.evil.test", 403],
  ["Host: 127.0.0.1:PORT\r\nOrigin: http://127.0.0.1:PORT", 200],
  ["Host: 127.0.0.1:PORT\r\nOrigin: http://evil.test", 403],
  ["Host: 127.0.0.1:PORT\r\nOrigin: http://127.0.0.1:1", 403],
  ["Host: 127.0.0.1:PORT\r\nOrigin: null", 403],
];
for (const [lines, status] of LOCAL_HEADERS) {
  Deno.test(`/_local/ answers ${status} to ${JSON.stringify(lines)}`, async () => {
    await using server = await startTestServer();
    using connection = await rawConnect(server.port);
    const headers = lines.replaceAll("PORT", String(server.port));
    await connection.send(
      `GET /_local/requests HTTP/1.1\r\n${headers}\r\nConnection: close\r\n\r\n`,
    );
    assertMatch(await connection.rest(), new RegExp(`^HTTP/1\\.1 ${status} `));
  });
}
