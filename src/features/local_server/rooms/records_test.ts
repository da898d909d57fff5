/** Deploys, commits, issues, events, logs, monitors and code mappings, asked over a loopback socket. */
import { assertEquals } from "../../../../tests/support/assert.ts";
import { startTestServer, type TestServer } from "../../../../tests/support/local_server.ts";

async function ask(
  server: TestServer,
  request: string,
  body?: unknown,
): Promise<[number, unknown]> {
  const [method = "", path = ""] = request.split(" ");
  const answer = await server.fetch(path.startsWith("/_") ? path : `/api/0${path}`, {
    method,
    ...(body === undefined ? {} : {
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  });
  const text = await answer.text();
  assertEquals(server.bugs, []);
  return [answer.status, text === "" ? undefined : JSON.parse(text)];
}

function pick(value: unknown, ...path: (string | number)[]): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== "object" || at === null) return undefined;
    at = new Map<string, unknown>(Object.entries(at)).get(String(step));
  }
  return at;
}

const RELEASES = "/organizations/demo/releases/";
const release = (version: string, more: Record<string, unknown> = {}) => ({
  version,
  projects: ["web"],
  ...more,
});
const COMMIT = {
  id: "a".repeat(40),
  repository: "origin",
  message: "m\n",
  author_name: "A",
  author_email: "a@x",
  timestamp: "2020-09-13T14:35:00+02:00",
  patch_set: [{ path: "lnk", type: "D" }, { path: "lnk", type: "A" }],
};

Deno.test("PUT …/releases/{version}/ keeps commits, and the lists show them", async () => {
  await using server = await startTestServer();
  await ask(server, `POST ${RELEASES}`, release("v1"));
  const [status, json] = await ask(server, `PUT ${RELEASES}v1/`, { commits: [COMMIT] });
  assertEquals([status, pick(json, "commitCount"), pick(json, "lastCommit", "id")], [
    200,
    1,
    COMMIT.id,
  ]);
  const [, commits] = await ask(server, `GET ${RELEASES}v1/commits/`);
  assertEquals(commits, [{
    id: COMMIT.id,
    message: "m\n",
    dateCreated: "2020-09-13T12:35:00.000000Z",
    author: { name: "A", email: "a@x" },
    repository: { name: "origin" },
    patchSet: COMMIT.patch_set,
  }]);
  assertEquals((await ask(server, `GET ${RELEASES}none/commits/`))[0], 404);
});

for (
  const [what, commit] of [
    ["without id", { ...COMMIT, id: undefined }],
    ["with a long id", { ...COMMIT, id: "a".repeat(65) }],
    ["with a number as message", { ...COMMIT, message: 1 }],
    ["with a bad time", { ...COMMIT, timestamp: "yesterday" }],
    ["with a patch of another type", { ...COMMIT, patch_set: [{ path: "a", type: "R" }] }],
    ["with a patch without path", { ...COMMIT, patch_set: [{ type: "A" }] }],
    ["that is a text", "abc"],
  ] as const
) {
  Deno.test(`PUT …/releases/{version}/ refuses a commit ${what}, and keeps nothing`, async () => {
    await using server = await startTestServer();
    await ask(server, `POST ${RELEASES}`, release("v1"));
    const [status, json] = await ask(server, `PUT ${RELEASES}v1/`, {
      commits: [COMMIT, commit],
      url: "http://u/",
    });
    assertEquals([status, Object.keys(Object(json))], [400, ["commits"]]);
    const [, after] = await ask(server, `GET ${RELEASES}v1/`);
    assertEquals([pick(after, "commitCount"), pick(after, "url")], [0, null]);
  });
}

Deno.test("PUT …/releases/{version}/ takes revisions of known repositories only", async () => {
  await using server = await startTestServer();
  await ask(server, `POST ${RELEASES}`, release("v1"));
  const refs = [{ repository: "Acme/Web", commit: "abc", previousCommit: null }];
  assertEquals(await ask(server, `PUT ${RELEASES}v1/`, { refs }), [
    400,
    { refs: ["Invalid repository names: Acme/Web"] },
  ]);
  await ask(server, "POST /_local/records", { repos: [{ name: "acme/web" }] });
  const [status, json] = await ask(server, `PUT ${RELEASES}v1/`, { refs });
  assertEquals([status, pick(json, "lastCommit", "id")], [200, "abc"]);
  const [, cleared] = await ask(server, `PUT ${RELEASES}v1/`, { refs: [] });
  assertEquals(pick(cleared, "lastCommit"), null);
});

Deno.test("GET …/previous-with-commits/ finds the latest earlier release of the same project", async () => {
  await using server = await startTestServer();
  await ask(server, `POST ${RELEASES}`, release("v1"));
  await ask(server, `POST ${RELEASES}`, release("other", { projects: ["mobile"] }));
  await ask(server, `POST ${RELEASES}`, release("v2"));
  await ask(server, `POST ${RELEASES}`, release("v3"));
  const previous = `GET ${RELEASES}v3/previous-with-commits/`;
  assertEquals(await ask(server, previous), [200, {}]);
  await ask(server, `PUT ${RELEASES}v1/`, { commits: [COMMIT] });
  await ask(server, `PUT ${RELEASES}other/`, { commits: [{ ...COMMIT, id: "b" }] });
  assertEquals(pick((await ask(server, previous))[1], "version"), "v1");
  assertEquals((await ask(server, `GET ${RELEASES}v1/previous-with-commits/`))[1], {});
});

Deno.test("…/deploys/ keeps deploys and checks them", async () => {
  await using server = await startTestServer();
  await ask(server, `POST ${RELEASES}`, release("v1"));
  const deploys = `${RELEASES}v1/deploys/`;
  const [status, made] = await ask(server, `POST ${deploys}`, {
    environment: "prod",
    name: null,
    url: null,
    dateStarted: null,
    dateFinished: "2026-01-01T00:00:00Z",
    projects: ["web"],
  });
  assertEquals([status, pick(made, "environment"), pick(made, "id")], [201, "prod", "1"]);
  assertEquals(
    pick((await ask(server, `GET ${deploys}`))[1], 0, "dateFinished"),
    "2026-01-01T00:00:00.000000Z",
  );
  assertEquals(pick((await ask(server, `GET ${RELEASES}v1/`))[1], "deployCount"), 1);
  for (
    const body of [
      {},
      { environment: "" },
      { environment: "a/b" },
      { environment: "x", projects: ["none"] },
      { environment: "x", dateFinished: "now" },
      { environment: "x".repeat(65) },
    ]
  ) assertEquals((await ask(server, `POST ${deploys}`, body))[0], 400);
  assertEquals((await ask(server, `GET ${RELEASES}none/deploys/`))[0], 404);
});

const hex = (at: number) => at.toString(16).padStart(32, "0");

Deno.test("issues are made of events, listed by what they are, and changed", async () => {
  await using server = await startTestServer();
  await ask(server, "POST /_local/records", {
    events: [
      { eventID: hex(1), title: "Boom a", tags: [{ key: "k", value: "v" }], user: { id: "7" } },
      { eventID: hex(2), title: "Boom a" },
      { eventID: hex(3), title: "Crash b", level: "fatal" },
      { eventID: hex(3), title: "twice" },
    ],
  });
  const issues = "/projects/demo/web/issues/";
  const ids = async (query: string) => {
    const [status, list] = await ask(
      server,
      `GET ${issues}?query=${encodeURIComponent(query)}&cursor=`,
    );
    return status === 200 && Array.isArray(list)
      ? list.map((each) => pick(each, "shortId"))
      : status;
  };
  assertEquals(await ids(""), ["WEB-2", "WEB-1"]);
  assertEquals(await ids("level:fatal"), ["WEB-2"]);
  assertEquals(await ids('"boom a"'), ["WEB-1"]);
  assertEquals(await ids("is:resolved"), []);
  assertEquals(await ids("assigned:me"), 400);
  assertEquals(await ids("is:funny"), 400);
  const put = (filter: string, status: unknown) =>
    ask(server, `PUT ${issues}${filter}`, { status, snoozeDuration: null });
  assertEquals(await put("?id=1", "resolvedInNextRelease"), [
    200,
    { status: "resolved", statusDetails: { inNextRelease: true } },
  ]);
  assertEquals(await ids("is:resolved"), ["WEB-1"]);
  assertEquals((await put("?status=unresolved", "muted"))[0], 200);
  assertEquals(await ids("is:ignored"), ["WEB-2"]);
  assertEquals((await put("?id=99", "resolved"))[0], 204);
  assertEquals((await put("?id=x", "resolved"))[0], 400);
  assertEquals((await put("?", "gone"))[0], 400);
  assertEquals((await put("?", "unresolved"))[0], 200);
  assertEquals(await ids("is:unresolved"), ["WEB-2", "WEB-1"]);
  const [, events] = await ask(server, "GET /projects/demo/web/events/?cursor=");
  assertEquals(pick(events, "length"), undefined);
  assertEquals([2, 1, 0].map((at) => pick(events, at, "eventID")), [hex(1), hex(2), hex(3)]);
  assertEquals(pick(events, 2, "user"), { id: "7" });
  assertEquals((await ask(server, "GET /projects/demo/none/events/"))[0], 404);
});

Deno.test("logs are found by project, severity, words and time", async () => {
  await using server = await startTestServer();
  const now = Date.now();
  const at = (ago: number) => new Date(now - ago).toISOString();
  await ask(server, "POST /_local/records", {
    logs: [
      { id: "old", message: "old", timestamp: at(3_600_000) },
      { id: "a", message: "Hello World", severity: "info", timestamp: at(2000) },
      { id: "b", message: "oops", severity: "error", trace: "t", timestamp: at(1000) },
      { id: "m", message: "mobile", project: "mobile" },
    ],
  });
  const found = async (query: string) => {
    const [status, json] = await ask(
      server,
      `GET /organizations/demo/events/?dataset=logs&field=sentry.item_id&field=message&${query}`,
    );
    const data = pick(json, "data");
    return status === 200 && Array.isArray(data)
      ? data.map((each) => pick(each, "sentry.item_id"))
      : status;
  };
  assertEquals(await found("project=1&statsPeriod=90d&sort=-timestamp"), ["b", "a", "old"]);
  assertEquals(await found("query=project:web&statsPeriod=10m&per_page=100"), ["b", "a"]);
  assertEquals(await found("query=project:web%20hello"), ["a"]);
  assertEquals(await found("query=severity:error&sort=timestamp"), ["b"]);
  assertEquals(await found("per_page=1&query=project:mobile"), ["m"]);
  for (
    const query of [
      ...["per_page=0", "per_page=1001", "statsPeriod=x", "sort=message", "query=color:red"],
      ...["field=color", "project=77", "query=project:none"],
    ]
  ) assertEquals(await found(query), 400, query);
  assertEquals(
    (await ask(server, "GET /organizations/demo/events/?dataset=errors&field=message"))[0],
    400,
  );
});

Deno.test("monitors are listed by name", async () => {
  await using server = await startTestServer();
  await ask(server, "POST /_local/records", {
    monitors: [{ slug: "b", name: "B" }, { slug: "a" }],
  });
  const [, list] = await ask(server, "GET /organizations/demo/monitors/?cursor=");
  assertEquals([0, 1].map((at) => pick(list, at, "name")), ["B", "a"]);
});

Deno.test("code mappings are made, changed and refused one by one", async () => {
  await using server = await startTestServer();
  await ask(server, "POST /_local/records", { repos: [{ name: "acme/web" }] });
  const bulk = "POST /organizations/demo/code-mappings/bulk/";
  const body = {
    project: "web",
    repository: "acme/web",
    defaultBranch: "main",
    mappings: [
      { stackRoot: "com/a", sourceRoot: "src/a" },
      { stackRoot: "com/a", sourceRoot: "src/b" },
      { stackRoot: "a b", sourceRoot: "c" },
    ],
  };
  const [status, json] = await ask(server, bulk, body);
  assertEquals(
    [status, ...["created", "updated", "errors"].map((name) => pick(json, name))],
    [200, 1, 1, 1],
  );
  for (
    const change of [
      { project: "none" },
      { repository: "none" },
      { defaultBranch: "" },
      { mappings: [] },
      { mappings: [{ stackRoot: "a" }] },
      { mappings: Array.from({ length: 301 }, () => body.mappings[0]) },
    ]
  ) assertEquals((await ask(server, bulk, { ...body, ...change }))[0], 400);
});

Deno.test("POST /_local/records stores all or nothing", async () => {
  await using server = await startTestServer();
  const seed = (body: unknown) => ask(server, "POST /_local/records", body);
  assertEquals((await seed({ repos: [{ name: "a" }, {}] }))[0], 400);
  assertEquals((await seed({ repos: [{ name: "a" }], logs: [{ message: "m" }] }))[0], 400);
  assertEquals((await seed({ org: "none", repos: [] }))[0], 400);
  assertEquals(
    (await seed({ events: [{ eventID: hex(1), title: "t", project: "none" }] }))[0],
    400,
  );
  assertEquals(await ask(server, "GET /organizations/demo/repos/"), [200, []]);
  assertEquals(await seed({ repos: [{ name: "a" }, { name: "A" }] }), [
    201,
    { repos: 2, events: 0, logs: 0, monitors: 0 },
  ]);
});
