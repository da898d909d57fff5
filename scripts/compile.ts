/**
 * A program that needs no Deno: `deno task compile [--target TRIPLE] [--output FILE] [--bundle FILE]`.
 *
 * Default: dist/sentry-cli for this machine. Compiled from the bundle in an empty folder, never from the
 * source tree: one module starts faster, and next to a deno.json the packages would be embedded as well.
 * The code is turned into text first; see compiled_form.ts.
 * Where Deno's download site is out of reach, DENORT_BIN names the runtime to embed.
 */
import { bundle } from "./bundle.ts";
import { compiledForm, isJoined } from "./compiled_form.ts";
import {
  capture,
  deno,
  repositoryPath,
  runScript,
  say,
  ScriptError,
  scriptOptions,
} from "./command.ts";
import { permissionFlags, programPermissions, systemOf } from "../src/commands/permission_rows.ts";

export interface CompileOptions {
  /** Default: this machine's. */
  readonly target?: string | undefined;
  readonly output: string;
  /** A bundle made before. */
  readonly bundled?: string | undefined;
}

/** Compiles and gives the file's path. */
export async function compile({ target, output, bundled }: CompileOptions): Promise<string> {
  const system = systemOf(target ?? Deno.build.target);
  const file = system === "windows" && !output.endsWith(".exe") ? `${output}.exe` : output;
  const work = await Deno.makeTempDir({ prefix: "sentry-cli-compile-" });
  try {
    const source = `${work}/sentry-cli.js`;
    if (bundled === undefined) await bundle({ output: source });
    const text = await Deno.readTextFile(bundled ?? source);
    // Another program, as benchmarks compile one to compare with, is taken as it is.
    await Deno.writeTextFile(source, isJoined(text) ? compiledForm(text) : text);
    // It is part of what is compiled: two runs are to give the same program.
    await Deno.utime(source, 0, 0);
    await deno([
      "compile",
      "--quiet",
      "--no-config",
      "--no-lock",
      "--no-check",
      "--no-npm",
      "--no-remote",
      // The cache would be a file with a guessable name in the shared temporary folder.
      "--no-code-cache",
      ...permissionFlags(programPermissions(system)),
      ...(target === undefined ? [] : ["--target", target]),
      "--output",
      file,
      source,
    ], { cwd: work });
  } finally {
    await Deno.remove(work, { recursive: true });
  }
  return file;
}

if (import.meta.main) {
  await runScript(async () => {
    const { values } = scriptOptions(Deno.args, { values: ["--target", "--output", "--bundle"] });
    const target = values["--target"];
    const name = target === undefined ? "dist/sentry-cli" : `dist/sentry-cli-${target}`;
    const output = absolute(values["--output"] ?? repositoryPath(name));
    const bundled = values["--bundle"];
    const file = await compile({
      target,
      output,
      bundled: bundled === undefined ? undefined : absolute(bundled),
    });
    const { size } = await Deno.stat(file);
    say(`${file}: ${(size / 1024 / 1024).toFixed(1)} MiB`);
    if (target !== undefined && target !== Deno.build.target) return;
    const { code, stdout, stderr } = await capture(file, ["--version"]);
    if (code !== 0) throw new ScriptError(`The program does not run: ${stderr || stdout}`);
    say(stdout.trim());
  });
}

function absolute(path: string): string {
  return /^([\\/]|[A-Za-z]:)/.test(path) ? path : `${Deno.cwd()}/${path}`;
}
