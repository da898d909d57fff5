/** Who put the program where it is: a package manager wants to update and remove it itself. */
import type { FileSystem, Platform } from "../../system/mod.ts";

export interface Manager {
  readonly name: string;
  /** Command lines, any of which does it. */
  readonly update: readonly string[];
  readonly uninstall: readonly string[];
}

/** The package manager that a program belongs to; `undefined` when it stands for itself. */
export async function managerOf(
  program: string,
  { fs, platform }: { readonly fs: Pick<FileSystem, "stat">; readonly platform: Platform },
): Promise<Manager | undefined> {
  const { dirname, join } = platform.path;
  const words = program.split(/[\\/]+/).map((word) => word.toLowerCase());
  const follows = (...run: string[]) =>
    words.some((_, at) => run.every((word, offset) => words[at + offset] === word));

  const at = words.lastIndexOf("node_modules");
  if (at >= 0) return npm(packageName(program.split(/[\\/]+/).slice(at + 1)));
  const receipt = join(dirname(dirname(program)), "INSTALL_RECEIPT.json");
  if (await fs.stat(receipt) !== undefined) return HOMEBREW;
  return MANAGERS.find(({ marks }) => marks.some((mark) => follows(...mark)))?.manager;
}

/** The package that users ask for: those for one platform come along with it. */
function packageName([first = "", second = ""]: readonly string[]): string {
  const name = first.startsWith("@") ? `${first}/${second}` : first;
  return name.replace(/-(?:linux|darwin|win32)-\w+$/, "");
}

function npm(name: string): Manager {
  return {
    name: "npm/yarn",
    update: [`npm update ${name}`, `npm update -g ${name}`, `yarn upgrade ${name}`],
    uninstall: [`npm uninstall ${name}`, `npm uninstall --global ${name}`, `yarn remove ${name}`],
  };
}

const HOMEBREW: Manager = {
  name: "homebrew",
  update: ["brew upgrade sentry-cli"],
  uninstall: ["brew uninstall sentry-cli"],
};

/** Folders that belong to one manager alone. */
const MANAGERS: readonly {
  readonly marks: readonly (readonly string[])[];
  readonly manager: Manager;
}[] = [
  {
    marks: [["scoop", "apps"], ["scoop", "shims"]],
    manager: {
      name: "scoop",
      update: ["scoop update sentry-cli"],
      uninstall: ["scoop uninstall sentry-cli"],
    },
  },
  {
    marks: [["chocolatey", "lib"], ["chocolatey", "bin"]],
    manager: {
      name: "chocolatey",
      update: ["choco upgrade sentry-cli"],
      uninstall: ["choco uninstall sentry-cli"],
    },
  },
  {
    marks: [["winget", "packages"], ["winget", "links"]],
    manager: {
      name: "winget",
      update: ["winget upgrade sentry-cli"],
      uninstall: ["winget uninstall sentry-cli"],
    },
  },
  {
    marks: [["mise", "installs"]],
    manager: {
      name: "mise",
      update: ["mise upgrade sentry-cli"],
      uninstall: ["mise uninstall sentry-cli"],
    },
  },
  {
    marks: [[".asdf", "installs"]],
    manager: {
      name: "asdf",
      update: ["asdf install sentry-cli latest"],
      uninstall: ["asdf uninstall sentry-cli VERSION"],
    },
  },
  {
    marks: [["nix", "store"]],
    manager: {
      name: "nix",
      update: ["nix profile upgrade sentry-cli"],
      uninstall: ["nix profile remove sentry-cli"],
    },
  },
  {
    marks: [["snap", "sentry-cli"]],
    manager: {
      name: "snap",
      update: ["snap refresh sentry-cli"],
      uninstall: ["snap remove sentry-cli"],
    },
  },
  {
    marks: [["site-packages"], ["dist-packages"], ["pipx", "venvs"]],
    manager: {
      name: "pip",
      update: ["pip install --upgrade sentry-cli", "pipx upgrade sentry-cli"],
      uninstall: ["pip uninstall sentry-cli", "pipx uninstall sentry-cli"],
    },
  },
];
