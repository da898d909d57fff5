/** What `mute`, `resolve` and `unresolve` share. */
import { type IssueSelection, type IssueStatus, setIssueStatus } from "../../api/issues.ts";
import { InputError } from "../../base/errors.ts";
import { InvalidValue, readInteger, type Values } from "../../cli/options.ts";
import type { Context } from "../../context.ts";
import { resolveSingleScope } from "../scope.ts";
import type { issueScope } from "./issue_options.ts";

/** Gives the chosen issues a status and says so. */
export async function changeIssues(
  ctx: Context,
  options: Values<typeof issueScope>,
  status: IssueStatus,
): Promise<void> {
  const key = resolveSingleScope(ctx, options);
  const selection = selectionOf(options);
  const api = await ctx.api();
  if (selection === undefined) {
    return ctx.out.show({
      json: { changed: false, status: null },
      text: () => "No changes requested.",
    });
  }
  await setIssueStatus(api, key, { selection, status });
  ctx.out.show({
    json: { changed: true, status },
    text: () => `Updated matching issues.\n  new status: ${status}`,
  });
}

/** All beats a status, which beats numbers. */
function selectionOf(
  { all, status, id }: Values<typeof issueScope>,
): IssueSelection | undefined {
  if (all) return { kind: "all" };
  if (status !== undefined) return { kind: "status", status };
  return id.length === 0 ? undefined : { kind: "ids", ids: id.map(readId) };
}

function readId(word: string): bigint {
  try {
    return readInteger(word);
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    throw new InputError("Invalid issue ID", {
      cause: error,
      hint:
        `'${word}' is no number; 'issues list' shows the number of each issue beside its short ID`,
    });
  }
}
