/** Which organization and projects a command works on. */
import { resolveOrg, resolveProjects } from "../config/scope.ts";
import type { Context } from "../context.ts";

export interface Scope {
  readonly org: string;
  readonly projects: readonly string[];
  /** The first of them, `""` where there is none. */
  readonly project: string;
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
  if (need === "ignored") return { org: org.value, projects: [], project: "" };
  const projects = resolveProjects(ctx.config, {
    flags: options.project ?? [],
    required: need === "required",
  });
  return { org: org.value, projects, project: projects[0] ?? "" };
}

/** The same for commands that take one project, and need it. */
export function resolveSingleScope(
  ctx: Context,
  { org, project }: { readonly org: string | undefined; readonly project: string | undefined },
): Scope {
  const flags = project === undefined ? [] : [project];
  return resolveScope(ctx, { org, project: flags }, { projects: "required" });
}
