/**
 * Differences that every run shows, so no case can name them. What is left out of the comparison for
 * their sake is defined here and nowhere else; `differences.ts` gives the reasons.
 */

import { LEAVES } from "./leaves.ts";

/** Headers whose presence is the HTTP library's choice and changes nothing for a server. */
const FORM_HEADERS = new Set([
  "accept-encoding",
  "accept-language",
  "connection",
  "content-length",
  "proxy-connection",
  "te",
  "transfer-encoding",
]);

/** Id `http-form`. */
export function isFormHeader(name: string): boolean {
  return FORM_HEADERS.has(name.toLowerCase());
}

/** Id `own-version`: the version, wherever the program names itself. */
export const VERSION = /(sentry-cli(?:[/ ]| version: ))\d+\.\d+\.\d+[\w.+-]*/g;

/** Id `login-intro`: the three lines before the server is named. */
export const LOGIN_INTRO = /^(?:[^\n]+\n){3}(?=\nSentry server: )/;

/** Id `own-commands`: commands and options that only ours has. */
const OWN = new Set([
  "appcenter",
  "config",
  "doctor",
  "explain",
  "files",
  "upload-sourcemaps",
  "flush",
  "local",
  "logout",
  "--check-in-timeout",
  "send-metric",
  "--dry-run",
  "permissions",
  "--exit-codes",
  "--format",
  "--install",
  "--output-tail",
  "--pages",
  "--rollback",
  "--show-origin",
  "--stdin",
  "verify",
  "--strict",
]);

/** Other names of commands that are still missing. */
const MISSING_ALIASES = ["dif", "difutil"];

/** Id `own-words` stands for `view: "help"` and `view: "completions"`. Id `not-yet`: words of commands below which nothing is there yet, by `leaves.ts`. */
const MISSING = new Set(MISSING_ALIASES);
for (const { command } of LEAVES) for (const word of command.split(" ")) MISSING.add(word);
for (const { command, status } of LEAVES) {
  if (status !== "missing") { for (const word of command.split(" ")) MISSING.delete(word); }
}

/** Whether both programs should know a command or option by now. */
export function isShared(name: string): boolean {
  return !OWN.has(name) && !MISSING.has(name);
}

/** Id `old-notices`: what each line says of the old spellings, and of steps that are done. */
export const OLD_NOTICES =
  /^⚠ DEPRECATION NOTICE: |^> \w+ completed in [\d.]+s$|\[DEPRECATION NOTICE\]|is an old spelling;|takes no artifact bundles;|^warning: no project specified|No project is named|SENTRY_FORCE_ARTIFACT_BUNDLES/;

/** Id `hints`: lines of advice below an error. */
export const HINT_LINE = /^(Add --log-level=|Please attach the full debug log|\s*hint: )/;
