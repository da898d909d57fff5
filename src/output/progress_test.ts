import { assert, assertEquals, assertRejects } from "../../tests/support/assert.ts";
import { fakeClock } from "../../tests/support/fake_system.ts";
import { createProgress } from "./create_progress.ts";
import { type ProgressState, renderProgress, secondsText, sizeText } from "./progress.ts";
import { plainStyle } from "./style.ts";
import { displayWidth } from "./width.ts";

const state = (more: Partial<ProgressState>): ProgressState => ({
  name: "Uploading",
  label: "Uploading files...",
  done: 0,
  item: undefined,
  elapsedMs: 0,
  ...more,
});

const MIB = 1024 * 1024;

for (
  const [given, expected] of [
    [{}, "| Uploading files..."],
    [{ elapsedMs: 150, item: "a.js" }, "/ Uploading files... a.js"],
    [{ total: 4, done: 1 }, "| Uploading files... [######------------------] 1/4"],
    [{ total: 0 }, "| Uploading files... [########################] 0/0"],
    [{ total: 4, done: 9 }, "| Uploading files... [########################] 9/4"],
    [
      { total: 40 * MIB, done: 10 * MIB, unit: "bytes", elapsedMs: 4000 },
      "| Uploading files... [######------------------] 10.0 MiB/40.0 MiB (2.5 MiB/s, 12 s left)",
    ],
    [
      { total: 40 * MIB, done: 10, unit: "bytes", elapsedMs: 100 },
      "/ Uploading files... [------------------------] 10 B/40.0 MiB",
    ],
    [
      { total: 4000 * MIB, done: MIB, unit: "bytes", elapsedMs: 4000 },
      "| Uploading files... [------------------------] 1.0 MiB/3.9 GiB (256.0 KiB/s, 4 h 26 min left)",
    ],
  ] as const
) {
  Deno.test(`renderProgress() shows ${JSON.stringify(given)}`, () => {
    assertEquals(renderProgress(state(given), 200), expected);
  });
}

Deno.test("renderProgress() fits any width", () => {
  const full = state({ total: 9, done: 3, item: "src/漢字/é😀.js".repeat(20) });
  for (let columns = 0; columns < 300; columns++) {
    assert(displayWidth(renderProgress(full, columns)) <= columns);
  }
});

Deno.test("secondsText() and sizeText() round as shown", () => {
  assertEquals([0, 0.4, 4, 330, 1000, 1234.5].map(secondsText), [
    ...["0s", "0s", "0.004s", "0.33s", "1s", "1.235s"],
  ]);
  assertEquals([0, 1023, 1024, 1536].map(sizeText), ["0 B", "1023 B", "1.0 KiB", "1.5 KiB"]);
});

function driver({ isTerminal = true, isWanted = true }) {
  const clock = fakeClock();
  const seen = { text: "", log: [] as string[] };
  const progress = createProgress({
    stderr: { isTerminal, columns: () => 60, write: (text) => void (seen.text += text) },
    clock,
    log: { info: (message) => void seen.log.push(message) },
    style: plainStyle,
    isWanted,
  });
  return { clock, seen, progress };
}

const STEP = { name: "Bundling", label: "Bundling files...", total: 2 } as const;

Deno.test("createProgress() draws over one line and leaves what it took", async () => {
  const { clock, seen, progress } = driver({});
  const result = await progress.run(STEP, (bar) => {
    for (const name of ["a\u001b[31m.js", "b.js"]) {
      bar.add(1, name);
      clock.advance(100);
    }
    bar.add(0, "too soon to be drawn");
    return Promise.resolve(7);
  });
  assertEquals(result, 7);
  const wipe = "\r\u001b[2K";
  assertEquals(
    seen.text,
    `${wipe}| Bundling files... [------------------------] 0/2` +
      `${wipe}/ Bundling files... [############------------] 1/2 a[31m.js` +
      `${wipe}- Bundling files... [########################] 2/2 b.js` +
      `${wipe}> Bundling completed in 0.2s\n`,
  );
  assertEquals(seen.log, []);
});

Deno.test("createProgress() goes on drawing while nothing happens, and stops with its step", async () => {
  const { clock, seen, progress } = driver({});
  await progress.run({ ...STEP, unit: "bytes", total: 4 * MIB }, (bar) => {
    bar.add(MIB);
    clock.advance(2000);
    return Promise.resolve();
  });
  assert(seen.text.includes("[######------------------] 1.0 MiB/4.0"), seen.text);
  const length = seen.text.length;
  clock.advance(2000);
  assertEquals(seen.text.length, length);
});

Deno.test("createProgress() cleans up after a failure and says nothing", async () => {
  const { seen, progress } = driver({});
  await assertRejects(() => progress.run(STEP, () => Promise.reject(new Error("no"))));
  assert(seen.text.endsWith("\r\u001b[2K"));
});

Deno.test("createProgress() writes a log line where nobody looks or nobody wants a bar", async () => {
  for (const options of [{ isTerminal: false }, { isWanted: false }]) {
    const { seen, progress, clock } = driver(options);
    await progress.run(STEP, (bar) => {
      clock.advance(4);
      bar.setTotal(3);
      bar.add(1, "x");
      return Promise.resolve();
    });
    assertEquals([seen.text, seen.log], ["", ["Bundling completed in 0.004s"]]);
  }
});
