/** `<KEY>` of the commands on settings, and how a setting is shown. */
import { InvalidValue, type Option, parsed } from "../../cli/options.ts";
import { FILE_KEYS, findSetting, SETTING_NAMES } from "../../config/keys.ts";
import type { Setting } from "../../config/model.ts";

function settingNamed(name: string): Setting<unknown> {
  const found = findSetting(name);
  if (found.setting !== undefined) return found.setting;
  const question = found.meant === undefined ? "" : `; did you mean ${found.meant}?`;
  throw new InvalidValue(`there is no such setting${question}`);
}

/** Any setting, by its key or by its variable. */
export const settingArgument: Option<Setting<unknown>> = parsed(
  "The setting, e.g. auth.token or SENTRY_AUTH_TOKEN; docs/settings.md lists all.",
  settingNamed,
).valueName("KEY").completes(SETTING_NAMES);

/** A setting that a file can hold. */
export const fileSettingArgument: Option<Setting<unknown>> = parsed(
  "The setting, e.g. defaults.org; docs/settings.md lists all.",
  (name) => {
    const setting = settingNamed(name);
    if (setting.inFiles) return setting;
    const [variable] = setting.variables;
    throw new InvalidValue(`it has no place in a file; set the variable ${variable ?? name}`);
  },
).valueName("KEY").completes(FILE_KEYS);
