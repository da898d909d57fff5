import { assertEquals, assertRejects } from "../../tests/support/assert.ts";
import { fakeClock } from "../../tests/support/fake_system.ts";
import { type Fetch, type HttpRequest, TransportError } from "../system/mod.ts";
import { timeout } from "./timeout.ts";

const LIMITS = { answerMs: 100, idleMs: 10, totalMs: 1000 };
const REQUEST: HttpRequest = { method: "GET", url: "http://h/", headers: [] };

/** A server that never answers, and tells when it was told to stop. */
function silent() {
  const state: { reason?: unknown } = {};
  const fetch: Fetch = ({ signal }) =>
    new Promise((_resolve, reject) =>
      signal?.addEventListener("abort", () => {
        state.reason = signal.reason;
        reject(signal.reason);
      })
    );
  return { state, fetch };
}

/** A body that gives a piece whenever asked by hand. */
function slowBody() {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (it) => void (controller = it),
  });
  const give = (text: string) => controller?.enqueue(new TextEncoder().encode(text));
  return { body, give, end: () => controller?.close() };
}

async function failure(task: Promise<unknown>): Promise<string> {
  const error = await assertRejects(() => task, TransportError);
  return `${error.failure}: ${error.message}`;
}

Deno.test("timeout() ends an attempt without an answer and stops the transport", async () => {
  const clock = fakeClock();
  const { state, fetch } = silent();
  const task = timeout({ clock, defaults: LIMITS })(fetch)(REQUEST);
  clock.advance(99);
  assertEquals(state.reason, undefined);
  clock.advance(1);
  assertEquals(await failure(task), "timeout: no answer within 0.1 seconds");
  assertEquals(state.reason instanceof TransportError, true);
});

Deno.test("timeout() does not wait for a transport that ignores the signal", async () => {
  const clock = fakeClock();
  const task = timeout({ clock, defaults: LIMITS })(() => new Promise(() => {}))(REQUEST);
  clock.advance(100);
  assertEquals(await failure(task), "timeout: no answer within 0.1 seconds");
});

Deno.test("timeout() gives a large body the time that a slow line takes", async () => {
  const clock = fakeClock();
  const { fetch } = silent();
  const body = new Uint8Array(16_000);
  const task = timeout({ clock, defaults: LIMITS })(fetch)({ ...REQUEST, body: () => body });
  let isOver = false;
  task.catch(() => (isOver = true));
  clock.advance(999);
  await Promise.resolve();
  assertEquals(isOver, false);
  clock.advance(101);
  assertEquals(await failure(task), "timeout: the exchange did not end within 1 second");
});

Deno.test("timeout() makes the body once and hands it on", async () => {
  let made = 0;
  const bytes = Uint8Array.of(1);
  const body = () => {
    made++;
    return bytes;
  };
  const fetch = timeout({ clock: fakeClock() })((request) => {
    assertEquals(request.body?.(), bytes);
    return Promise.resolve(new Response());
  });
  await fetch({ ...REQUEST, body });
  assertEquals(made, 1);
});

Deno.test("timeout() ends a body that stalls, but not one that goes on slowly", async () => {
  const clock = fakeClock();
  const slow = slowBody();
  const fetch = timeout({ clock, defaults: LIMITS })(() =>
    Promise.resolve(new Response(slow.body))
  );
  const reader = (await fetch(REQUEST)).body?.getReader();
  for (const text of ["a", "b", "c"]) {
    const reading = reader?.read();
    await tick();
    clock.advance(9);
    slow.give(text);
    assertEquals(new TextDecoder().decode((await reading)?.value), text);
  }
  // Our own pace does not count.
  clock.advance(50);
  const reading = reader?.read() ?? Promise.resolve();
  await tick();
  clock.advance(10);
  assertEquals(await failure(reading), "timeout: no more of the answer came within 0 seconds");
});

Deno.test("timeout() limits the whole exchange, however lively", async () => {
  const clock = fakeClock();
  const slow = slowBody();
  const fetch = timeout({ clock, defaults: LIMITS })(() =>
    Promise.resolve(new Response(slow.body))
  );
  const reader = (await fetch(REQUEST)).body?.getReader();
  slow.give("a");
  await reader?.read();
  const reading = reader?.read() ?? Promise.resolve();
  await tick();
  clock.advance(1000);
  assertEquals((await failure(reading)).startsWith("timeout: "), true);
});

Deno.test("timeout() leaves no alarm behind a finished answer", async () => {
  const clock = fakeClock();
  let aborted = false;
  const fetch = timeout({ clock, defaults: LIMITS })(({ signal }) => {
    signal?.addEventListener("abort", () => (aborted = true));
    return Promise.resolve(new Response("text"));
  });
  assertEquals(await (await fetch(REQUEST)).text(), "text");
  await fetch(REQUEST).then((response) => response.body?.cancel());
  clock.advance(5000);
  assertEquals(aborted, false);
});

Deno.test("timeout() takes limits from the request", async () => {
  const clock = fakeClock();
  const { fetch } = silent();
  const task = timeout({ clock, defaults: LIMITS })(fetch)({
    ...REQUEST,
    timeouts: { answerMs: 5000, totalMs: 2000 },
  });
  clock.advance(2000);
  assertEquals(await failure(task), "timeout: the exchange did not end within 2 seconds");
});

Deno.test("timeout() passes on that the user stopped, before and during the attempt", async () => {
  const clock = fakeClock();
  const { fetch } = silent();
  const limited = timeout({ clock, defaults: LIMITS })(fetch);
  const before = limited({ ...REQUEST, signal: AbortSignal.abort("SIGINT") });
  assertEquals(await failure(before), "aborted: the request was stopped");
  const controller = new AbortController();
  const during = limited({ ...REQUEST, signal: controller.signal });
  controller.abort("SIGINT");
  assertEquals(await failure(during), "aborted: the request was stopped");
});

/** Lets what is ready run. */
function tick(): Promise<void> {
  return new Promise((resolve) => queueMicrotask(() => queueMicrotask(resolve)));
}

/** A transport that reads all of a body itself: its head has come, and pieces come when told. */
function readingDoor(headers: HeadersInit) {
  const state: { piece?: () => void } = {};
  const done = Promise.withResolvers<Response>();
  const fetch: Fetch = (request) => {
    request.onHead?.(new Response(null, { headers }));
    state.piece = () => request.onPiece?.();
    return done.promise;
  };
  return { fetch, piece: () => state.piece?.(), end: () => done.resolve(new Response("x")) };
}

Deno.test("timeout() ends a body that stands still while the transport reads it", async () => {
  const clock = fakeClock();
  const door = readingDoor({});
  const heads: number[] = [];
  const task = timeout({ clock, defaults: LIMITS })(door.fetch)({
    ...REQUEST,
    buffered: true,
    onHead: ({ status }) => heads.push(status),
  });
  let isOver = false;
  task.catch(() => isOver = true);
  // Each piece begins the wait anew; the wait for an answer is over.
  for (let each = 0; each < 30; each++) {
    clock.advance(9);
    door.piece();
  }
  await Promise.resolve();
  assertEquals([isOver, heads], [false, [200]]);
  clock.advance(10);
  assertEquals(await failure(task), "timeout: no more of the answer came within 0 seconds");
});

Deno.test("timeout() gives a body that is read in one go the time that its length takes", async () => {
  const clock = fakeClock();
  const door = readingDoor({ "content-length": "1600" });
  const task = timeout({ clock, defaults: LIMITS })(door.fetch)({ ...REQUEST, buffered: true });
  let isOver = false;
  task.catch(() => isOver = true);
  clock.advance(109); // 10 for standing still, 100 for 1,600 bytes on a slow line
  await Promise.resolve();
  assertEquals(isOver, false);
  clock.advance(1);
  assertEquals((await failure(task)).startsWith("timeout: no more of the answer"), true);
});

Deno.test("timeout() rings for nobody when the transport has read all", async () => {
  const clock = fakeClock();
  const door = readingDoor({});
  const task = timeout({ clock, defaults: LIMITS })(door.fetch)({ ...REQUEST, buffered: true });
  door.end();
  const response = await task;
  clock.advance(9);
  assertEquals(await response.text(), "x");
  clock.advance(5000);
});
