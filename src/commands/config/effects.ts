/** What the commands do with a setting, where that is more than to take its value. */
import type { Config } from "../../config/config.ts";
import { type Explanation, serverOrNot } from "../../config/explain.ts";
import type { Setting } from "../../config/model.ts";
import { findRelease } from "../../config/scope.ts";
import { withoutCredentials } from "../../config/setting_values.ts";
import { settings } from "../../config/settings.ts";
import { isOperator } from "../../config/trust.ts";

/** Sentences about the use of a setting; none where its value says it all. */
export function effectsOf(config: Config, { setting, winner }: Explanation): readonly string[] {
  if (setting.ignored) return ["It is accepted for old files and has no effect."];
  switch (setting) {
    case settings.url:
    case settings.authToken:
    case settings.apiKey:
    case settings.trustedHosts:
    case settings.ci:
      return hostRule(config);
    case settings.org:
    case settings.project:
      return winner?.text === ""
        ? ["It is empty: commands that need it fail, and weaker places are not asked."]
        : [];
    case settings.proxyUrl:
      return winner?.text === ""
        ? ["It is empty: no proxy is used, whatever https_proxy and all_proxy say."]
        : [];
    case settings.proxyUsername:
    case settings.proxyPassword:
      return config.raw(settings.proxyUrl) === undefined
        ? ["It counts only together with a proxy."]
        : [];
    case settings.httpsProxy:
    case settings.allProxy:
      return behindProxyUrl(config);
    case settings.release:
      return ignoredRelease(config);
  }
  return switchEffect(setting, winner?.text);
}

/** Where requests go and with which token: the rule that protects the token. */
function hostRule(config: Config): string[] {
  const { server, failure } = serverOrNot(config);
  if (server === undefined) {
    return [
      `Commands that talk to the server fail: ${failure?.message ?? ""}`,
      ...(failure?.hint === undefined ? [] : [`  ${failure.hint}`]),
    ];
  }
  const { url, urlOrigin, credentials, warnings } = server;
  const what = credentials?.kind === "api-key" ? "the API key" : "the token";
  const who = credentials === undefined
    ? "without a token"
    : `with ${what} from ${credentials.origin.where}`;
  const lines = [`Requests go to ${withoutCredentials(url)} (from ${urlOrigin.where}), ${who}.`];
  if (credentials !== undefined && urlOrigin.kind !== "token" && !isOperator(urlOrigin)) {
    lines.push(
      isOperator(credentials.origin)
        ? `A file of the repository names that server and ${what} is yours: it is let through ` +
          "because you trust the server, name it yourself elsewhere, or run a build service."
        : `Server and ${what.slice(4)} both come from files of the repository.`,
    );
  }
  return [...lines, ...warnings];
}

function behindProxyUrl(config: Config): string[] {
  const stronger = config.raw(settings.proxyUrl);
  return stronger === undefined
    ? []
    : [`It does not count: ${stronger.origin.where} sets http.proxy_url, which comes first.`];
}

function ignoredRelease(config: Config): string[] {
  const { warning } = findRelease(config, { flag: undefined });
  return warning === undefined ? [] : [warning];
}

/** A switch takes more texts than `true` and `false`, not always as one thinks. */
function switchEffect(setting: Setting<unknown>, text: string | undefined): string[] {
  if (setting.form !== "true or false" || text === undefined) return [];
  if (text === "true" || text === "false") return [];
  const origin = { kind: "project" as const, where: "" };
  return [`${JSON.stringify(text)} counts as ${String(setting.parse(text, origin))}.`];
}
