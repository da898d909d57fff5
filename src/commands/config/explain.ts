import { defineCommand } from "../../cli/command.ts";
import { explain, type Explanation } from "../../config/explain.ts";
import { nameOf } from "../../config/keys.ts";
import { placeName } from "../../config/lost_reason.ts";
import type { Context } from "../../context.ts";
import { stripControl } from "../../output/sanitise.ts";
import type { Style } from "../../output/style.ts";
import { formatOption } from "../shared_options.ts";
import { WORKS_WHEN_CONFIG_IS_BROKEN } from "../tags.ts";
import { brokenFileCode, noteBrokenFiles } from "./broken_files.ts";
import { effectsOf } from "./effects.ts";
import { settingArgument } from "./setting_argument.ts";

/** `config explain`: where a value comes from, and why not from elsewhere. */
export const explainCommand = defineCommand({
  summary: "Show where the value of a setting comes from and why other places lost.",
  description: "Lists every place that mentions the setting, the strongest first: flags, " +
    "environment, .env file, properties file, project file, home file. Secrets are masked.",
  tags: [WORKS_WHEN_CONFIG_IS_BROKEN],
  args: { key: settingArgument },
  options: { format: formatOption },
  examples: [{
    command: "sentry-cli config explain defaults.url",
    explains: "Find out why requests go to that server",
  }],
  run({ args: { key: setting } }, ctx: Context) {
    const explanation = explain(ctx.config, setting);
    const effects = effectsOf(ctx.config, explanation);
    ctx.out.show({
      json: asJson(explanation, effects),
      text: (style) => explanationText(explanation, effects, style),
    });
    noteBrokenFiles(ctx);
    return brokenFileCode(ctx);
  },
});

function asJson(explanation: Explanation, effects: readonly string[]): unknown {
  const { setting, winner, failure, outcomes } = explanation;
  return {
    key: nameOf(setting),
    value: winner?.shown ?? null,
    origin: winner?.origin ?? null,
    problem: failure?.message ?? null,
    places: outcomes.map(({ found, fate, why }) => ({
      value: setting.shown(found.text),
      origin: found.origin,
      fate,
      why: why ?? null,
    })),
    effects,
  };
}

function explanationText(
  { setting, winner, outcomes }: Explanation,
  effects: readonly string[],
  style: Style,
): string {
  const name = nameOf(setting);
  const bad = outcomes.find(({ fate }) => fate === "bad");
  const head = bad !== undefined
    ? `${name} cannot be used, because of ${bad.found.origin.where}`
    : winner === undefined
    ? `${name} is not set`
    : `${name} = ${quoted(winner.shown)}, from ${winner.origin.where}`;
  const lines = [style.bold(stripControl(head)), `  ${setting.help}`];
  if (outcomes.length > 0) lines.push("", "Places that mention it, the strongest first:");
  for (const { found: { text, origin }, fate, why } of outcomes) {
    const mark = { used: "*", joined: "+", lost: "-", bad: "!" }[fate];
    const place = `${origin.where} (${placeName(origin.kind)})`;
    lines.push(stripControl(`  ${mark} ${place}: ${quoted(setting.shown(text))}`));
    const fates = { used: "used", joined: "used as well", lost: "", bad: "" };
    lines.push(stripControl(`      ${why ?? fates[fate]}`));
  }
  if (outcomes.length === 0) lines.push("", `Nothing sets it. ${howToSet(setting)}`);
  if (effects.length > 0) lines.push("", ...effects.map(stripControl));
  return lines.join("\n");
}

function howToSet({ key, inFiles, variables, flag }: Explanation["setting"]): string {
  const ways = [
    ...(flag === undefined ? [] : [flag]),
    ...variables,
    ...(inFiles ? [`${key} in a file`] : []),
  ];
  return `Places to do so: ${ways.join(", ")}`;
}

function quoted(text: string): string {
  return text === "" ? '"" (empty)' : text;
}
