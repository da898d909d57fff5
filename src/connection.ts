/** From the configuration to requests: what the network policies need to know, read from settings. */
import type { Ingest } from "./api/ingest.ts";
import { VERSION } from "./base/version.ts";
import type { Config } from "./config/config.ts";
import { requireDsn } from "./config/configured_dsn.ts";
import { type Dsn, writeDsn } from "./config/dsn.ts";
import type { Setting } from "./config/model.ts";
import type { Server } from "./config/server.ts";
import { settledPath } from "./config/settled_path.ts";
import { settings } from "./config/settings.ts";
import type { Connection } from "./context.ts";
import type { Plan } from "./http/plan.ts";
import { createProxyFor } from "./http/proxy.ts";
import { createRevocationCheck } from "./http/revocation.ts";
import { createFetch } from "./http/stack.ts";
import { loadTransport, type PlacedFile, type TrustFile } from "./http/transport.ts";
import type { Log } from "./output/log.ts";
import type { Fetch, System, Timeouts, TransportOptions } from "./system/mod.ts";

/** What a connection is made from. */
export interface ConnectionParts {
  readonly system: System;
  readonly config: Config;
  readonly log: Log;
  readonly redact: (text: string) => string;
}

/** A fetch with all policies for one server. Throws a `ConfigError` for a setting that cannot be used. */
export async function connectTo(server: Server, parts: ConnectionParts): Promise<Fetch> {
  const transport = await transportTo(server.url, parts);
  return fetchOver(transport, server, { ...parts, maxRetries: undefined });
}

/** The same without repeating anything, and what it stands on. */
export async function connectOnce(server: Server, parts: ConnectionParts): Promise<Connection> {
  const transport = await transportTo(server.url, parts);
  return { transport, fetch: fetchOver(transport, server, { ...parts, maxRetries: 0 }) };
}

/** A fetch for an address that is not the Sentry server's: it gets no token and no custom header. */
export async function connectElsewhere(
  url: string,
  maxRetries: number | undefined,
  parts: ConnectionParts,
): Promise<Fetch> {
  const stranger = { url, credentials: undefined, isStranger: true };
  return fetchOver(await transportTo(url, parts), stranger, { ...parts, maxRetries });
}

/**
 * How long an ingest host may think about an envelope: it only has to take it in, and who sends one from
 * a script cannot wait as long as for the management API. `http.answer_timeout` replaces it.
 */
const INGEST_ANSWER_MS = 30_000;

/**
 * The way to the project of the configured DSN, or of another one. No token goes there. Your own headers
 * do when you named the DSN yourself; one that a repository names has to belong to your server.
 */
export async function connectIngest(
  parts: ConnectionParts & { readonly plan: Pick<Plan, "note"> | undefined },
  other?: Dsn,
): Promise<Ingest> {
  const { system, config } = parts;
  const { dsn, isOwn } = other === undefined
    ? requireDsn(config, parts.plan)
    : { dsn: other, isOwn: false };
  const transport = await transportTo(dsn.origin, parts);
  const url = isOwn ? dsn.origin : config.serverUrl().url;
  const secret = dsn.secretKey?.reveal();
  const { createIngest } = await import("./api/ingest.ts");
  return createIngest({
    key: dsn,
    secret,
    dsnText: writeDsn(dsn, secret),
    fetch: fetchOver(transport, { url, credentials: undefined }, {
      ...parts,
      maxRetries: undefined,
      answerMs: INGEST_ANSWER_MS,
    }),
    clock: system.clock,
    arch: system.platform.arch,
  });
}

function fetchOver(
  transport: TransportOptions,
  server: Pick<Server, "url" | "credentials"> & { readonly isStranger?: boolean },
  { system, config, log, redact, maxRetries, answerMs }: ConnectionParts & {
    /** Default: as configured. */
    readonly maxRetries: number | undefined;
    /** Where nothing is configured. */
    readonly answerMs?: number;
  },
): Fetch {
  return createFetch({
    connect: system.connect,
    transport,
    baseUrl: server.url,
    credentials: server.credentials,
    trustedHosts: config.get(settings.trustedHosts) ?? [],
    userAgent: `sentry-cli/${VERSION}`,
    pipeline: config.get(settings.pipeline),
    customHeaders: server.isStranger === true ? [] : customHeaders(config),
    maxRetries: maxRetries ?? config.get(settings.maxRetries) ?? 0,
    timeouts: { ...(answerMs === undefined ? {} : { answerMs }), ...timeouts(config) },
    clock: system.clock,
    random: system.random,
    log: log.area("http"),
    redact,
    signal: system.signal,
  });
}

/** How connections to a server are made. */
export async function transportTo(
  url: string,
  { system, config, log }: ConnectionParts,
): Promise<TransportOptions> {
  const isHttps = url.startsWith("https:");
  const proxy = config.raw(settings.proxyUrl);
  const doors = { cwd: system.cwd, path: system.platform.path };
  const file = (setting: Setting<string>): PlacedFile | undefined => {
    const found = config.resolve(setting);
    if (found === undefined || found.value === "") return undefined;
    return { path: settledPath(found.value, found.origin, doors), where: found.origin.where };
  };
  const trust = (setting: Setting<string>, required: boolean): TrustFile[] => {
    const placed = file(setting);
    return placed === undefined ? [] : [{ ...placed, required }];
  };
  const proxyFor = createProxyFor(
    {
      proxyUrl: proxy === undefined ? undefined : { text: proxy.text, where: proxy.origin.where },
      username: config.get(settings.proxyUsername),
      password: config.get(settings.proxyPassword),
    },
    (name) => system.env.get(name),
  );
  const transport = await loadTransport({
    proxyFor,
    trustFiles: [
      ...trust(settings.caFile, true),
      ...trust(settings.curlCaBundle, true),
      ...trust(settings.sslCertFile, false),
      ...trust(settings.nodeExtraCaCerts, false),
    ],
    clientCertificate: file(settings.clientCertificate),
    clientKey: file(settings.clientKey),
    verifyTls: config.get(settings.verifySsl) ?? true,
    keepAlive: config.get(settings.keepAlive) ?? isHttps,
  }, { fs: system.fs, log: log.area("http") });
  const { checkRevocation } = system.platform;
  if (checkRevocation === undefined || config.get(settings.checkSslRevoke) === false) {
    return transport;
  }
  const checkPeer = createRevocationCheck({
    checkRevocation,
    caCertificates: transport.caCertificates,
    clock: system.clock,
    log: log.area("http"),
  });
  return { ...transport, checkPeer };
}

/** Flags replace the variable, which replaces the files; they are not merged. */
function customHeaders(config: Config): { line: string; where: string }[] {
  const found = config.resolve(settings.customHeader);
  const where = found?.origin.where ?? "";
  return (found?.value ?? []).map((line) => ({ line: line.reveal(), where }));
}

function timeouts(config: Config): Partial<Timeouts> {
  const answerMs = config.get(settings.answerTimeout);
  const idleMs = config.get(settings.idleTimeout);
  const totalMs = config.get(settings.timeout);
  return {
    ...(answerMs === undefined ? {} : { answerMs }),
    ...(idleMs === undefined ? {} : { idleMs }),
    ...(totalMs === undefined ? {} : { totalMs }),
  };
}
