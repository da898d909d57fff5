/** `--global`, `--local` and `--file`: which file a command changes. */
import { ConfigError } from "../../base/errors.ts";
import { flag, text } from "../../cli/options.ts";
import type { OriginKind, Setting } from "../../config/model.ts";
import { settings } from "../../config/settings.ts";
import type { Context } from "../../context.ts";

export const targetOptions = {
  global: flag("Use the file in the home folder, even inside a configured project.")
    .short("g").conflictsWith("local", "file"),
  local: flag("Use the .sentryclirc of the working folder; set makes it.")
    .short("l").conflictsWith("global", "file"),
  file: text("Use this file.").short("f").valueName("FILE").completes("file").optional()
    .conflictsWith("global", "local"),
};

interface TargetChoice {
  readonly global: boolean;
  readonly local: boolean;
  readonly file: string | undefined;
}

/** A file to change. */
export interface Target {
  readonly file: string;
  /** Its part in the cascade; `undefined` when it has none. */
  readonly kind: Extract<OriginKind, "project" | "global"> | undefined;
}

/**
 * The file that was chosen, else the project's when there is one, else that of the home folder, which
 * is also where what a repository may not set belongs.
 */
export async function targetFile(
  ctx: Context,
  choice: TargetChoice,
  setting?: Setting<unknown>,
): Promise<Target> {
  if (choice.file !== undefined) return fileTarget(ctx, choice.file);
  if (choice.local) return await localTarget(ctx);
  const { global, project } = ctx.config.files;
  if (project !== undefined && !choice.global && setting?.operatorOnly !== true) {
    return { file: project, kind: isHomeFile(ctx, project) ? "global" : "project" };
  }
  if (global !== undefined) return { file: global, kind: "global" };
  throw new ConfigError("Could not choose a file: no home folder is known", {
    hint: "Set HOME, or choose with --local or --file",
  });
}

/** A project file found on the way up can be the one of the home folder. */
function isHomeFile({ config }: Context, file: string): boolean {
  return file === config.files.global ||
    config.layers.some((layer) => layer.file === file && layer.kind === "global");
}

function fileTarget(ctx: Context, given: string): Target {
  const { path } = ctx.platform;
  const file = path.resolve(ctx.cwd, given);
  const properties = ctx.config.raw(settings.properties);
  if (properties !== undefined && path.resolve(ctx.cwd, properties.text) === file) {
    throw new ConfigError(
      `Could not change ${file}: it is a Java properties file, named by ${properties.origin.where}`,
      { hint: "Edit it by hand, or choose another file" },
    );
  }
  const { global, project } = ctx.config.files;
  const kind = file === global || file === project && isHomeFile(ctx, file)
    ? "global"
    : file === project
    ? "project"
    : undefined;
  return { file, kind };
}

/** The file that is read from the working folder, or the one to make there. */
async function localTarget(ctx: Context): Promise<Target> {
  const { path } = ctx.platform;
  const names = [".sentryclirc", "sentrycli.ini"].map((name) => path.join(ctx.cwd, name));
  for (const file of names) {
    if (await ctx.fs.stat(file) !== undefined) {
      return { file, kind: isHomeFile(ctx, file) ? "global" : "project" };
    }
  }
  const [file = ""] = names;
  return { file, kind: file === ctx.config.files.global ? "global" : "project" };
}
