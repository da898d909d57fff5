import { defineCommand } from "../../cli/command.ts";
import { flag } from "../../cli/options.ts";
import { explain } from "../../config/explain.ts";
import { nameOf } from "../../config/keys.ts";
import type { Setting } from "../../config/model.ts";
import { CATALOGUE } from "../../config/settings.ts";
import type { Context } from "../../context.ts";
import { type Column, table } from "../../output/table.ts";
import { formatOption } from "../shared_options.ts";
import { WORKS_WHEN_CONFIG_IS_BROKEN } from "../tags.ts";
import { brokenFileCode, noteBrokenFiles } from "./broken_files.ts";

/** A setting in the list. */
interface Row {
  readonly key: string;
  /** As it may be shown; `null` when there is no value. */
  readonly value: string | null;
  readonly origin: unknown;
  readonly where: string;
  /** Why a value that was given cannot be used. */
  readonly problem: string | null;
  /** How many other places mention it. */
  readonly others: number;
}

/** `config list`: all settings with the values that commands use. */
export const listCommand = defineCommand({
  summary: "List the settings and the values in use.",
  description: "Secrets are masked. `config explain KEY` says more about one setting.",
  tags: [WORKS_WHEN_CONFIG_IS_BROKEN],
  options: {
    showOrigin: flag("Also show which flag, variable or line of a file each value comes from."),
    all: flag("Also list the settings that nothing sets, with their defaults."),
    format: formatOption,
  },
  examples: [{
    command: "sentry-cli config list --show-origin",
    explains: "See every value with the file and line it comes from",
  }],
  run({ options }, ctx: Context) {
    const rows = CATALOGUE.flatMap((setting) => row(ctx, setting, options.all));
    const columns: readonly Column<Row>[] = [
      { head: "Setting", cell: ({ key }) => key },
      { head: "Value", cell: valueCell },
      ...(options.showOrigin ? [{ head: "From", cell: fromCell }] : []),
    ];
    ctx.out.show({
      json: rows.map(({ key, value, origin, problem, others }) => ({
        key,
        value,
        origin,
        problem,
        others,
      })),
      text: () => table(columns, rows) || "Nothing is set: all settings have their defaults.",
    });
    noteBrokenFiles(ctx);
    return brokenFileCode(ctx);
  },
});

function row(ctx: Context, setting: Setting<unknown>, all: boolean): Row[] {
  const { winner, failure, outcomes } = explain(ctx.config, setting);
  const isSet = outcomes.length > 0 || winner !== undefined && winner.origin.kind !== "default";
  if (!isSet && (!all || setting.ignored)) return [];
  const bad = outcomes.find(({ fate }) => fate === "bad");
  const origin = bad?.found.origin ?? winner?.origin;
  return [{
    key: nameOf(setting),
    value: bad === undefined ? winner?.shown ?? null : setting.shown(bad.found.text),
    origin: origin ?? null,
    where: origin?.where ?? "",
    problem: failure?.message ?? null,
    others: outcomes.filter(({ fate }) => fate === "lost").length,
  }];
}

function valueCell({ value, problem }: Row): string {
  const text = value ?? "(not set)";
  return problem === null ? text : `${text} (invalid)`;
}

function fromCell({ where, others }: Row): string {
  if (others === 0) return where;
  return `${where}${where === "" ? "" : " "}(and ${others} that lost)`;
}
