/** docs/permissions.md, which `deno task docs` writes. */
import {
  commandPermissions,
  permissionFlags,
  type Permissions,
  programPermissions,
  type SystemName,
} from "../src/commands/permission_rows.ts";

const SYSTEMS: readonly (readonly [SystemName, string])[] = [
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
  Where the user names the program (\`config edit\` starts the editor, \`monitors run\` the job), it
  cannot be listed beforehand; \`--allow-run=vim\` will do for those who know theirs. Events name the
  version of the system, which \`uname\` knows; without it that is left out.
- \`--allow-ffi\`: on Windows, two libraries of the system check whether a server's certificate is
  revoked, and list trusted ones. Without it, nothing is checked for that, and
  \`--log-level=info\` says so. Where Windows lies in another folder, name that.
- \`--allow-sys=uid\`: finds the home folder when \`HOME\` is not set. Without it, \`HOME\` has to be.
  \`hostname\` and \`osRelease\` are what events say of the machine; without them they do not.

${tables.join("\n")}`;
}
