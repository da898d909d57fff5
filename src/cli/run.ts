/**
 * Runs one command line to its exit code: the only place where errors become text and a number.
 *
 * The layouts are those of the reference, as scripts read them.
 */
import {
  Cancelled,
  CliError,
  EXIT_BROKEN_PIPE,
  messageChain,
  QuietFailure,
  UsageError,
} from "../base/errors.ts";
import { stripControl } from "../output/sanitise.ts";
import type { Style } from "../output/style.ts";
import type { CommandResult, Group } from "./command.ts";
import { loadNamed, loadWhole, NotLoaded } from "./later.ts";
import { childLevel, type Level, rootLevel } from "./level.ts";
import { parseCommandLine, type ParsedCommandLine, type ParseSettings } from "./parse.ts";
import { usageLine } from "./usage.ts";
import { CommandLineError } from "./usage_errors.ts";

/** A stream to write to. */
export interface Sink {
  write(text: string): void;
  readonly style: Style;
}

/** The command that was asked for. */
export type RunRequest<Ctx> = Extract<ParsedCommandLine<Ctx>, { kind: "run" }>;

/** How failures are shown; asked for when there is one, since it depends on the configuration. */
export interface FailurePolicy {
  /** Lines after an error that say how to learn more; none when the log is verbose already. */
  readonly adviceLines: readonly string[];
  /** Failures count as success, and this is said about it. */
  readonly allowFailure: string | undefined;
  /** Exit codes tell the kinds of failure apart. */
  readonly semanticExitCodes: boolean;
  /** Shows the stack of an internal error. */
  readonly showsStacks: boolean;
}

export interface RunSettings<Ctx> extends ParseSettings {
  readonly root: Group<Ctx>;
  readonly words: readonly string[];
  /** What `--version` prints. */
  readonly versionLine: string;
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** What `run` gets. What it throws is reported like an error of the command. */
  readonly createContext: (request: RunRequest<Ctx>) => Ctx | Promise<Ctx>;
  /** Runs the command; default: calls it. */
  readonly run?: (request: RunRequest<Ctx>, context: Ctx) => CommandResult;
  /** `context` is `undefined` when it could not be made; `request` when nothing was parsed. */
  readonly failurePolicy: (
    facts: { readonly context: Ctx | undefined; readonly request: RunRequest<Ctx> | undefined },
  ) => FailurePolicy;
  /** The signal that stopped us, once there was one. */
  readonly stoppedBy?: () => string | undefined;
  /** Whether nobody reads our output any more. */
  readonly isBrokenPipe: (error: unknown) => boolean;
  /** What to do about an internal error, e.g. where to report it. */
  readonly bugAdvice: readonly string[];
}

/** What shells show of a program that such a signal ended: 128 and its number. */
const SIGNAL_CODES: Readonly<Record<string, number>> = { SIGINT: 130, SIGTERM: 143 };

/** Parses, runs, reports. Throws only what writing to stderr throws. */
export async function runCommandLine<Ctx>(given: RunSettings<Ctx>): Promise<number> {
  let settings = given;
  let request: RunRequest<Ctx> | undefined;
  let context: Ctx | undefined;
  try {
    const { root, parsed } = await parse(given);
    settings = { ...given, root };
    if (parsed.kind === "version") {
      settings.stdout.write(`${settings.versionLine}\n`);
      return 0;
    }
    if (parsed.kind === "help") return await showHelp(settings, parsed);
    request = parsed;
    context = await settings.createContext(request);
    const run = settings.run ?? (({ command, input }, made) => command.run(input, made));
    return await run(request, context) ?? 0;
  } catch (error) {
    return report(settings, error, { request, context });
  }
}

/** The tree with what the words need of it, and what they say. */
async function parse<Ctx>(settings: RunSettings<Ctx>) {
  const { words } = settings;
  try {
    const root = await loadNamed(settings.root, words);
    return { root, parsed: parseCommandLine(root, words, settings) };
  } catch (error) {
    if (!(error instanceof NotLoaded)) throw error;
    const root = await loadWhole(settings.root);
    return { root, parsed: parseCommandLine(root, words, settings) };
  }
}

async function showHelp<Ctx>(
  { root, programName, stdout, stderr }: RunSettings<Ctx>,
  { path, long, to, exitCode }: Extract<ParsedCommandLine<Ctx>, { kind: "help" }>,
): Promise<number> {
  const { renderHelp } = await import("./help.ts");
  const sink = to === "stdout" ? stdout : stderr;
  sink.write(renderHelp(root, path, { programName, long, style: sink.style }));
  return exitCode;
}

function report<Ctx>(
  settings: RunSettings<Ctx>,
  error: unknown,
  facts: { readonly context: Ctx | undefined; readonly request: RunRequest<Ctx> | undefined },
): number {
  if (isFromBrokenPipe(error, settings.isBrokenPipe)) return EXIT_BROKEN_PIPE;
  try {
    if (error instanceof UsageError) {
      settings.stderr.write(
        usageErrorText(error, usageOf(settings, facts.request), settings.stderr.style),
      );
      return error.exitCode;
    }
    const signal = settings.stoppedBy?.();
    // What is thrown where work is dropped may be the signal itself.
    if (error instanceof Cancelled || (signal !== undefined && !(error instanceof CliError))) {
      return SIGNAL_CODES[signal ?? ""] ?? new Cancelled("Stopped").exitCode;
    }
    const policy = settings.failurePolicy(facts);
    const code = error instanceof CliError
      ? policy.semanticExitCodes ? error.semanticExitCode : error.exitCode
      : 1;
    const forgiven = policy.allowFailure !== undefined;
    if (error instanceof QuietFailure) return forgiven ? 0 : code;
    settings.stderr.write(
      error instanceof CliError
        ? errorText(error, policy, settings.stderr.style)
        : bugText(error, { policy, advice: settings.bugAdvice, style: settings.stderr.style }),
    );
    if (!forgiven) return code;
    settings.stderr.write(`\n${policy.allowFailure}\n`);
    return 0;
  } catch (second) {
    if (isFromBrokenPipe(second, settings.isBrokenPipe)) return EXIT_BROKEN_PIPE;
    throw second;
  }
}

/** `error: …`, tips, usage, and where to read more. */
export function usageErrorText(
  error: UsageError,
  usage: string | undefined,
  style: Style,
): string {
  const blocks = [`${style.red("error:")} ${stripControl(error.message)}`];
  const tips = error.hint?.split("\n").map((tip) => `  tip: ${stripControl(tip)}`) ?? [];
  if (tips.length > 0) blocks.push(tips.join("\n"));
  const line = error.usage ?? usage;
  const showsUsage = !(error instanceof CommandLineError) || error.showsUsage;
  if (line !== undefined && showsUsage) blocks.push(`Usage: ${line}`);
  blocks.push("For more information, try '--help'.");
  return `${blocks.join("\n\n")}\n`;
}

/** `error: …`, the causes, our hint, then the advice lines. */
export function errorText(
  error: CliError,
  { adviceLines }: Pick<FailurePolicy, "adviceLines">,
  style: Style,
): string {
  const [message = "", ...causes] = messageChain(error).map(stripControl);
  const blocks = [`${style.red("error:")} ${message}`];
  if (causes.length > 0) blocks.push(causesText(causes));
  if (error.hint !== undefined) {
    blocks.push(
      stripControl(error.hint).split("\n")
        .map((line, index) => index === 0 ? `  hint: ${line}` : `        ${line}`)
        .join("\n"),
    );
  }
  if (adviceLines.length > 0) blocks.push(adviceLines.map((line) => style.dim(line)).join("\n"));
  return `${blocks.join("\n\n")}\n`;
}

/** A single cause is indented; several are numbered. */
export function causesText(causes: readonly string[]): string {
  const numbered = causes.length > 1;
  const lines = causes.flatMap((cause, index) => {
    const prefix = numbered ? `${String(index).padStart(5)}: ` : "    ";
    const indent = " ".repeat(prefix.length);
    return cause.split("\n").map((line, at) => `${at === 0 ? prefix : indent}${line}`);
  });
  return ["Caused by:", ...lines].join("\n");
}

/** An error nobody foresaw: said as one, without a stack unless asked for. */
function bugText(
  error: unknown,
  { policy, advice, style }: {
    readonly policy: FailurePolicy;
    readonly advice: readonly string[];
    readonly style: Style;
  },
): string {
  const [message = "", ...causes] = messageChain(error).map(stripControl);
  const blocks = [`${style.red("error:")} internal error: ${message}`];
  if (policy.showsStacks) {
    if (causes.length > 0) blocks.push(causesText(causes));
    if (error instanceof Error && error.stack !== undefined) {
      blocks.push(stripControl(error.stack));
    }
  }
  if (advice.length > 0) blocks.push(advice.map((line) => style.dim(line)).join("\n"));
  return `${blocks.join("\n\n")}\n`;
}

function usageOf<Ctx>(
  { root, programName }: RunSettings<Ctx>,
  request: RunRequest<Ctx> | undefined,
): string | undefined {
  if (request === undefined) return undefined;
  let level: Level<Ctx> | undefined = rootLevel(root, programName);
  for (const name of request.path) level = level && childLevel(level, name);
  return level && usageLine(level);
}

function isFromBrokenPipe(error: unknown, isBrokenPipe: (error: unknown) => boolean): boolean {
  const seen = new Set<unknown>();
  for (let at = error; at !== undefined && !seen.has(at);) {
    if (isBrokenPipe(at)) return true;
    seen.add(at);
    at = at instanceof Error ? at.cause : undefined;
  }
  return false;
}
