import { defineCommand } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { WORKS_WHEN_CONFIG_IS_BROKEN } from "../tags.ts";
import { serverArgument, storeTrustedServers, trustedServers } from "./trusted_servers.ts";

/** `config trust`: let a server that a repository names get your token. */
export const trustCommand = defineCommand({
  summary: "Trust a server with your token, even when a file of the repository names it.",
  tags: [WORKS_WHEN_CONFIG_IS_BROKEN],
  args: { url: serverArgument },
  async run({ args: { url } }, ctx: Context) {
    const { path, servers } = trustedServers(ctx);
    if (servers.includes(url)) return ctx.out.say(`${url} is trusted already, see ${path}`);
    await storeTrustedServers(ctx, path, [...servers, url]);
    ctx.out.say(`Trusting ${url} from now on; kept in ${path}`);
  },
});
