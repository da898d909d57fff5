/** Where the reference binary does not do what the specification pages say. Printed on the parity page. */
export const NOTES: readonly string[] = [
  "`info` and every command that sends requests report a bad server address as `request failed because API URL was incorrectly formatted`, with `bad sentry url: …` as its cause. Only `info --config-status-json` and `login` report it bare. (config-and-auth §6.1 names the bare text only.)",
  "`info` with a bad address prints its text up to `Method` first, with `-` for the server.",
  "`completions` with an option and no shell crashes (exit 134); ours reports the missing argument, exit 2.",
  "The warning about a token's form comes even before a usage error, unless the value of the flag itself is at fault.",
  "`releases new -V` and `releases new --version` take the word as the version; `releases --version` is a usage error.",
  "`--quiet` alone is no \"no arguments\": the error is `'sentry-cli' requires a subcommand but one was not provided` with a list of all commands, hidden ones included, not the help text. The same holds for a group (`releases -o o`).",
  "`login` under `SENTRY_INTEGRATION_TEST` prints its intro and `Sentry server: …` before it ends.",
  "Tables on a terminal carry style resets in each cell (resource-commands §1.4 says no colour, which holds for pipes).",
  "A `detail` with a line break keeps it: the status stands behind its last line.",
];
