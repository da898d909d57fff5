/**
 * What the program may touch, the single source: `deno task compile` bakes the list of everything into
 * the binary, the tests that go through `deno run` take the list of one command, and
 * docs/permissions.md shows both. `deno run --allow-write scripts/permissions.ts` writes that page.
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

/** Windows tells of trusted and of revoked certificates through a library; the other reads memory. */
const LIBRARIES: Readonly<Record<System, readonly string[]>> = {
  linux: [],
  darwin: [],
  windows: ["C:\\Windows\\System32\\crypt32.dll", "C:\\Windows\\System32\\kernel32.dll"],
};

/** Reads settings, prints, ends. `uid` finds the home folder of a user without `HOME`. */
const SETTINGS: Permissions = { env: true, read: true, sys: ["uid"] };

/** The list of each command; a group's entry holds for all commands below it. */
export function commandPermissions(system: System): Readonly<Record<string, Permissions>> {
  const online: Permissions = {
    ...SETTINGS,
    net: true,
    run: TRUST[system],
    ffi: LIBRARIES[system],
  };
  return {
    "--help": { env: true },
    "--version": { env: true },
    completions: { env: true },
    config: { ...SETTINGS, write: true },
    "config edit": { ...SETTINGS, write: true, run: "any" },
    doctor: online,
    "doctor --bundle": { ...online, write: true },
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
    run: all.some(({ run }) => run === "any")
      ? "any"
      : union(all.map(({ run }) => run === "any" ? [] : run)),
    ffi: union(all.map((each) => each.ffi)),
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
  if (permissions.run === "any") flags.push("--allow-run");
  else if (permissions.run?.length) flags.push(`--allow-run=${permissions.run.join(",")}`);
  if (permissions.ffi?.length) flags.push(`--allow-ffi=${permissions.ffi.join(",")}`);
  if (permissions.sys?.length) flags.push(`--allow-sys=${permissions.sys.join(",")}`);
  return flags;
}

/** The system that a target triple of `deno compile` names. */
export function systemOf(target: string): System {
  if (target.includes("windows")) return "windows";
  return target.includes("darwin") ? "darwin" : "linux";
}

const SYSTEMS: readonly (readonly [System, string])[] = [
  ["linux", "Linux"],
  ["darwin", "macOS"],
  ["windows", "Windows"],
];

/** The flags as typed, without the one that all have. */
function typed(permissions: Permissions): string {
  return permissionFlags(permissions).filter((flag) => flag !== "--no-prompt").join(" ");
}

/** docs/permissions.md. */
export function permissionsPage(): string {
  const tables = SYSTEMS.map(([system, name]) => {
    const rows = Object.entries(commandPermissions(system)).map(([command, permissions]) => {
      const flags = typed(permissions);
      return `| \`${command}\` | ${flags === "" ? "nothing" : `\`${flags}\``} |`;
    });
    const all = `| everything (the compiled program) | \`${typed(programPermissions(system))}\` |`;
    return `## ${name}\n\n| Command | Needs |\n| --- | --- |\n${[...rows, all].join("\n")}\n`;
  });
  return `# Permissions

What each command asks of the runtime; a row of a group holds for all commands in it. Nothing needs
\`-A\`. The compiled program has the last row of its table built in. With \`deno run\`, give the row of
the command you use, and \`--no-prompt\`, so that whatever else it tries is refused:

\`\`\`sh
deno run --no-prompt --allow-env --allow-read --allow-net --allow-sys=uid sentry-cli.js info
\`\`\`

Why so, and how to give less:

- \`--allow-env\`: a setting can come from any of many variables, and a \`.env\` file adds to them, so
  the names cannot be listed beforehand.
- \`--allow-read\`: configuration lies in every folder from the working folder up, in the home folder,
  and where variables say. \`--allow-read=.,$HOME\` will do for a project below the home folder.
- \`--allow-write\`: for commands that keep something. \`--allow-write=$HOME\` will do for \`login\`.
- \`--allow-net\`: the server is yours to configure. \`--allow-net=sentry.example.com\` will do when no
  proxy stands between; the local server needs this machine only.
- \`--allow-run\`: \`login\` opens a browser when asked to; on macOS and Windows one program lists the
  system's trusted certificates. Without it, the address is printed and Deno's own certificates count.
  Where the user names the program (\`config edit\` starts the editor), it cannot be listed
  beforehand; \`--allow-run=vim\` will do for those who know theirs.
- \`--allow-ffi\`: on Windows, two libraries of the system check whether a server's certificate is
  revoked, and list trusted ones. Without it, nothing is checked for that, and
  \`--log-level=info\` says so. Where Windows lies in another folder, name that.
- \`--allow-sys=uid\`: finds the home folder when \`HOME\` is not set. Without it, \`HOME\` has to be.

${tables.join("\n")}`;
}

if (import.meta.main) {
  await Deno.writeTextFile(new URL("../docs/permissions.md", import.meta.url), permissionsPage());
}
