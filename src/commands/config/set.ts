import { InputError, UsageError } from "../../base/errors.ts";
import { defineCommand } from "../../cli/command.ts";
import { text } from "../../cli/options.ts";
import { editSettings } from "../../config/edit.ts";
import { VALUE_WORDS } from "../../config/keys.ts";
import { lintValue } from "../../config/lint_value.ts";
import { placeName } from "../../config/lost_reason.ts";
import type { Origin, OriginKind, Setting } from "../../config/model.ts";
import { settings } from "../../config/settings.ts";
import type { Context } from "../../context.ts";
import { WORKS_WHEN_CONFIG_IS_BROKEN } from "../tags.ts";
import { fileSettingArgument } from "./setting_argument.ts";
import { type Target, targetFile, targetOptions } from "./target_file.ts";

/** `config set`: store a value in a file. */
export const setCommand = defineCommand({
  summary: "Store a value in a configuration file.",
  description: "Changes the project's file when there is one, else the one in the home folder; " +
    "only the line in question, comments and order stay. The value `-` is read from standard " +
    "input, so that a secret does not show on the command line.",
  tags: [WORKS_WHEN_CONFIG_IS_BROKEN],
  args: {
    key: fileSettingArgument,
    value: text("The new value, or - to read it from standard input.").allowHyphen()
      .completes([...VALUE_WORDS, "-"]),
  },
  options: targetOptions,
  examples: [
    {
      command: "sentry-cli config set defaults.org acme",
      explains: "Set the organization of this project",
    },
    {
      command: "sentry-cli config set --global auth.token - < token.txt",
      explains: "Store a token without showing it on the command line",
    },
  ],
  secretsIn: ({ args: { key, value } }) => key.secret && value !== "-" ? secretTexts(value) : [],
  async run({ args: { key: setting, value: word }, options }, ctx: Context) {
    const target = await targetFile(ctx, options, setting);
    const value = word === "-" ? await readValue(ctx, setting) : word;
    checkPlace(setting, target);
    const warnings = checkValue(setting, value, target);
    const hiddenFile = await fileThatGetsHidden(ctx, target);
    await editSettings(ctx, target.file, [{ setting, text: value }]);
    ctx.out.say(`Stored ${setting.key} in ${target.file}`);
    for (const warning of warnings) ctx.log.warn(warning);
    if (hiddenFile !== undefined) {
      ctx.log.warn(`${hiddenFile} is not read from here any more: ${target.file} is nearer`);
    }
    warnOfUse(ctx, setting, target);
  },
});

/** The value, and for a header the part behind its name. */
function secretTexts(value: string): readonly string[] {
  return [value, value.slice(value.indexOf(":") + 1)];
}

async function readValue(ctx: Context, setting: Setting<unknown>): Promise<string> {
  if (setting.secret && ctx.terminal.stdin.isTerminal) {
    return await ctx.prompt.secret(`Value of ${setting.key}:`, "Pipe the value in");
  }
  const text = new TextDecoder().decode(await ctx.terminal.stdin.readAll()).trim();
  if (text === "") {
    throw new InputError(
      `Could not read a value for ${setting.key} from standard input: it is empty`,
      { hint: `Pipe the value in, e.g. sentry-cli config set ${setting.key} - < file` },
    );
  }
  if (!/[\r\n]/.test(text)) return text;
  throw new InputError(
    `Could not read a value for ${setting.key} from standard input: it has several lines`,
    { hint: "Pipe in the value alone" },
  );
}

function checkPlace({ operatorOnly, key }: Setting<unknown>, { file, kind }: Target): void {
  if (!operatorOnly || kind !== "project") return;
  throw new UsageError(`${key} cannot be set in ${file}: a repository must not decide about it`, {
    hint: `sentry-cli config set --global ${key} <VALUE>`,
  });
}

/** Refuses what commands could not use; gives what only looks wrong. */
function checkValue(
  setting: Setting<unknown>,
  value: string,
  { file, kind = "project" }: Target,
): readonly string[] {
  const findings = lintValue(setting, value, { kind, where: file, file });
  const shown = setting.secret ? "" : ` '${setting.shown(value)}'`;
  for (const { isRefused, message, hint } of findings) {
    if (!isRefused) continue;
    throw new UsageError(`invalid value${shown} for ${setting.key}: ${message}`, { hint });
  }
  return findings.map(({ message, hint }) => hint === undefined ? message : `${message} (${hint})`);
}

/** A new file in the working folder hides the project file above it as a whole. */
async function fileThatGetsHidden(ctx: Context, { file }: Target): Promise<string | undefined> {
  const { path } = ctx.platform;
  const { project } = ctx.config.files;
  const isNew = path.dirname(file) === ctx.cwd && path.basename(file) === ".sentryclirc" &&
    await ctx.fs.lstat(file) === undefined;
  // The home file found on the way up is read all the same.
  return isNew && project !== ctx.config.files.global ? project : undefined;
}

/** Kinds of places from the strongest. */
const STRENGTH: readonly OriginKind[] = ["flag", "env", "dotenv", "properties", "project"];

/** What the user should know about the value just stored. */
function warnOfUse(ctx: Context, setting: Setting<unknown>, { file, kind }: Target): void {
  if (setting.ignored) ctx.log.warn(`${setting.key} has no effect: ${setting.help}`);
  if (kind === undefined) {
    return ctx.log.warn(`${file} is not among the files that are read from here`);
  }
  if (kind === "project" && isWorthHiding(setting)) {
    ctx.log.warn(
      `${setting.key} is a secret and now stands in a file of the project: keep it out of version ` +
        "control, or store it with --global",
    );
  }
  const isStronger = (origin: Origin) =>
    origin.kind !== "flag" && origin.file !== file && STRENGTH.includes(origin.kind) &&
    !(kind === "project" && origin.kind === "project");
  const stronger = ctx.config.each(setting).find(({ origin }) => isStronger(origin));
  if (stronger !== undefined && setting.joins !== "places") {
    const { where, kind: place } = stronger.origin;
    ctx.log.warn(
      `It does not count yet: ${where} sets it too, and ${placeName(place)} is stronger`,
    );
  }
}

/** A DSN goes into what is published anyway. */
function isWorthHiding(setting: Setting<unknown>): boolean {
  return setting.secret && setting !== settings.dsn;
}
