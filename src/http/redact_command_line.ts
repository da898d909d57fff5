/** The command line as the log may show it. */
import { MASK } from "../base/secret.ts";
import { headerSecrets } from "./secret_parts.ts";

/** Options whose value is a secret. */
const SECRET_OPTIONS: ReadonlySet<string> = new Set(["--auth-token", "--api-key", "--token"]);
const TOKEN_PART = /sntry[su]_\S+/g;

/**
 * The words with their secrets masked: the value of `--auth-token`, `--api-key` and `--token`, the value part of
 * `--header`, whatever looks like a token, and what `redact` knows besides.
 */
export function redactCommandLine(
  words: readonly string[],
  redact: (text: string) => string,
): string[] {
  return words.map((word, at) => {
    const before = words[at - 1];
    if (before !== undefined && SECRET_OPTIONS.has(before)) return MASK;
    if (before === "--header") return maskHeader(word);
    const [, option, value] = /^(--[a-z-]+)=(.*)$/s.exec(word) ?? [];
    if (option !== undefined && value !== undefined) {
      if (SECRET_OPTIONS.has(option)) return `${option}=${MASK}`;
      if (option === "--header") return `${option}=${maskHeader(value)}`;
    }
    return redact(word.replace(TOKEN_PART, MASK));
  });
}

/** What the words give as secrets, known before anything is parsed: a usage error quotes words, too. */
export function commandLineSecrets(words: readonly string[]): string[] {
  return words.flatMap((word, at) => {
    const [, inlineOption, inlineValue] = /^(--[a-z-]+)=(.*)$/s.exec(word) ?? [];
    const [option, value] = inlineOption === undefined
      ? [words[at - 1] ?? "", word]
      : [inlineOption, inlineValue ?? ""];
    if (SECRET_OPTIONS.has(option)) return [value];
    if (option !== "--header") return [];
    return headerSecrets(value.slice(value.indexOf(":") + 1));
  });
}

/** The name stays, since it tells which header was meant. A line without a colon may be all value. */
function maskHeader(line: string): string {
  const colon = line.indexOf(":");
  return colon < 0 ? MASK : `${line.slice(0, colon)}: ${MASK}`;
}
