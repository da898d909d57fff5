/** The list of trusted servers in the home file, which no repository can write. */
import { ConfigError } from "../../base/errors.ts";
import { InvalidValue, parsed } from "../../cli/options.ts";
import { editSettings } from "../../config/edit.ts";
import { settings } from "../../config/settings.ts";
import type { Context } from "../../context.ts";

/** `<URL>`: scheme, host and port of a server; what else the address holds is left out. */
export const serverArgument = parsed("Address of the server, with http:// or https://.", (word) => {
  const url = URL.parse(word);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new InvalidValue("not an address such as https://sentry.example.com");
  }
  return url.origin;
}).valueName("URL").completes(["https://", "http://"]);

/** The servers in the list, and where it is kept. */
export function trustedServers(ctx: Context): { path: string; servers: readonly string[] } {
  const path = ctx.config.files.global;
  if (path === undefined) {
    throw new ConfigError("Could not find the list of trusted servers: no home folder is known", {
      hint: "Set HOME, or name the server in SENTRY_TRUSTED_HOSTS",
    });
  }
  const stored = ctx.config.each(settings.trustedHosts)
    .find(({ origin }) => origin.file === path);
  return { path, servers: stored?.value ?? [] };
}

/** Writes the list; an empty one is taken out of the file. */
export async function storeTrustedServers(
  ctx: Context,
  path: string,
  servers: readonly string[],
): Promise<void> {
  const text = servers.length === 0 ? undefined : servers.join(", ");
  await editSettings(ctx, path, [{ setting: settings.trustedHosts, text }]);
}
