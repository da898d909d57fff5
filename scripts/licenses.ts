/**
 * Checks the licence of every package in deno.lock: `deno task licenses`. Fails with name and licence of
 * each that is not permissive, and when a package of the import map has no line in docs/dependencies.md.
 */
import { deno, repositoryPath, runScript, say, ScriptError } from "./command.ts";

/** Licences that let anybody use, change and pass on the code with no more than a notice. */
const PERMISSIVE = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MIT-0",
  "Unlicense",
  "Zlib",
]);

/** Whether an SPDX expression can be met by permissive licences alone. */
export function isPermissive(expression: string): boolean {
  const tokens = expression.match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  const atom = (): boolean => {
    const token = tokens[at++];
    if (token === undefined) throw new ScriptError(`Not an SPDX expression: '${expression}'`);
    if (token !== "(") {
      if (tokens[at]?.toUpperCase() === "WITH") at += 2; // an exception only permits more
      return PERMISSIVE.has(token);
    }
    const inner = any();
    at++; // the closing bracket
    return inner;
  };
  const every = (): boolean => {
    let result = atom();
    while (tokens[at]?.toUpperCase() === "AND") {
      at++;
      result = atom() && result;
    }
    return result;
  };
  const any = (): boolean => {
    let result = every();
    while (tokens[at]?.toUpperCase() === "OR") {
      at++;
      result = every() || result;
    }
    return result;
  };
  return any() && at >= tokens.length;
}

/** The licence that a package.json states, in today's form or one of the old ones. */
export function licenceOf(manifest: unknown): string | undefined {
  if (typeof manifest !== "object" || manifest === null) return undefined;
  const name = (value: unknown) =>
    typeof value === "object" && value !== null && "type" in value ? value.type : value;
  const single = "license" in manifest ? name(manifest.license) : undefined;
  if (typeof single === "string") return single;
  const list = "licenses" in manifest && Array.isArray(manifest.licenses) ? manifest.licenses : [];
  const names = list.map(name).filter((each) => typeof each === "string");
  return names.length === 0 ? undefined : `(${names.join(" OR ")})`;
}

/** Names and versions of the npm packages in a lock file, whatever peers their keys carry. */
export function packagesOf(lock: unknown): { name: string; version: string }[] {
  if (typeof lock !== "object" || lock === null) throw new ScriptError("deno.lock is no object");
  const elsewhere = ["jsr", "remote"].filter((key) => key in lock);
  if (elsewhere.length > 0) {
    throw new ScriptError(`deno.lock holds ${elsewhere.join(" and ")} modules: unknown licences`);
  }
  const packages = "npm" in lock && typeof lock.npm === "object" ? lock.npm ?? {} : {};
  return Object.keys(packages).map((key) => {
    const [, name = "", version = ""] = /^(@?[^@]+)@([^_]+)/.exec(key) ?? [];
    return { name, version };
  });
}

/** A package of deno.lock as it lies in Deno's cache. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  /** Its package.json. */
  readonly manifest: unknown;
}

/** Every package of deno.lock, installed if need be. */
export async function lockedPackages(): Promise<LockedPackage[]> {
  await deno(["install", "--quiet", "--frozen"], { cwd: repositoryPath("") });
  const info: { npmCache: string } = JSON.parse(await deno(["info", "--json"]));
  const packages = packagesOf(JSON.parse(await Deno.readTextFile(repositoryPath("deno.lock"))));
  if (packages.length === 0) throw new ScriptError("deno.lock names no package");
  return await Promise.all(
    packages.map(({ name, version }) => findPackage(info.npmCache, name, version)),
  );
}

async function findPackage(cache: string, name: string, version: string): Promise<LockedPackage> {
  // One folder for each registry that packages came from.
  for await (const registry of Deno.readDir(cache)) {
    const folder = `${cache}/${registry.name}/${name}/${version}`;
    try {
      const manifest = JSON.parse(await Deno.readTextFile(`${folder}/package.json`));
      return { name, version, folder, manifest };
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  throw new ScriptError(`${name}@${version} is in deno.lock but not in Deno's cache`);
}

async function check(): Promise<void> {
  const packages = await lockedPackages();
  const problems: string[] = [];
  for (const { name, version, manifest } of packages) {
    const licence = licenceOf(manifest);
    say(`${name}@${version}: ${licence ?? "no licence stated"}`);
    if (licence === undefined || !isPermissive(licence)) {
      problems.push(`${name}@${version} is not permissive: ${licence ?? "no licence stated"}`);
    }
  }
  const page = await Deno.readTextFile(repositoryPath("docs/dependencies.md"));
  for (const { name } of packages) {
    if (!page.includes(`\`${name}\``)) problems.push(`${name} is not in docs/dependencies.md`);
  }
  if (problems.length > 0) throw new ScriptError(problems.join("\n"));
}

if (import.meta.main) await runScript(check);
