/**
 * The embedded local server: a Sentry-compatible server on the loopback interface.
 *
 * `http_server.ts` speaks HTTP, `app.ts` records requests and lets faults act, `routes.ts` finds the
 * room, `rooms/` answers, `store/` remembers.
 */
import { UsageError } from "../../base/errors.ts";
import type { Clock, Codecs, Database, Listener, ListenOptions, Random } from "../../system/mod.ts";
import { isLoopbackName } from "./access.ts";
import { createApp } from "./app.ts";
import { parseFaultRule } from "./fault_rule.ts";
import { Faults } from "./faults.ts";
import { hex } from "./bytes.ts";
import { serveHttp } from "./http_server.ts";
import { dsnOf } from "./rooms/event_views.ts";
import { formatTimestamp } from "./timestamps.ts";
import { createRecorder } from "./recorder.ts";
import { listProjects } from "./store/accounts.ts";
import { clearRequests, listRequests, type RecordedRequest } from "./store/requests.ts";
import { ensureProjectKey } from "./store/project_keys.ts";
import { seed } from "./store/seed.ts";
import { IN_MEMORY, openStore } from "./store/store.ts";
import { tokenMaker, type TokenOptions } from "./tokens.ts";

/** The doors it needs. */
export interface LocalServerDoors {
  listen(options: ListenOptions): Promise<Listener>;
  openDatabase(path: string): Promise<Database>;
  codecs(): Promise<Codecs>;
  readonly clock: Clock;
  readonly random: Random;
  /** Ends the server. */
  readonly signal: AbortSignal;
}

export interface LocalServerOptions {
  /** A loopback name or address; default `127.0.0.1`. */
  readonly host?: string | undefined;
  /** 0 picks a free one. */
  readonly port: number;
  /** The database file; default: in memory. */
  readonly database?: string | undefined;
  /** Default: a new one. */
  readonly token?: string | undefined;
  /** Fault rules as written. */
  readonly faults?: readonly string[] | undefined;
  readonly tls?: ListenOptions["tls"];
  /** Closes a connection on which nothing happens for so long. */
  readonly idleMs?: number | undefined;
  /** How long busy connections may go on after the end of the server. */
  readonly graceMs?: number | undefined;
  /** Is told of errors that should never happen. */
  readonly onBug?: ((error: unknown) => void) | undefined;
}

export interface LocalServer {
  /** Base URL without a trailing slash. */
  readonly url: string;
  readonly port: number;
  readonly token: string;
  readonly org: string;
  readonly projects: readonly string[];
  /** Where SDKs send the events of each project. */
  readonly dsns: Readonly<Record<string, string>>;
  /** Requests received after the one with the number `since`, oldest first. */
  requests(since?: number): RecordedRequest[];
  clearRequests(): void;
  /** Throws a `UsageError` for a rule that does not fit. */
  addFault(rule: string): void;
  clearFaults(): void;
  /** Lets another token in. */
  addToken(token: string, options?: TokenOptions): Promise<void>;
  /** Resolves when the server has ended and everything is closed. */
  readonly finished: Promise<void>;
}

/** Starts the server. Throws `UsageError`, `InputError` (database) or `SystemError` (port). */
export async function startLocalServer(
  doors: LocalServerDoors,
  options: LocalServerOptions,
): Promise<LocalServer> {
  const { clock, signal } = doors;
  const host = options.host ?? "127.0.0.1";
  if (!isLoopbackName(host)) {
    throw new UsageError(`Could not listen on '${host}': it is not a loopback address`, {
      hint: "The local server is for this machine only; use 127.0.0.1 or ::1.",
    });
  }
  const faults = new Faults();
  for (const rule of options.faults ?? []) faults.add(parseFaultRule(rule));
  const store = await openStore((path) => doors.openDatabase(path), options.database ?? IN_MEMORY);
  try {
    const organization = seed(store, clock.now());
    const projects = listProjects(store, organization.id, { offset: 0, limit: 1000 })
      .sort((a, b) => a.id - b.id);
    const dateCreated = formatTimestamp(clock.now());
    const tokens = tokenMaker({ ...doors, store, organizationId: organization.id });
    const token = options.token ?? tokens.generate();
    await tokens.add(token);
    const bare = host.replace(/^\[|\]$/g, "");
    const listener = await doors.listen({ hostname: bare, port: options.port, tls: options.tls });
    const shown = bare.includes(":") ? `[${bare}]` : bare;
    const url = `${options.tls === undefined ? "http" : "https"}://${shown}:${listener.port}`;
    const app = createApp({
      store,
      clock,
      codecs: once(() => doors.codecs()),
      faults,
      tokens,
      newId: () => hex(doors.random.bytes(16)),
      signal,
      recorder: createRecorder(store, clock),
      baseUrl: url,
      onBug: options.onBug ?? (() => {}),
    });
    const finished = serveHttp(listener, app, {
      clock,
      signal,
      idleMs: options.idleMs,
      graceMs: options.graceMs,
    }).finally(() => store.close());
    return {
      url,
      port: listener.port,
      token,
      org: organization.slug,
      projects: projects.map(({ slug }) => slug),
      dsns: Object.fromEntries(
        projects.map(({ slug, id }) => {
          const fresh = { publicKey: hex(doors.random.bytes(16)), dateCreated };
          return [slug, dsnOf(ensureProjectKey(store, id, fresh), id, url)];
        }),
      ),
      requests: (since = 0) => listRequests(store, since),
      clearRequests: () => void clearRequests(store),
      addFault: (rule) => void faults.add(parseFaultRule(rule)),
      clearFaults: () => faults.clear(),
      addToken: (text, tokenOptions) => tokens.add(text, tokenOptions),
      finished,
    };
  } catch (error) {
    store.close();
    throw error;
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
