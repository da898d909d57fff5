import type { Machine } from "../mod.ts";

/** The line of `/etc/passwd` for our user; asks for the user's id, which the permissions may deny. */
export function passwdFields(): readonly string[] | undefined {
  if (Deno.build.os === "windows") return undefined;
  try {
    const id = String(Deno.uid());
    const line = Deno.readTextFileSync("/etc/passwd").split("\n").find((each) =>
      each.split(":")[2] === id
    );
    return line?.split(":");
  } catch {
    return undefined;
  }
}

/** This machine. */
export const denoMachine: Machine = {
  hostname: () => permitted(() => Deno.hostname()),
  osRelease: () => permitted(() => Deno.osRelease()),
  // Only Linux keeps its users there; elsewhere the variable is as good as it gets.
  userName: () =>
    passwdFields()?.[0] ||
    permitted(() => Deno.env.get(Deno.build.os === "windows" ? "USERNAME" : "USER")),
};

/** What the permissions deny is not known. */
function permitted(ask: () => string | undefined): string | undefined {
  try {
    return ask() || undefined;
  } catch {
    return undefined;
  }
}
