import type { Platform } from "../system/mod.ts";
import { posixPath } from "./path.ts";
import { openWith, type PlatformDoors, posixHome, sentryArch } from "./posix.ts";

/** The keychains whose certificates the system trusts. */
const KEYCHAINS = [
  "/System/Library/Keychains/SystemRootCertificates.keychain",
  "/Library/Keychains/System.keychain",
];

export function darwinPlatform(doors: PlatformDoors): Platform {
  const homeFolder = () => posixHome(doors);
  const inLibrary = (...parts: string[]) => {
    const home = homeFolder();
    return home === undefined ? undefined : posixPath.join(home, "Library", ...parts);
  };
  return {
    os: "darwin",
    arch: sentryArch(doors.arch),
    path: posixPath,
    lineEnd: "\n",
    executableSuffix: "",
    homeFolder,
    configFolder: () => inLibrary("Application Support"),
    cacheFolder: () => inLibrary("Caches"),
    async trustedRoots() {
      try {
        const found = await doors.spawn("security", ["find-certificate", "-a", "-p", ...KEYCHAINS]);
        const pem = new TextDecoder().decode(found.stdout);
        return found.code === 0 && pem !== "" ? [pem] : [];
      } catch {
        return [];
      }
    },
    openBrowser: (url) => openWith(doors.spawn, "open", [url]),
  };
}
