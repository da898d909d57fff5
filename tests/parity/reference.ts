/** Finds the reference binaries, or fetches them with npm. They are only ever run, never read. */

/** By line: the version, and the variable that names a binary in its place. */
const LINES = {
  "3.x": { version: "3.8.0", variable: "SENTRY_REFERENCE_BIN" },
  "2.x": { version: "2.58.6", variable: "SENTRY_REFERENCE_2_BIN" },
} as const;

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
export async function findReference(line: keyof typeof LINES = "3.x"): Promise<Reference> {
  const { version, variable } = LINES[line];
  const named = Deno.env.get(variable);
  if (named !== undefined && named !== "") return { path: await Deno.realPath(named) };
  const name = packageName();
  if (name === undefined) return { missing: `there is none for ${Deno.build.os}` };
  const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE") ?? ".";
  const cache = Deno.env.get("XDG_CACHE_HOME") || `${home}/.cache`;
  const folder = `${cache}/sentry-cli-parity/${version}`;
  const suffix = Deno.build.os === "windows" ? ".exe" : "";
  const path = `${folder}/node_modules/${name}/bin/sentry-cli${suffix}`;
  if (await exists(path)) return { path };

  await Deno.mkdir(folder, { recursive: true });
  // A folder of its own, so that npm does not look for a project further up.
  await Deno.writeTextFile(`${folder}/package.json`, '{"private":true}\n');
  let output;
  try {
    output = await new Deno.Command("npm", {
      args: ["install", "--no-save", "--no-audit", "--no-fund", `${name}@${version}`],
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
  return { missing: `npm could not install ${name}@${version}: ${words}` };
}

async function exists(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}
