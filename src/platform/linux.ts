import type { Platform } from "../system/mod.ts";
import { posixPath } from "./path.ts";
import { type PlatformDoors, posixHome, replaceByRename, sentryArch, succeeds } from "./posix.ts";

/** Where distributions keep the bundle of trusted roots; the first that exists counts. */
const ROOT_BUNDLES = [
  "/etc/ssl/certs/ca-certificates.crt", // Debian, Alpine, Arch
  "/etc/pki/tls/certs/ca-bundle.crt", // Fedora, RHEL
  "/etc/ssl/ca-bundle.pem", // openSUSE
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", // CentOS 7+
  "/etc/ssl/cert.pem", // Alpine, distroless
];

/** Programs that open a URL, in order of trust. */
const OPENERS = ["xdg-open", "gio", "gnome-open", "kde-open", "wslview"];

export function linuxPlatform(doors: PlatformDoors): Platform {
  const { env } = doors;
  const homeFolder = () => posixHome(doors);
  // The XDG base directory specification ignores relative paths in these variables.
  const xdg = (name: string, fallback: string) => {
    const path = env.get(name);
    if (path && posixPath.isAbsolute(path)) return path;
    const home = homeFolder();
    return home === undefined ? undefined : posixPath.join(home, fallback);
  };
  return {
    os: "linux",
    arch: sentryArch(doors.arch),
    path: posixPath,
    lineEnd: "\n",
    executableSuffix: "",
    userId: doors.userId,
    homeFolder,
    configFolder: () => xdg("XDG_CONFIG_HOME", ".config"),
    cacheFolder: () => xdg("XDG_CACHE_HOME", ".cache"),
    temporaryFolder: () => env.get("TMPDIR") || "/tmp",
    async trustedRoots() {
      for (const path of ROOT_BUNDLES) {
        const pem = await doors.readText(path);
        if (pem !== undefined) return [pem];
      }
      return [];
    },
    async openBrowser(url) {
      for (const program of OPENERS) {
        const args = program === "gio" ? ["open", url] : [url];
        if (await succeeds(doors.spawn, program, args)) return true;
      }
      return false;
    },
    // `--` first: a title may begin with a hyphen.
    notify: (title, text) =>
      succeeds(doors.spawn, "notify-send", ["--app-name=sentry-cli", "--", title, text]),
    checkRevocation: undefined,
    replaceProgram: (...files) => replaceByRename(doors, ...files),
  };
}
