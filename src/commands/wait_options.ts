/** What the commands share that upload source maps. */
import { amount, flag } from "../cli/options.ts";
import { distributionOption } from "./shared_options.ts";

/** `-d/--dist`. */
export const distOption = distributionOption("The distribution that the files belong to.")
  .short("d").optional();

/** `--wait` and `--wait-for`. */
export const waitOptions = {
  wait: flag("Wait until the server has processed everything, 5 minutes at most.")
    .conflictsWith("waitFor"),
  waitFor: amount("The same, but so many seconds at most.").valueName("SECS").optional(),
};

/** Seconds to wait, `undefined` for not at all. */
export function waitSeconds(
  { wait, waitFor }: { readonly wait: boolean; readonly waitFor: number | undefined },
): number | undefined {
  return waitFor ?? (wait ? 300 : undefined);
}
