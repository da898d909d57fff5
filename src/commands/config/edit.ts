import { ExternalError } from "../../base/errors.ts";
import { defineCommand } from "../../cli/command.ts";
import { makeFolders } from "../../config/edit.ts";
import { problemText } from "../../config/problem.ts";
import { inspectFile } from "../../config/validate.ts";
import type { Context } from "../../context.ts";
import { SystemError } from "../../system/mod.ts";
import { WORKS_WHEN_CONFIG_IS_BROKEN } from "../tags.ts";
import { shellWords } from "./shell_words.ts";
import { targetFile, targetOptions } from "./target_file.ts";

/** `config edit`: open a configuration file in an editor. */
export const editCommand = defineCommand({
  summary: "Open a configuration file in your editor and check it afterwards.",
  description: "Takes the editor of VISUAL, else of EDITOR, else the system's. Opens the " +
    "project's file when there is one, else the one in the home folder.",
  tags: [WORKS_WHEN_CONFIG_IS_BROKEN],
  options: targetOptions,
  async run({ options }, ctx: Context) {
    const { file, kind = "project" } = await targetFile(ctx, options);
    const isNew = await makeIfMissing(ctx, file);
    try {
      await runEditor(ctx, file);
    } finally {
      if (isNew && (await ctx.fs.stat(file))?.sizeBytes === 0) await ctx.fs.remove(file);
    }
    const { problems } = await inspectFile(ctx, kind, file);
    for (const problem of problems) ctx.log[logLevel(problem.level)](problemText(problem));
    return problems.some(({ level }) => level === "error") ? 1 : 0;
  },
});

function logLevel(level: "error" | "warning"): "error" | "warn" {
  return level === "error" ? "error" : "warn";
}

/** A new file is for its owner only, which an editor would not see to. */
async function makeIfMissing(ctx: Context, file: string): Promise<boolean> {
  if (await ctx.fs.stat(file) !== undefined) return false;
  await makeFolders(ctx, ctx.platform.path.dirname(file));
  await ctx.fs.write(file, new Uint8Array(0), { mode: 0o600, createNew: true });
  return true;
}

async function runEditor(ctx: Context, file: string): Promise<void> {
  const { name, words, where } = await chosenEditor(ctx);
  const [program = "", ...args] = words;
  try {
    const { code, signal } = await ctx.spawn(program, [...args, file], {
      cwd: ctx.cwd,
      env: ctx.env.all(),
      stdin: "inherit",
      output: "inherit",
    });
    if (code === 0) return;
    throw new ExternalError(
      `The editor "${name}" (${where}) ended with ${signal ?? `code ${code}`}`,
      { hint: `What it stored in ${file} is kept` },
    );
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new ExternalError(`Could not start the editor "${name}" (${where}): ${error.message}`, {
      hint: "Set VISUAL or EDITOR to an editor that waits until the file is closed, " +
        'e.g. EDITOR=nano or VISUAL="code --wait"',
    });
  }
}

interface Editor {
  readonly name: string;
  /** Program and first arguments. */
  readonly words: readonly string[];
  readonly where: string;
}

async function chosenEditor(ctx: Context): Promise<Editor> {
  for (const where of ["VISUAL", "EDITOR"]) {
    const name = ctx.env.get(where)?.trim();
    if (name === undefined || name === "") continue;
    // The path of a program may have blanks in it.
    const isPath = /[\\/]/.test(name) &&
      (await ctx.fs.stat(ctx.platform.path.resolve(ctx.cwd, name)))?.kind === "file";
    return { name, where, words: isPath ? [name] : shellWords(name, ctx.platform.os) };
  }
  const name = ctx.platform.os === "windows" ? "notepad" : "vi";
  return { name, where: "the default", words: [name] };
}
