/**
 * What the program may touch, the single source: `permissions` prints it, `deno task compile` bakes the
 * list of everything into the binary, the tests that go through `deno run` take the list of one command,
 * and docs/permissions.md shows both (`deno task docs`).
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
  /** Programs by name; `any` where the user says which (an editor, a job). */
  readonly run?: readonly string[] | "any";
  /** Libraries of the system. */
  readonly ffi?: readonly string[];
  readonly sys?: readonly string[];
}

export type SystemName = "linux" | "darwin" | "windows";

/** Programs that open a URL, and those that know the system's trusted certificates. */
const BROWSERS: Readonly<Record<SystemName, readonly string[]>> = {
  linux: ["xdg-open", "gio", "gnome-open", "kde-open", "wslview"],
  darwin: ["open"],
  windows: ["rundll32"],
};
const TRUST: Readonly<Record<SystemName, readonly string[]>> = {
  linux: [],
  darwin: ["security"],
  windows: ["powershell.exe"],
};

/** Programs that name the version of the system. */
const MACHINE: Readonly<Record<SystemName, readonly string[]>> = {
  linux: ["uname"],
  darwin: ["sw_vers", "uname"],
  windows: [],
};

/** Windows tells of trusted and of revoked certificates through a library; the other reads memory. */
const LIBRARIES: Readonly<Record<SystemName, readonly string[]>> = {
  linux: [],
  darwin: [],
  windows: ["C:\\Windows\\System32\\crypt32.dll", "C:\\Windows\\System32\\kernel32.dll"],
};

/** Reads settings, prints, ends. `uid` finds the home folder of a user without `HOME`. */
const SETTINGS: Permissions = { env: true, read: true, sys: ["uid"] };

/** The list of each command; a group's entry holds for all commands below it. */
export function commandPermissions(system: SystemName): Readonly<Record<string, Permissions>> {
  const online: Permissions = {
    ...SETTINGS,
    net: true,
    run: TRUST[system],
    ffi: LIBRARIES[system],
  };
  // What an event says of the machine, and the spool.
  const events: Permissions = {
    ...online,
    write: true,
    run: [...TRUST[system], ...MACHINE[system]],
    sys: [...SETTINGS.sys ?? [], "hostname", "osRelease"],
  };
  return {
    "--help": { env: true },
    "--version": { env: true },
    "code-mappings": online,
    "bash-hook": events,
    completions: { env: true },
    "completions --install": { ...SETTINGS, write: true },
    config: { ...SETTINGS, write: true },
    "config edit": { ...SETTINGS, write: true, run: "any" },
    doctor: online,
    "doctor --bundle": { ...online, write: true },
    deploys: online,
    events: online,
    files: { ...online, write: true },
    flush: { ...online, write: true },
    info: online,
    issues: online,
    "local serve": { ...SETTINGS, listen: true },
    "local serve --db": { ...SETTINGS, listen: true, write: true },
    login: { ...online, write: true, run: [...BROWSERS[system], ...TRUST[system]] },
    logout: { ...SETTINGS, write: true },
    logs: online,
    monitors: online,
    "monitors run": { ...events, run: "any" },
    organizations: online,
    permissions: { env: true },
    projects: online,
    "react-native": { ...online, write: true },
    // A command of Macs alone. It runs the project's build script and, in the place of node, whatever
    // that calls.
    ...(system === "darwin"
      ? { "react-native xcode": { ...online, write: true, run: "any" } as const }
      : {}),
    releases: online,
    "releases files": { ...online, write: true },
    repos: online,
    sourcemaps: { ...online, write: true },
    uninstall: { ...SETTINGS, write: true },
    update: { ...online, write: true, run: "any" },
    "send-envelope": { ...online, write: true },
    "send-event": events,
    "send-metric": SETTINGS,
  };
}

/** What all commands together need. */
export function programPermissions(system: SystemName): Permissions {
  return union(Object.values(commandPermissions(system)));
}

function union(all: readonly Permissions[]): Permissions {
  const any = (name: "env" | "read" | "write" | "net" | "listen") =>
    all.some((each) => each[name]) ? { [name]: true } : {};
  const join = (lists: readonly (readonly string[] | undefined)[]) =>
    [...new Set(lists.flatMap((list) => list ?? []))].sort();
  return {
    ...any("env"),
    ...any("read"),
    ...any("write"),
    ...any("net"),
    ...any("listen"),
    run: all.some(({ run }) => run === "any")
      ? "any"
      : join(all.map(({ run }) => run === "any" ? [] : run)),
    ffi: join(all.map(({ ffi }) => ffi)),
    sys: join(all.map(({ sys }) => sys)),
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
  if (permissions.run === "any") flags.push("--allow-run");
  else if (permissions.run?.length) flags.push(`--allow-run=${permissions.run.join(",")}`);
  if (permissions.ffi?.length) flags.push(`--allow-ffi=${permissions.ffi.join(",")}`);
  if (permissions.sys?.length) flags.push(`--allow-sys=${permissions.sys.join(",")}`);
  return flags;
}

/**
 * The row for the words of a command line, the longest that fits (`doctor --bundle` before `doctor`).
 * `undefined` for a command that is not there.
 */
export function permissionsFor(
  rows: Readonly<Record<string, Permissions>>,
  words: readonly string[],
): { readonly row: string; readonly permissions: Permissions } | undefined {
  const fitting = Object.entries(rows).filter(([row]) => {
    const [first = "", ...rest] = row.split(" ");
    return words[0] === first && rest.every((word) => words.includes(word));
  });
  const [row, permissions] = fitting.sort(([a], [b]) => b.length - a.length)[0] ?? [];
  if (row !== undefined && permissions !== undefined) return { row, permissions };
  // A group that has rows for its commands only: all of them together.
  const below = Object.entries(rows).filter(([each]) => each.startsWith(`${words.join(" ")} `));
  if (below.length === 0) return undefined;
  return { row: words.join(" "), permissions: union(below.map(([, each]) => each)) };
}

/** The system that a target triple of `deno compile` names. */
export function systemOf(target: string): SystemName {
  if (target.includes("windows")) return "windows";
  return target.includes("darwin") ? "darwin" : "linux";
}
