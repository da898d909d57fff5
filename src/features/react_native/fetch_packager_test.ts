import { assertEquals, assertRejects } from "../../../tests/support/assert.ts";
import { fakeClock } from "../../../tests/support/fake_system.ts";
import { NetworkError } from "../../base/errors.ts";
import { type HttpRequest, TransportError } from "../../system/mod.ts";
import { fetchFromPackager } from "./fetch_packager.ts";

const refused = () => Promise.reject(new TransportError("connection refused", "refused"));

/** A packager that takes connections after so many attempts. */
function packager(attempts: number, answer: (url: string) => Response) {
  const clock = fakeClock();
  const requests: HttpRequest[] = [];
  const abort = new AbortController();
  const fetch = (request: HttpRequest) => {
    requests.push(request);
    return requests.length <= attempts ? refused() : Promise.resolve(answer(request.url));
  };
  return { clock, requests, abort, doors: { clock, fetch, signal: abort.signal } };
}

const files = (url: string) => new Response(url.includes(".map") ? "map" : "bundle");

Deno.test("fetchFromPackager() asks until the packager is there, then for both files", async () => {
  const { doors, clock, requests } = packager(3, files);
  const { bundle, sourcemap } = await fetchFromPackager(doors, "http://127.0.0.1:8081");
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assertEquals([text(bundle), text(sourcemap)], ["bundle", "map"]);
  assertEquals(clock.naps, [500, 500, 500]);
  assertEquals(requests.slice(3).map(({ url }) => url), [
    "http://127.0.0.1:8081",
    "http://127.0.0.1:8081/index.ios.bundle?platform=ios&dev=true",
    "http://127.0.0.1:8081/index.ios.map?platform=ios&dev=true",
  ]);
  assertEquals(requests.map(({ authorize }) => authorize), Array(6).fill(false));
});

Deno.test("fetchFromPackager() waits for 10 seconds and no longer", async () => {
  const { doors, clock } = packager(Infinity, files);
  await assertRejects(
    () => fetchFromPackager(doors, "http://127.0.0.1:8081/"),
    NetworkError,
    "did not answer within 10 seconds",
  );
  assertEquals(clock.monotonic(), 10_000);
});

Deno.test("fetchFromPackager() takes any answer for a sign of life, but not for a file", async () => {
  const { doors } = packager(0, () => new Response("no", { status: 404 }));
  await assertRejects(
    () => fetchFromPackager(doors, "http://127.0.0.1:8081/"),
    NetworkError,
    "The packager answered 404 for http://127.0.0.1:8081/index.ios.bundle",
  );
});

Deno.test("fetchFromPackager() stops when the user does", async () => {
  const { doors, abort, clock } = packager(Infinity, files);
  abort.abort("SIGINT");
  const reason = await fetchFromPackager(doors, "http://127.0.0.1:8081/").catch((error) => error);
  assertEquals([reason, clock.naps], ["SIGINT", []]);
});
