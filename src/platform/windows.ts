import type { Platform } from "../system/mod.ts";
import { windowsPath } from "./path.ts";
import { openWith, type PlatformDoors, sentryArch } from "./posix.ts";

/** Prints every trusted root of the user and the machine as PEM. */
const LIST_ROOTS = "Get-ChildItem Cert:\\LocalMachine\\Root, Cert:\\CurrentUser\\Root | " +
  "ForEach-Object { '-----BEGIN CERTIFICATE-----'; " +
  "[Convert]::ToBase64String($_.RawData, 'InsertLineBreaks'); '-----END CERTIFICATE-----' }";

export function windowsPlatform(doors: PlatformDoors): Platform {
  const { env } = doors;
  const homeFolder = () => env.get("USERPROFILE") || doors.homeFromUserDatabase();
  const appData = (variable: string, folder: string) => {
    const path = env.get(variable);
    if (path) return path;
    const home = homeFolder();
    return home === undefined ? undefined : windowsPath.join(home, "AppData", folder);
  };
  return {
    os: "windows",
    arch: sentryArch(doors.arch),
    path: windowsPath,
    lineEnd: "\r\n",
    executableSuffix: ".exe",
    homeFolder,
    configFolder: () => appData("APPDATA", "Roaming"),
    cacheFolder: () => appData("LOCALAPPDATA", "Local"),
    async trustedRoots() {
      try {
        const args = ["-NoProfile", "-NonInteractive", "-Command", LIST_ROOTS];
        const found = await doors.spawn("powershell.exe", args);
        const pem = new TextDecoder().decode(found.stdout);
        return found.code === 0 && pem.includes("BEGIN CERTIFICATE") ? [pem] : [];
      } catch {
        return [];
      }
    },
    // `start` would take the URL's `&` for a command separator; this handler takes it as it is.
    openBrowser: (url) => openWith(doors.spawn, "rundll32", ["url.dll,FileProtocolHandler", url]),
  };
}
