/** The whole command tree on one page. */
import { defineGroup, type Group } from "../cli/command.ts";
import type { Context } from "../context.ts";
import type { Platform } from "../system/mod.ts";
import { codeMappingsGroup } from "./code_mappings/mod.ts";
import { bashHookCommand } from "./bash_hook.ts";
import { completionsCommand } from "./completions.ts";
import { configGroup } from "./config/mod.ts";
import { deploysGroup, releaseDeploysGroup } from "./deploys/mod.ts";
import { doctorCommand } from "./doctor.ts";
import { eventsGroup } from "./events/mod.ts";
import { filesGroup, releaseFilesGroup } from "./files/mod.ts";
import { flushCommand } from "./flush.ts";
import { infoCommand } from "./info.ts";
import { issuesGroup } from "./issues/mod.ts";
import { localGroup } from "./local/mod.ts";
import { loginCommand } from "./login.ts";
import { logoutCommand } from "./logout.ts";
import { sourcemapsGroup } from "./sourcemaps/mod.ts";
import { uninstallCommand } from "./uninstall.ts";
import { updateCommand } from "./update.ts";
import { logsGroup } from "./logs/mod.ts";
import { monitorsGroup } from "./monitors/mod.ts";
import { organizationsGroup } from "./organizations/mod.ts";
import { permissionsCommand } from "./permissions.ts";
import { projectsGroup } from "./projects/mod.ts";
import { reactNativeGroup, reactNativeOffMacs } from "./react_native/mod.ts";
import { releasesGroup } from "./releases/mod.ts";
import { reposGroup } from "./repos/mod.ts";
import { sendEnvelopeCommand } from "./send_envelope.ts";
import { sendEventCommand } from "./send_event.ts";
import { sendMetricCommand } from "./send_metric.ts";
import { globalOptions, rootOptions } from "./root_options.ts";

/** The commands of all systems together. */
export const rootGroup: Group<Context> = defineGroup<Context>({
  summary: "Command line utility for Sentry.",
  description:
    "An independent, open-source tool for releases, source maps, debug files and other " +
    "records of a Sentry server. It is not affiliated with Sentry.",
  options: rootOptions,
  inherited: globalOptions,
  // In the order in which the reference names them all in one of its errors.
  commands: {
    completions: completionsCommand,
    "bash-hook": bashHookCommand,
    "code-mappings": codeMappingsGroup,
    config: configGroup,
    deploys: deploysGroup,
    doctor: doctorCommand,
    events: eventsGroup,
    files: filesGroup,
    flush: flushCommand,
    info: infoCommand,
    issues: issuesGroup,
    local: localGroup,
    login: loginCommand,
    logout: logoutCommand,
    logs: logsGroup,
    monitors: monitorsGroup,
    organizations: organizationsGroup,
    permissions: permissionsCommand,
    projects: projectsGroup,
    "react-native": reactNativeGroup,
    releases: {
      ...releasesGroup,
      commands: {
        deploys: releaseDeploysGroup,
        files: releaseFilesGroup,
        ...releasesGroup.commands,
      },
    },
    repos: reposGroup,
    "send-event": sendEventCommand,
    "send-metric": sendMetricCommand,
    "send-envelope": sendEnvelopeCommand,
    sourcemaps: sourcemapsGroup,
    uninstall: uninstallCommand,
    update: updateCommand,
  },
});

/** The commands of one system. */
export function commandTree(os: Platform["os"]): Group<Context> {
  if (os === "darwin") return rootGroup;
  return { ...rootGroup, commands: { ...rootGroup.commands, "react-native": reactNativeOffMacs } };
}
