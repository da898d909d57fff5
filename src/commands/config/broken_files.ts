/** What commands that work with a broken configuration file say about it. */
import { messageChain } from "../../base/errors.ts";
import type { Context } from "../../context.ts";

/** Says on stderr which files could not be read: all other commands fail because of them. */
export function noteBrokenFiles(ctx: Context): void {
  for (const error of ctx.config.loadErrors) {
    ctx.log.error(messageChain(error).join(": "));
  }
}

/** 1 where a file could not be read, so that what was shown is not the whole truth. */
export function brokenFileCode(ctx: Context): 0 | 1 {
  return ctx.config.loadErrors.length === 0 ? 0 : 1;
}
