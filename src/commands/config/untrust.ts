import { defineCommand } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { WORKS_WHEN_CONFIG_IS_BROKEN } from "../tags.ts";
import { serverArgument, storeTrustedServers, trustedServers } from "./trusted_servers.ts";

/** `config untrust`: take that back. */
export const untrustCommand = defineCommand({
  summary: "No longer trust a server that a file of the repository names.",
  tags: [WORKS_WHEN_CONFIG_IS_BROKEN],
  args: { url: serverArgument },
  async run({ args: { url } }, ctx: Context) {
    const { path, servers } = trustedServers(ctx);
    const rest = servers.filter((each) => each !== url);
    if (rest.length === servers.length) {
      return ctx.out.say(`${url} is not in the list of trusted servers in ${path}`);
    }
    await storeTrustedServers(ctx, path, rest);
    ctx.out.say(`No longer trusting ${url}; removed from ${path}`);
  },
});
