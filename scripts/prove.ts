/**
 * Proofs that take minutes or a machine of their own: `deno task prove [--release FOLDER] [AREA…]`.
 *
 * Areas: tests/proof/<area>_test.ts. They need a release folder with a program for this machine; without
 * `--release` one is made, which takes a runtime to embed (DENORT_BIN, or Deno's download site).
 */
import { passOn, repositoryPath, runScript, say, ScriptError } from "./command.ts";
import { TARGETS } from "./targets.ts";

async function prove(words: readonly string[]): Promise<number> {
  const at = words.indexOf("--release");
  const given = at < 0 ? undefined : words[at + 1];
  const areas = at < 0 ? words : words.toSpliced(at, 2);
  const asset = TARGETS.find(({ triple }) => triple === Deno.build.target)?.asset;
  if (asset === undefined) {
    say(`Not run: there is no program for ${Deno.build.target}`);
    return 0;
  }
  const work = await Deno.makeTempDir({ prefix: "sentry-cli-prove-" });
  try {
    const release = given ?? await makeRelease(`${work}/release`);
    await Deno.stat(`${release}/${asset}`).catch(() => {
      throw new ScriptError(`${release} has no ${asset}`);
    });
    const files = areas.map((area) => `tests/proof/${area}_test.ts`);
    return await passOn(Deno.execPath(), [
      "test",
      "--no-prompt",
      "--allow-env",
      "--allow-read",
      "--allow-write",
      "--allow-net=127.0.0.1",
      "--allow-run",
      "--allow-sys=uid",
      ...(files.length === 0 ? ["tests/proof"] : files),
    ], {
      cwd: repositoryPath(""),
      env: { PROOF_RELEASE: await Deno.realPath(release), PROOF_PROGRAM: asset },
    });
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

async function makeRelease(output: string): Promise<string> {
  const script = repositoryPath("scripts/release.ts");
  const permissions = ["--allow-read", "--allow-write", "--allow-env", "--allow-run"];
  const words = ["--output", output, "--target", Deno.build.target];
  const code = await passOn(Deno.execPath(), ["run", ...permissions, script, ...words]);
  if (code !== 0) throw new ScriptError("Not run: no release could be made here (see above)");
  return output;
}

if (import.meta.main) await runScript(() => prove(Deno.args));
