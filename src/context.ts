/** One run of one command: the doors, and what is built from them. */
import type { Api } from "./api/client.ts";
import type { Config } from "./config/config.ts";
import type { Log } from "./output/log.ts";
import type { Output } from "./output/output.ts";
import type { Prompt } from "./output/prompt.ts";
import type { Server } from "./config/server.ts";
import type { System } from "./system/mod.ts";
import type { Secret } from "./base/secret.ts";

export interface Context extends System {
  readonly config: Config;
  readonly log: Log;
  readonly out: Output;
  readonly prompt: Prompt;
  readonly globals: Globals;
  /**
   * Which server gets requests and which token goes with them; settled by the host rule when first
   * asked. Throws a `ConfigError` when the rule refuses the pair.
   */
  server(): Server;
  /** The API of the configured server. Lazy: a command that never calls Sentry needs no token. */
  api(): Promise<Api>;
  /** An API for another server or token than the configured one (`login` tries a new token). */
  apiFor(server: { readonly url: string; readonly token: Secret | undefined }): Promise<Api>;
}

/** The options that every command takes. */
export interface Globals {
  readonly quiet: boolean;
  readonly allowFailure: boolean;
}
