/** The environment as an event may carry it: every variable, and no secret. */
import { MASK } from "../../base/secret.ts";

/** Names of variables that hold secrets, by what is customary. */
const SECRET_NAME =
  /token|secret|passw|pwd$|passphrase|api_?key|_key$|_key_|credential|private|cookie|session|signature|bearer|auth(?!or)|dsn|database_url|connection_?string/i;
/** Directories and files may be named so without being secret. */
const HARMLESS_NAME =
  /^(?:PWD|OLDPWD|SSH_AUTH_SOCK|XAUTHORITY|DESKTOP_SESSION|XDG_SESSION_\w+|GPG_KEY)$/;
/** What known services' secrets look like, whatever the variable is called. */
const SECRET_VALUE =
  /sntry[su]_\w|gh[pousr]_\w{20}|github_pat_|glpat-|xox[abprs]-|\bAKIA[0-9A-Z]{16}\b|\beyJ[\w-]+\.[\w-]+\.|-----BEGIN [A-Z ]*PRIVATE KEY/;

/** The variables in the order of their names; secrets are masked, credentials cut out of addresses. */
export function environOf(
  variables: Readonly<Record<string, string>>,
  redact: (text: string) => string,
): Record<string, string> {
  const names = Object.keys(variables).sort((a, b) => a < b ? -1 : 1);
  return Object.fromEntries(
    names.map((name) => [name, shown(name, variables[name] ?? "", redact)]),
  );
}

function shown(name: string, value: string, redact: (text: string) => string): string {
  if (value === "") return value;
  if (SECRET_NAME.test(name) && !HARMLESS_NAME.test(name)) return MASK;
  if (SECRET_VALUE.test(value)) return MASK;
  return redact(value.replace(/(:\/\/)[^/@\s]+@/g, `$1${MASK}@`));
}
