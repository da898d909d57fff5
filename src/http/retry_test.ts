import { assertEquals, assertRejects } from "../../tests/support/assert.ts";
import { fakeClock } from "../../tests/support/fake_system.ts";
import { type HttpRequest, TransportError, type TransportFailure } from "../system/mod.ts";
import { backoffMs, retry, RETRY_AFTER_CAP_MS } from "./retry.ts";

type Step = number | TransportFailure | readonly [status: number, retryAfter: string];

/** Plays the steps one after the other; the last one goes on for ever. */
async function play(
  steps: readonly Step[],
  request: Partial<HttpRequest> = {},
  { maxRetries = 5, signal }: { maxRetries?: number; signal?: AbortSignal } = {},
) {
  const clock = fakeClock();
  const lines: string[] = [];
  let attempts = 0;
  const fetch = retry({
    maxRetries,
    clock,
    random: { fraction: () => 0.5 },
    log: { debug: (line) => lines.push(line) },
  })(() => {
    const step = steps[Math.min(attempts++, steps.length - 1)] ?? 200;
    if (typeof step === "string") return Promise.reject(new TransportError("it broke", step));
    if (typeof step === "number") return Promise.resolve(new Response(null, { status: step }));
    const [status, retryAfter] = step;
    return Promise.resolve(
      new Response("x", { status, headers: { "Retry-After": retryAfter } }),
    );
  });
  let result: string;
  try {
    const response = await fetch({
      method: "GET",
      url: "http://h/",
      headers: [],
      ...request,
      ...(signal === undefined ? {} : { signal }),
    });
    result = String(response.status);
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    result = error.failure;
  }
  return { result, attempts, naps: clock.naps, lines };
}

const post = { method: "POST" };

for (const status of [502, 503, 504, 507, 524]) {
  Deno.test(`retry() repeats any method after ${status}`, async () => {
    const { result, attempts } = await play([status, 200], post);
    assertEquals([result, attempts], ["200", 2]);
  });
}

for (const status of [408, 429, 500]) {
  Deno.test(`retry() repeats after ${status} only what is safe to repeat`, async () => {
    for (
      const [request, expected] of [
        [{}, 2],
        [{ method: "put" }, 2],
        [post, 1],
        [{ method: "PATCH" }, 1],
        [{ ...post, repeatable: true }, 2],
        [{ repeatable: false }, 1],
      ] as const
    ) assertEquals((await play([status, 200], request)).attempts, expected);
  });
}

Deno.test("retry() leaves other answers alone", async () => {
  for (const status of [200, 204, 301, 400, 401, 403, 404, 501, 505, 521]) {
    assertEquals((await play([status, 200])).attempts, 1, String(status));
  }
});

Deno.test("retry() repeats what broke off where that is safe, and nothing that was refused", async () => {
  for (const failure of ["dns", "reset", "truncated"] as const) {
    assertEquals((await play([failure, 200])).attempts, 2, failure);
    assertEquals((await play([failure, 200], post)).result, failure);
  }
  for (const failure of ["refused", "timeout", "tls-untrusted", "tls-other", "denied"] as const) {
    const { result, attempts } = await play([failure, 200]);
    assertEquals([result, attempts], [failure, 1]);
  }
});

Deno.test("retry() repeats any method when the name of Sentry's own service does not resolve", async () => {
  for (
    const [url, expected] of [
      ["https://sentry.io/", 2],
      ["https://us.sentry.io/", 2],
      ["https://notsentry.io/", 1],
      ["https://sentry.io.example/", 1],
    ] as const
  ) assertEquals((await play(["dns", 200], { ...post, url })).attempts, expected, url);
});

Deno.test("retry() gives the last answer when it has tried often enough", async () => {
  assertEquals((await play([503])).attempts, 6);
  const none = await play([503], {}, { maxRetries: 0 });
  assertEquals([none.result, none.attempts, none.naps.length], ["503", 1, 0]);
  const broken = await play(["reset"], {}, { maxRetries: 2 });
  assertEquals([broken.result, broken.attempts], ["reset", 3]);
});

Deno.test("retry() waits longer each time, up to a limit", async () => {
  const { naps } = await play([503], {}, { maxRetries: 7 });
  assertEquals(naps, [1500, 2250, 3375, 5062, 7500, 7500, 7500]);
});

Deno.test("backoffMs() stays between the base and twice the base", () => {
  assertEquals([backoffMs(0, 0), backoffMs(0, 0.999999)], [1000, 1999]);
  assertEquals([backoffMs(1, 0), backoffMs(4, 0), backoffMs(4_000_000_000, 0)], [1500, 5000, 5000]);
});

Deno.test("retry() does as Retry-After says, within reason", async () => {
  const date = new Date(fakeClock().now() + 4000).toUTCString();
  const cases = [["7", 7000], [date, 4000], ["99999", RETRY_AFTER_CAP_MS], ["0", 0], [
    "soon",
    1500,
  ]];
  for (const [text, expected] of cases) {
    const { naps } = await play([[429, String(text)], 200]);
    assertEquals(naps, [expected], String(text));
  }
});

Deno.test("retry() logs each attempt like the reference", async () => {
  assertEquals((await play([503, "reset", 200], {}, { maxRetries: 3 })).lines, [
    "retry number 0, max retries: 3",
    "retry number 0 failed due to request failed with retryable status code 503, " +
    "retrying again in 1500 ms",
    "retry number 1, max retries: 3",
    "retry number 1 failed due to request failed with retryable error: it broke, " +
    "retrying again in 2250 ms",
    "retry number 2, max retries: 3",
  ]);
});

Deno.test("retry() stops while it waits when the user interrupts", async () => {
  const controller = new AbortController();
  controller.abort("SIGINT");
  const reason = await assertRejects(() =>
    play([503], {}, { signal: controller.signal }).catch((error: unknown) => {
      throw new Error(String(error));
    })
  );
  assertEquals(reason instanceof Error && reason.message, "SIGINT");
});

Deno.test("retry() frees the connection of an answer that it drops", async () => {
  let cancelled = 0;
  const responses = [
    new Response(new ReadableStream({ cancel: () => void cancelled++ }), { status: 503 }),
    new Response("fine"),
  ];
  const fetch = retry({
    maxRetries: 1,
    clock: fakeClock(),
    random: { fraction: () => 0 },
    log: { debug() {} },
  })(() => Promise.resolve(responses.shift() ?? new Response()));
  assertEquals(
    await (await fetch({ method: "GET", url: "http://h/", headers: [] })).text(),
    "fine",
  );
  assertEquals(cancelled, 1);
});
