import { InputError, messageChain } from "../../base/errors.ts";
import { defineCommand } from "../../cli/command.ts";
import { integer, InvalidValue, parsed, text } from "../../cli/options.ts";
import type { Context } from "../../context.ts";
import type { LocalServer, LocalServerOptions } from "../../features/local_server/mod.ts";
import { SystemError } from "../../system/mod.ts";
import { formatOption } from "../shared_options.ts";

/** Where it listens unless told otherwise: no port that a common service uses. */
const DEFAULT_PORT = 9777;

/** `local serve`: run the embedded server until Ctrl-C. */
export const serveCommand = defineCommand({
  summary: "Run a Sentry-compatible server on this machine until Ctrl-C.",
  description:
    "It listens on the loopback interface only and begins with the organization 'demo' and the " +
    "projects 'web' and 'mobile'. What it receives is shown at /_local/requests; " +
    "/_local/faults and --fault make requests fail on purpose.",
  options: {
    port: integer(`Port to listen on; 0 picks a free one. [default: ${DEFAULT_PORT}]`, {
      max: 65535,
    }).valueName("PORT").default(DEFAULT_PORT),
    host: text("Loopback address to listen on. [default: 127.0.0.1]").valueName("ADDRESS")
      .optional(),
    db: text("Keep everything in this database file. [default: in memory]").valueName("FILE")
      .optional().completes("file"),
    token: parsed("The auth token to accept. [default: a new one]", tokenText).valueName("TOKEN")
      .optional(),
    fault: text("Make requests fail, e.g. 'POST /api/0/**: status=503 times=2'; can be repeated.")
      .valueName("RULE").repeated(),
    tlsCert: text("Certificate chain (PEM) to speak https with.").valueName("FILE").optional()
      .completes("file").requires("tlsKey"),
    tlsKey: text("Private key (PEM) of the certificate.").valueName("FILE").optional()
      .completes("file").requires("tlsCert"),
    format: formatOption,
  },
  examples: [{
    command: "sentry-cli local serve --port 0 --format json",
    explains: "Serve on a free port and print the address and the token as one line of JSON",
  }],
  async run({ options }, ctx: Context) {
    const server = await start(ctx, {
      host: options.host,
      port: options.port,
      database: options.db === undefined ? undefined : databasePath(ctx, options.db),
      token: options.token,
      faults: options.fault,
      tls: await readTls(ctx, options),
      onBug: (error) => ctx.log.error(`Local server: ${messageChain(error).join(": ")}`),
    });
    const { url, port, token, org, projects, dsns } = server;
    // One line, whatever the layout of other JSON: a script reads it while the server runs.
    if (ctx.out.isJson) {
      ctx.out.raw(`${JSON.stringify({ url, port, token, org, projects, dsns })}\n`);
    } else ctx.out.raw(welcome(server));
    await server.finished;
  },
});

async function start(ctx: Context, options: LocalServerOptions): Promise<LocalServer> {
  const { startLocalServer } = await import("../../features/local_server/mod.ts");
  try {
    return await startLocalServer(ctx, options);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    const place = `${options.host ?? "127.0.0.1"}:${options.port}`;
    throw new InputError(`Could not listen on ${place}: ${error.message}`, {
      hint: error.code === "address-in-use" || error.code === "permission"
        ? "Name another port with '--port', or '--port 0' for a free one."
        : undefined,
      cause: error.cause,
    });
  }
}

function welcome({ url, token, org, projects, dsns }: LocalServer): string {
  const [project = ""] = projects;
  return [
    `Serving ${url}`,
    `Organization: ${org}`,
    `Projects: ${projects.join(", ")}`,
    `Token: ${token}`,
    ...Object.entries(dsns).map(([slug, dsn]) => `DSN of ${slug}: ${dsn}`),
    "",
    "Use it from another terminal:",
    `  export SENTRY_URL=${url} SENTRY_AUTH_TOKEN=${token}`,
    `  export SENTRY_ORG=${org} SENTRY_PROJECT=${project}`,
    "",
    `Received requests: ${url}/_local/requests`,
    `Received events: ${url}/_local/events`,
    "Stop with Ctrl-C.",
    "",
  ].join("\n");
}

function tokenText(word: string): string {
  // What can stand in a header, and in the shell line that is printed.
  if (/^[A-Za-z0-9_+/=.~-]+$/.test(word)) return word;
  throw new InvalidValue("a token has letters, digits and _ + / = . ~ - only");
}

function databasePath(ctx: Context, path: string): string {
  return path === ":memory:" ? path : ctx.platform.path.resolve(ctx.cwd, path);
}

async function readTls(
  ctx: Context,
  files: { readonly tlsCert: string | undefined; readonly tlsKey: string | undefined },
): Promise<LocalServerOptions["tls"]> {
  const { tlsCert, tlsKey } = files;
  if (tlsCert === undefined || tlsKey === undefined) return undefined;
  return { certificate: await readPem(ctx, tlsCert), key: await readPem(ctx, tlsKey) };
}

async function readPem(ctx: Context, path: string): Promise<string> {
  const full = ctx.platform.path.resolve(ctx.cwd, path);
  let text: string;
  try {
    text = new TextDecoder().decode(await ctx.fs.read(full));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new InputError(`Could not read '${full}': ${why}`, { cause: error });
  }
  if (!text.includes("-----BEGIN ")) {
    throw new InputError(`Could not use '${full}': it holds no PEM block`, {
      hint: "Convert it with openssl; a PEM file has lines such as '-----BEGIN CERTIFICATE-----'.",
    });
  }
  return text;
}
