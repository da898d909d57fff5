import type { Platform } from "../system/mod.ts";
import { posixPath } from "./path.ts";
import { type PlatformDoors, posixHome, replaceByRename, sentryArch, succeeds } from "./posix.ts";

/** The keychains whose certificates the system trusts. */
const KEYCHAINS = [
  "/System/Library/Keychains/SystemRootCertificates.keychain",
  "/Library/Keychains/System.keychain",
];

/** AppleScript that shows its two arguments. */
const NOTIFY = [
  "on run {theTitle, theText}",
  "display notification theText with title theTitle",
  "end run",
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
    userId: doors.userId,
    homeFolder,
    configFolder: () => inLibrary("Application Support"),
    cacheFolder: () => inLibrary("Caches"),
    temporaryFolder: () => doors.env.get("TMPDIR") || "/tmp",
    async trustedRoots() {
      try {
        const found = await doors.spawn("security", ["find-certificate", "-a", "-p", ...KEYCHAINS]);
        const pem = new TextDecoder().decode(found.stdout);
        return found.code === 0 && pem !== "" ? [pem] : [];
      } catch {
        return [];
      }
    },
    openBrowser: (url) => succeeds(doors.spawn, "open", [url]),
    // The texts are arguments of the script, not part of it.
    notify: (title, text) =>
      succeeds(doors.spawn, "osascript", [...NOTIFY.flatMap((line) => ["-e", line]), title, text]),
    // The system's check is part of a framework that has no C face to call (Security.framework wants
    // Core Foundation objects), and the reference has none here either.
    checkRevocation: undefined,
    replaceProgram: (...files) => replaceByRename(doors, ...files),
  };
}
