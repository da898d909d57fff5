import { ConfigError } from "../base/errors.ts";
import { defineCommand } from "../cli/command.ts";
import { flag } from "../cli/options.ts";
import { editSettings } from "../config/edit.ts";
import { settings } from "../config/settings.ts";
import type { Context } from "../context.ts";

/** `logout`: forget the stored token. */
export const logoutCommand = defineCommand({
  summary: "Remove the stored auth token from the configuration file.",
  description: "Looks where `login` stores it: in the project's configuration file when there is " +
    "one, else in the home folder. The token stays valid on the server.",
  options: {
    global: flag("Remove the token from the home folder, even inside a configured project.")
      .short("g"),
  },
  async run({ options }, ctx: Context) {
    const { files } = ctx.config;
    const path = options.global ? files.global : files.project ?? files.global;
    if (path === undefined) {
      throw new ConfigError("Could not remove the token: no home folder is known", {
        hint: "Set HOME",
      });
    }
    const secrets = [settings.authToken, settings.apiKey];
    const stored = secrets.filter((setting) =>
      ctx.config.all(setting).some(({ origin }) => origin.file === path)
    );
    if (stored.length === 0) {
      ctx.out.say(`No token is stored in ${path}`);
    } else {
      await editSettings(ctx, path, stored.map((setting) => ({ setting, text: undefined })));
      ctx.out.say(`Removed the token from ${path}`);
    }
    const rest = ctx.config.all(settings.authToken).filter(({ origin }) => origin.file !== path);
    for (const { origin } of rest) ctx.log.warn(`A token is still set by ${origin.where}`);
  },
});
