/**
 * Which server a run talks to, and which token goes there.
 *
 * One guard stands over the cascade: a token goes only where its owner meant it to. A repository may
 * name a server, but not make the operator's token travel there.
 */
import { ConfigError } from "../base/errors.ts";
import { Secret } from "../base/secret.ts";
import { readToken } from "./auth_token.ts";
import type { Config, ServerUrl } from "./config.ts";
import type { Found, Origin, OriginKind } from "./model.ts";
import { withoutCredentials } from "./setting_values.ts";
import { settings } from "./settings.ts";
import { isOperator, isTrusted, normalUrl } from "./trust.ts";

export interface Server {
  /** Base URL without trailing slash. */
  readonly url: string;
  readonly urlOrigin: Origin;
  /** What proves who we are, `undefined` when there is nothing. */
  readonly credentials: Credentials | undefined;
  /** Organization named inside the token. */
  readonly tokenOrg: string | undefined;
  /** What the user should know about the choice, one sentence each. */
  readonly warnings: readonly string[];
}

export type Credentials =
  | { readonly kind: "token"; readonly secret: Secret; readonly origin: Origin }
  | { readonly kind: "api-key"; readonly secret: Secret; readonly origin: Origin };

/** An address that cannot be the base of requests. */
export class BadServerUrl extends ConfigError {}

/** What may replace the configured choice. */
export interface ServerChoice {
  /** Another token than the configured one; `undefined`: none at all. */
  readonly token: Found | undefined;
  /** The person at the terminal has agreed to the address, whoever configured it. */
  readonly acceptUrl?: boolean;
}

/**
 * Settles server and credentials. Throws a `ConfigError` for an address that cannot be used and for
 * a pair that the guard refuses.
 */
export function selectServer(config: Config, choice?: ServerChoice): Server {
  const credentials = choice === undefined
    ? configuredCredentials(config)
    : credentialsOf(choice.token);
  const facts = credentials?.kind === "token" ? readToken(credentials.secret.reveal()) : undefined;
  const configured = configuredUrl(config);

  if (credentials !== undefined && facts?.url !== undefined) {
    const origin: Origin = { kind: "token", where: `the auth token (${credentials.origin.where})` };
    const url = checkedUrl(facts.url, origin);
    const differs = configured.origin.kind !== "default" &&
      normalUrl(configured.url) !== normalUrl(url);
    const warnings = differs ? [embeddedUrlWarning(facts.url, configured)] : [];
    return { url, urlOrigin: origin, credentials, tokenOrg: facts.org, warnings };
  }
  if (configured.problem !== undefined) throw configured.problem;
  if (credentials !== undefined && choice?.acceptUrl !== true) {
    guard(config, configured, credentials);
  }
  return {
    url: configured.url,
    urlOrigin: configured.origin,
    credentials,
    tokenOrg: facts?.org,
    warnings: [],
  };
}

/** The address as configured, whatever the token says; a bad one is reported, not thrown. */
export function configuredUrl(config: Config): ServerUrl {
  const resolved = config.resolve(settings.url);
  const text = resolved?.value ?? "";
  const origin = resolved?.origin ?? { kind: "default", where: "the default" };
  return { url: cutSlashes(text), origin, problem: urlProblem(text, origin) };
}

/** The organization that the configured token is tied to. */
export function configuredTokenOrg(config: Config): string | undefined {
  const credentials = configuredCredentials(config);
  return credentials?.kind === "token" ? readToken(credentials.secret.reveal()).org : undefined;
}

/** Places that rank together when a token and an API key compete. */
const CLASSES: readonly (readonly OriginKind[])[] = [
  ["flag"],
  ["env", "dotenv"],
  ["properties", "project", "global"],
];

/** What proves who we are, whatever server it is for. In each class of places a token beats a key. */
export function configuredCredentials(config: Config): Credentials | undefined {
  const tokens = config.each(settings.authToken);
  const keys = config.each(settings.apiKey);
  for (const kinds of CLASSES) {
    const isVariable = kinds.includes("env");
    // A blank variable is one that is not set; the next one may be.
    const token = tokens.find(({ origin, value }) =>
      kinds.includes(origin.kind) && !(isVariable && tidyToken(value).isEmpty)
    );
    const key = keys.find(({ origin }) => kinds.includes(origin.kind));
    const secret = token === undefined ? undefined : tidyToken(token.value);
    if (token !== undefined && secret?.isEmpty === false) {
      return { kind: "token", secret, origin: token.origin };
    }
    if (key !== undefined && !key.value.isEmpty) {
      return { kind: "api-key", secret: key.value, origin: key.origin };
    }
    // An empty flag or ini value says "none": weaker places must not fill in.
    if (!isVariable && (token !== undefined || key !== undefined)) return undefined;
  }
  return undefined;
}

function credentialsOf(token: Found | undefined): Credentials | undefined {
  if (token === undefined) return undefined;
  const secret = tidyToken(new Secret(token.text));
  return secret.isEmpty ? undefined : { kind: "token", secret, origin: token.origin };
}

/** A token ends at its first line; blanks around it come from copying. */
function tidyToken(token: Secret): Secret {
  return new Secret(token.reveal().trim().split(/[\r\n]/, 1)[0]?.trimEnd() ?? "");
}

/** Throws when the operator's secret would go where only a repository says so. */
function guard(config: Config, configured: ServerUrl, credentials: Credentials): void {
  const { url, origin } = configured;
  if (isOperator(origin) || !isOperator(credentials.origin)) return;
  // The operator has named the same address somewhere, though a stronger place won.
  const isNamedByOperator = config.all(settings.url).some((each) =>
    isOperator(each.origin) && each.text !== "" &&
    normalUrl(cutSlashes(each.text)) === normalUrl(url)
  );
  if (isNamedByOperator) return;
  if (isTrusted(url, config.get(settings.trustedHosts) ?? [])) return;
  // A `.env` could pretend to be a build service, and only a variable is a deliberate gift to a build.
  const inCi = config.all(settings.ci).some(({ text, origin: { kind } }) =>
    kind === "env" && text !== ""
  );
  if (inCi && credentials.origin.kind === "env") return;

  const what = credentials.kind === "token" ? "auth token" : "API key";
  const shown = withoutCredentials(url);
  throw new ConfigError(
    `Refusing to send the ${what} from ${credentials.origin.where} to ${shown}: ` +
      `that address comes from ${origin.where}, a file of the repository`,
    {
      hint: `If you trust this server, run: sentry-cli config trust ${shown} ` +
        `(or set SENTRY_TRUSTED_HOSTS=${new URL(url).origin})`,
    },
  );
}

function embeddedUrlWarning(tokenUrl: string, { url }: ServerUrl): string {
  const ours = withoutCredentials(tokenUrl);
  const other = withoutCredentials(url);
  return `Using ${ours} (embedded in token) rather than manually-configured URL ${other}. ` +
    `To use ${other}, please provide an auth token for ${other}.`;
}

function cutSlashes(url: string): string {
  return url.replace(/\/+$/, "");
}

function checkedUrl(text: string, origin: Origin): string {
  const problem = urlProblem(text, origin);
  if (problem !== undefined) throw problem;
  return cutSlashes(text);
}

/** Why a text cannot be the address of a server. */
export function urlProblem(text: string, origin: Origin): BadServerUrl | undefined {
  const url = cutSlashes(text);
  const shown = withoutCredentials(url);
  const fail = (why: string) =>
    new BadServerUrl(`bad sentry url: ${why} (${shown})`, {
      hint: `The address comes from ${origin.where}; expected something like https://sentry.io`,
    });
  if (!/^https?:\/\//.test(url)) return fail("unknown scheme");
  if (/^https?:\/\/.*\//s.test(url)) return fail("not on URL root");
  // The parser cuts blanks at the ends, which then stand in the middle of an API address.
  if (/\s/.test(url) || URL.parse(url) === null) return fail("not a valid URL");
  return undefined;
}
