import { ConfigError } from "../../base/errors.ts";
import { defineCommand } from "../../cli/command.ts";
import { flag } from "../../cli/options.ts";
import { explain } from "../../config/explain.ts";
import { nameOf } from "../../config/keys.ts";
import type { Setting } from "../../config/model.ts";
import type { Context } from "../../context.ts";
import { formatOption } from "../shared_options.ts";
import { settingArgument } from "./setting_argument.ts";

/** `config get`: the value of one setting. */
export const getCommand = defineCommand({
  summary: "Print the value of a setting that commands use.",
  description: "Where nothing sets it, that is the default; without one the command fails with 1.",
  args: { key: settingArgument },
  options: {
    reveal: flag("Show the value even when it is a secret."),
    format: formatOption,
  },
  examples: [{
    command: "sentry-cli config get defaults.org",
    explains: "The organization in use",
  }],
  run({ args: { key: setting }, options }, ctx: Context) {
    const { winner, failure } = explain(ctx.config, setting);
    if (failure !== undefined) throw failure;
    if (winner === undefined) throw notSet(setting);
    const value = options.reveal ? winner.text : winner.shown;
    ctx.out.show({
      json: { key: nameOf(setting), value, origin: winner.origin },
      text: () => value,
    });
    if (winner.text !== "" && value !== winner.text) {
      ctx.log.warn(`${nameOf(setting)} holds a secret: --reveal shows it`);
    }
  },
});

function notSet(setting: Setting<unknown>): ConfigError {
  const { flag, variables, inFiles, key } = setting;
  const ways = [
    ...(inFiles ? [`sentry-cli config set ${key} <VALUE>`] : []),
    ...variables.slice(0, 1).map((name) => `the variable ${name}`),
    ...(flag === undefined ? [] : [flag]),
  ];
  return new ConfigError(`${nameOf(setting)} is not set`, {
    hint: `Set it with ${ways.join(", or ")}`,
  });
}
