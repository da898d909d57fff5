/** Options that all commands of the group take. */
import { choice, flag, text } from "../../cli/options.ts";
import { orgOption, projectOption } from "../shared_options.ts";

export const issueScope = {
  org: orgOption,
  project: projectOption,
  status: choice("Choose all issues of a status.", ["resolved", "muted", "unresolved"])
    .short("s").valueName("STATUS").optional(),
  all: flag("Choose all issues, as far as the server lets you.").short("a"),
  id: text("Choose an issue by its number; can be repeated.")
    .short("i").valueName("ID").repeated(),
};
