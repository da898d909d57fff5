/**
 * The script that `eval "$(sentry-cli bash-hook)"` runs: it copies the output of the shell into a log,
 * and reports the command that fails with its call stack (resource commands §10).
 */

import { shellQuote } from "../../base/shell_quote.ts";

/** What goes into the script. */
export interface BashHook {
  readonly tracebackFile: string;
  readonly logFile: string;
  /** Stop at the first failure. */
  readonly exits: boolean;
  /** The words that begin the call of this program. */
  readonly cli: readonly string[];
  /** Options for the call. */
  readonly options: readonly string[];
}

/** The script. */
export function bashScript({ tracebackFile, logFile, exits, cli, options }: BashHook): string {
  const call = [...cli, "bash-hook", "--send-event"].map(shellQuote).join(" ");
  const more = options.map((word) => ` ${shellQuote(word)}`).join("");
  // -E: a failure inside a function is seen where it happens. Without -e it may be meant to happen.
  return `${exits ? "set -eE\n\n" : ""}_SENTRY_TRACEBACK_FILE=${shellQuote(tracebackFile)}
_SENTRY_LOG_FILE=${shellQuote(logFile)}
_sentry_reported=

_sentry_traceback() {
  local depth=0 frame line name file
  : > "$_SENTRY_TRACEBACK_FILE"
  while frame=$(caller "$depth"); do
    read -r line name file <<< "$frame"
    printf '%s:%s:%s\\n' "$name" "$file" "$line" >> "$_SENTRY_TRACEBACK_FILE"
    depth=$((depth + 1))
  done
}

_sentry_report() {
  _sentry_reported=1
  _sentry_traceback
  printf '@command:%s\\n@exit_code:%s\\n' "\${1//$'\\n'/ }" "$2" >> "$_SENTRY_TRACEBACK_FILE"
  : >> "$_SENTRY_LOG_FILE"
  SENTRY_LAST_EVENT=$(${call} --traceback "$_SENTRY_TRACEBACK_FILE"${more} --log "$_SENTRY_LOG_FILE" < /dev/null) || :
  export SENTRY_LAST_EVENT
}

_sentry_err_trap() {
  local code=$? command=\${BASH_COMMAND:-unknown}
  # What fails in a subshell is reported by the shell that minds.
  if [ "\${BASH_SUBSHELL:-0}" -eq 0 ]; then
    _sentry_report "$command" "$code"
    if [ "\${SENTRY_CLI_NO_EXIT_TRAP-}" = 1 ]; then
      rm -f "$_SENTRY_TRACEBACK_FILE" "$_SENTRY_LOG_FILE"
    fi
  fi
  return "$code"
}

_sentry_exit_trap() {
  local code=$? command=\${BASH_COMMAND:-unknown}
  if [ "$code" -ne 0 ] && [ -z "$_sentry_reported" ]; then
    _sentry_report "$command" "$code"
  fi
  rm -f "$_SENTRY_TRACEBACK_FILE" "$_SENTRY_LOG_FILE"
  exit "$code"
}

trap _sentry_err_trap ERR
if [ "\${SENTRY_CLI_NO_EXIT_TRAP-}" != 1 ]; then
  trap _sentry_exit_trap EXIT
fi

if command -v perl > /dev/null 2>&1; then
  _sentry_stamp() {
    perl -MPOSIX=strftime -ne 'BEGIN { $| = 1; $kind = shift @ARGV }
      chomp; print strftime("%Y-%m-%d %H:%M:%S %z: ", localtime), "$kind: $_\\n";' "$1"
  }
else
  _sentry_stamp() {
    awk -v kind="$1" '{ print strftime("%Y-%m-%d %H:%M:%S %z: ") kind ": " $0; fflush() }'
  }
fi

: > "$_SENTRY_LOG_FILE"
# Opened here and not by the copiers: a script may end, and remove the log, before they have begun.
exec 219>> "$_SENTRY_LOG_FILE"
exec \\
  1> >(tee -i >(_sentry_stamp stdout >&219 219>&-) 219>&-) \\
  2> >(tee -i >(_sentry_stamp stderr >&219 219>&-) >&2 219>&-)
exec 219>&-
`;
}
