/** What an event says of the machine it was sent from. */
import type { JsonObject } from "../../api/event_model.ts";
import type { Machine, Platform, Spawn } from "../../system/mod.ts";
import { SystemError } from "../../system/mod.ts";

/** The doors this needs, and the device as configured. */
export interface SurroundingsOptions {
  readonly machine: Machine;
  readonly platform: Pick<Platform, "os" | "arch">;
  readonly spawn: Spawn;
  /** `device.family`, `device.model`. */
  readonly device: { readonly family: string | undefined; readonly model: string | undefined };
}

const NAMES = { linux: "Linux", darwin: "macOS", windows: "Windows" } as const;

/** The contexts `device` and `os`. */
export async function surroundingContexts(options: SurroundingsOptions): Promise<JsonObject> {
  const { machine, platform, spawn, device } = options;
  const ask = (program: string, word: string) => firstLine(spawn, program, word);
  const version = platform.os === "darwin"
    ? await ask("sw_vers", "-productVersion")
    : machine.osRelease();
  const kernel = platform.os === "windows" ? undefined : await ask("uname", "-v");
  return {
    device: withoutNothing({
      type: "device",
      family: device.family || undefined,
      model: device.model || undefined,
      arch: platform.arch,
    }),
    os: withoutNothing({
      type: "os",
      name: NAMES[platform.os],
      version,
      kernel_version: kernel,
    }),
  };
}

/** What a program prints; `undefined` where there is no such program. */
async function firstLine(spawn: Spawn, program: string, word: string): Promise<string | undefined> {
  try {
    const { code, stdout } = await spawn(program, [word]);
    const line = new TextDecoder().decode(stdout).split("\n")[0]?.trim();
    return code === 0 && line !== "" ? line : undefined;
  } catch (error) {
    if (error instanceof SystemError) return undefined;
    throw error;
  }
}

/** Without the keys whose value is nothing. */
export function withoutNothing(record: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
