import { assertEquals, assertRejects, assertThrows } from "../../tests/support/assert.ts";
import { AuthError, CliError, messageChain, NetworkError } from "../base/errors.ts";
import type { HttpRequest } from "../system/mod.ts";
import { getAuthInfo } from "./auth.ts";
import { type Api, createApi } from "./client.ts";
import { anything } from "./decode.ts";
import { listOrganizations } from "./organizations.ts";
import {
  createRelease,
  deleteRelease,
  getPreviousRelease,
  getRelease,
  listCommits,
  listReleases,
  setReleaseStatus,
  updateRelease,
} from "./releases.ts";

interface Answer {
  readonly status?: number;
  readonly body?: string;
  readonly link?: string;
}

/** An API that answers in order and keeps what was asked: `METHOD path body`. */
function fakeApi(...answers: Answer[]) {
  const seen: string[] = [];
  const requests: HttpRequest[] = [];
  const lines: string[] = [];
  const api: Api = createApi({
    server: { url: "http://h/", credentials: {} },
    fetch: (request) => {
      const body = request.body?.();
      const text = body instanceof Uint8Array ? ` ${new TextDecoder().decode(body)}` : "";
      seen.push(`${request.method} ${request.url.replace("http://h/api/0", "")}${text}`);
      requests.push(request);
      const { status = 200, body: reply = "{}", link } = answers.shift() ?? {};
      return Promise.resolve(
        new Response(status === 204 ? null : reply, {
          status,
          headers: { "content-type": "application/json", ...(link ? { link } : {}) },
        }),
      );
    },
    log: { debug: (line) => lines.push(line) },
  });
  return { api, seen, requests, lines };
}

async function messageOf(task: () => Promise<unknown>): Promise<string> {
  const error = await assertRejects(task, CliError);
  return messageChain(error).join(" | ");
}

Deno.test("createApi() without a token says how to log in, before any request", () => {
  const error = assertThrows(() =>
    createApi({
      server: { url: "http://h", credentials: undefined },
      fetch: () => Promise.reject(new Error("no request expected")),
      log: { debug() {} },
    }), AuthError);
  assertEquals(
    error.message,
    "Auth token is required for this request. Please run `sentry-cli login` and try again!",
  );
});

Deno.test("request() builds addresses like the reference and takes absolute ones as they are", async () => {
  const { api, requests } = fakeApi();
  for (const path of ["/", "/x/", "x/", "/api/0/x/", "https://other/x?y"]) {
    await api.request({ method: "GET", path });
  }
  assertEquals(requests.map(({ url }) => url), [
    "http://h/api/0/",
    "http://h/api/0/x/",
    "http://h/api/0/x/",
    "http://h/api/0/x/",
    "https://other/x?y",
  ]);
  assertEquals(api.url, "http://h");
});

Deno.test("request() reads answers as part of the attempt unless told to stream", async () => {
  const { api, requests } = fakeApi();
  await api.request({ method: "GET", path: "/" });
  await api.request({ method: "GET", path: "/", buffered: false });
  assertEquals(requests.map(({ buffered }) => buffered), [true, false]);
});

Deno.test("sendJson() sends and logs the body", async () => {
  const { api, seen, requests, lines } = fakeApi();
  await api.sendJson("POST", "/x/", { a: 1, b: undefined, c: null }, anything);
  assertEquals(seen, ['POST /x/ {"a":1,"c":null}']);
  assertEquals(requests[0]?.headers, [["Content-Type", "application/json"]]);
  assertEquals(lines, ['json body: {"a":1,"c":null}']);
});

Deno.test("request() calls a missing answer a failed API request and keeps the reason", async () => {
  const api = createApi({
    server: { url: "http://h", credentials: {} },
    fetch: () => Promise.reject(new NetworkError("Could not reach 'h'", { hint: "Do this" })),
    log: { debug() {} },
  });
  const error = await assertRejects(() => api.getJson("/", anything), NetworkError);
  assertEquals(messageChain(error), ["API request failed", "Could not reach 'h'"]);
  assertEquals(error.hint, "Do this");
});

// --- auth -------------------------------------------------------------------------------------

for (
  const [body, expected] of [
    ['{"auth":{"scopes":["a"]},"user":{"email":"e","id":"1"}}', "e a"],
    ['{"auth":null,"user":null}', "- -"],
    ["{}", "- -"],
    ['{"auth":{"scopes":[]},"user":null,"version":"0"}', "- "],
  ] as const
) {
  Deno.test(`getAuthInfo() reads ${body}`, async () => {
    const { api, seen } = fakeApi({ body });
    const { user, scopes } = await getAuthInfo(api);
    assertEquals(`${user?.email ?? "-"} ${scopes?.join() ?? "-"}`, expected);
    assertEquals(seen, ["GET /"]);
  });
}

Deno.test("getAuthInfo() names the field that is missing", async () => {
  const body = '{"auth":{"scopes":["a"]},"user":{"id":"1"}}';
  assertEquals(
    await messageOf(() => getAuthInfo(fakeApi({ body }).api)),
    "could not parse JSON response | missing field `email` at line 1 column 42",
  );
});

// --- pages ------------------------------------------------------------------------------------

const org = (id: string) =>
  `{"id":"${id}","slug":"s","name":"n","dateCreated":"2020-01-01T00:00:00Z","isEarlyAdopter":false,"require2FA":true}`;
const link = (cursor: string) => `<http://h/>; rel="next"; results="true"; cursor="${cursor}"`;

async function organizationIds(...answers: Answer[]) {
  const { api, seen } = fakeApi(...answers);
  const ids: string[] = [];
  for await (const { id } of listOrganizations(api)) ids.push(id);
  return { ids: ids.join(), seen };
}

Deno.test("pages() follows the cursor to the end, also over an empty page", async () => {
  const { ids, seen } = await organizationIds(
    { body: `[${org("1")},${org("2")}]`, link: link("0:1:0") },
    { body: "[]", link: link("a&b") },
    { body: `[${org("3")}]` },
  );
  assertEquals(ids, "1,2,3");
  assertEquals(seen, [
    "GET /organizations/?cursor=",
    "GET /organizations/?cursor=0:1:0",
    "GET /organizations/?cursor=a%26b",
  ]);
});

Deno.test("pages() ends quietly at a 404 or 400 on a later page", async () => {
  for (const status of [404, 400]) {
    const first = { body: `[${org("1")}]`, link: link("x") };
    assertEquals((await organizationIds(first, { status })).ids, "1");
  }
});

Deno.test("pages() fails at the first page and at other errors", async () => {
  assertEquals(await messageOf(() => organizationIds({ status: 404 })), "resource not found");
  assertEquals(
    await messageOf(() => organizationIds({ status: 400, body: '{"detail":"x"}' })),
    "API request failed | sentry reported an error: x (http status: 400)",
  );
  const later = [{ body: "[]", link: link("x") }, { status: 500, body: '{"detail":"y"}' }];
  assertEquals(
    await messageOf(() => organizationIds(...later)),
    "API request failed | sentry reported an error: y (http status: 500)",
  );
});

Deno.test("pages() does not run in circles", async () => {
  const again = { body: `[${org("1")}]`, link: link("x") };
  assertEquals((await organizationIds(again, again, again, again)).ids, "1,1");
});

// --- releases ---------------------------------------------------------------------------------

const FULL = JSON.stringify({
  version: "v1",
  url: "http://u",
  dateCreated: "2020-01-01T00:00:00Z",
  dateReleased: null,
  lastEvent: "2020-01-02T00:00:00Z",
  newGroups: 3,
  projects: [{ slug: "p", name: "P", more: 1 }],
  lastCommit: { id: "abc" },
});
const SMALL = '{"version":"v1","dateCreated":"2020-01-01T00:00:00Z"}';
const key = { org: "o o", version: "v 1" };

Deno.test("getRelease() reads all fields, and few", async () => {
  const { api, seen } = fakeApi({ body: FULL }, { body: SMALL }, { status: 404 });
  const release = await getRelease(api, key);
  assertEquals(release, {
    version: "v1",
    url: "http://u",
    dateCreated: "2020-01-01T00:00:00Z",
    dateReleased: undefined,
    lastEvent: "2020-01-02T00:00:00Z",
    newGroups: 3,
    projects: [{ slug: "p", name: "P" }],
    lastCommit: { id: "abc" },
  });
  const small = await getRelease(api, key);
  assertEquals([small?.newGroups, small?.projects.length, small?.lastCommit], [0, 0, undefined]);
  assertEquals(await getRelease(api, key), undefined);
  assertEquals(seen[0], "GET /organizations/o%20o/releases/v%201/");
});

Deno.test("listReleases() asks for the project when there is one", async () => {
  const { api, seen } = fakeApi({ body: `[${SMALL}]` }, { body: "[]" }, { status: 404 }, {
    status: 404,
  });
  assertEquals((await listReleases(api, { org: "o", project: "p" })).length, 1);
  assertEquals(await listReleases(api, { org: "o" }), []);
  assertEquals(seen, ["GET /projects/o/p/releases/", "GET /organizations/o/releases/"]);
  assertEquals(await messageOf(() => listReleases(api, { org: "o" })), "organization not found");
  assertEquals(
    (await messageOf(() => listReleases(api, { org: "o", project: "p" }))).slice(0, 18),
    "Project not found.",
  );
});

Deno.test("createRelease() sends ids as numbers and leaves out what is not set", async () => {
  const { api, seen } = fakeApi({ body: SMALL }, { body: SMALL }, { status: 404 });
  const projects = ["p", "12", "00", "9223372036854775807", "9223372036854775808", "-1", "1a"];
  await createRelease(api, { org: "o", version: "v1", projects });
  await createRelease(api, {
    org: "o",
    version: "v1",
    projects: ["p"],
    url: "http://u",
    dateStarted: "s",
    dateReleased: "r",
  });
  assertEquals(seen, [
    'POST /organizations/o/releases/ {"version":"v1","projects":["p",12,0,9223372036854775807,' +
    '"9223372036854775808","-1","1a"]}',
    'POST /organizations/o/releases/ {"version":"v1","projects":["p"],"url":"http://u",' +
    '"dateStarted":"s","dateReleased":"r"}',
  ]);
  const failure = await messageOf(() => createRelease(api, { org: "o", version: "v", projects }));
  assertEquals(failure, "organization not found");
});

Deno.test("updateRelease() sends projects as texts", async () => {
  const { api, seen } = fakeApi({ body: SMALL }, { body: SMALL }, { status: 404 });
  await updateRelease(api, key, { projects: ["22"], dateReleased: "r" });
  await updateRelease(api, key, { refs: [] });
  assertEquals(seen, [
    'PUT /organizations/o%20o/releases/v%201/ {"projects":["22"],"dateReleased":"r"}',
    'PUT /organizations/o%20o/releases/v%201/ {"refs":[]}',
  ]);
  assertEquals(
    (await messageOf(() => updateRelease(api, key, {}))).slice(0, 18),
    "Release not found.",
  );
});

Deno.test("setReleaseStatus() posts like a new release without projects", async () => {
  const { api, seen } = fakeApi({ body: SMALL });
  assertEquals((await setReleaseStatus(api, { org: "o", version: "x" }, "archived")).version, "v1");
  assertEquals(seen, [
    'POST /organizations/o/releases/ {"version":"x","projects":[],"status":"archived"}',
  ]);
});

Deno.test("deleteRelease() tells whether there was one", async () => {
  const { api, seen } = fakeApi({ status: 204 }, { status: 404 }, { status: 403, body: "" });
  assertEquals([await deleteRelease(api, key), await deleteRelease(api, key)], [true, false]);
  assertEquals(seen[0], "DELETE /organizations/o%20o/releases/v%201/");
  await messageOf(() => deleteRelease(api, key));
});

Deno.test("listCommits() gives ids, none for a release that is not there", async () => {
  const { api, seen } = fakeApi({ body: '[{"id":"abc"},{"id":"def"}]' }, { status: 404 });
  assertEquals((await listCommits(api, key)).map(({ id }) => id), ["abc", "def"]);
  assertEquals(await listCommits(api, key), []);
  assertEquals(seen[0], "GET /organizations/o%20o/releases/v%201/commits/");
});

Deno.test("getPreviousRelease() takes 404 and {} for none", async () => {
  const { api, seen } = fakeApi({ body: FULL }, { body: "{}" }, { status: 404 });
  assertEquals((await getPreviousRelease(api, key))?.lastCommit?.id, "abc");
  assertEquals(await getPreviousRelease(api, key), undefined);
  assertEquals(await getPreviousRelease(api, key), undefined);
  assertEquals(seen[0], "GET /organizations/o%20o/releases/v%201/previous-with-commits/");
});
