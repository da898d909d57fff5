import type { Context } from "../context.ts";
import { type Manager, managerOf } from "../features/installation/managers.ts";
import { systemManagerOf } from "../features/installation/system_packages.ts";

/** What runs: a program in a file of its own, alone or under a package manager. */
export async function installedProgram(
  ctx: Context,
): Promise<{ readonly path: string; readonly manager: Manager | undefined } | undefined> {
  if (ctx.program.kind !== "native") return undefined;
  // A link on PATH says nothing of who owns what it leads to.
  const path = await ctx.fs.realPath(ctx.program.path);
  const manager = await managerOf(path, ctx) ?? await systemManagerOf(path, ctx);
  return { path, manager };
}

/** Says what to do in place of an act that belongs to a package manager; the exit code. */
export function leaveTo(manager: Manager, act: "update" | "uninstall", ctx: Context): number {
  const { name } = manager;
  ctx.out.say(`This installation of sentry-cli is managed through ${name}`);
  ctx.out.say(`Please use ${name} to ${act} sentry-cli, with the one of these that fits:`);
  for (const line of manager[act]) ctx.out.say(`  ${line}`);
  return 1;
}
