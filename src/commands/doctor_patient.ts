/** What the checks of `doctor` are about, read from the settings. */
import { createApi } from "../api/client.ts";
import { CliError, messageChain } from "../base/errors.ts";
import type { Setting } from "../config/model.ts";
import { problemText } from "../config/problem.ts";
import { resolveOrg } from "../config/scope.ts";
import type { Server } from "../config/server.ts";
import { settings } from "../config/settings.ts";
import { validate } from "../config/validate.ts";
import type { Context } from "../context.ts";
import {
  failure,
  type Finding,
  ok,
  type Patient,
  type Placed,
  type Route,
  warning,
} from "../features/doctor/model.ts";
import type { Fetch, ProxyAddress } from "../system/mod.ts";

/** The options of the command. */
export interface DoctorOptions {
  readonly org: string | undefined;
  readonly project: string | undefined;
  readonly probe: boolean;
  readonly bundle: string | undefined;
}

/** How long one step may take when the settings do not say. Commands wait longer. */
const LIMIT_MS = 15_000;

/** Never throws for what is wrong with the settings: that is the first finding. */
export async function describePatient(options: DoctorOptions, ctx: Context): Promise<Patient> {
  const { config } = ctx;
  const found = await routeOrFinding(ctx);
  const isBroken = "status" in found;
  return {
    config: isBroken ? found : await configFinding(ctx),
    route: isBroken ? undefined : found,
    org: isBroken ? undefined : orgOf(options, ctx),
    project: isBroken ? undefined : projectOf(options, ctx),
    checksRevocation: orDefault(() => config.get(settings.checkSslRevoke)) !== false,
    limitMs: orDefault(() => config.get(settings.answerTimeout)) ?? LIMIT_MS,
    sendsChunk: options.probe,
  };
}

/** The way to the server, or why the settings lead nowhere. */
async function routeOrFinding(ctx: Context): Promise<Route | Finding> {
  const { config } = ctx;
  const [broken] = config.loadErrors;
  if (broken !== undefined) return asFinding(broken, config.files.global);
  try {
    const server = ctx.server();
    const { transport, fetch } = await ctx.connectOnce(server);
    const url = new URL(server.url);
    const address = transport.proxyFor(url);
    // Read now, as a wrong file is a matter of the settings, not of TLS.
    if (url.protocol === "https:") await transport.caCertificates();
    const limitMs = config.get(settings.answerTimeout) ?? LIMIT_MS;
    const limited: Fetch = (request) =>
      fetch({ ...request, timeouts: { answerMs: limitMs, ...request.timeouts } });
    return {
      server: { value: server.url, where: server.urlOrigin.where },
      proxy: address && { address, where: proxyPlace(ctx, url, address) },
      transport,
      fetch: limited,
      api: server.credentials &&
        createApi({ server, fetch: limited, log: ctx.log.area("api") }),
      credentials: server.credentials?.origin.where,
    };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return asFinding(error, undefined);
  }
}

function asFinding(error: CliError, file: string | undefined): Finding {
  const fix = error.hint ??
    (file === undefined
      ? "Correct the setting that is named"
      : "Correct the file that is named; 'sentry-cli config validate' shows all of its problems");
  // The cause has the line of a file that cannot be read.
  return failure(messageChain(error).join(": "), fix);
}

/** The settings can be used; is there something odd about them? */
async function configFinding(ctx: Context): Promise<Finding> {
  const { warnings } = ctx.server();
  const [warned] = warnings;
  if (warned !== undefined) return warning(warned, "Take one of the two addresses away");
  const problems = await validate(ctx.config, ctx);
  const [first] = problems;
  if (first !== undefined) {
    const more = problems.length === 1 ? "" : ` (and ${problems.length - 1} more)`;
    return warning(
      `${problemText(first)}${more}`,
      "Run 'sentry-cli config validate' to see all of it",
    );
  }
  const server: Server = ctx.server();
  return ok(`server ${server.url} (${server.urlOrigin.where})`);
}

/** Who named the proxy, in the order in which `http/proxy.ts` looks. */
function proxyPlace({ config }: Context, url: URL, { host }: ProxyAddress): string {
  const rows: readonly Setting<unknown>[] = url.protocol === "https:"
    ? [settings.proxyUrl, settings.httpsProxy, settings.allProxy]
    : [settings.proxyUrl, settings.allProxy];
  for (const row of rows) {
    const found = config.raw(row);
    if (found !== undefined && found.text.trim() !== "") return found.origin.where;
  }
  return host;
}

function orgOf({ org }: DoctorOptions, ctx: Context): Placed | undefined {
  const { tokenOrg } = ctx.server();
  const value = orDefault(() => resolveOrg(ctx.config, { flag: org, tokenOrg }).value);
  if (value === undefined) return undefined;
  const where = tokenOrg !== undefined
    ? "the auth token"
    : org !== undefined
    ? "--org"
    : ctx.config.resolve(settings.org)?.origin.where ?? "the settings";
  return { value, where };
}

function projectOf({ project }: DoctorOptions, { config }: Context): Placed | undefined {
  if (project !== undefined) return { value: project, where: "--project" };
  const found = orDefault(() => config.resolve(settings.project));
  if (found === undefined || found.value === "") return undefined;
  return { value: found.value, where: found.origin.where };
}

/** What a setting says, `undefined` when it says nothing that can be used. */
function orDefault<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof CliError) return undefined;
    throw error;
  }
}
