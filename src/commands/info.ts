import { type AuthInfo, getAuthInfo } from "../api/auth.ts";
import { CliError, QuietFailure } from "../base/errors.ts";
import { defineCommand } from "../cli/command.ts";
import { flag } from "../cli/options.ts";
import { configuredCredentials, type Credentials, type Server } from "../config/server.ts";
import { problemText } from "../config/problem.ts";
import { settings } from "../config/settings.ts";
import { validate } from "../config/validate.ts";
import type { Context } from "../context.ts";
import { stripControl } from "../output/sanitise.ts";
import { originsTable, settingsReport } from "./settings_report.ts";
import { formatOption } from "./shared_options.ts";

/** `info`: which server, which defaults, and whether the token works. */
export const infoCommand = defineCommand({
  summary: "Show the configuration in use and check that the token works.",
  options: {
    configStatusJson: flag("Print the state of the configuration as JSON, for other programs."),
    noDefaults: flag("Do not look at the default organization and project."),
    showOrigin: flag("Also show where each setting comes from."),
    format: formatOption,
  },
  examples: [{
    command: "sentry-cli info --show-origin",
    explains: "See the settings in use and the file and line each comes from",
  }],
  async run({ options }, ctx: Context) {
    if (options.configStatusJson) return await statusJson(ctx);
    if (ctx.globals.quiet) return await quietCheck(ctx, options.noDefaults);
    await noteProblems(ctx);
    if (ctx.out.isJson) return await report(ctx);
    await printed(ctx, options);
  },
});

/** What looks wrong in the configuration; the log says it to those who ask for more. */
async function noteProblems(ctx: Context): Promise<void> {
  if (ctx.log.enabled("info")) return;
  for (const problem of await validate(ctx.config, ctx)) {
    if (problem.level === "warning" && problem.isLogged !== true) {
      ctx.out.note(`note: ${stripControl(problemText(problem))}`);
    }
  }
}

/** The server, or why there is none to talk to. */
function chosenServer(ctx: Context): { server?: Server; failure?: CliError } {
  try {
    return { server: ctx.server() };
  } catch (failure) {
    if (failure instanceof CliError) return { failure };
    throw failure;
  }
}

/** Who the token is, or why that could not be told. */
async function checkedAuth(ctx: Context): Promise<{ auth?: AuthInfo; failure?: CliError }> {
  try {
    return { auth: await getAuthInfo(await ctx.api()) };
  } catch (failure) {
    if (failure instanceof CliError) return { failure };
    throw failure;
  }
}

/** Organization and project as configured; the token's own organization is left aside. */
function defaults(ctx: Context): { org: string | undefined; project: string | undefined } {
  return {
    org: ctx.config.raw(settings.org)?.text,
    project: ctx.config.raw(settings.project)?.text,
  };
}

async function printed(
  ctx: Context,
  { noDefaults, showOrigin }: { readonly noDefaults: boolean; readonly showOrigin: boolean },
): Promise<void> {
  const { server } = chosenServer(ctx);
  const { org, project } = defaults(ctx);
  const say = ctx.out.say;
  const configured = ctx.config.serverUrl();
  say(`Sentry Server: ${server?.url ?? (configured.problem ? "-" : configured.url)}`);
  if (!noDefaults) {
    say(`Default Organization: ${org || "-"}`);
    say(`Default Project: ${project || "-"}`);
  }
  if (showOrigin) say(`\n${originsTable(ctx.config)}`);
  say("\nAuthentication Info:");
  say(`  Method: ${method(server?.credentials ?? configuredCredentials(ctx.config))}`);

  const auth = await getAuthInfo(await ctx.api());
  if (auth.user !== undefined) say(`  User: ${auth.user.email}`);
  if (auth.scopes !== undefined) {
    say("  Scopes:");
    for (const scope of auth.scopes) say(`    - ${scope}`);
  }
}

function method(credentials: Credentials | undefined): string {
  switch (credentials?.kind) {
    case "token":
      return "Auth Token";
    case "api-key":
      return "API Key (deprecated)";
    default:
      return "Unauthorized";
  }
}

async function quietCheck(ctx: Context, noDefaults: boolean): Promise<void> {
  // The token is tried first, whatever is missing besides: a server's log shows the same as in text.
  if ((await checkedAuth(ctx)).failure !== undefined) throw new QuietFailure();
  const { org, project } = defaults(ctx);
  if (!noDefaults && !(org && project)) throw new QuietFailure();
}

/** Read by build plugins: keys and their order are facts. */
async function statusJson(ctx: Context): Promise<void> {
  const { server, failure } = chosenServer(ctx);
  const refusedBySyntax = server === undefined && ctx.config.serverUrl().problem !== undefined;
  if (refusedBySyntax) throw failure;
  const { org, project } = defaults(ctx);
  const successful = server?.credentials !== undefined &&
    (await checkedAuth(ctx)).auth !== undefined;
  const kinds = { token: "token", "api-key": "api_key" } as const;
  const status = {
    config: {
      org: org ?? null,
      project: project ?? null,
      url: server?.url ?? ctx.config.serverUrl().url,
    },
    auth: {
      type: server?.credentials === undefined ? null : kinds[server.credentials.kind],
      successful,
    },
    have_dsn: hasDsn(ctx),
  };
  ctx.out.raw(`${JSON.stringify(status, null, 2)}\n`);
  if (failure !== undefined) throw failure;
}

function hasDsn(ctx: Context): boolean {
  try {
    return ctx.config.get(settings.dsn) !== undefined;
  } catch {
    return false;
  }
}

/** Everything as data, with origins. */
async function report(ctx: Context): Promise<void> {
  const { server, failure } = chosenServer(ctx);
  const checked = server === undefined ? { failure } : await checkedAuth(ctx);
  const auth = "auth" in checked ? checked.auth : undefined;
  const json = {
    server: { url: server?.url ?? null, origin: server?.urlOrigin ?? null },
    auth: {
      method: server?.credentials?.kind ?? null,
      origin: server?.credentials?.origin ?? null,
      successful: auth !== undefined,
      user: auth?.user ?? null,
      scopes: auth?.scopes ?? null,
      error: checked.failure?.message ?? null,
    },
    settings: settingsReport(ctx.config),
    files: {
      global: ctx.config.files.global ?? null,
      project: ctx.config.files.project ?? null,
      properties: ctx.config.files.properties ?? null,
      dotenv: ctx.config.files.dotenv,
    },
  };
  ctx.out.show({ json, text: () => "" });
  if (checked.failure !== undefined) throw checked.failure;
}
