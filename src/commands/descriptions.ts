// deno-fmt-ignore-file
/** What help says of each command before it is loaded. Written by `deno task docs`. */
import type { Described } from "../cli/command.ts";

export const DESCRIPTIONS = {
  "completions": {"summary":"Print a completion script for a shell."},
  "bash-hook": {"summary":"Print a script that reports failures of a bash script.","hidden":true},
  "code-mappings": {"summary":"Connect stack traces with the source code in a repository."},
  "config": {"summary":"See, explain, check and change the configuration."},
  "deploys": {"summary":"See the deploys of a release, and tell of new ones."},
  "doctor": {"summary":"Check step by step whether everything works, and say what to do where it does not."},
  "events": {"summary":"See the events of a project."},
  "files": {"summary":"Old spellings of commands about the files of a release.","hidden":true},
  "flush": {"summary":"Deliver events and envelopes that were kept because the server could not be reached."},
  "info": {"summary":"Show the configuration in use and check that the token works."},
  "issues": {"summary":"See the issues of a project, and mute or resolve them."},
  "local": {"summary":"Try the tool without an account: a Sentry-compatible server on this machine."},
  "login": {"summary":"Check an auth token and store it in the configuration file."},
  "logout": {"summary":"Remove the stored auth token from the configuration file."},
  "logs": {"summary":"[BETA] See log entries."},
  "monitors": {"summary":"See cron monitors and report to them."},
  "organizations": {"summary":"See the organizations of a Sentry server."},
  "permissions": {"summary":"Print the flags with which `deno run` lets a command do its work."},
  "projects": {"summary":"See the projects of an organization."},
  "react-native": {"summary":"Upload bundles and source maps from the builds of React Native apps."},
  "releases": {"summary":"Make and see releases."},
  "repos": {"summary":"See the repositories of an organization."},
  "send-event": {"summary":"Send an event to Sentry."},
  "send-metric": {"summary":"Gone: Sentry takes no metrics of this kind any more.","hidden":true},
  "send-envelope": {"summary":"Send a stored envelope to Sentry."},
  "sourcemaps": {"summary":"Make minified stack traces readable: debug ids, uploads and checks of source maps."},
  "uninstall": {"summary":"Remove this program."},
  "update": {"summary":"Replace this program by the newest release.","hidden":true},
} satisfies Record<string, Described>;
