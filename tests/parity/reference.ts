/** Finds the reference binary, or fetches it with npm. It is only ever run, never read. */

const VERSION = "3.8.0";

/** The package for this machine. */
function packageName(): string | undefined {
  const arch = Deno.build.arch === "aarch64" ? "arm64" : "x64";
  switch (Deno.build.os) {
    case "linux":
      return `@sentry/cli-linux-${arch}`;
    case "darwin":
      return "@sentry/cli-darwin";
    case "windows":
      return `@sentry/cli-win32-${arch}`;
    default:
      return undefined;
  }
}

export type Reference =
  | { readonly path: string }
  | { readonly missing: string };

/** Path of the reference binary; says why when there is none. */
export async function findReference(): Promise<Reference> {
  const named = Deno.env.get("SENTRY_REFERENCE_BIN");
  if (named !== undefined && named !== "") return { path: await Deno.realPath(named) };
  const name = packageName();
  if (name === undefined) return { missing: `there is none for ${Deno.build.os}` };
  const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE") ?? ".";
  const cache = Deno.env.get("XDG_CACHE_HOME") || `${home}/.cache`;
  const folder = `${cache}/sentry-cli-parity/${VERSION}`;
  const suffix = Deno.build.os === "windows" ? ".exe" : "";
  const path = `${folder}/node_modules/${name}/bin/sentry-cli${suffix}`;
  if (await exists(path)) return { path };

  await Deno.mkdir(folder, { recursive: true });
  // A folder of its own, so that npm does not look for a project further up.
  await Deno.writeTextFile(`${folder}/package.json`, '{"private":true}\n');
  let output;
  try {
    output = await new Deno.Command("npm", {
      args: ["install", "--no-save", "--no-audit", "--no-fund", `${name}@${VERSION}`],
      cwd: folder,
      stdout: "piped",
      stderr: "piped",
    }).output();
  } catch (error) {
    return { missing: `npm cannot be run: ${error instanceof Error ? error.message : error}` };
  }
  if (output.success && await exists(path)) return { path };
  const words = new TextDecoder().decode(output.stderr).split("\n")
    .filter((line) => /^npm (error|ERR!)/.test(line))[0] ?? "npm gave no reason";
  return { missing: `npm could not install ${name}@${VERSION}: ${words}` };
}

async function exists(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}
