import { type AuthInfo, getAuthInfo } from "../api/auth.ts";
import {
  CliError,
  ConfigError,
  InputError,
  messageChain,
  NetworkError,
  UsageError,
} from "../base/errors.ts";
import { defineCommand } from "../cli/command.ts";
import { flag } from "../cli/options.ts";
import { causesText } from "../cli/run.ts";
import { readToken } from "../config/auth_token.ts";
import { editSettings } from "../config/edit.ts";
import type { Found } from "../config/model.ts";
import type { Server } from "../config/server.ts";
import { settings } from "../config/settings.ts";
import type { Context } from "../context.ts";

const INTRO = `Signs sentry-cli in with an auth token of your Sentry server.
Without one at hand, a browser can be opened on the page that makes one;
the token is then kept in a configuration file.
`;

/** What to do where nobody can answer. */
const WITHOUT_TERMINAL = "Give the token with --auth-token, or pipe it in with --stdin";

interface LoginOptions {
  readonly global: boolean;
  readonly stdin: boolean;
}

/** `login`: check a token and keep it in a configuration file. */
export const loginCommand = defineCommand({
  summary: "Check an auth token and store it in the configuration file.",
  description:
    "The token goes to the project's configuration file when there is one, else to the " +
    "one in the home folder. Only the token and the address of the server are written; the rest " +
    "of the file stays as it is.",
  options: {
    global: flag("Store the token in the home folder, even inside a configured project.")
      .short("g"),
    stdin: flag("Read the token from standard input instead of asking for it."),
  },
  examples: [{
    command: "sentry-cli login --stdin --global < token.txt",
    explains: "Store a token without showing it on the command line",
  }],
  async run({ options }, ctx: Context) {
    ctx.out.say(INTRO);
    const url = serverToAsk(ctx);
    ctx.out.say(`Sentry server: ${new URL(url).hostname}`);
    if (ctx.env.get("SENTRY_INTEGRATION_TEST") !== undefined) {
      return ctx.out.say("Running in integration tests mode. Skipping execution.");
    }

    const { token, server, info } = await obtainToken(ctx, options, url);
    ctx.out.say(
      info.user === undefined ? "Valid org token" : `Valid token for user ${info.user.email}`,
    );
    const path = targetFile(ctx, options);
    if (!await mayOverwrite(ctx, token, options)) return ctx.out.say("Token update cancelled.");

    await editSettings(ctx, path, [
      { setting: settings.authToken, text: token },
      { setting: settings.url, text: server.url },
    ]);
    ctx.out.say(`\nStored token in ${path}`);
  },
});

/** The address inside a token given by flag, else the configured one. */
function serverToAsk(ctx: Context): string {
  const given = ctx.config.raw(settings.authToken);
  const knowsItsServer = given?.origin.kind === "flag" && readToken(given.text).url !== undefined;
  return ctx.serverWith({ token: knowsItsServer ? given : undefined }).url;
}

interface CheckedToken {
  readonly token: string;
  readonly server: Server;
  readonly info: AuthInfo;
}

/** From the flag, from stdin, or by asking until one works. */
async function obtainToken(
  ctx: Context,
  options: LoginOptions,
  configuredUrl: string,
): Promise<CheckedToken> {
  const given = ctx.config.raw(settings.authToken);
  if (given?.origin.kind === "flag") {
    if (options.stdin) {
      throw new UsageError(
        "the argument '--stdin' cannot be used with '--auth-token <AUTH_TOKEN>'",
      );
    }
    return await check(ctx, given, { acceptUrl: false });
  }
  if (options.stdin) {
    const text = new TextDecoder().decode(await ctx.terminal.stdin.readAll()).trim();
    if (text === "") {
      throw new InputError("Could not read a token from standard input: it is empty", {
        hint: "Pipe the token in, e.g. sentry-cli login --stdin < token.txt",
      });
    }
    return await check(ctx, { text, origin: { kind: "flag", where: "standard input" } }, {
      acceptUrl: false,
    });
  }
  return await askForToken(ctx, configuredUrl);
}

async function askForToken(ctx: Context, configuredUrl: string): Promise<CheckedToken> {
  if (await ctx.prompt.confirm("Open browser now?", WITHOUT_TERMINAL)) {
    // The server replaces `:orgslug` by the organization of the person who is signed in there.
    const page = `${configuredUrl}/orgredirect/organizations/:orgslug/settings/auth-tokens/`;
    if (!await ctx.platform.openBrowser(page)) {
      ctx.out.say(`Cannot open browser. Please manually go to ${page}`);
    }
  }
  let acceptUrl = false;
  while (true) {
    const text = await ctx.prompt.secret("Enter your token:", WITHOUT_TERMINAL);
    const found: Found = { text, origin: { kind: "flag", where: "the prompt" } };
    try {
      return await check(ctx, found, { acceptUrl });
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      const [message = "", ...causes] = messageChain(error);
      ctx.out.say(`Error: ${message}`);
      if (causes.length > 0) ctx.out.say(`\n${causesText(causes)}`);
      if (error instanceof ConfigError) {
        // The address comes from the repository: the person at the prompt decides.
        acceptUrl = await ctx.prompt.confirm(`Send tokens to ${configuredUrl}?`, WITHOUT_TERMINAL);
        if (!acceptUrl) throw error;
      }
      if (error instanceof NetworkError) throw error;
    }
  }
}

async function check(
  ctx: Context,
  found: Found,
  { acceptUrl }: { readonly acceptUrl: boolean },
): Promise<CheckedToken> {
  const server = ctx.serverWith({ token: found, acceptUrl });
  const info = await getAuthInfo(await ctx.apiFor(server));
  return { token: found.text, server, info };
}

/** The project's file when there is one, else the one in the home folder. */
function targetFile(ctx: Context, { global }: LoginOptions): string {
  const { files } = ctx.config;
  const path = global ? files.global : files.project ?? files.global;
  if (path !== undefined) return path;
  throw new ConfigError("Could not store the token: no home folder is known", {
    hint: "Set HOME, or create a .sentryclirc in the project",
  });
}

/** Asks before a stored token is replaced by one of another organization. */
async function mayOverwrite(
  ctx: Context,
  token: string,
  { global }: LoginOptions,
): Promise<boolean> {
  const stored = ctx.config.all(settings.authToken).find(({ origin }) =>
    origin.kind === "global" ||
    !global && (origin.kind === "project" || origin.kind === "properties")
  );
  if (stored === undefined) return true;
  const before = readToken(stored.text).org;
  const after = readToken(token).org;
  if (before === after) return true;
  const tied = (org: string | undefined) =>
    org === undefined ? "not tied to any specific organization" : `for organization ${org}`;
  ctx.out.say("\nWarning: You are about to overwrite an existing token!");
  ctx.out.say(`The current token is ${tied(before)}.`);
  ctx.out.say(`The new token is ${tied(after)}.\n`);
  return await ctx.prompt.confirm(
    "Do you want to continue and overwrite the existing token?",
    "Remove the stored token first with sentry-cli logout",
  );
}
