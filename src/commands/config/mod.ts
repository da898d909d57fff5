import { defineGroup } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { editCommand } from "./edit.ts";
import { explainCommand } from "./explain.ts";
import { getCommand } from "./get.ts";
import { listCommand } from "./list.ts";
import { pathCommand } from "./path.ts";
import { setCommand } from "./set.ts";
import { trustCommand } from "./trust.ts";
import { unsetCommand } from "./unset.ts";
import { untrustCommand } from "./untrust.ts";
import { validateCommand } from "./validate.ts";

export const configGroup = defineGroup<Context>({
  summary: "See, explain, check and change the configuration.",
  commands: {
    edit: editCommand,
    explain: explainCommand,
    get: getCommand,
    list: listCommand,
    path: pathCommand,
    set: setCommand,
    trust: trustCommand,
    unset: unsetCommand,
    untrust: untrustCommand,
    validate: validateCommand,
  },
});
