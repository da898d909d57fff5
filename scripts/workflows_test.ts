/** The workflows of .github/, as far as that can be known without running them. */
import { assert, assertEquals } from "../tests/support/assert.ts";
import { repositoryPath } from "./command.ts";
import { TARGETS } from "./targets.ts";

const NAMES = ["ci.yml", "release.yml"];
const TEXTS = new Map(
  NAMES.map((name) => [name, Deno.readTextFileSync(repositoryPath(`.github/workflows/${name}`))]),
);
const MANIFEST: { tasks: Record<string, string> } = JSON.parse(
  Deno.readTextFileSync(repositoryPath("deno.json")),
);

interface Step {
  readonly script: string;
  readonly shell: string;
}

/** What the `run` keys hold, each with the shell that is named below it. */
function steps(text: string): Step[] {
  const lines = text.split("\n");
  return lines.flatMap((line, at) => {
    const [, indent, , inline] = /^( *)(- )?run: (.*)$/.exec(line) ?? [];
    if (indent === undefined || inline === undefined) return [];
    const deeper = new RegExp(`^(?: {${indent.length + 2},}|$)`);
    const rest = lines.slice(at + 1);
    const end = rest.findIndex((each) => !deeper.test(each));
    const block = rest.slice(0, end < 0 ? undefined : end).join("\n");
    // A key stands before or after the script, in the same step.
    const before = lines.slice(0, at).findLastIndex((each) => /^ *- /.test(each));
    const step = lines.slice(/^ *- /.test(line) ? at : before);
    const next = step.slice(1).findIndex((each) => /^ *- /.test(each));
    const whole = step.slice(0, next < 0 ? undefined : next + 1).join("\n");
    const shell = /^ *shell: (\w+)$/m.exec(whole)?.[1] ?? "bash";
    return [{ script: inline === "|" ? block : inline, shell }];
  });
}

for (const [name, text] of TEXTS) {
  Deno.test(`${name}: actions are named by commit, and nobody keeps a credential`, () => {
    const used = [...text.matchAll(/uses: (\S+)(.*)/g)];
    assert(used.length > 3);
    for (const [, action = "", comment = ""] of used) {
      assert(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(action), action);
      assert(/^ # v\d+\.\d+\.\d+$/.test(comment), `${action}: no version beside it`);
    }
    const checkouts = [...text.matchAll(/uses: actions\/checkout@.*\n +with: (.*)/g)];
    assertEquals(checkouts.length, [...text.matchAll(/uses: actions\/checkout@/g)].length);
    for (const [, given] of checkouts) assertEquals(given, "{ persist-credentials: false }");
  });

  Deno.test(`${name}: a job may read, unless it says what else it needs`, () => {
    assert(/^permissions:\n {2}contents: read\n/m.test(text), "no permissions for the whole");
    const given = [...text.matchAll(/^ {6}(\S+): write(.*)$/gm)];
    assertEquals(name === "ci.yml" ? given : [], []);
    for (const [line, , why = ""] of given) {
      assert(/ # \w/.test(why) || /attestations/.test(line), `${line}: no reason`);
    }
  });

  Deno.test(`${name}: every task that is called is there, and every script is a script`, async () => {
    const all = steps(text);
    assert(all.length >= 5, `${all.length}`);
    for (const { script, shell } of all) {
      for (const [, task = ""] of script.matchAll(/deno task (?:--\S+ )?([\w:]+)/g)) {
        assert(Object.hasOwn(MANIFEST.tasks, task), `no task '${task}'`);
      }
      // What others can choose (a branch's name, a title) must not become part of a script.
      assert(!/\$\{\{/.test(script), script);
      if (shell !== "bash") continue;
      const { code, stderr } = await new Deno.Command("bash", { args: ["-n", "-c", script] })
        .output();
      assertEquals([code, new TextDecoder().decode(stderr)], [0, ""], script);
    }
  });
}

Deno.test("release.yml: makes, signs, proves, attests and publishes, in this order", () => {
  const text = TEXTS.get("release.yml") ?? "";
  const marks = [
    'test "$(deno task --quiet cli --version)" = "sentry-cli $GITHUB_REF_NAME"',
    "deno task ok",
    'cmp "$RUNNER_TEMP/first.js" "$RUNNER_TEMP/second.js"',
    "deno task release --key",
    "deno task prove --release dist/release",
    "deno task npm",
    "actions/attest-build-provenance@",
    "actions/attest-sbom@",
    "gh release create",
    "npm publish --provenance",
  ];
  const places = marks.map((mark) => text.indexOf(mark));
  assertEquals(marks.filter((_, at) => (places[at] ?? -1) < 0), []);
  assertEquals(places, places.toSorted((a, b) => a - b));
  // All platforms: nothing narrows the run to one.
  assert(!/deno task release[^\n]*--target/.test(text));
  assertEquals(TARGETS.length, 5);
});

Deno.test("the workflows run what .ci/run runs: the same two versions of Deno", async () => {
  const script = await Deno.readTextFile(repositoryPath(".ci/run"));
  const version = /^DENO=(\S+)/m.exec(script)?.[1];
  const oldest = /^DENO_OLDEST=(\S+)/m.exec(script)?.[1];
  assert(version !== undefined && oldest !== undefined);
  for (const [name, text] of TEXTS) {
    const named = [...text.matchAll(/deno(?:-version)?: \[?"(\d[^"]*)"/g)].map(([, each]) => each);
    assertEquals(named.filter((each) => each !== version && each !== oldest), [], name);
    assert(named.includes(version), name);
  }
});
