/** Which organization and projects a command works on. */
import { resolveOrg, resolveProjects } from "../config/scope.ts";
import type { Context } from "../context.ts";

export interface Scope {
  readonly org: string;
  readonly projects: readonly string[];
}

/**
 * Settles organization and projects from the options, the configuration and the token.
 * Throws a `ConfigError` that says how to give what is missing.
 */
export function resolveScope(
  ctx: Context,
  options: { readonly org?: string | undefined; readonly project?: readonly string[] },
  { projects: need }: { readonly projects: "required" | "optional" | "ignored" },
): Scope {
  const org = resolveOrg(ctx.config, { flag: options.org, tokenOrg: ctx.server().tokenOrg });
  if (org.warning !== undefined) ctx.log.warn(org.warning);
  if (need === "ignored") return { org: org.value, projects: [] };
  const projects = resolveProjects(ctx.config, {
    flags: options.project ?? [],
    required: need === "required",
  });
  return { org: org.value, projects };
}
