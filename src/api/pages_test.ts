import { assertEquals, assertRejects, assertThrows } from "../../tests/support/assert.ts";
import { ApiError } from "../base/errors.ts";
import { type Api, createApi } from "./client.ts";
import { DecodeError, text, timestamp } from "./decode.ts";
import { pages } from "./pages.ts";

/** An API that answers each page with the next link. */
function apiOf(links: readonly string[], asked: string[]): Api {
  return {
    url: "http://sentry.test",
    request: ({ path }) => {
      asked.push(path);
      const link = links[asked.length - 1];
      const headers = new Headers({ "content-type": "application/json" });
      if (link !== undefined) headers.set("link", link);
      return Promise.resolve(new Response('["x"]', { headers }));
    },
    getJson: () => Promise.reject(new Error("not used")),
    sendJson: () => Promise.reject(new Error("not used")),
  };
}

Deno.test("pages() reads a cursor as UTF-8 and encodes it as a query value", async () => {
  const asked: string[] = [];
  // Headers hold one character per byte.
  const bytes = new TextEncoder().encode('<http://x>; rel="next"; results="true"; cursor="é &1"');
  const link = String.fromCharCode(...bytes);
  await Array.fromAsync(pages(apiOf([link], asked), "/organizations/", text));
  assertEquals(asked, ["/organizations/?cursor=", "/organizations/?cursor=%C3%A9%20%261"]);
});

Deno.test("timestamp takes RFC 3339 with a zone and nothing else", () => {
  for (
    const good of [
      "2020-01-01T00:30:00Z",
      "2020-01-01 00:30:00.123456789Z",
      "2020-01-01T00:30:00+02:00",
    ]
  ) assertEquals(timestamp(good, []), good);
  for (
    const [bad, why] of [
      ["yesterday", "input contains invalid characters"],
      ["2020-13-01T00:00:00Z", "input contains invalid characters"],
      ["2020-01-01T00:30:00", "premature end of input"],
      ["2020-01-01", "premature end of input"],
    ] as const
  ) assertEquals(assertThrows(() => timestamp(bad, []), DecodeError).problem, why);
});

/** An API that gives numbered pages, and tells what was asked and when it answered. */
function numbered(count: number, { failAt }: { readonly failAt?: number } = {}) {
  const events: string[] = [];
  const api = createApi({
    server: { url: "http://h", credentials: "t" },
    log: { debug() {} },
    fetch({ url }) {
      const page = Number(/cursor=(\d*)$/.exec(url)?.[1] || 0);
      events.push(`ask ${page}`);
      if (page === failAt) return Promise.resolve(Response.json({ detail: "no" }, { status: 403 }));
      const link = `<x>; rel="next"; results="${page + 1 < count}"; cursor="${page + 1}"`;
      return Promise.resolve(Response.json([`${page}a`, `${page}b`], { headers: { link } }));
    },
  });
  return { api, events };
}

async function read(list: AsyncIterable<string>, events: string[], stopAt?: string) {
  for await (const item of list) {
    events.push(item);
    if (item === stopAt) break;
  }
}

Deno.test("pages() asks one page ahead when told so, and gives the items in order", async () => {
  const { api, events } = numbered(3);
  await read(pages(api, "/x/", text, { ahead: true }), events);
  assertEquals(
    events,
    ["ask 0", "ask 1", "0a", "0b", "ask 2", "1a", "1b", "2a", "2b"],
  );
});

Deno.test("pages() asks for a page when the last is used up", async () => {
  const { api, events } = numbered(2);
  await read(pages(api, "/x/", text), events);
  assertEquals(events, ["ask 0", "0a", "0b", "ask 1", "1a", "1b"]);
});

Deno.test("pages() never asks for more than maxPages, and says that there are more", async () => {
  for (const ahead of [false, true]) {
    const { api, events } = numbered(5);
    let more = 0;
    await read(pages(api, "/x/", text, { ahead, maxPages: 2, onMore: () => more++ }), events);
    assertEquals(events.filter((each) => each.startsWith("ask")), ["ask 0", "ask 1"]);
    assertEquals(more, 1);
  }
});

Deno.test("pages() fails in its turn when the page ahead does, after the items before it", async () => {
  const { api, events } = numbered(3, { failAt: 1 });
  await assertRejects(
    () => read(pages(api, "/x/", text, { ahead: true }), events),
    ApiError,
    "API request failed",
  );
  assertEquals(events, ["ask 0", "ask 1", "0a", "0b"]);
});

Deno.test("pages() leaves nothing behind when the list is left while a page is on its way", async () => {
  const { api, events } = numbered(3, { failAt: 1 });
  await read(pages(api, "/x/", text, { ahead: true }), events, "0a");
  assertEquals(events, ["ask 0", "ask 1", "0a"]);
});

/** An API whose answers come when they are told to. */
function slowPages() {
  const asked: string[] = [];
  const waiting: (() => void)[] = [];
  const api = createApi({
    server: { url: "http://h", credentials: "t" },
    log: { debug() {} },
    fetch({ url }) {
      const page = Number(/cursor=(\d*)$/.exec(url)?.[1] || 0);
      asked.push(String(page));
      const link = `<x>; rel="next"; results="true"; cursor="${page + 1}"`;
      const { promise, resolve } = Promise.withResolvers<Response>();
      waiting.push(() => resolve(Response.json([`${page}`], { headers: { link } })));
      return promise;
    },
  });
  return { api, asked, end: (page: number) => waiting[page]?.() };
}

const settled = async () => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

Deno.test("pages() ahead asks for the next page when this one is there, and for no more", async () => {
  const { api, asked, end } = slowPages();
  const list = pages(api, "/x/", text, { ahead: true });
  const first = list.next();
  await settled();
  assertEquals(asked, ["0"]);
  end(0);
  assertEquals([(await first).value, asked], ["0", ["0", "1"]]);
  end(1);
  await settled();
  // One page waits; the one behind it is asked for when this one's turn has come.
  assertEquals(asked, ["0", "1"]);
  assertEquals([(await list.next()).value, asked], ["1", ["0", "1", "2"]]);
  await list.return();
});

Deno.test("pages() asks for one page after the other unless told to look ahead", async () => {
  const { api, asked, end } = slowPages();
  const list = pages(api, "/x/", text);
  const first = list.next();
  await settled();
  end(0);
  assertEquals([(await first).value, asked], ["0", ["0"]]);
  await list.return();
});

Deno.test("pages() ahead does not ask beyond the last page that is wanted", async () => {
  const { api, asked, end } = slowPages();
  let more = 0;
  const list = pages(api, "/x/", text, { ahead: true, maxPages: 1, onMore: () => more++ });
  const all = Array.fromAsync(list);
  await settled();
  end(0);
  assertEquals([await all, asked, more], [["0"], ["0"], 1]);
});
