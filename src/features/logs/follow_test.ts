import { assert, assertEquals, assertRejects } from "../../../tests/support/assert.ts";
import { fakeClock } from "../../../tests/support/fake_system.ts";
import { pick, seeded } from "../../../tests/support/random.ts";
import type { LogEntry } from "../../api/logs.ts";
import { ApiError, Cancelled, CliError } from "../../base/errors.ts";
import { followLogs } from "./follow.ts";

const entry = (id: number | string): LogEntry => ({
  id: String(id),
  timestamp: "t",
  severity: undefined,
  message: undefined,
  trace: undefined,
});

interface Watched {
  readonly shown: string[][];
  readonly errors: string[];
  readonly floods: number;
  readonly naps: readonly number[];
}

/** Follows over scripted answers; a failure is thrown; afterwards the user presses Ctrl-C. */
async function follow(
  answers: readonly (readonly (number | string)[] | Error)[],
  maxRows = 100,
): Promise<Watched> {
  const stop = new AbortController();
  const clock = fakeClock();
  const shown: string[][] = [];
  const errors: string[] = [];
  let floods = 0;
  let at = 0;
  await assertRejects(
    () =>
      followLogs({
        fetch() {
          const answer = answers[at++];
          if (at >= answers.length) stop.abort("SIGINT");
          if (answer instanceof Error) return Promise.reject(answer);
          return Promise.resolve((answer ?? []).map(entry));
        },
        maxRows,
        pollMs: 2000,
        clock,
        signal: stop.signal,
        onEntries: (entries) => void shown.push(entries.map(({ id }) => id)),
        onError: (error: CliError) => void errors.push(error.message),
        onFlood: () => void floods++,
      }),
    Cancelled,
  );
  return { shown, errors, floods, naps: clock.naps };
}

Deno.test("followLogs() shows each entry once, in the order of the server", async () => {
  const { shown, naps } = await follow([[3, 2, 1], [3, 2, 1], [5, 4, 3, 2], []]);
  assertEquals(shown, [["3", "2", "1"], ["5", "4"]]);
  assertEquals(naps, [2000, 2000, 2000]);
});

Deno.test("followLogs() shows an entry once that stands twice in an answer", async () => {
  assertEquals((await follow([[1, 1], [1]])).shown, [["1"]]);
});

Deno.test("followLogs() shows nothing twice when an answer fills its memory", async () => {
  const { shown } = await follow([[3, 2, 1], [4, 3, 2], [5, 4, 3], [5, 4, 3]], 3);
  assertEquals(shown, [["3", "2", "1"], ["4"], ["5"]]);
});

Deno.test("followLogs() goes on after a failure, and passes on what is no failure of a request", async () => {
  const { shown, errors } = await follow([[1], new ApiError("API request failed", 500), [2, 1]]);
  assertEquals(shown, [["1"], ["2"]]);
  assertEquals(errors, ["API request failed"]);
  await assertRejects(
    () =>
      followLogs({
        fetch: () => Promise.reject(new TypeError("a bug")),
        maxRows: 1,
        pollMs: 1,
        clock: fakeClock(),
        signal: new AbortController().signal,
        onEntries() {},
        onError() {},
        onFlood() {},
      }),
    TypeError,
    "a bug",
  );
});

Deno.test("followLogs() warns after three answers with nothing but new entries, and counts anew", async () => {
  assertEquals((await follow([[1], [2], [3]])).floods, 1);
  assertEquals((await follow([[1], [2], [2, 1]])).floods, 0);
  assertEquals((await follow([[1], [2], []])).floods, 0);
  assertEquals((await follow([[1], [2], [3], [4], [5], [6]])).floods, 2);
});

Deno.test("followLogs() stops at Ctrl-C before it asks", async () => {
  let asked = false;
  await assertRejects(
    () =>
      followLogs({
        fetch: () => {
          asked = true;
          return Promise.resolve([]);
        },
        maxRows: 1,
        pollMs: 1,
        clock: fakeClock(),
        signal: AbortSignal.abort("SIGINT"),
        onEntries() {},
        onError() {},
        onFlood() {},
      }),
    Cancelled,
  );
  assert(!asked);
});

Deno.test("followLogs() loses and repeats nothing as long as answers overlap (300 generated runs)", async () => {
  for (let seed = 1; seed <= 300; seed++) {
    const random = seeded(seed);
    const maxRows = pick(random, [3, 10, 50]);
    let newest = 0;
    const answers = Array.from({ length: 30 }, () => {
      newest += Math.floor(random() * maxRows);
      const from = Math.max(1, newest - maxRows + 1);
      return Array.from({ length: newest - from + 1 }, (_, at) => newest - at);
    });
    const { shown } = await follow(answers, maxRows);
    const all = shown.flat().map(Number).sort((a, b) => a - b);
    assertEquals(all, Array.from({ length: newest }, (_, at) => at + 1));
  }
});
