/** Running other programs, and saying what happens, for the scripts of this folder. */

const encoder = new TextEncoder();

/** The folder of the repository. */
export const ROOT = new URL("..", import.meta.url);

/** The path of a file of the repository. */
export function repositoryPath(name: string): string {
  const url = new URL(name, ROOT);
  const path = decodeURIComponent(url.pathname);
  return Deno.build.os === "windows" ? path.slice(1).replaceAll("/", "\\") : path;
}

/** Prints a line. */
export function say(line: string): void {
  Deno.stdout.writeSync(encoder.encode(`${line}\n`));
}

/** A script could not do its work; its message is for the user, without a stack. */
export class ScriptError extends Error {
  override readonly name = "ScriptError";
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly clearEnv?: boolean;
  readonly stdin?: string;
}

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end and gives what it printed. */
export async function capture(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const { stdin, ...rest } = options;
  const child = new Deno.Command(program, {
    ...rest,
    args: [...args],
    stdin: stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (stdin !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(encoder.encode(stdin));
    await writer.close();
  }
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** Runs a program that speaks to the user itself and gives its exit code. */
export async function passOn(
  program: string,
  args: readonly string[],
  options: Omit<CommandOptions, "stdin"> = {},
): Promise<number> {
  const child = new Deno.Command(program, {
    ...options,
    args: [...args],
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  return (await child.status).code;
}

/** Runs a `deno` subcommand with the running Deno; throws what it printed when it fails. */
export async function deno(args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const result = await capture(Deno.execPath(), args, {
    ...options,
    env: { ...options.env, NO_COLOR: "1" },
  });
  if (result.code !== 0) {
    const words = (result.stderr || result.stdout).trim().slice(-4000);
    throw new ScriptError(`\`deno ${args.join(" ")}\` ended with ${result.code}:\n${words}`);
  }
  return result.stdout;
}

/** Runs a script's body: a {@linkcode ScriptError} is one message and exit code 1. */
export async function runScript(body: () => Promise<number | void>): Promise<never> {
  try {
    Deno.exit(await body() ?? 0);
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    Deno.stderr.writeSync(encoder.encode(`${error.message}\n`));
    Deno.exit(1);
  }
}

/** Takes `--name value` and `--name=value` from the words; everything else has to be a known switch. */
export function scriptOptions(
  words: readonly string[],
  known: { readonly values?: readonly string[]; readonly switches?: readonly string[] },
): { readonly values: Readonly<Record<string, string>>; readonly switches: ReadonlySet<string> } {
  const values: Record<string, string> = {};
  const switches = new Set<string>();
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    const [name = "", inline] = word.split(/=(.*)/s, 2);
    if (known.switches?.includes(word)) switches.add(word);
    else if (known.values?.includes(name)) {
      const value = inline ?? words[++at];
      if (value === undefined) throw new ScriptError(`${name} needs a value`);
      values[name] = value;
    } else {
      const all = [...known.values ?? [], ...known.switches ?? []].join(", ");
      throw new ScriptError(`Unknown option '${word}'; there are: ${all || "none"}`);
    }
  }
  return { values, switches };
}
