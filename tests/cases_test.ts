/**
 * Runs every folder below `tests/cases`. See "Tests" in docs/architecture.md for the form of a case.
 *
 * `CLI_BIN=<path>` runs a real program instead of the code in this process; `UPDATE_CASES=1` rewrites
 * stdout.txt, stderr.txt and after/ from what was seen.
 */
import { assertEquals } from "./support/assert.ts";
import { fits, type GoldenCase, loadCases, type Observed } from "./support/case_files.ts";
import { runInProcess, runProgram } from "./support/case_drivers.ts";

const binary = Deno.env.get("CLI_BIN");
const update = Deno.env.get("UPDATE_CASES") === "1";

for (const golden of await loadCases()) {
  Deno.test(`case ${golden.name}`, async () => {
    const elsewhere = binary ? golden.settings.inProcessOnly : golden.settings.binaryOnly;
    if (elsewhere !== undefined) return; // the other driver runs it; case.json says why
    const { notOnWindows, os = Deno.build.os } = golden.settings;
    const isForeign = binary &&
      (os !== Deno.build.os || Deno.build.os === "windows" && notOnWindows !== undefined);
    if (isForeign) return;
    const observed = binary
      ? await runProgram(golden, binary.split(" "))
      : await runInProcess(golden);
    if (update) await rewrite(golden, observed);
    else await compare(golden, observed);
  });
}

async function compare(golden: GoldenCase, observed: Observed): Promise<void> {
  const { settings } = golden;
  assertEquals(observed.complaints, [], `requests (stderr: ${observed.stderr})`);
  if (!fits(observed.stdout, golden.stdout)) assertEquals(observed.stdout, golden.stdout, "stdout");
  if (!fits(observed.stderr, golden.stderr)) assertEquals(observed.stderr, golden.stderr, "stderr");
  assertEquals(observed.exitCode, settings.exitCode, "exit code");
  for (const [path, text] of Object.entries(golden.after)) {
    const actual = await observed.file(path);
    if (actual === undefined || !fits(actual, text)) assertEquals(actual, text, `file ${path}`);
  }
  // A real Windows has no such bits; the system in memory has them everywhere.
  const modes = binary && Deno.build.os === "windows" ? {} : settings.modes ?? {};
  for (const [path, mode] of Object.entries(modes)) {
    assertEquals(await observed.mode(path), mode, `mode of ${path}`);
  }
}

async function rewrite(golden: GoldenCase, observed: Observed): Promise<void> {
  assertEquals(observed.complaints, [], "requests");
  const write = async (name: string, text: string, before: string) => {
    if (fits(text, before) && before !== "") return;
    const path = `${golden.folder}${name}`;
    if (text === "") await Deno.remove(path).catch(() => {}); // no file means an empty text
    else await Deno.writeTextFile(path, text);
  };
  await write("stdout.txt", observed.stdout, golden.stdout);
  await write("stderr.txt", observed.stderr, golden.stderr);
  for (const [path, text] of Object.entries(golden.after)) {
    await write(`after/${path}`, await observed.file(path) ?? "(no such file)", text);
  }
  if (observed.exitCode !== golden.settings.exitCode) {
    const settings = { ...golden.settings, exitCode: observed.exitCode };
    await Deno.writeTextFile(`${golden.folder}case.json`, `${JSON.stringify(settings, null, 2)}\n`);
  }
}
