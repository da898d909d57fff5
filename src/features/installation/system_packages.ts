/** The system's own package manager: it knows each file below /usr that it has put there. */
import { type Platform, type Spawn, SystemError } from "../../system/mod.ts";
import type { Manager } from "./managers.ts";

/** Where system packages put programs; /usr/local and home folders are not theirs. */
const FOLDERS = ["/usr/bin", "/usr/sbin", "/bin", "/sbin", "/usr/libexec", "/usr/lib", "/opt"];

/** How each is asked for the owner of a file, and what it calls it. */
const DATABASES: readonly {
  readonly query: readonly [program: string, ...args: string[]];
  readonly answer: RegExp;
  readonly manager: (name: string) => Manager;
}[] = [
  {
    query: ["dpkg-query", "--search"],
    answer: /^([a-z0-9][a-z0-9+.-]*)(?::\w+)?: \//m,
    manager: (name) => ({
      name: "apt",
      update: [`sudo apt install --only-upgrade ${name}`],
      uninstall: [`sudo apt remove ${name}`],
    }),
  },
  {
    query: ["rpm", "--query", "--queryformat", "%{NAME}", "--file"],
    answer: /^([\w+.-]+)$/,
    manager: (name) => ({
      name: "rpm",
      update: [`sudo dnf upgrade ${name}`, `sudo zypper update ${name}`],
      uninstall: [`sudo dnf remove ${name}`, `sudo zypper remove ${name}`],
    }),
  },
  {
    query: ["pacman", "--query", "--quiet", "--owns"],
    answer: /^([\w@+.-]+)$/,
    manager: (name) => ({
      name: "pacman",
      update: [`sudo pacman -Syu ${name}`],
      uninstall: [`sudo pacman -R ${name}`],
    }),
  },
  {
    query: ["apk", "info", "--who-owns"],
    answer: / is owned by ([\w+.-]+?)-\d[^\s-]*-r\d+$/m,
    manager: (name) => ({
      name: "apk",
      update: [`apk upgrade ${name}`],
      uninstall: [`apk del ${name}`],
    }),
  },
];

/** The system's package manager, when the program is a file of one of its packages. */
export async function systemManagerOf(
  program: string,
  { platform, spawn }: { readonly platform: Platform; readonly spawn: Spawn },
): Promise<Manager | undefined> {
  if (platform.os !== "linux" || !FOLDERS.some((each) => program.startsWith(`${each}/`))) return;
  for (const { query: [ask, ...args], answer, manager } of DATABASES) {
    try {
      const { code, stdout } = await spawn(ask, [...args, program]);
      const name = answer.exec(new TextDecoder().decode(stdout).trim())?.[1];
      if (code === 0 && name !== undefined) return manager(name);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error; // not installed here
    }
  }
  return undefined;
}
