/**
 * install.ps1 beside install.sh, which is run for real in install_test.ts: the same names, addresses and
 * order of steps. `deno task prove installers` holds it against PowerShell's grammar; CI runs it.
 */
import { TARGETS } from "../../scripts/targets.ts";
import { assert, assertEquals } from "../support/assert.ts";

const read = (name: string) => Deno.readTextFile(new URL(`../../${name}`, import.meta.url));
const [SH, PS1] = await Promise.all([read("install.sh"), read("install.ps1")]);

const names = (text: string, pattern: RegExp) =>
  [...new Set([...text.matchAll(pattern)].map(([, name]) => name))].sort();

/** Where each mark stands for the first time; fails when one does not. */
function places(text: string, marks: readonly (string | RegExp)[]): number[] {
  return marks.map((mark) => {
    const at = typeof mark === "string" ? text.indexOf(mark) : text.search(mark);
    assert(at >= 0, `not there: ${mark}`);
    return at;
  });
}

function assertOrder(text: string, marks: readonly (string | RegExp)[]): void {
  const found = places(text, marks);
  assertEquals(found, found.toSorted((a, b) => a - b), marks.join(" | "));
}

Deno.test("install.ps1 reads the variables that install.sh reads, and no other of ours", () => {
  const inSh = names(SH, /\$\{((?:SENTRY_CLI|INSTALL)_[A-Z_]+)/g);
  const inPs1 = names(PS1, /\$env:((?:SENTRY_CLI|INSTALL)_[A-Z_]+)/g);
  assertEquals(inPs1, inSh);
  for (const name of inSh) {
    for (const text of [SH, PS1]) assert(new RegExp(`^# +${name} `, "m").test(text), name);
  }
});

Deno.test("install.ps1 asks for the same files in the same order, then checks, tries and moves", () => {
  assertOrder(SH.slice(SH.indexOf("main() {")), [
    "$base/latest/download/release.json",
    "from=$base/download/$version",
    "$from/SHA256SUMS",
    "$from/$asset",
    'found=$(sha256 "$scratch/program")',
    '[ "$found" = "$wanted" ]',
    '"$scratch/program" --version',
    'mv -f "$scratch/program" "$program"',
  ]);
  assertOrder(PS1.slice(PS1.indexOf("function Install-SentryCli")), [
    "$base/latest/download/release.json",
    '$from = "$base/download/$version"',
    "$from/SHA256SUMS",
    "$from/$Asset",
    "Get-FileHash -Algorithm SHA256 -LiteralPath $fresh",
    "if ($found -ne $wanted) {\n      throw",
    "& $fresh --version",
    "if ($LASTEXITCODE -ne 0) { throw",
    "Move-Item -LiteralPath $program -Destination $aside",
    "Move-Item -LiteralPath $fresh -Destination $program",
  ]);
});

Deno.test("install.ps1 gives up before it touches the program, and puts it back when the last step fails", () => {
  const moved = PS1.indexOf("Move-Item -LiteralPath $program");
  const late = [...PS1.slice(moved).matchAll(/\bthrow\b.*/g)].map(([line]) => line);
  assertEquals(late, ["throw"], "only the error of the last step itself, passed on");
  assertOrder(PS1.slice(moved), [
    "try { Move-Item -LiteralPath $fresh -Destination $program }\n    catch {",
    "Move-Item -LiteralPath $aside -Destination $program",
    /\n {6}throw\n/,
    /\n {2}\} finally \{\n {4}Remove-Item -Recurse -Force -LiteralPath \$scratch/,
  ]);
  // Nothing that was downloaded lies outside of what is removed at the end.
  for (const [, target] of PS1.matchAll(/Get-Release "[^"]+" (\$\w+)/g)) {
    const made = PS1.match(new RegExp(`\\${target} = Join-Path \\$scratch '`));
    assert(made !== null, `${target} is not in the scratch folder`);
  }
});

Deno.test("install.ps1 takes the program of the release page, and its place from the release", () => {
  const windows = TARGETS.find(({ triple }) => triple.includes("windows"))?.asset ?? "";
  assertEquals(/^\$Asset = '(.*)'$/m.exec(PS1)?.[1], windows);
  assertEquals(/^\$ReleasesUrl = '(.*)'$/m.exec(PS1)?.[1], "@RELEASES_URL@");
  assertEquals(/^RELEASES_URL='(.*)'$/m.exec(SH)?.[1], "@RELEASES_URL@");
});

Deno.test("install.ps1 does nothing when it is cut short itself", () => {
  const top = PS1.trimEnd().split("\n").filter((line) => /^[^\s#}]/.test(line));
  const acts = top.filter((line) => !/^(function |Set-StrictMode|\$\w+ = ')/.test(line));
  assertEquals(acts.map((line) => line.slice(0, 24)), ["try { Install-SentryCli "]);
  assertEquals(top.at(-1), acts[0]);
});
