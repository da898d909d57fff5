/**
 * Everything that a release page holds: `deno task release [--output FOLDER] [--target TRIPLE]
 * [--key FILE] [--new-key FILE]`.
 *
 * Default: dist/release, all targets. What cannot be made on this machine is named at the end, and then
 * the exit code is 1, unless the target was not asked for (`--target`) or DENORT_BIN, which is a runtime
 * for this machine alone, excuses the others. `--key` signs SHA256SUMS; `--new-key` makes a key.
 */
import { RELEASES_URL } from "../src/base/release_place.ts";
import { VERSION } from "../src/base/version.ts";
import { type Entry, tarGz, zip } from "./archive.ts";
import { bundle } from "./bundle.ts";
import { capture, repositoryPath, runScript, say, ScriptError, scriptOptions } from "./command.ts";
import { compile } from "./compile.ts";
import { lockedPackages } from "./licenses.ts";
import { makeKey, readKey, sign } from "./signing.ts";
import { type Target, TARGETS } from "./targets.ts";
import { billOfMaterials, thirdPartyLicences } from "./third_party.ts";

interface Missing {
  readonly target: Target;
  readonly why: string;
  /** Not a failure of this run. */
  readonly isExcused: boolean;
}

async function release(
  { output, targets, keyFile }: {
    readonly output: string;
    readonly targets: readonly Target[];
    readonly keyFile: string | undefined;
  },
): Promise<number> {
  await Deno.remove(output, { recursive: true }).catch(ignoreMissing);
  await Deno.mkdir(output, { recursive: true });
  const put = (name: string, data: string | Uint8Array) =>
    typeof data === "string"
      ? Deno.writeTextFile(`${output}/${name}`, data)
      : Deno.writeFile(`${output}/${name}`, data);

  const created = await commitTime();
  const bundled = `${output}/sentry-cli.js`;
  await bundle({ output: bundled });
  const packages = await lockedPackages();
  const licences = await thirdPartyLicences(packages);
  await put("THIRD_PARTY_LICENSES", licences);
  await put(
    "sentry-cli.spdx.json",
    await billOfMaterials({
      packages,
      bundleSha256: await sha256(await Deno.readFile(bundled)),
      created,
    }),
  );
  for (const name of ["install.sh", "install.ps1"]) {
    const text = await Deno.readTextFile(repositoryPath(name));
    await put(name, text.replaceAll("@RELEASES_URL@", RELEASES_URL));
  }

  const extras = await archiveExtras(licences, created);
  const made: Target[] = [];
  const missing: Missing[] = [];
  for (const target of targets) {
    const reason = await makeProgram(target, bundled, `${output}/${target.asset}`);
    if (reason !== undefined) {
      missing.push({ target, ...reason });
      continue;
    }
    made.push(target);
    await put(`sentry-cli-${VERSION}-${target.archive}`, await archive(target, output, extras));
    say(`${target.asset}: made`);
  }
  await put("release.json", releaseRecord(made));
  const sums = await checksums(output);
  await put("SHA256SUMS", sums);
  if (keyFile !== undefined) await put("SHA256SUMS.sig", await sign(sums, await readKey(keyFile)));
  else say("SHA256SUMS is not signed: no --key");

  for (const { target, why } of missing) say(`${target.asset}: not made: ${why}`);
  say(`${output}: ${made.length} of ${TARGETS.length} programs`);
  return missing.some(({ isExcused }) => !isExcused) ? 1 : 0;
}

/** Compiles; says why not when that is not possible here. */
async function makeProgram(target: Target, bundled: string, output: string) {
  if (Deno.env.has("DENORT_BIN") && target.triple !== Deno.build.target) {
    const why = `DENORT_BIN is a runtime for ${Deno.build.target} only`;
    return { why, isExcused: true };
  }
  try {
    await compile({ target: target.triple, output, bundled });
    return undefined;
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    return { why: reasonIn(error.message), isExcused: false };
  }
}

/** The sentence in what Deno prints; what comes below it is of no use to anybody. */
function reasonIn(printed: string): string {
  const [, ...lines] = printed.split("\n");
  const end = lines.findIndex((line) => line.startsWith("Stack backtrace"));
  const told = lines.slice(0, end < 0 ? undefined : end).map((line) => line.trim());
  return told.filter((line) => line !== "").join(" ").replace(/^error: /, "");
}

/** What stands beside the program in an archive. */
async function archiveExtras(licences: string, created: string): Promise<Entry[]> {
  const encoder = new TextEncoder();
  const read = async (name: string): Promise<Entry> => ({
    name,
    data: await Deno.readFile(repositoryPath(name)),
  });
  const pages: Entry[] = [];
  for await (const { name } of Deno.readDir(repositoryPath("docs/man"))) {
    if (!name.endsWith(".1")) continue;
    const page = await Deno.readTextFile(repositoryPath(`docs/man/${name}`));
    pages.push({ name: `man/${name}`, data: encoder.encode(dated(page, created)) });
  }
  return [
    await read("LICENSE"),
    await read("README.md"),
    { name: "THIRD_PARTY_LICENSES", data: encoder.encode(licences) },
    ...pages.sort((a, b) => a.name < b.name ? -1 : 1),
  ];
}

/** A man page with the date and the version, which the one in the repository does not know. */
export function dated(page: string, created: string): string {
  const head = `"${created.slice(0, 10)}" "sentry-cli ${VERSION}"`;
  return page.replace(/^(\.TH \S+ 1) "" "[^"]*"$/m, `$1 ${head}`);
}

async function archive(target: Target, output: string, extras: readonly Entry[]) {
  const isZip = target.archive.endsWith(".zip");
  const entries: Entry[] = [
    {
      name: isZip ? "sentry-cli.exe" : "sentry-cli",
      data: await Deno.readFile(`${output}/${target.asset}`),
      isProgram: true,
    },
    ...extras,
  ];
  return isZip ? zip(entries) : await tarGz(entries);
}

/** What `update` and the installers ask first. */
function releaseRecord(made: readonly Target[]): string {
  return `${
    JSON.stringify({ version: VERSION, files: made.map(({ asset }) => asset) }, null, 2)
  }\n`;
}

async function checksums(folder: string): Promise<string> {
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  const lines = await Promise.all(
    names.sort().map(async (name) =>
      `${await sha256(await Deno.readFile(`${folder}/${name}`))}  ${name}`
    ),
  );
  return `${lines.join("\n")}\n`;
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function commitTime(): Promise<string> {
  const args = ["log", "-1", "--format=%ct"];
  const { code, stdout } = await capture("git", args, { cwd: repositoryPath("") });
  if (code !== 0) throw new ScriptError("git does not say when the last commit was made");
  return new Date(Number(stdout) * 1000).toISOString().replace(/\.\d+Z$/, "Z");
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}

if (import.meta.main) {
  await runScript(async () => {
    const { values } = scriptOptions(Deno.args, {
      values: ["--output", "--target", "--key", "--new-key"],
    });
    const newKey = values["--new-key"];
    if (newKey !== undefined) return say(await makeKey(newKey));
    const wanted = values["--target"];
    const targets = TARGETS.filter(({ triple }) => wanted === undefined || triple === wanted);
    if (targets.length === 0) {
      throw new ScriptError(`No such target; there are: ${TARGETS.map((each) => each.triple)}`);
    }
    const output = values["--output"] ?? repositoryPath("dist/release");
    return await release({ output, targets, keyFile: values["--key"] });
  });
}
