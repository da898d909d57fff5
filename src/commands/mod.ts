/** The whole command tree on one page; each command is loaded when it is named. */
import { defineGroup, type Group } from "../cli/command.ts";
import { later } from "../cli/later.ts";
import type { Context } from "../context.ts";
import type { Platform } from "../system/mod.ts";
import { DESCRIPTIONS } from "./descriptions.ts";
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
  commands: later<Context, keyof typeof DESCRIPTIONS>(DESCRIPTIONS, {
    completions: async () => (await import("./completions.ts")).completionsCommand,
    "bash-hook": async () => (await import("./bash_hook.ts")).bashHookCommand,
    "code-mappings": async () => (await import("./code_mappings/mod.ts")).codeMappingsGroup,
    config: async () => (await import("./config/mod.ts")).configGroup,
    deploys: async () => (await import("./deploys/mod.ts")).deploysGroup,
    doctor: async () => (await import("./doctor.ts")).doctorCommand,
    events: async () => (await import("./events/mod.ts")).eventsGroup,
    files: async () => (await import("./files/mod.ts")).filesGroup,
    flush: async () => (await import("./flush.ts")).flushCommand,
    info: async () => (await import("./info.ts")).infoCommand,
    issues: async () => (await import("./issues/mod.ts")).issuesGroup,
    local: async () => (await import("./local/mod.ts")).localGroup,
    login: async () => (await import("./login.ts")).loginCommand,
    logout: async () => (await import("./logout.ts")).logoutCommand,
    logs: async () => (await import("./logs/mod.ts")).logsGroup,
    monitors: async () => (await import("./monitors/mod.ts")).monitorsGroup,
    organizations: async () => (await import("./organizations/mod.ts")).organizationsGroup,
    permissions: async () => (await import("./permissions.ts")).permissionsCommand,
    projects: async () => (await import("./projects/mod.ts")).projectsGroup,
    "react-native": async () => (await import("./react_native/mod.ts")).reactNativeGroup,
    releases: async () => {
      const [{ releasesGroup }, { releaseDeploysGroup }, { releaseFilesGroup }] = await Promise.all(
        [
          import("./releases/mod.ts"),
          import("./deploys/mod.ts"),
          import("./files/mod.ts"),
        ],
      );
      const { commands } = releasesGroup;
      return {
        ...releasesGroup,
        commands: { deploys: releaseDeploysGroup, files: releaseFilesGroup, ...commands },
      };
    },
    repos: async () => (await import("./repos/mod.ts")).reposGroup,
    "send-event": async () => (await import("./send_event.ts")).sendEventCommand,
    "send-metric": async () => (await import("./send_metric.ts")).sendMetricCommand,
    "send-envelope": async () => (await import("./send_envelope.ts")).sendEnvelopeCommand,
    sourcemaps: async () => (await import("./sourcemaps/mod.ts")).sourcemapsGroup,
    uninstall: async () => (await import("./uninstall.ts")).uninstallCommand,
    update: async () => (await import("./update.ts")).updateCommand,
  }),
});

/** The commands of one system. */
export function commandTree(os: Platform["os"]): Group<Context> {
  if (os === "darwin") return rootGroup;
  const { commands } = rootGroup;
  const reactNative = later<Context, "react-native">(DESCRIPTIONS, {
    "react-native": async () => (await import("./react_native/mod.ts")).reactNativeOffMacs,
  });
  return { ...rootGroup, commands: { ...commands, ...reactNative } };
}
