/**
 * The npm packages: `deno task npm [--release FOLDER] [--output FOLDER]`.
 *
 * From a release folder (dist/release) to tarballs in dist/npm: the main package with the JavaScript
 * interface and the one-file program, and one package for each native program that the folder holds.
 */
import { permissionFlags, programPermissions } from "../src/commands/permission_rows.ts";
import { VERSION } from "../src/base/version.ts";
import { capture, repositoryPath, runScript, say, ScriptError, scriptOptions } from "./command.ts";
import { type Target, TARGETS } from "./targets.ts";

const DENO_SYSTEMS = { linux: "linux", darwin: "darwin", win32: "windows" } as const;

/** Packs everything; gives what could be made. */
export async function packAll(release: string, output: string): Promise<void> {
  const manifest: { name: string } = JSON.parse(
    await Deno.readTextFile(repositoryPath("npm/package.json")),
  );
  await Deno.mkdir(output, { recursive: true });
  const stage = await Deno.makeTempDir({ prefix: "sentry-cli-npm-" });
  try {
    const main = `${stage}/main`;
    await stageMain(main, release, manifest);
    await pack(main, output);
    for (const target of TARGETS) {
      const folder = `${stage}/${target.triple}`;
      if (await stagePlatform(folder, release, target, manifest.name)) await pack(folder, output);
      else {say(
          `${platformName(manifest.name, target)}: not made: no ${target.asset} in ${release}`,
        );}
    }
  } finally {
    await Deno.remove(stage, { recursive: true });
  }
}

function platformName(name: string, { npm }: Target): string {
  return `${name}-${npm.os}-${npm.cpu}`;
}

async function stageMain(
  folder: string,
  release: string,
  manifest: { readonly name: string },
): Promise<void> {
  await copyFolder(repositoryPath("npm"), folder);
  await Deno.copyFile(repositoryPath("LICENSE"), `${folder}/LICENSE`);
  await Deno.copyFile(`${release}/THIRD_PARTY_LICENSES`, `${folder}/THIRD_PARTY_LICENSES`);
  await Deno.copyFile(`${release}/sentry-cli.js`, `${folder}/lib/sentry-cli.mjs`);
  const permissions = Object.fromEntries(
    Object.entries(DENO_SYSTEMS).map(([os, system]) => [
      os,
      permissionFlags(programPermissions(system)),
    ]),
  );
  await Deno.writeTextFile(`${folder}/lib/permissions.json`, JSON.stringify(permissions));
  const readme = await Deno.readTextFile(`${folder}/README.md`);
  await Deno.writeTextFile(`${folder}/README.md`, readme.replaceAll("VERSION", VERSION));
  const optionalDependencies = Object.fromEntries(
    TARGETS.map((target) => [platformName(manifest.name, target), VERSION]),
  );
  const whole = { ...manifest, version: VERSION, optionalDependencies };
  await Deno.writeTextFile(`${folder}/package.json`, `${JSON.stringify(whole, null, 2)}\n`);
}

/** `false` when the release folder has no program for the target. */
async function stagePlatform(
  folder: string,
  release: string,
  target: Target,
  name: string,
): Promise<boolean> {
  const { os, cpu, libc } = target.npm;
  const program = os === "win32" ? "bin/sentry-cli.exe" : "bin/sentry-cli";
  await Deno.mkdir(`${folder}/bin`, { recursive: true });
  try {
    await Deno.copyFile(`${release}/${target.asset}`, `${folder}/${program}`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
  if (Deno.build.os !== "windows") await Deno.chmod(`${folder}/${program}`, 0o755);
  await Deno.copyFile(repositoryPath("LICENSE"), `${folder}/LICENSE`);
  await Deno.copyFile(`${release}/THIRD_PARTY_LICENSES`, `${folder}/THIRD_PARTY_LICENSES`);
  const manifest = {
    name: platformName(name, target),
    version: VERSION,
    description: `The program of ${name} for ${os} on ${cpu}`,
    license: "MIT",
    os: [os],
    cpu: [cpu],
    ...(libc === undefined ? {} : { libc: [libc] }),
    preferUnplugged: true,
    files: ["bin", "THIRD_PARTY_LICENSES"],
  };
  await Deno.writeTextFile(`${folder}/package.json`, `${JSON.stringify(manifest, null, 2)}\n`);
  return true;
}

async function pack(folder: string, output: string): Promise<void> {
  const args = ["pack", "--silent", "--pack-destination", output];
  const { code, stdout, stderr } = await capture("npm", args, { cwd: folder });
  if (code !== 0) throw new ScriptError(`npm pack ended with ${code}: ${stderr}`);
  say(`${output}/${stdout.trim()}`);
}

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copyFolder(`${from}/${name}`, `${to}/${name}`);
    else await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}

if (import.meta.main) {
  await runScript(async () => {
    const { values } = scriptOptions(Deno.args, { values: ["--release", "--output"] });
    await packAll(
      values["--release"] ?? repositoryPath("dist/release"),
      values["--output"] ?? repositoryPath("dist/npm"),
    );
  });
}
