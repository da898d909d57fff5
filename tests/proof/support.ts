/** What the proofs share: the release under test, and where each works. */

function need(name: string): string {
  const value = Deno.env.get(name);
  if (value === undefined) throw new Error(`${name} is not set: run it with 'deno task prove'`);
  return value;
}

/** The folder that `deno task release` has made. */
export const RELEASE = need("PROOF_RELEASE");
/** The program for this machine. */
export const PROGRAM = `${RELEASE}/${need("PROOF_PROGRAM")}`;
export const ASSET = need("PROOF_PROGRAM");

/** Proofs with mounts and other users. */
export const isRootOnLinux = Deno.build.os === "linux" && Deno.uid() === 0;

/** Somebody without rights. */
export const NOBODY = 65532;

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, with the given environment and no other. */
export async function run(
  program: string,
  args: readonly string[],
  options: Omit<Deno.CommandOptions, "args" | "stdout" | "stderr"> = {},
): Promise<Ran> {
  const { code, stdout, stderr } = await new Deno.Command(program, {
    clearEnv: true,
    ...options,
    env: { PATH: Deno.env.get("PATH") ?? "", NO_COLOR: "1", ...options.env },
    args: [...args],
    stdout: "piped",
    stderr: "piped",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** A line for the shell, whose success is taken for granted. */
export async function shell(line: string): Promise<string> {
  const { code, stdout, stderr } = await run("sh", ["-c", line]);
  if (code !== 0) throw new Error(`${line}: ended with ${code}: ${stderr}`);
  return stdout;
}

/** A fresh folder, removed at the end. */
export async function folder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir({ prefix: "sentry-cli-proof-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** Says what was left out, and why; `.ci/run` looks for these lines. */
export function notRun(why: string): undefined {
  Deno.stderr.writeSync(new TextEncoder().encode(`\nNot run: ${why}\n`));
  return undefined;
}
