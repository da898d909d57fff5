/** `doctor --bundle`: gathers what a bug report needs, masked, and writes it. */
import { InputError } from "../base/errors.ts";
import { MASK } from "../base/secret.ts";
import { VERSION } from "../base/version.ts";
import { explain } from "../config/explain.ts";
import { nameOf } from "../config/keys.ts";
import { CATALOGUE } from "../config/settings.ts";
import { validate } from "../config/validate.ts";
import type { Context } from "../context.ts";
import { BUNDLE_README, packBundle } from "../features/doctor/bundle.ts";
import type { CheckResult } from "../features/doctor/model.ts";
import { renderResult, renderSummary } from "../features/doctor/render.ts";
import { plainStyle } from "../output/style.ts";
import { SystemError } from "../system/mod.ts";

export interface BundleContent {
  readonly results: readonly CheckResult[];
  /** `--format json` of the same. */
  readonly report: unknown;
  /** Everything logged so far. */
  readonly log: () => string;
}

/** Variables whose values tell nothing about a person and help to understand a run. */
const HARMLESS: ReadonlySet<string> = new Set([
  "CI",
  "COLORTERM",
  "GITHUB_ACTIONS",
  "GITLAB_CI",
  "LANG",
  "LC_ALL",
  "LC_CTYPE",
  "TERM",
  "TZ",
]);

/** Writes the archive; gives its path. */
export async function writeBundle(
  file: string,
  { results, report, log }: BundleContent,
  ctx: Context,
): Promise<string> {
  const { redact, platform } = ctx;
  const json = (value: unknown) => `${JSON.stringify(maskedTexts(value, redact), null, 2)}\n`;
  const look = { style: plainStyle, unicode: true };
  const lines = results.filter(({ becauseOf }) => becauseOf === undefined)
    .map((result) => renderResult(result, look));
  const bytes = await packBundle({
    "README.txt": BUNDLE_README,
    "doctor.txt": redact(`${[...lines, renderSummary(results, look)].join("\n")}\n`),
    "doctor.json": json(report),
    "config.json": json(await configReport(ctx)),
    "environment.json": json(environment(ctx)),
    "versions.json": json({
      "sentry-cli": VERSION,
      runtime: ctx.runtime,
      os: platform.os,
      architecture: platform.arch,
    }),
    "command.txt": `${ctx.programName} ${ctx.commandLine()}\n`,
    "log.txt": redact(log()),
  }, ctx.clock.now());
  const path = platform.path.resolve(ctx.cwd, file);
  try {
    await ctx.fs.write(path, bytes, { mode: 0o600 });
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new InputError(`Could not write the bundle: ${error.message}: '${path}' (--bundle)`, {
      hint: "Name a file in a folder that you may write to",
      cause: error,
    });
  }
  return path;
}

async function configReport(ctx: Context): Promise<unknown> {
  const { config } = ctx;
  const settings = CATALOGUE.flatMap((setting) => {
    const { winner, failure, outcomes } = explain(config, setting);
    if (outcomes.length === 0 && (winner === undefined || winner.origin.kind === "default")) {
      return [];
    }
    return [{
      key: nameOf(setting),
      value: winner?.shown ?? null,
      origin: winner?.origin ?? null,
      problem: failure?.message ?? null,
      places: outcomes.map(({ found, fate, why }) => ({
        value: setting.shown(found.text),
        where: found.origin.where,
        fate,
        why: why ?? null,
      })),
    }];
  });
  return { settings, files: config.files, problems: await validate(config, ctx) };
}

/** All variables; those that are settings as `config list` shows them. */
function environment({ env }: Context): Record<string, string> {
  const rows = new Map(
    CATALOGUE.flatMap((row) => row.variables.map((name) => [name, row] as const)),
  );
  const shown = Object.entries(env.all()).map(([name, value]): [string, string] => {
    const setting = rows.get(name);
    if (setting !== undefined) return [name, setting.shown(value)];
    return [name, HARMLESS.has(name) || value === "" ? value : MASK];
  });
  return Object.fromEntries(shown.sort(([a], [b]) => a < b ? -1 : 1));
}

/** The same data with every text masked, so that it stays data. */
function maskedTexts(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === "string") return redact(value);
  if (Array.isArray(value)) return value.map((each: unknown) => maskedTexts(each, redact));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, maskedTexts(each, redact)]),
  );
}
