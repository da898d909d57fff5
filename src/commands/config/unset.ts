import { defineCommand } from "../../cli/command.ts";
import { editSettings } from "../../config/edit.ts";
import type { Context } from "../../context.ts";
import { WORKS_WHEN_CONFIG_IS_BROKEN } from "../tags.ts";
import { fileSettingArgument } from "./setting_argument.ts";
import { targetFile, targetOptions } from "./target_file.ts";

/** `config unset`: take a setting out of a file. */
export const unsetCommand = defineCommand({
  summary: "Take a setting out of a configuration file.",
  description:
    "Looks where `config set` stores it: in the project's file when there is one, else " +
    "in the home folder. Every line that sets it there goes, older names of the setting too.",
  tags: [WORKS_WHEN_CONFIG_IS_BROKEN],
  args: { key: fileSettingArgument },
  options: targetOptions,
  async run({ args: { key: setting }, options }, ctx: Context) {
    const { file } = await targetFile(ctx, options, setting);
    const removed = await editSettings(ctx, file, [{ setting, text: undefined }]);
    ctx.out.say(
      removed ? `Removed ${setting.key} from ${file}` : `${setting.key} is not in ${file}`,
    );
    const rest = ctx.config.all(setting).filter(({ origin }) => origin.file !== file);
    for (const { origin } of rest) ctx.log.warn(`${setting.key} is still set by ${origin.where}`);
  },
});
