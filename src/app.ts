/** The composition root: system -> context -> command tree -> exit code. */
import { createApi } from "./api/client.ts";
import { ConfigError } from "./base/errors.ts";
import { DEFAULT_LOG_LEVELS, isShown } from "./base/log_levels.ts";
import { VERSION } from "./base/version.ts";
import type { Group } from "./cli/command.ts";
import { errorText, runCommandLine, type RunRequest, type Sink } from "./cli/run.ts";
import { commandTree } from "./commands/mod.ts";
import { readGlobals } from "./commands/root_options.ts";
import { NEEDS_NO_SETTINGS, WORKS_WHEN_CONFIG_IS_BROKEN } from "./commands/tags.ts";
import { readToken, UNRECOGNIZED_TOKEN_WARNING } from "./config/auth_token.ts";
import type { Config } from "./config/config.ts";
import { keysOf } from "./config/keys.ts";
import { loadDotenv, type LoadedDotenv } from "./config/load_dotenv.ts";
import type { ConfigNote, Setting } from "./config/model.ts";
import { resolve } from "./config/resolve.ts";
import { BadServerUrl, selectServer, type Server } from "./config/server.ts";
import { settledPath } from "./config/settled_path.ts";
import { CATALOGUE, settings } from "./config/settings.ts";
import { loadSources } from "./config/sources.ts";
import { connectElsewhere, connectIngest, connectOnce, connectTo } from "./connection.ts";
import type { Context, Globals } from "./context.ts";
import { commandLineSecrets, redactCommandLine } from "./http/redact_command_line.ts";
import { createRedactor, type Redactor } from "./http/redact.ts";
import { addressSecrets, headerSecrets } from "./http/secret_parts.ts";
import { createOutput, type OutputFormat } from "./output/create_output.ts";
import { createProgress } from "./output/create_progress.ts";
import { createPrompt } from "./output/create_prompt.ts";
import type { Log } from "./output/log.ts";
import { createRunLog, type LogSettings, type RunLog } from "./run_log.ts";
import { createStyle, wantsColour } from "./output/style.ts";
import { isBrokenPipe, isStandIn, VERSION_LINE } from "./print_version.ts";
import { type System, SystemError, type TerminalOutput } from "./system/mod.ts";

const ADVICE = [
  "Add --log-level=[info|debug] or export SENTRY_LOG_LEVEL=[info|debug] to see more output.",
  "Please attach the full debug log to all bug reports.",
];

const ALLOWED_FAILURE =
  'Command failed, however, "SENTRY_ALLOW_FAILURE" variable or "allow-failure" flag was set. ' +
  "Exiting with 0 exit code.";

/** Runs one command line over a system; gives the exit code. */
export async function runApp(outer: System, words: readonly string[]): Promise<number> {
  try {
    if (!isStandIn(outer.platform.os, outer.env)) return await runWithSettings(outer, words);
    const { standIn } = await import("./stand_in.ts");
    return await standIn(outer, words);
  } catch (error) {
    const refused = refusalIn(error);
    if (refused === undefined) throw error;
    const style = createStyle({ colour: false, columns: 100 });
    outer.terminal.stderr.write(errorText(refused, { adviceLines: [] }, style));
    return refused.exitCode;
  }
}

async function runWithSettings(outer: System, words: readonly string[]): Promise<number> {
  const dotenv = await loadDotenv(outer);
  const system = dotenv.files.length === 0 ? outer : outer.withEnv(dotenv.env);
  const redactor = createRedactor();
  for (const secret of earlySecrets(system, words)) redactor.add(secret);
  const stdout = sink(system, system.terminal.stdout, (text) => text);
  // Whatever an error quotes, a secret must not be in it.
  const runLog = createRunLog({
    system,
    stderr: sink(system, system.terminal.stderr, redactor.redact),
    redact: redactor.redact,
  });
  report(dotenv.notes, runLog.early.area("config"));

  const root = commandTree(system.platform.os);
  let ran: { readonly context: Context; readonly command: string } | undefined;
  const code = await runCommandLine<Context>({
    root,
    words,
    programName: system.programName,
    env: system.env,
    versionLine: VERSION_LINE,
    stdout,
    stderr: runLog.stderr,
    async createContext(request) {
      const parts = { system, root, words, dotenv, redactor, stdout, runLog };
      const context = await sayingRefusal(() => createContext(request, parts));
      ran = { context, command: request.path[0] ?? "" };
      return context;
    },
    run: (request, context) =>
      sayingRefusal(async () =>
        await (context.plan === undefined
          ? request.command.run(request.input, context)
          : (await import("./dry_run.ts")).runAsPlan(request, context, context.plan))
      ),
    failurePolicy({ context, request }) {
      const isTerse = context === undefined || ["off", "error", "warn"].includes(context.log.level);
      const forgiven = context !== undefined && context.globals.allowFailure;
      return {
        adviceLines: isTerse ? ADVICE : [],
        allowFailure: forgiven ? ALLOWED_FAILURE : undefined,
        semanticExitCodes: (context?.config.get(settings.exitCodes) ??
          (request && readGlobals(request.globals).exitCodes)) === "semantic",
        showsStacks: context !== undefined && isShown("debug", context.log.level),
      };
    },
    stoppedBy: () => system.signal.aborted ? String(system.signal.reason) : undefined,
    isBrokenPipe,
    bugAdvice: [
      "This is a bug in sentry-cli. Please report it, with the log of the same command run with " +
      "--log-level=debug.",
    ],
  });
  runLog.flush();
  if (ran !== undefined && system.terminal.stdout.isTerminal) {
    // Loaded where there may be somebody to tell.
    const { isTold, noticeUpdate } = await import("./commands/update_notice.ts");
    if (isTold(ran.context, ran.command, code)) await noticeUpdate(ran.context);
  }
  return code;
}

/** What the runtime's user has not permitted is no bug, wherever it comes up. */
async function sayingRefusal<T>(task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    throw refusalIn(error) ?? error;
  }
}

function refusalIn(error: unknown): ConfigError | undefined {
  if (!(error instanceof SystemError) || error.code !== "denied") return undefined;
  return new ConfigError(`Not permitted by the runtime: ${error.message}`, {
    hint: "'sentry-cli permissions COMMAND' prints the flags that a command needs",
  });
}

interface RunParts {
  readonly system: System;
  readonly root: Group<Context>;
  readonly words: readonly string[];
  readonly dotenv: LoadedDotenv;
  readonly redactor: Redactor;
  readonly stdout: Sink;
  readonly runLog: RunLog;
}

async function createContext(
  request: RunRequest<Context>,
  { system: outer, root, words, dotenv, redactor, stdout, runLog }: RunParts,
): Promise<Context> {
  const globals = readGlobals(request.globals);
  // Before any file is read, and whatever the level.
  if (globals.authToken !== undefined && readToken(globals.authToken).kind === "unknown") {
    runLog.early.warn(UNRECOGNIZED_TOKEN_WARNING);
  }
  const sources = await loadSources(outer, { dotenv, flags: flagValues(globals) });
  const config = resolve(CATALOGUE, sources);
  addSecrets(config, redactor);
  for (const secret of request.command.secretsIn(request.input)) redactor.add(secret);
  const log = runLog.start(logSettings(config, outer));
  const needsSettings = request.command.tags?.includes(NEEDS_NO_SETTINGS) !== true;
  report(
    config.notes.filter(({ isAboutReading }) => needsSettings || isAboutReading !== true),
    log.area("config"),
  );
  if (config.loadError !== undefined && !isTolerant(request)) throw config.loadError;
  if (log.enabled("info")) logStart(log, outer, redactCommandLine(words, redactor.redact));
  if (log.enabled("info")) await logProblems(log.area("config"), config, outer);

  const dryRun = request.input.options["dryRun"] === true
    ? (await import("./dry_run.ts")).startDryRun(outer, redactor)
    : undefined;
  const { plan, system } = dryRun ?? { plan: undefined, system: outer };
  const parts = { system, config, log, redact: redactor.redact };
  const apiFor = async (server: Server) => {
    for (const warning of server.warnings) log.warn(warning);
    const fetch = await connectTo(server, parts);
    if (plan === undefined) return createApi({ server, fetch, log: log.area("api") });
    if (server.credentials === undefined) {
      plan.note("A real run needs an auth token; there is none.");
    }
    const credentials = server.credentials ?? "not needed";
    return createApi({ server: { ...server, credentials }, fetch, log: log.area("api") });
  };
  const server = once(() => selectServer(config));
  const { style } = stdout;
  const out = createOutput({ ...system.terminal, style, format: outputFormat(request) });
  return {
    ...system,
    config,
    log,
    globals: globals satisfies Globals,
    plan,
    out: dryRun?.quieted(out) ?? out,
    prompt: createPrompt(system),
    progress: createProgress({
      ...system,
      stderr: system.terminal.stderr,
      log,
      style: runLog.stderr.style,
      isWanted: config.get(settings.noProgressBar) !== true,
    }),
    commandTree: root,
    server,
    serverWith: (choice) => selectServer(config, choice),
    api: once(() => apiFor(serverForRequests(server))),
    apiFor,
    fetchFrom: (url, options) => connectElsewhere(url, options?.maxRetries, parts),
    ingest: (other) => connectIngest({ ...parts, plan }, other),
    connectOnce: (given) => connectOnce(given, parts),
    redact: redactor.redact,
    commandLine: () => redactCommandLine(words, redactor.redact).join(" "),
    recordLog: runLog.record,
  };
}

/** The option that commands declare; `shared_options.ts`. */
function outputFormat({ input }: RunRequest<Context>): OutputFormat {
  const { format } = input.options;
  return format === "json" || format === "ndjson" ? format : "text";
}

function isTolerant({ command }: RunRequest<Context>): boolean {
  return command.tags?.includes(WORKS_WHEN_CONFIG_IS_BROKEN) === true;
}

/** What looks wrong in the configuration, other than what has been said already. */
async function logProblems(log: Log, config: Config, system: System): Promise<void> {
  const [{ validate }, { problemText }] = await Promise.all([
    import("./config/validate.ts"),
    import("./config/problem.ts"),
  ]);
  for (const problem of await validate(config, system)) {
    if (problem.isLogged !== true) log.info(problemText(problem));
  }
}

/** The reference names a bad address in two ways: bare where it is shown, so where it is used. */
function serverForRequests(server: () => Server): Server {
  try {
    return server();
  } catch (error) {
    if (!(error instanceof BadServerUrl)) throw error;
    throw new ConfigError("request failed because API URL was incorrectly formatted", {
      cause: error,
      hint: error.hint,
    });
  }
}

function logSettings(config: Config, { cwd, platform }: System): LogSettings {
  const file = config.resolve(settings.logFile);
  return {
    levels: config.get(settings.logLevel) ?? DEFAULT_LOG_LEVELS,
    format: config.get(settings.logFormat) ?? "text",
    file: file === undefined || file.value === "" ? undefined : {
      path: settledPath(file.value, file.origin, { cwd, path: platform.path }),
      where: file.origin.where,
    },
  };
}

/** The settings that global options carry. */
function flagValues(globals: ReturnType<typeof readGlobals>) {
  const given = [
    { key: "defaults.url", flag: "--url", text: globals.url },
    { key: "auth.token", flag: "--auth-token", text: globals.authToken },
    { key: "auth.api_key", flag: "--api-key", text: globals.apiKey },
    { key: "log.level", flag: "--log-level", text: globals.logLevel },
    { key: "log.file", flag: "--log-file", text: globals.logFile },
    { key: "log.format", flag: "--log-format", text: globals.logFormat },
    { key: "ui.exit_codes", flag: "--exit-codes", text: globals.exitCodes },
    ...globals.header.map((text) => ({ key: "defaults.custom_header", flag: "--header", text })),
  ];
  return given.flatMap(({ text, ...rest }) => text === undefined ? [] : [{ ...rest, text }]);
}

/** What is known before the command line is parsed: usage errors quote the words typed. */
function earlySecrets({ env }: System, words: readonly string[]): string[] {
  const variables = CATALOGUE.filter((setting) => setting.secret).flatMap((setting) =>
    setting.variables.flatMap((name) => secretsIn(setting, env.get(name) ?? ""))
  );
  return [...variables, ...commandLineSecrets(words)];
}

/** From here on every secret that some place mentions is masked in all output, the losers' too. */
function addSecrets(config: Config, redactor: Redactor): void {
  for (const setting of CATALOGUE) {
    if (!setting.secret) continue;
    for (const text of textsOf(config, setting)) {
      for (const secret of secretsIn(setting, text)) redactor.add(secret);
    }
  }
}

/** All texts that some place gives a setting, even where a repetition hides them. */
function textsOf(config: Config, setting: Setting<unknown>): string[] {
  const keys = keysOf(setting);
  const mentioned = config.layers.flatMap(({ mentions }) => mentions)
    .filter(({ section, key }) => keys.includes(`${section}.${key}`));
  return [...config.all(setting), ...mentioned.map(({ found }) => found)].map(({ text }) => text);
}

function secretsIn(setting: Setting<unknown>, text: string): string[] {
  if (setting === settings.customHeader) return headerSecrets(text.slice(text.indexOf(":") + 1));
  return [...(text.includes("://") ? [] : [text]), ...addressSecrets(text)];
}

function report(notes: readonly ConfigNote[], log: Log): void {
  for (const { level, message } of notes) log[level](message);
}

function logStart(log: Log, { platform, programName }: System, words: readonly string[]): void {
  log.debug(
    `sentry-cli version: ${VERSION}, platform: "${platform.os}", architecture: "${platform.arch}"`,
  );
  const line = [programName, ...words].map((word) => JSON.stringify(word)).join(" ");
  log.info(`sentry-cli was invoked with the following command line: ${line}`);
}

function sink({ env }: System, stream: TerminalOutput, filter: (text: string) => string): Sink {
  const { isTerminal } = stream;
  const colour = wantsColour({ isTerminal, env: (name) => env.get(name) });
  return {
    write: (text) => stream.write(filter(text)),
    style: createStyle({ colour, columns: stream.columns() }),
  };
}

/** Makes a value when first asked; a failure is tried again. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
