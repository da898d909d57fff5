import type { Deploy } from "../../api/deploys.ts";

/** The name of a deploy as people see it. */
export function deployName({ name }: Deploy): string {
  return name || "unnamed";
}
