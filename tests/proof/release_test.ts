/** The release folder: what is in it, whether others can read it, and whether it comes out the same twice. */
import { parseChecksums } from "../../src/features/installation/releases.ts";
import { VERSION } from "../../src/base/version.ts";
import { TARGETS } from "../../scripts/targets.ts";
import { assert, assertEquals, assertStringIncludes } from "../support/assert.ts";
import { sha256 } from "../support/release_place.ts";
import { ASSET, folder, notRun, RELEASE, run } from "./support.ts";

const isWindows = Deno.build.os === "windows";
const TARGET = TARGETS.find(({ asset }) => asset === ASSET);
const SBOM = `${RELEASE}/sentry-cli.spdx.json`;

/** Whether a program is there or could be installed, with what a package client says otherwise. */
async function needs(program: string, install: string): Promise<boolean> {
  return (await run("sh", ["-c", `command -v ${program} >/dev/null || { ${install}; }`])).code ===
    0;
}

const fromDebian = (name: string) =>
  `apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq ${name}`;

Deno.test("release: SHA256SUMS names every other file, and each sum is right", async () => {
  const sums = parseChecksums(await Deno.readTextFile(`${RELEASE}/SHA256SUMS`));
  const names = await Array.fromAsync(Deno.readDir(RELEASE), ({ name }) => name);
  assertEquals([...sums.keys()].sort(), names.filter((name) => !/^SHA256SUMS/.test(name)).sort());
  for (const [name, sum] of sums) {
    assertEquals(await sha256(await Deno.readFile(`${RELEASE}/${name}`)), sum, name);
  }
});

Deno.test({
  name:
    "release: the archive holds the program, the licences and man pages that say how old they are",
  ignore: isWindows,
  async fn() {
    await using place = await folder();
    const archive = `${RELEASE}/sentry-cli-${VERSION}-${TARGET?.archive}`;
    assertEquals((await run("tar", ["-xzf", archive, "-C", place.path])).code, 0);
    const { stdout } = await run(`${place.path}/sentry-cli`, ["--version"]);
    assertEquals(stdout, `sentry-cli ${VERSION}\n`);
    const others = await Deno.readTextFile(`${place.path}/THIRD_PARTY_LICENSES`);
    const { packages }: { packages: { name: string; versionInfo: string }[] } = JSON.parse(
      await Deno.readTextFile(SBOM),
    );
    for (const { name, versionInfo } of packages) {
      if (name === "sentry-cli" || /types/.test(name)) continue;
      assertStringIncludes(others, `\n${name} ${versionInfo} (`);
    }
    assertStringIncludes(await Deno.readTextFile(`${place.path}/LICENSE`), "MIT License");
    const pages = await Array.fromAsync(Deno.readDir(`${place.path}/man`), ({ name }) => name);
    assert(pages.includes("sentry-cli-sourcemaps-upload.1"), pages.join(" "));

    if (!await needs("mandoc", fromDebian("mandoc"))) return notRun("mandoc cannot be installed");
    const files = pages.map((name) => `${place.path}/man/${name}`);
    const lint = await run("mandoc", ["-T", "lint", "-W", "warning", ...files]);
    assertEquals([lint.code, lint.stdout], [0, ""]);
    if (!await needs("groff", fromDebian("groff-base"))) return notRun("no groff");
    const drawn = await run("groff", ["-man", "-ww", "-Tutf8", "-z", ...files]);
    assertEquals([drawn.code, drawn.stderr], [0, ""]);
  },
});

Deno.test({
  name: "release: the bill of materials is valid SPDX for the tools of its authors",
  ignore: isWindows,
  async fn() {
    await using place = await folder();
    const pip = await run("sh", [
      "-c",
      `python3 -m venv '${place.path}/venv' && '${place.path}/venv/bin/pip' install -q spdx-tools==0.8.5`,
    ], { env: Deno.env.toObject() });
    if (pip.code !== 0) {
      return notRun("spdx-tools cannot be installed: bill of materials not checked");
    }
    const judge = await run(`${place.path}/venv/bin/pyspdxtools`, ["--infile", SBOM]);
    assertEquals(judge.code, 0, `${judge.stdout}${judge.stderr}`);
    // A judge that accepts anything would prove nothing.
    const broken = (await Deno.readTextFile(SBOM)).replace('"DESCRIBES"', '"IS_ABOUT"');
    await Deno.writeTextFile(`${place.path}/broken.spdx.json`, broken);
    const no = await run(`${place.path}/venv/bin/pyspdxtools`, [
      "--infile",
      `${place.path}/broken.spdx.json`,
    ]);
    assert(no.code !== 0, "an unknown relationship was accepted");
  },
});

Deno.test("release: two runs give the same bytes, programs and archives included", async () => {
  await using place = await folder();
  const script = decodeURIComponent(new URL("../../scripts/release.ts", import.meta.url).pathname);
  const permissions = ["--allow-read", "--allow-write", "--allow-env", "--allow-run"];
  const sums: string[] = [];
  for (const each of ["one", "two"]) {
    const words = ["--output", `${place.path}/${each}`, "--target", Deno.build.target];
    const made = await run(Deno.execPath(), ["run", ...permissions, script, ...words], {
      env: Deno.env.toObject(),
    });
    if (made.code !== 0) return notRun(`no release can be made here: ${made.stderr.trim()}`);
    sums.push(await Deno.readTextFile(`${place.path}/${each}/SHA256SUMS`));
  }
  assertStringIncludes(sums[0] ?? "", `  ${ASSET}\n`);
  assertEquals(sums[0], sums[1]);
});
