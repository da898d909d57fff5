/** The whole command tree on one page. */
import { defineGroup, type Group } from "../cli/command.ts";
import type { Context } from "../context.ts";
import { completionsCommand } from "./completions.ts";
import { configGroup } from "./config/mod.ts";
import { doctorCommand } from "./doctor.ts";
import { infoCommand } from "./info.ts";
import { localGroup } from "./local/mod.ts";
import { loginCommand } from "./login.ts";
import { logoutCommand } from "./logout.ts";
import { uninstallCommand } from "./uninstall.ts";
import { updateCommand } from "./update.ts";
import { organizationsGroup } from "./organizations/mod.ts";
import { permissionsCommand } from "./permissions.ts";
import { releasesGroup } from "./releases/mod.ts";
import { globalOptions, rootOptions } from "./root_options.ts";

export const rootGroup: Group<Context> = defineGroup<Context>({
  summary: "Command line utility for Sentry.",
  description:
    "An independent, open-source tool for releases, source maps, debug files and other " +
    "records of a Sentry server. It is not affiliated with Sentry.",
  options: rootOptions,
  inherited: globalOptions,
  commands: {
    completions: completionsCommand,
    config: configGroup,
    doctor: doctorCommand,
    info: infoCommand,
    local: localGroup,
    login: loginCommand,
    logout: logoutCommand,
    organizations: organizationsGroup,
    permissions: permissionsCommand,
    releases: releasesGroup,
    uninstall: uninstallCommand,
    update: updateCommand,
  },
});
