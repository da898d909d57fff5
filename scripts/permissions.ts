/**
 * What the program may touch, the single source: `deno task compile` bakes the list of everything into
 * the binary, the tests that go through `deno run` take the list of one command, and
 * docs/permissions.md shows both (tests/e2e/permissions_test.ts holds it to this file).
 */

/** Everything that a permission can be about; lists name programs or kinds of knowledge. */
export interface Permissions {
  /** Settings come from any variable, and children get all of them: names cannot be listed. */
  readonly env?: true;
  /** Settings lie in every folder up to the root, in the home folder, and where the user says. */
  readonly read?: true;
  readonly write?: true;
  /** The server is whichever the user configures, and proxies come on top. */
  readonly net?: true;
  /** `loopback`: listens on this machine and connects nowhere. */
  readonly listen?: true;
  readonly run?: readonly string[];
  readonly sys?: readonly string[];
}

export type System = "linux" | "darwin" | "windows";

/** Programs that open a URL, and those that know the system's trusted certificates. */
const BROWSERS: Readonly<Record<System, readonly string[]>> = {
  linux: ["xdg-open", "gio", "gnome-open", "kde-open", "wslview"],
  darwin: ["open"],
  windows: ["rundll32"],
};
const TRUST: Readonly<Record<System, readonly string[]>> = {
  linux: [],
  darwin: ["security"],
  windows: ["powershell.exe"],
};

/** Reads settings, prints, ends. `uid` finds the home folder of a user without `HOME`. */
const SETTINGS: Permissions = { env: true, read: true, sys: ["uid"] };

/** The list of each command; a group's entry holds for all commands below it. */
export function commandPermissions(system: System): Readonly<Record<string, Permissions>> {
  const online: Permissions = { ...SETTINGS, net: true, run: TRUST[system] };
  return {
    "--help": {},
    "--version": {},
    completions: {},
    config: { ...SETTINGS, write: true },
    info: online,
    "local serve": { ...SETTINGS, listen: true },
    "local serve --db": { ...SETTINGS, listen: true, write: true },
    login: { ...online, write: true, run: [...BROWSERS[system], ...TRUST[system]] },
    logout: { ...SETTINGS, write: true },
    organizations: online,
    releases: online,
  };
}

/** What all commands together need. */
export function programPermissions(system: System): Permissions {
  const all = Object.values(commandPermissions(system));
  const union = (lists: readonly (readonly string[] | undefined)[]) =>
    [...new Set(lists.flatMap((list) => list ?? []))].sort();
  return {
    env: true,
    read: true,
    write: true,
    net: true,
    run: union(all.map((each) => each.run)),
    sys: union(all.map((each) => each.sys)),
  };
}

/** The flags of `deno run` and `deno compile` for a list. */
export function permissionFlags(permissions: Permissions): string[] {
  const flags = ["--no-prompt"];
  if (permissions.env) flags.push("--allow-env");
  if (permissions.read) flags.push("--allow-read");
  if (permissions.write) flags.push("--allow-write");
  if (permissions.net) flags.push("--allow-net");
  else if (permissions.listen) flags.push("--allow-net=127.0.0.1,localhost,[::1]");
  if (permissions.run?.length) flags.push(`--allow-run=${permissions.run.join(",")}`);
  if (permissions.sys?.length) flags.push(`--allow-sys=${permissions.sys.join(",")}`);
  return flags;
}

/** The system that a target triple of `deno compile` names. */
export function systemOf(target: string): System {
  if (target.includes("windows")) return "windows";
  return target.includes("darwin") ? "darwin" : "linux";
}
