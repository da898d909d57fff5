/** The last part of the demo: a minified stack trace becomes the original source. */
import { copyTree } from "./builds/prepare.ts";
import { repositoryPath, say, ScriptError } from "./command.ts";

const SCRIPT = "checkout.js";
const ADDRESS = `https://shop.example/assets/${SCRIPT}`;
const EVENT_ID = "c0ffee00c0ffee00c0ffee00c0ffee00";

/** The calls that led to the error, outermost first: the function, and what stands at the position. */
const CALLS = [
  { function: "HTMLButtonElement.<anonymous>", code: 'm("SPRING150")' },
  { function: "m", code: "t(c,e)" },
  { function: "t", code: "throw new RangeError" },
];

/** Lines of the source that have to show up. */
const ORIGINALS = [
  'document.body.append(checkout("SPRING150"));',
  "return `To pay: ${(discount(ITEMS, percent) / 100).toFixed(2)} €`;",
  "throw new RangeError(`A discount of ${percent} % is more than everything`);",
];

/** Says and does one command line of the demo. */
type Step = (command: string, ...words: string[]) => Promise<string>;

/** Injects, verifies and uploads the build of tests/fixtures/demo, and lets it fail. */
export async function showStack(work: string, step: Step): Promise<void> {
  await copyTree(repositoryPath("tests/fixtures/demo/build"), `${work}/build`);
  await step("sourcemaps", "sourcemaps", "inject", "build");
  await step("sourcemaps", "sourcemaps", "verify", "build");
  await step("sourcemaps", "sourcemaps", "upload", "build");

  const event = makeEvent(await Deno.readTextFile(`${work}/build/${SCRIPT}`));
  await Deno.writeTextFile(`${work}/event.json`, JSON.stringify(event));
  say("\nA customer enters the coupon SPRING150, and the page sends an event with this stack:");
  say("\n  RangeError: A discount of 150 % is more than everything");
  const { frames } = event.exception.values[0].stacktrace;
  for (const { function: name, lineno, colno } of frames.toReversed()) {
    say(`    at ${name} (${ADDRESS}:${lineno}:${colno})`);
  }
  await step("send-event", "send-event", "event.json");
  const shown = await step("sourcemaps", "sourcemaps", "explain", EVENT_ID);
  for (const line of ORIGINALS) {
    if (!shown.includes(line)) {
      throw new ScriptError(`The original source is not shown: ${line}`);
    }
  }
}

/** What an SDK sends for an error in the injected script. */
function makeEvent(script: string) {
  const debugId = /^\/\/# debugId=(\S+)/m.exec(script)?.[1];
  const frames = CALLS.map(({ function: name, code }) => {
    const at = script.lastIndexOf(code);
    if (at < 0) throw new ScriptError(`${SCRIPT} does not hold ${code}`);
    const before = script.slice(0, at).split("\n");
    const colno = (before.at(-1) ?? "").length + 1;
    const file = { filename: ADDRESS, abs_path: ADDRESS };
    return { ...file, function: name, lineno: before.length, colno, in_app: true };
  });
  const value = "A discount of 150 % is more than everything";
  return {
    event_id: EVENT_ID,
    platform: "javascript",
    exception: { values: [{ type: "RangeError", value, stacktrace: { frames } }] as const },
    debug_meta: { images: [{ type: "sourcemap", code_file: ADDRESS, debug_id: debugId }] },
  };
}
