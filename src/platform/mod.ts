/** Picks the body of the platform by the system's name, once. */
import type { Platform } from "../system/mod.ts";
import { darwinPlatform } from "./darwin.ts";
import { linuxPlatform } from "./linux.ts";
import type { PlatformDoors } from "./posix.ts";
import { windowsPlatform } from "./windows.ts";

/** `os` as the runtime names it; other Unix systems are treated like Linux. */
export function platformFor(os: string, doors: PlatformDoors): Platform {
  switch (os) {
    case "windows":
      return windowsPlatform(doors);
    case "darwin":
      return darwinPlatform(doors);
    default:
      return linuxPlatform(doors);
  }
}
