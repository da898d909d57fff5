import { defineGroup } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { trustCommand } from "./trust.ts";
import { untrustCommand } from "./untrust.ts";

export const configGroup = defineGroup<Context>({
  summary: "Decide which servers may get your token.",
  commands: { trust: trustCommand, untrust: untrustCommand },
});
