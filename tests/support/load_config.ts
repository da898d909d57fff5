/** The configuration of a fake system, loaded the way a run does it. */
import type { Config } from "../../src/config/config.ts";
import { loadDotenv } from "../../src/config/load_dotenv.ts";
import type { ConfigNote } from "../../src/config/model.ts";
import { resolve } from "../../src/config/resolve.ts";
import { CATALOGUE } from "../../src/config/settings.ts";
import { loadSources } from "../../src/config/sources.ts";
import type { Variables } from "../../src/config/variables.ts";
import { type FakeOptions, type FakeSystem, fakeSystem } from "./fake_system.ts";

export interface ConfigOptions extends FakeOptions {
  /** Flag values by the key of their setting. */
  readonly flags?: Record<string, string | readonly string[]>;
  /** Changes the files before they are read. */
  readonly prepare?: (system: FakeSystem) => void;
}

export interface LoadedConfig {
  readonly config: Config;
  readonly system: FakeSystem;
  /** The environment after the `.env` files. */
  readonly env: Variables;
  /** What reading the `.env` files had to say. */
  readonly dotenvNotes: readonly ConfigNote[];
}

/** Home is `/home/me`, the working directory `/work` unless said otherwise. */
export async function loadConfig(options: ConfigOptions = {}): Promise<LoadedConfig> {
  const system = fakeSystem(options);
  options.prepare?.(system);
  const flags = Object.entries(options.flags ?? {}).flatMap(([key, texts]) =>
    [texts].flat().map((text) => ({ key, text, flag: `--${key.split(".").at(-1)}` }))
  );
  const dotenv = await loadDotenv(system);
  const config = resolve(CATALOGUE, await loadSources(system, { dotenv, flags }));
  return { config, system, env: dotenv.env, dotenvNotes: dotenv.notes };
}

/** Messages of one level, in order. */
export function notes(
  { config, dotenvNotes }: LoadedConfig,
  level: "warn" | "info" | "debug",
): string[] {
  return [...dotenvNotes, ...config.notes].filter((note) => note.level === level).map((
    { message },
  ) => message);
}
