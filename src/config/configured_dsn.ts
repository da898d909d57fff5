import { ConfigError } from "../base/errors.ts";
import type { Config } from "./config.ts";
import { type Dsn, parseDsn } from "./dsn.ts";
import { settings } from "./settings.ts";
import { isOperator } from "./trust.ts";

/** The DSN in use, and whether the operator named it or a repository. */
export interface ConfiguredDsn {
  readonly dsn: Dsn;
  readonly isOwn: boolean;
}

/**
 * Throws a `ConfigError` when there is none, or none that can be used. A dry run gets by without one,
 * and says so.
 */
export function requireDsn(
  config: Config,
  plan: { note(text: string): void } | undefined,
): ConfiguredDsn {
  const raw = config.raw(settings.dsn);
  const found = raw?.text.trim() === "" ? undefined : config.resolve(settings.dsn);
  if (found !== undefined) return { dsn: found.value, isOwn: isOperator(found.origin) };
  if (plan !== undefined) {
    plan.note("A real run needs a DSN; there is none.");
    // RFC 6761: a name that can belong to nobody.
    return { dsn: parseDsn("https://key@dsn.invalid/0"), isOwn: false };
  }
  throw new ConfigError(
    "DSN missing. Please set the `SENTRY_DSN` environment variable to your project's DSN.",
    { hint: raw === undefined ? undefined : `The value given by ${raw.origin.where} is empty` },
  );
}
