/** Which settings are in use and where each comes from. */
import type { Config } from "../config/config.ts";
import type { Origin, Setting } from "../config/model.ts";
import { CATALOGUE } from "../config/settings.ts";
import { type Column, table } from "../output/table.ts";

/** One setting that has a value. */
export interface SettingRow {
  /** `section.name`, or the variable where there is no ini form. */
  readonly key: string;
  /** As written; a mask for a secret. */
  readonly value: string;
  readonly origin: Origin;
  /** Places that also have a value and lost, strongest first. */
  readonly shadowed: readonly Origin[];
}

/** All settings that some place mentions. */
export function settingsReport(config: Config): readonly SettingRow[] {
  return CATALOGUE.flatMap((setting) => row(config, setting));
}

function row(config: Config, setting: Setting<unknown>): SettingRow[] {
  const [found, ...rest] = config.all(setting);
  if (found === undefined) return [];
  // What only a variable carries is known to people by the variable's name.
  const key = setting.inFiles ? setting.key : setting.variables[0] ?? setting.key;
  const shadowed = rest.map((each) => each.origin);
  return [{ key, value: setting.shown(found.text), origin: found.origin, shadowed }];
}

const COLUMNS: readonly Column<SettingRow>[] = [
  { head: "Setting", cell: ({ key }) => key },
  { head: "Value", cell: ({ value }) => value },
  { head: "From", cell: ({ origin }) => origin.where },
];

/** The same as a table. */
export function originsTable(config: Config): string {
  return table(COLUMNS, settingsReport(config)) || "No setting is set: all have their defaults.";
}
