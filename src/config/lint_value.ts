/** What looks wrong with the value of one setting. Values of secrets are never quoted. */
import { readToken } from "./auth_token.ts";
import { nameOf } from "./keys.ts";
import type { Origin, Setting } from "./model.ts";
import type { Problem } from "./problem.ts";
import { tryParse } from "./resolve.ts";
import { checkOrg, checkProject } from "./scope.ts";
import { urlProblem } from "./server.ts";
import { settings } from "./settings.ts";

/** Form of the settings that are switches. */
const SWITCH = "true or false";

/** A problem that does not know its place yet. */
export interface Finding extends Pick<Problem, "level" | "message" | "hint" | "isLogged"> {
  /** The value cannot do what whoever writes it wants, so that it is not worth storing. */
  readonly isRefused?: boolean;
}

/** All that is worth saying about a text for a setting, the worst first. */
export function lintValue(
  setting: Setting<unknown>,
  text: string,
  origin: Origin,
): readonly Finding[] {
  const findings = [
    ...wrongForm(setting, text, origin),
    ...wrongSwitch(setting, text, origin),
    ...wrongName(setting, text, origin),
    ...strayComment(setting, text, origin),
    ...(setting === settings.authToken ? damagedToken(text) : []),
  ];
  return findings.toSorted((a, b) => a.level < b.level ? -1 : a.level > b.level ? 1 : 0);
}

/** A value as a message may quote it. */
function quoted(setting: Setting<unknown>, text: string): string {
  return setting.secret ? "the value" : JSON.stringify(setting.shown(text));
}

function wrongForm(setting: Setting<unknown>, text: string, origin: Origin): Finding[] {
  const parsed = tryParse(setting, { text, origin });
  if (!("why" in parsed)) return [];
  const isFatal = setting.onInvalid === "fail";
  const effect = {
    fail: "",
    skip: ", so it is ignored",
    warn: ", so it is ignored",
    default: ", so the default counts",
  }[setting.onInvalid];
  return [{
    level: isFatal ? "error" : "warning",
    message: `${quoted(setting, text)} does not fit ${nameOf(setting)}${effect}: ${parsed.why}`,
    hint: `expected: ${setting.form}`,
    isRefused: true,
    isLogged: setting.onInvalid === "warn",
  }];
}

/** `verify_ssl=0` does not switch off. */
function wrongSwitch(setting: Setting<unknown>, text: string, origin: Origin): Finding[] {
  if (setting.form !== SWITCH) return [];
  const parsed = tryParse(setting, { text, origin });
  if (!("value" in parsed)) return [];
  const { value } = parsed;
  if (String(value) === text.toLowerCase()) return [];
  const isVariable = origin.kind === "env" || origin.kind === "dotenv";
  if (isVariable && text === "1" && value === true) return [];
  return [{
    level: "warning",
    message: `${quoted(setting, text)} counts as ${value} for ${nameOf(setting)}`,
    hint: "write true or false",
    isRefused: true,
  }];
}

function wrongName(setting: Setting<unknown>, text: string, origin: Origin): Finding[] {
  switch (setting) {
    case settings.url: {
      const problem = urlProblem(text, origin);
      if (problem === undefined) return [];
      return [{
        level: "error",
        message: problem.message,
        hint: "expected something like https://sentry.io",
        isRefused: true,
      }];
    }
    case settings.org:
      return asWarning(setting, text, checkOrg(text));
    case settings.project:
      return asWarning(setting, text, checkProject(text));
  }
  return [];
}

function asWarning(setting: Setting<unknown>, text: string, complaint?: string): Finding[] {
  if (complaint === undefined) return [];
  return [{
    level: "warning",
    message: `${quoted(setting, text)} does not look like a slug or id for ${setting.key}`,
    hint: complaint,
    isRefused: true,
  }];
}

/** There are no comments behind a value. */
function strayComment(setting: Setting<unknown>, text: string, origin: Origin): Finding[] {
  if (origin.file === undefined || origin.kind === "dotenv") return [];
  // `Cookie: a=1 ; b=2` is a good header.
  const mark = setting === settings.customHeader ? /\s#(?:\s|$)/ : /(?:^|\s)[#;]/;
  if (!mark.test(text)) return [];
  const what = setting.secret ? "" : `: it is ${JSON.stringify(setting.shown(text))}`;
  return [{
    level: "warning",
    message: `a comment became part of the value of ${nameOf(setting)}${what}`,
    hint: "a comment needs a line of its own",
  }];
}

/** What copying does to tokens. Says what it looks like, never what it is. */
function damagedToken(text: string): Finding[] {
  const why = tokenDamage(text);
  if (why === undefined) return [];
  return [{
    level: "warning",
    message: `the auth token looks damaged: ${why}`,
    hint: "copy it again, as one piece",
  }];
}

function tokenDamage(text: string): string | undefined {
  if (text === "" || readToken(text).kind !== "unknown") return undefined;
  if (/["'`\u2018-\u201f]/.test(text)) return "there are quotes in it";
  if (/\s/.test(text.trim())) return "there are blanks in it";
  if (text !== text.trim()) return undefined; // blanks around it are cut off
  if (/^(?:bearer|token)\b/i.test(text)) return "it begins with a word that is no part of it";
  if (/^sntrys_/i.test(text)) return "it is not complete, or a part of it was changed";
  if (/^(?:sntry[a-z]_)?[0-9a-f]*$/i.test(text)) {
    const digits = text.replace(/^sntry[a-z]_/i, "").length;
    return digits === 64
      ? "it has an unknown prefix"
      : `it has ${digits} hexadecimal digits instead of 64`;
  }
  if (/[^\x21-\x7e]/.test(text)) return "there are characters in it that no token has";
  return "it has none of the forms that tokens have";
}
