/** One run of one command: the doors, and what is built from them. */
import type { Api } from "./api/client.ts";
import type { Plan } from "./http/plan.ts";
import type { Ingest } from "./api/ingest.ts";
import type { Config } from "./config/config.ts";
import type { Log } from "./output/log.ts";
import type { Dsn } from "./config/dsn.ts";
import type { Output } from "./output/output.ts";
import type { Progress } from "./output/progress.ts";
import type { Prompt } from "./output/prompt.ts";
import type { Server, ServerChoice } from "./config/server.ts";
import type { Fetch, System, TransportOptions } from "./system/mod.ts";
import type { Group } from "./cli/command.ts";

export interface Context extends System {
  readonly config: Config;
  readonly log: Log;
  readonly out: Output;
  readonly prompt: Prompt;
  readonly progress: Progress;
  readonly globals: Globals;
  /**
   * The plan of a run with `--dry-run`. Requests go there by themselves; a command looks here only when
   * it would change something in another way (write a file, start a program).
   */
  readonly plan: Plan | undefined;
  /** The command tree, for what is generated from it. */
  readonly commandTree: Group<Context>;
  /**
   * Which server gets requests and which token goes with them; settled by the host rule when first
   * asked. Throws a `ConfigError` when the rule refuses the pair.
   */
  server(): Server;
  /** The same with another token than the configured one, or without any. */
  serverWith(choice: ServerChoice): Server;
  /** The API of the configured server. Lazy: a command that never calls Sentry needs no token. */
  api(): Promise<Api>;
  /** The API of another server or token (`login` tries a new token). */
  apiFor(server: Server): Promise<Api>;
  /** Requests to an address that is not the Sentry server's: no token, no custom header. */
  fetchFrom(url: string, options?: { readonly maxRetries?: number }): Promise<Fetch>;
  /**
   * Where events of the project go that the configured DSN names, or another one. Throws a
   * `ConfigError` when there is no DSN.
   */
  ingest(other?: Dsn): Promise<Ingest>;
  /** The way to a server that tries everything once only (`doctor`). */
  connectOnce(server: Server): Promise<Connection>;
  /** Masks what must not be seen, for what does not pass the log or the error text. */
  redact(text: string): string;
  /** The words typed, masked. */
  commandLine(): string;
  /** Keeps the log of this run from its beginning on, every level; the result gives its text. */
  recordLog(): () => string;
}

/** The way to a server, as its requests go. */
export interface Connection {
  readonly transport: TransportOptions;
  /** With all policies. */
  readonly fetch: Fetch;
}

/** The options that every command takes. */
export interface Globals {
  readonly quiet: boolean;
  readonly allowFailure: boolean;
}
