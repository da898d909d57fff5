/**
 * A JSR-shaped registry on this machine, for networks that do not reach JSR itself. It answers what Deno
 * asks for: `/@scope/name/meta.json`, `/@scope/name/<version>_meta.json` and the module files.
 */
import { readSource } from "../support/source_text.ts";

/** A published version of a package. */
export interface RegistryPackage {
  /** With its scope, e.g. `@std/path`. */
  readonly name: string;
  readonly version: string;
  /** From the name of an entry (`.`, `./posix`) to its file (`./path/posix/mod.js`). */
  readonly exports: Readonly<Record<string, string>>;
  /** Contents by path with a leading slash. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export interface Registry {
  /** For `JSR_URL`; ends in a slash. */
  readonly url: string;
  /** Paths that were asked for, in order. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** Serves the packages until closed. */
export function serveRegistry(packages: readonly RegistryPackage[]): Registry {
  const asked: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { pathname } = new URL(request.url);
    asked.push(pathname);
    return await answer(packages, pathname) ?? new Response("not found\n", { status: 404 });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    asked,
    close: () => server.shutdown(),
  };
}

async function answer(
  packages: readonly RegistryPackage[],
  pathname: string,
): Promise<Response | undefined> {
  const [, name, rest = ""] = /^\/(@[\w-]+\/[\w-]+)\/(.+)$/.exec(pathname) ?? [];
  const versions = packages.filter((each) => each.name === name);
  const newest = versions.at(-1);
  if (newest === undefined) return undefined;
  if (rest === "meta.json") return packageMeta(newest, versions);
  for (const each of versions) {
    if (rest === `${each.version}_meta.json`) return await versionMeta(each);
    const file = each.files.get(rest.slice(each.version.length));
    if (rest.startsWith(`${each.version}/`) && file !== undefined) {
      const type = rest.endsWith(".ts") ? "text/typescript" : "text/javascript";
      return new Response(file.slice(), { headers: { "content-type": type } });
    }
  }
  return undefined;
}

function packageMeta(newest: RegistryPackage, versions: readonly RegistryPackage[]): Response {
  const [scope, name] = newest.name.slice(1).split("/");
  const list = Object.fromEntries(versions.map((each) => [each.version, {}]));
  return Response.json({ scope, name, latest: newest.version, versions: list });
}

async function versionMeta({ files, exports }: RegistryPackage): Promise<Response> {
  const manifest: Record<string, { size: number; checksum: string }> = {};
  for (const [path, bytes] of files) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes.slice()));
    manifest[path] = { size: bytes.length, checksum: `sha256-${hex(digest)}` };
  }
  return Response.json({ manifest, exports });
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What the standard library's packages export under the names that this project imports. */
const ENTRIES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "@std/assert": { ".": "./assert/mod.js" },
  "@std/cli": {
    "./parse-args": "./cli/parse_args.js",
    "./prompt-secret": "./cli/prompt_secret.js",
  },
  "@std/path": { "./posix": "./path/posix/mod.js", "./windows": "./path/windows/mod.js" },
};

/**
 * The standard library's packages out of its republication on npm, which is one package. Each gets the
 * folders of the others that it imports, so that relative imports stay as they are. `@std/ini` and
 * `@std/dotenv` are not in it.
 */
export async function packagesFromNpm(
  folder: string,
  versions: Readonly<Record<string, string>>,
): Promise<RegistryPackage[]> {
  const packages: RegistryPackage[] = [];
  for (const [name, exports] of Object.entries(ENTRIES)) {
    const version = versions[name];
    if (version === undefined) continue;
    const files = new Map<string, Uint8Array>();
    const open = Object.values(exports).map((path) => path.slice(1));
    for (let path = open.pop(); path !== undefined; path = open.pop()) {
      if (files.has(path)) continue;
      const bytes = await Deno.readFile(`${folder}${path}`);
      files.set(path, bytes);
      const base = new URL(path, "file:///");
      const { imports } = readSource(new TextDecoder().decode(bytes));
      open.push(...imports.map(({ specifier }) => new URL(specifier, base).pathname));
    }
    packages.push({ name, version, exports, files });
  }
  return packages;
}
